package org.dthinlto.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** clang's words about a job, as lld says them. */
final class BackendVoiceTest {

  private static final String ASSEMBLY = "<inline asm>:1:2: warning: odd\n\tbad\n\t^\n";

  private static BackendVoice voice(String... words) {
    return BackendVoice.of("/usr/bin/ld.lld", LldOptions.load().parse(List.of(words)));
  }

  @Test
  void clangsOwnWordsStay() {
    assertEquals("warning: x [-Wy]\n", BackendVoice.CLANG.restate("m.o", "warning: x [-Wy]\n"));
    assertEquals("", voice().restate("m.o", ""));
  }

  @Test
  void warningsLoseClangsNameForThemAndTheSum() {
    assertEquals(
        "ld.lld: warning: stack too large\n",
        voice()
            .restate(
                "m.o", "warning: stack too large [-Wframe-larger-than]\n1 warning generated.\n"));
    assertEquals(
        "ld.lld: warning: no code generated.\n",
        voice().restate("m.o", "warning: no code generated.\n"));
  }

  @Test
  void messagesOfTheAssemblerNameTheModule() {
    assertEquals(
        "ld.lld: warning: m.o <inline asm>:1:2: odd\n\tbad\n\t^\n\n",
        voice().restate("m.o", ASSEMBLY));
    assertEquals(
        "ld.lld: error: m.o <inline asm>:1:2: odd\n\n",
        voice().restate("m.o", "<inline asm>:1:2: error: odd\nerror: cannot compile inline asm\n"));
  }

  @Test
  void fatalWarningsAreErrorsAndFail() {
    BackendVoice fatal = voice("--fatal-warnings");
    String said = fatal.restate("m.o", "warning: x\n");
    assertEquals("ld.lld: error: x\n", said);
    assertTrue(fatal.fails(said));
    assertFalse(fatal.fails(""));
    BackendVoice not = voice("--fatal-warnings", "--no-fatal-warnings");
    assertEquals("ld.lld: warning: x\n", not.restate("m.o", "warning: x\n"));
    assertFalse(not.fails("ld.lld: error: x\n"));
  }

  @Test
  void silenceIsForWarningsAlone() {
    assertEquals(
        "ld.lld: error: y\n", voice("-w").restate("m.o", ASSEMBLY + "warning: x\nerror: y\n"));
  }
}
