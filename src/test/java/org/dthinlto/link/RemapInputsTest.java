package org.dthinlto.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules by which lld reads other files than the ones that are named. */
final class RemapInputsTest {

  @TempDir Path folder;

  private RemapInputs rules(String... words) {
    return RemapInputs.of(LldOptions.load().parse(List.of(words)), folder);
  }

  @Test
  void wholeNamesGoFirstAndTheLastOfThemCounts() {
    RemapInputs rules =
        rules(
            "--remap-inputs=*.o=any.o",
            "--remap-inputs=a.o=one.o",
            "--remap-inputs=a.o=two.o",
            "--remap-inputs=b*=late.o");
    assertEquals("two.o", rules.of("a.o"));
    assertEquals("any.o", rules.of("b.o"));
    assertEquals("late.o", rules.of("b.a"));
    assertEquals("c.a", rules.of("c.a"));
    assertFalse(rules.isFaulty());
  }

  @Test
  void filesOfRulesHaveComments() throws Exception {
    Files.writeString(folder.resolve("rules"), "# a.o=no.o\n\n  a.o=yes.o\t\r\n");
    RemapInputs rules = rules("--remap-inputs-file=rules");
    assertEquals("yes.o", rules.of("a.o"));
    assertEquals("# a.o", rules.of("# a.o"));
    assertFalse(rules.isFaulty());
    assertTrue(rules("--remap-inputs-file=missing").isFaulty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.o", "a.o=", "a=b=c", "[a=b", "a\\*[=b"})
  void faults(String rule) {
    assertTrue(rules("--remap-inputs=" + rule).isFaulty());
    assertTrue(rules("--remap-inputs=" + rule).isEmpty());
  }

  @Test
  void anotherRunGetsAbsoluteFiles() {
    assertEquals(
        List.of("--remap-inputs=a.o=" + folder + "/b.o", "--remap-inputs=*.x=/c.o"),
        rules("--remap-inputs=*.x=/c.o", "--remap-inputs=a.o=b.o").wordsFor(folder));
    assertEquals(List.of(), rules("main.o").wordsFor(folder));
  }

  @Test
  void filesOfOurOwnAreKept() throws Exception {
    RemapInputs rules = rules("--remap-inputs=*.o=b.o");
    assertEquals(
        List.of("--remap-inputs=_native/a.o=_native/a.o"), rules.wordsToKeep("_native/a.o"));
    assertEquals(List.of(), rules.wordsToKeep("_native/a.a"));
    assertThrows(NotDistributable.class, () -> rules.wordsToKeep("x=y.o"));
    assertThrows(NotDistributable.class, () -> rules.wordsToKeep("x[1].o"));
  }
}
