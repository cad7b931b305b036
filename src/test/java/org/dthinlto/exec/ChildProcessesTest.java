package org.dthinlto.exec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ChildProcessesTest {

  @TempDir Path dir;

  private final ChildProcesses children = new ChildProcesses();

  private Command shell(String script) {
    return Command.of(List.of("/bin/sh", "-c", script), dir);
  }

  private ProcessResult run(String script) throws Exception {
    return children.run(shell(script));
  }

  @Test
  void exitStatusIsTheProgramsOwn() throws Exception {
    assertEquals(0, run("exit 0").exitStatus());
    assertTrue(run("exit 0").ok());
    assertEquals(7, run("exit 7").exitStatus());
    assertFalse(run("exit 7").ok());
    assertEquals("exited with status 7", run("exit 7").ending());
  }

  @Test
  void deathBySignalIs128AndItsNumber() throws Exception {
    ProcessResult result = run("kill -KILL $$");
    assertEquals(137, result.exitStatus());
    assertEquals("was killed by signal 9 (SIGKILL)", result.ending());
  }

  @Test
  void streamsAreCapturedApart() throws Exception {
    ProcessResult result = run("echo out; echo err >&2");
    assertEquals("out\n", result.stdout());
    assertEquals("err\n", result.stderr());
  }

  @Test
  void mergedStreamsKeepTheirOrder() throws Exception {
    Command command = shell("echo 1; echo 2 >&2; echo 3").withOutput(Command.Output.MERGED);
    ProcessResult result = children.run(command);
    assertEquals("1\n2\n3\n", result.stdout());
    assertEquals("", result.stderr());
  }

  @Test
  void moreThanAPipeHoldsOnBothStreamsDoesNotHang() throws Exception {
    ProcessResult result =
        run("head -c 1000000 /dev/zero | tr '\\0' e >&2; head -c 3000000 /dev/zero | tr '\\0' o");
    assertEquals("o".repeat(3000000), result.stdout());
    assertEquals("e".repeat(1000000), result.stderr());
  }

  @Test
  void anOrphanThatKeepsThePipeOpenDoesNotHoldUpTheResult() throws Exception {
    long start = System.nanoTime();
    ProcessResult result = run("sleep 20 & echo $!");
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    ProcessHandle.of(Long.parseLong(result.stdout().trim())).ifPresent(ProcessHandle::destroy);
    assertTrue(millis < 10_000, "took " + millis + " ms");
  }

  @Test
  void inputIsEmptyUnlessInherited() throws Exception {
    assertEquals("[]\n", run("echo \"[$(cat)]\"").stdout());
  }

  @Test
  void runsInItsFolder() throws Exception {
    assertEquals(dir.toRealPath() + "\n", run("pwd -P").stdout());
  }

  @Test
  void variablesComeOnTopOfTheUsersOrAlone() throws Exception {
    Command command = shell("echo \"$MINE/${PATH:+path}/${HOME-no home}\"");
    Map<String, String> mine = Map.of("MINE", "yes", "HOME", "h");
    assertEquals("yes/path/h\n", children.run(command.withVariables(mine)).stdout());
    Command env = Command.of(List.of("/usr/bin/env"), dir);
    ProcessResult only = children.run(env.withOnlyVariables(Map.of("MINE", "yes")));
    assertEquals("MINE=yes\n", only.stdout());
    String inherited = children.run(env).stdout();
    assertTrue(inherited.contains("PATH="), inherited);
    assertFalse(inherited.contains("MINE="), inherited);
  }

  @Test
  void fiftyThousandArgumentsArrive() throws Exception {
    List<String> argv = new ArrayList<>(List.of("/bin/sh", "-c", "echo $#", "sh"));
    for (int i = 0; i < 50_000; i++) {
      argv.add("a" + i);
    }
    assertEquals("50000\n", children.run(Command.of(argv, dir)).stdout());
  }

  @Test
  void argumentsTooLongForTheKernelAreSaid() {
    List<String> argv = List.of("/bin/true", "x".repeat(200_000));
    String text = failure(Command.of(argv, dir));
    assertEquals(
        "'/bin/true': cannot be started, its 2 arguments and the environment are too long for the"
            + " kernel",
        text);
  }

  @Test
  void whatCannotBeStartedIsNamedWithTheReason() throws Exception {
    Path plain = Files.writeString(dir.resolve("plain"), "echo\n");
    Path script = Files.writeString(dir.resolve("script"), "#!/no/such/interpreter\n");
    assertTrue(script.toFile().setExecutable(true));
    String says = "': cannot be started, ";
    assertEquals("'no-such-clang" + says + "no such program in PATH", failure("no-such-clang"));
    assertEquals("'./nothing" + says + "no such file", failure("./nothing"));
    assertEquals("'" + plain + says + "it is not executable", failure(plain.toString()));
    assertEquals("'" + dir + says + "it is a folder", failure(dir.toString()));
    assertEquals(
        "'" + plain + "/x" + says + "a part of its path is no folder", failure(plain + "/x"));
    assertEquals(
        "'./script" + says + "the interpreter that its first line names is missing",
        failure("./script"));
    Path gone = dir.resolve("gone");
    assertEquals(
        "'/bin/true" + says + "its working folder '" + gone + "' is missing",
        failure(Command.of(List.of("/bin/true"), gone)));
    assertEquals("'" + says + "the command is empty", failure(Command.of(List.of(), dir)));
  }

  private String failure(String program) {
    return failure(Command.of(List.of(program), dir));
  }

  private String failure(Command command) {
    return assertThrows(StartException.class, () -> children.run(command)).getMessage();
  }

  @Test
  void interruptEndsTheProcessFirst() throws Exception {
    Path pid = dir.resolve("pid");
    Thread caller = Thread.currentThread();
    Thread interrupter = new Thread(() -> interruptWhenThere(pid, caller));
    interrupter.start();
    assertThrows(InterruptedException.class, () -> run("echo $$ > pid; exec sleep 60"));
    interrupter.join();
    assertGone(pid);
    assertEquals("fine\n", run("echo fine").stdout());
  }

  private static void interruptWhenThere(Path file, Thread thread) {
    try {
      awaitWritten(file);
      thread.interrupt();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void killAllEndsDescendantsAndThoseThatIgnoreTerm() throws Exception {
    Path parent = dir.resolve("parent");
    Path child = dir.resolve("child");
    Outcome outcome =
        inBackground("trap '' TERM; sleep 60 & echo $! > child; echo $$ > parent; wait; sleep 60");
    awaitWritten(parent);
    children.killAll();
    assertGone(parent);
    assertGone(child);
    assertEquals("stopped", outcome.await());
  }

  @Test
  void killAllLetsAProgramCleanUp() throws Exception {
    Path ready = dir.resolve("ready");
    Outcome outcome =
        inBackground(
            "trap 'echo > cleaned; exit 1' TERM; echo $$ > ready; "
                + "while :; do sleep 0.05; done");
    awaitWritten(ready);
    children.killAll();
    assertTrue(Files.exists(dir.resolve("cleaned")));
    assertEquals("stopped", outcome.await());
  }

  /** As after a Ctrl-C, which the children may feel before us. */
  @Test
  void aChildThatDiesOfTheUsersSignalJustBeforeKillAllIsNoResult() throws Exception {
    ChildProcesses patient = new ChildProcesses(TimeUnit.SECONDS.toNanos(30));
    Outcome outcome = new Outcome(patient, shell("echo $$ > pid; kill -HUP $$"));
    outcome.start();
    Path pid = dir.resolve("pid");
    awaitWritten(pid);
    while (lives(Long.parseLong(Files.readString(pid).trim()))) {
      Thread.sleep(1);
    }
    Thread.sleep(20);
    patient.killAll();
    assertEquals("stopped", outcome.await());
  }

  @Test
  void aChildThatDiesOfASignalWithoutKillAllIsAResult() throws Exception {
    // SIGINT may be ignored where the tests run in the background.
    assertEquals("was killed by signal 1 (SIGHUP)", run("kill -HUP $$").ending());
    assertEquals("was killed by signal 15 (SIGTERM)", run("kill -TERM $$").ending());
  }

  @Test
  void nothingStartsAfterKillAll() {
    children.killAll();
    assertThrows(InterruptedException.class, () -> run("echo > started"));
    assertFalse(Files.exists(dir.resolve("started")));
  }

  /** Starts are under way in many threads when killAll comes; none of those may live on. */
  @Test
  void aProcessThatIsBeingStartedDuringKillAllIsEndedAsWell() throws Exception {
    String marker = "marker-" + ProcessHandle.current().pid();
    List<String> argv = List.of("/bin/sh", "-c", ": " + marker + "; sleep 100; :");
    for (int round = 0; round < 8; round++) {
      ChildProcesses own = new ChildProcesses();
      List<Outcome> outcomes = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        outcomes.add(new Outcome(own, Command.of(argv, dir)));
      }
      for (Outcome outcome : outcomes) {
        outcome.start();
      }
      Thread.sleep(2L * round);
      own.killAll();
      assertEquals(List.of(), commandLinesWith(marker));
      for (Outcome outcome : outcomes) {
        assertEquals("stopped", outcome.await());
      }
    }
  }

  @Test
  void manyRunsLeaveNoOpenFiles() throws Exception {
    run("exit 0");
    int before = new File("/proc/self/fd").list().length;
    for (int i = 0; i < 50; i++) {
      run("exit 0");
    }
    int after = new File("/proc/self/fd").list().length;
    assertTrue(after < before + 10, before + " -> " + after);
  }

  /** How a run in another thread ended. */
  private static final class Outcome extends Thread {
    private final ChildProcesses children;
    private final Command command;
    private volatile String how = "";

    Outcome(ChildProcesses children, Command command) {
      this.children = children;
      this.command = command;
    }

    @Override
    public void run() {
      try {
        how = children.run(command).ending();
      } catch (InterruptedException e) {
        how = "stopped";
      } catch (IOException e) {
        how = e.toString();
      }
    }

    String await() throws InterruptedException {
      join();
      return how;
    }
  }

  private Outcome inBackground(String script) {
    Outcome outcome = new Outcome(children, shell(script));
    outcome.start();
    return outcome;
  }

  static void awaitWritten(Path file) throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!Files.exists(file) || !Files.readString(file).endsWith("\n")) {
      if (System.nanoTime() - end > 0) {
        throw new IOException(file + " was never written");
      }
      Thread.sleep(5);
    }
  }

  static void assertGone(Path pidFile) throws IOException {
    long pid = Long.parseLong(Files.readString(pidFile).trim());
    assertFalse(lives(pid), "process " + pid + " lives");
  }

  static boolean lives(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      return !stat.substring(stat.lastIndexOf(')')).startsWith(") Z");
    } catch (IOException e) {
      return false;
    }
  }

  static List<String> commandLinesWith(String text) throws IOException {
    List<String> found = new ArrayList<>();
    for (File process : new File("/proc").listFiles()) {
      String line = commandLine(process);
      if (line.contains(text)) {
        found.add(process.getName() + ": " + line);
      }
    }
    return found;
  }

  /** Empty for what is no process, or none any more. */
  private static String commandLine(File process) {
    try {
      return Files.readString(process.toPath().resolve("cmdline"));
    } catch (IOException e) {
      return "";
    }
  }
}
