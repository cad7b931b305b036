package org.dthinlto.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Interrupted links: facts 6, case 55. */
@Execution(ExecutionMode.CONCURRENT)
class SignalsE2eTest {

  private static void example(TestSpace space) {
    space.thin("main.o", "int f(int); int main(void) { return f(4); }");
    space.thin("f.o", "int f(int x) { return x * 10 + 2; }");
    space.thin("g.o", "int g(int x) { return x - 1; }");
    space.archive("lib.a", "g.o", "f.o");
  }

  /** A clang whose child sleeps for longer than any test, once its marker is there. */
  private static String sleeping(TestSpace space) {
    return new FakeClang(space).doing("*", marked(space) + "sleep 300; exit 1");
  }

  private static String marked(TestSpace space) {
    return ": > '" + space.root.resolve("log") + "/started.'$$; ";
  }

  private static Process start(TestSpace space, List<String> command) throws Exception {
    Path log = space.root.resolve("log");
    return Ran.start(
        command, space.work, space.env, log.resolve("tool.out"), log.resolve("tool.err"));
  }

  private static void awaitJobs(TestSpace space, Process process, int jobs) throws Exception {
    for (int i = 0; i < 600 && process.isAlive(); i++) {
      try (Stream<Path> files = Files.list(space.root.resolve("log"))) {
        if (files.filter(file -> file.getFileName().toString().startsWith("started.")).count()
            >= jobs) {
          return;
        }
      }
      Thread.sleep(50);
    }
    Assertions.fail("the backend jobs weren't started\n" + said(space));
  }

  private static String said(TestSpace space) throws IOException {
    return Files.readString(space.root.resolve("log/tool.out"))
        + Files.readString(space.root.resolve("log/tool.err"));
  }

  /** Commands of processes whose working directory or command line lies in the space. */
  private static List<String> survivors(TestSpace space) throws IOException {
    List<String> found = new ArrayList<>();
    try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
      for (Path process : (Iterable<Path>) processes::iterator) {
        if (!process.getFileName().toString().matches("[0-9]+")) {
          continue;
        }
        try {
          String command = Files.readString(process.resolve("cmdline")).replace('\0', ' ');
          String folder = Files.readSymbolicLink(process.resolve("cwd")).toString();
          String root = space.root.toString();
          if (!command.isEmpty() && (command.contains(root) || folder.startsWith(root))) {
            found.add(process.getFileName() + " " + command);
          }
        } catch (IOException e) {
          // It has ended, or isn't ours to look into.
        }
      }
    }
    return found;
  }

  private static void killSurvivors(TestSpace space) throws IOException {
    for (String survivor : survivors(space)) {
      space.run("/bin/kill", "-9", survivor.substring(0, survivor.indexOf(' ')));
    }
  }

  private static void interrupted(
      TestSpace space, String signal, int status, boolean group, List<String> command)
      throws Exception {
    Snapshot before = space.snapshot();
    List<String> words = new ArrayList<>(command);
    if (group) {
      // A group of its own, so that the signal reaches its children as a terminal's would.
      words.add(0, "/usr/bin/setsid");
    }
    Process process = start(space, words);
    List<String> left;
    try {
      awaitJobs(space, process, 2);
      String target = (group ? "-" : "") + process.pid();
      space.run("/bin/kill", "-" + signal, "--", target).exits(0);
      assertTrue(process.waitFor(20, TimeUnit.SECONDS), "still running 20 s after the signal");
      left = survivors(space);
      for (int i = 0; i < 5 && !left.isEmpty(); i++) {
        // A process that was killed may take a moment to be gone.
        Thread.sleep(20);
        left = survivors(space);
      }
    } finally {
      process.destroyForcibly().waitFor();
      killSurvivors(space);
    }
    assertEquals(status, process.exitValue(), said(space));
    assertEquals(List.of(), left, "processes that outlive dthinlto");
    assertEquals(List.of(), before.changesTo(space.snapshot()), said(space));
    assertTrue(!said(space).contains("Exception"), said(space));
  }

  private static List<String> slowLink(TestSpace space) {
    return space.link("main.o", "lib.a").options("-j2", "--clang", sleeping(space)).command();
  }

  // Case 55.
  @Llvm.Ends
  void interruptEndsEveryChildAndExitsWith130(TestSpace space) throws Exception {
    example(space);
    interrupted(space, "INT", 130, false, slowLink(space));
  }

  // Case 55.
  @Llvm.Ends
  void terminationEndsEveryChildAndExitsWith143(TestSpace space) throws Exception {
    example(space);
    interrupted(space, "TERM", 143, false, slowLink(space));
  }

  // Case 55: Ctrl-C on a terminal reaches the backends as well; their end isn't an error of theirs.
  @Llvm.Newest
  void interruptOfTheWholeProcessGroup(TestSpace space) throws Exception {
    example(space);
    interrupted(space, "INT", 130, true, slowLink(space));
    assertTrue(!said(space).contains("error:"), said(space));
  }

  @Llvm.Newest
  void hangUpOfTheTerminal(TestSpace space) throws Exception {
    example(space);
    interrupted(space, "HUP", 129, false, slowLink(space));
  }

  // Children that ignore the polite signals are killed.
  @Llvm.Newest
  void childrenThatIgnoreSignalsAreKilled(TestSpace space) throws Exception {
    example(space);
    String clang =
        new FakeClang(space)
            .doing("*", "trap '' INT TERM HUP; " + marked(space) + "sleep 300; exit 1");
    interrupted(
        space,
        "TERM",
        143,
        false,
        space.link("main.o", "lib.a").options("-j2", "--clang", clang).command());
  }

  // Case 55.
  @Llvm.Newest
  void oldOutputOutlivesAnInterruptedLink(TestSpace space) throws Exception {
    example(space);
    space.write("out", "the old program");
    interrupted(space, "TERM", 143, false, slowLink(space));
    assertEquals("the old program", new String(space.read("out")));
  }

  // In the final link: lld is the child then.
  @Llvm.Newest
  void interruptOfTheFinalLink(TestSpace space) throws Exception {
    example(space);
    space.script(
        "ld.lld",
        """
        case "$*" in
          *--version*|*index-only*|*-v*) ;;
          *) %s sleep 300 & : > '%s/started.again'; wait ;;
        esac
        exec %s "$@"
        """
            .formatted(marked(space), space.root.resolve("log"), space.llvm.lld()));
    Link link =
        space
            .link("main.o", "lib.a")
            .by(space.llvm.clangxx(), "-fuse-ld=lld", "-B" + space.root.resolve("bin"));
    interrupted(space, "TERM", 143, false, link.command());
  }

  // Nothing can be cleaned up then; what is left must not be in the way of the next link.
  @Llvm.Newest
  void nextLinkAfterAKillSucceeds(TestSpace space) throws Exception {
    example(space);
    Process process = start(space, slowLink(space));
    try {
      awaitJobs(space, process, 2);
    } finally {
      process.destroyForcibly().waitFor();
      killSurvivors(space);
    }
    assertTrue(!space.exists("out"), "a killed link has an output");
    Ran next = space.run(space.link("main.o", "lib.a").command()).exits(0);
    assertEquals(42, space.run("./out").status(), next::toString);
    for (String file : List.of("main.o.thinlto.bc", "lib.a.thinlto.bc")) {
      assertTrue(!space.exists(file), file);
    }
  }
}
