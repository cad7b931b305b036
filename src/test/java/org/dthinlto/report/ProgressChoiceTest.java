package org.dthinlto.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ProgressChoiceTest {

  @TempDir Path dir;

  private ProgressMode automatic(String term, String openOn) throws Exception {
    Path link = Files.createSymbolicLink(dir.resolve("fd"), Path.of(openOn));
    try {
      Map<String, String> environment = term.equals("unset") ? Map.of() : Map.of("TERM", term);
      return ProgressChoice.automatic(environment, link);
    } finally {
      Files.delete(link);
    }
  }

  @Test
  void aTerminalIsToldByItsName() throws Exception {
    assertEquals(ProgressMode.TERMINAL, automatic("xterm", "/dev/pts/3"));
    assertEquals(ProgressMode.TERMINAL, automatic("linux", "/dev/tty1"));
    assertEquals(ProgressMode.TERMINAL, automatic("linux", "/dev/console"));
    assertEquals(ProgressMode.PLAIN, automatic("xterm", "pipe:[4711]"));
    assertEquals(ProgressMode.PLAIN, automatic("xterm", "/dev/null"));
    assertEquals(ProgressMode.PLAIN, automatic("xterm", "/var/log/dev/pts/3"));
  }

  @Test
  void aTerminalThatCannotRedrawGetsLines() throws Exception {
    assertEquals(ProgressMode.PLAIN, automatic("dumb", "/dev/pts/3"));
    assertEquals(ProgressMode.PLAIN, automatic("", "/dev/pts/3"));
    assertEquals(ProgressMode.PLAIN, automatic("unset", "/dev/pts/3"));
  }

  @Test
  void withoutProcThereAreLines() {
    Path none = dir.resolve("none");
    assertEquals(ProgressMode.PLAIN, ProgressChoice.automatic(Map.of("TERM", "xterm"), none));
  }

  @Test
  void whatIsAskedForIsGiven() {
    assertInstanceOf(NoProgress.class, open(ProgressMode.NONE));
    assertInstanceOf(PlainProgress.class, open(ProgressMode.PLAIN));
    assertInstanceOf(TerminalProgress.class, open(ProgressMode.TERMINAL));
  }

  private static Progress open(ProgressMode mode) {
    PrintStream nowhere = new PrintStream(new ByteArrayOutputStream());
    return ProgressChoice.open(
        mode,
        false,
        Map.of(),
        nowhere,
        command -> {
          throw new AssertionError("nothing is asked yet");
        });
  }

  /** The output of a JVM that sleeps in a job, on a pseudo-terminal of 70 columns or in a pipe. */
  private static String shown(boolean terminal, long sleepMillis) throws Exception {
    String java = System.getProperty("java.home") + "/bin/java -XX:TieredStopAtLevel=1";
    String classPath =
        folderOf(Progress.class) + File.pathSeparator + folderOf(ProgressProgram.class);
    String command =
        java + " -cp '" + classPath + "' " + ProgressProgram.class.getName() + " " + sleepMillis;
    List<String> argv = new ArrayList<>();
    if (terminal) {
      argv.addAll(List.of("script", "-qec", "stty cols 70; " + command, "/dev/null"));
    } else {
      argv.addAll(List.of("sh", "-c", command));
    }
    ProcessBuilder builder = new ProcessBuilder(argv).redirectErrorStream(true);
    builder.redirectInput(new File("/dev/null"));
    builder.environment().put("TERM", "xterm");
    builder.environment().remove("COLUMNS");
    Process process = builder.start();
    String shown = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), shown);
    return shown;
  }

  private static String folderOf(Class<?> type) throws Exception {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
  }

  @Test
  void onARealTerminalTheLineIsDrawnAndGone() throws Exception {
    String shown = shown(true, 1500);
    String line = "dthinlto: backends 0/2, 1 s: lib.a(x.o) 1 s";
    assertTrue(shown.contains("\r" + line + "\033[K"), shown);
    assertTrue(shown.contains("\r\033[Ka note\r\n" + line), shown);
    assertTrue(shown.endsWith("\r\033[Kthe end\r\n"), shown);
  }

  @Test
  void onARealTerminalAQuickLinkShowsNothing() throws Exception {
    assertEquals("a note\r\nthe end\r\n", shown(true, 1));
  }

  @Test
  void inAPipeThereIsNothingToRedraw() throws Exception {
    assertEquals("a note\nthe end\n", shown(false, 700));
  }
}
