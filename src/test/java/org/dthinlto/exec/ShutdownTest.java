package org.dthinlto.exec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sends real signals to a real JVM that runs jobs. */
@Timeout(120)
class ShutdownTest {

  private static final String ENDLESS = "echo $$ > $1; exec sleep 100";
  private static final String STUBBORN =
      "trap '' TERM INT; echo $$ > $1; while :; do sleep 0.1; done";
  private static final String WITH_CHILD =
      "sleep 100 & echo $! > $1.child; echo $$ > $1; wait; sleep 100";

  private static final String ENDED_BY_SIGNAL =
      "interrupted\nbegan\nfirst clean-up\nlast clean-up\n";

  @TempDir Path dir;

  private final List<Process> started = new ArrayList<>();

  @AfterEach
  void endWhatATestLeft() {
    for (Process process : started) {
      process.destroyForcibly();
    }
  }

  /**
   * Starts the program with all signals at their defaults: a shell that ran us in the background
   * has SIGINT ignored, and the JVM keeps to that.
   */
  private Process start(int jobs, String script) throws Exception {
    List<String> argv = new ArrayList<>(List.of("env", "--default-signal"));
    argv.add(System.getProperty("java.home") + "/bin/java");
    argv.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp"));
    argv.add(folderOf(Shutdown.class) + File.pathSeparator + folderOf(ShutdownProgram.class));
    argv.addAll(List.of(ShutdownProgram.class.getName(), dir.toString(), "" + jobs, script));
    Process process = new ProcessBuilder(argv).inheritIO().start();
    started.add(process);
    return process;
  }

  private static String folderOf(Class<?> type) throws Exception {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
  }

  private static void send(String signal, long pid) throws Exception {
    assertEquals(0, new ProcessBuilder("kill", "-" + signal, "" + pid).start().waitFor());
  }

  private String log() throws Exception {
    return Files.readString(dir.resolve("log"));
  }

  private void assertEndsCleanly(String signal, int status, String script, String... alsoGone)
      throws Exception {
    Process program = start(4, script);
    ChildProcessesTest.awaitWritten(dir.resolve("m0"));
    ChildProcessesTest.awaitWritten(dir.resolve("m1"));
    send(signal, program.pid());
    assertTrue(program.waitFor(30, TimeUnit.SECONDS));
    assertEquals(status, program.exitValue());
    ChildProcessesTest.assertGone(dir.resolve("m0"));
    ChildProcessesTest.assertGone(dir.resolve("m1"));
    for (String name : alsoGone) {
      ChildProcessesTest.assertGone(dir.resolve(name));
    }
    assertFalse(Files.exists(dir.resolve("m2")), "a new job was started");
    assertEquals(ENDED_BY_SIGNAL, log());
  }

  @Test
  void termEndsAllAndGives143() throws Exception {
    assertEndsCleanly("TERM", 143, ENDLESS);
  }

  @Test
  void interruptEndsAllAndGives130() throws Exception {
    assertEndsCleanly("INT", 130, ENDLESS);
  }

  @Test
  void hangUpEndsAllAndGives129() throws Exception {
    assertEndsCleanly("HUP", 129, ENDLESS);
  }

  @Test
  void childrenThatIgnoreTermAreKilled() throws Exception {
    assertEndsCleanly("TERM", 143, STUBBORN);
  }

  @Test
  void childrenOfChildrenAreEnded() throws Exception {
    assertEndsCleanly("TERM", 143, WITH_CHILD, "m0.child", "m1.child");
  }

  @Test
  void workWithoutChildrenIsInterrupted() throws Exception {
    Process program = start(0, "");
    ChildProcessesTest.awaitWritten(dir.resolve("log"));
    send("TERM", program.pid());
    assertTrue(program.waitFor(30, TimeUnit.SECONDS));
    assertEquals(143, program.exitValue());
    assertEquals("sleeping\n" + ENDED_BY_SIGNAL, log());
  }

  @Test
  void aChildThatSomebodyElseEndsIsAFailure() throws Exception {
    Process program = start(4, "echo $$ > $1; test $1 = m0 || exit 0; exec sleep 100");
    ChildProcessesTest.awaitWritten(dir.resolve("m0"));
    send("TERM", Long.parseLong(Files.readString(dir.resolve("m0")).trim()));
    assertTrue(program.waitFor(30, TimeUnit.SECONDS));
    assertEquals(0, program.exitValue());
    assertEquals("ended sh was killed by signal 15 (SIGTERM)\nnot began\n", log());
  }

  @Test
  void withoutASignalNoCleanUpRuns() throws Exception {
    Process program = start(4, "exit 3");
    assertTrue(program.waitFor(30, TimeUnit.SECONDS));
    assertEquals(0, program.exitValue());
    assertEquals("ended sh exited with status 3\nnot began\n", log());
  }

  /** Signals at some moments of the program's life while processes are started all the time. */
  @Test
  void atAnyMomentNothingIsLeft() throws Exception {
    String marker = "marker-" + ProcessHandle.current().pid();
    String script = ": " + marker + "; sleep 0.004; echo x > out/$1.native.o; echo $1 > last";
    for (int delay = 0; delay < 60; delay += 7) {
      Process program = start(100_000, script);
      ChildProcessesTest.awaitWritten(dir.resolve("last"));
      Thread.sleep(delay);
      send("TERM", program.pid());
      assertTrue(program.waitFor(30, TimeUnit.SECONDS));
      assertEquals(143, program.exitValue());
      assertEquals(List.of(), ChildProcessesTest.commandLinesWith(marker));
      assertEquals(ENDED_BY_SIGNAL, log());
      Files.delete(dir.resolve("last"));
      Files.delete(dir.resolve("log"));
    }
  }
}
