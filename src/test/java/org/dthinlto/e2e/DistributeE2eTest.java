package org.dthinlto.e2e;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.dthinlto.remote.ReapiServer;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** lld's own DTLTO with dthinlto as its distributor: facts 6, case 54. Needs LLVM 22. */
@Execution(ExecutionMode.CONCURRENT)
@ExtendWith(ReapiServer.Shared.class)
final class DistributeE2eTest {

  private static final String NOT_INLINED = "__attribute__((noinline)) ";

  /** An object, a regular and a thin archive, two archives of one name, a member name twice. */
  private static String[] program(TestSpace space) {
    space.env.remove("DTHINLTO_NO_CACHE");
    space.env.put("DTHINLTO_CACHE_DIR", space.root.resolve("ref/cache").toString());
    space.thin(
        "main.o",
        """
        int printf(const char *, ...);
        int f(int), thin(int), one(int), two(int), again(int), twice(int);
        int main(int c, char **v) {
          printf("%d\\n", f(c) + thin(c) + one(c) + two(c) + again(c) + twice(c));
          return 0;
        }
        """);
    space.thin("f.o", "int one(int); int f(int x) { return one(x) * 3; }");
    space.thin("obj/thin.o", "int small(int); int thin(int x) { return small(x) + 5; }");
    space.ar("rcsT", "thin.a", "obj/thin.o");
    space.thin("one/m.o", "int one(int x) { return x + 1; }");
    space.thin("one/s.o", "int small(int x) { return x * 7 + 1; }");
    space.archive("a/lib.a", "one/m.o", "one/s.o");
    space.thin("two/m.o", NOT_INLINED + "int two(int x) { return x + 2; }");
    space.archive("b/lib.a", "two/m.o");
    space.thin("x/same.o", NOT_INLINED + "int again(int x) { return x * 4; }");
    space.thin("y/same.o", "int small(int); int twice(int x) { return small(x) - 9; }");
    space.ar("rcs", "c.a", "x/same.o");
    space.run(space.llvm.ar(), "qs", "c.a", "y/same.o").exits(0);
    space.mkdir("out");
    return new String[] {"main.o", "f.o", "thin.a", "a/lib.a", "b/lib.a", "c.a"};
  }

  private static final int JOBS = 8;

  // Case 54.
  @Llvm.Newest
  void lldsOwnProgram_andNextTimeAllIsKnown(TestSpace space) {
    DtltoLinks links = new DtltoLinks(space, program(space));
    byte[] expected = links.inProcess("out/p");
    assertArrayEquals(expected, links.serial("out/p"));
    DtltoLinks.Done first = links.link("out/p", expected).allLocal();
    assertEquals(JOBS, first.jobs());
    links.link("out/p", expected).allHits();
    // Another output beside it has the same jobs, another process ID and other temporary files.
    links.link("other-name", expected).allHits();
    links.options("-j2", "--no-cache").link("out/p", expected).allLocal();
  }

  @Llvm.Newest
  void onlyWhatAnEditChangesIsCompiled(TestSpace space) {
    DtltoLinks links = new DtltoLinks(space, program(space));
    links.link("out/p", links.inProcess("out/p")).allLocal();
    // No one imports it; the first archive of that name grows, and so do all offsets behind.
    space.thin("two/m.o", NOT_INLINED + "int two(int x) { return x * x - 2; }");
    space.archive("b/lib.a", "two/m.o");
    DtltoLinks.Done done = links.link("out/p", links.inProcess("out/p"));
    assertEquals(1, done.local(), done::toString);
    // It is imported by two others.
    space.thin("one/s.o", "int small(int x) { return x * 6 + 1; }");
    space.archive("a/lib.a", "one/m.o", "one/s.o");
    done = links.link("out/p", links.inProcess("out/p"));
    assertTrue(done.local() >= 3 && done.local() <= 4, done::toString);
    // A file that is older than all and not on the line before.
    space.thin("0.o", "int nobody(int x) { return x; }");
    String[] words = new String[] {"main.o", "f.o", "thin.a", "a/lib.a", "b/lib.a", "c.a", "0.o"};
    DtltoLinks more = new DtltoLinks(space, words);
    done = more.link("out/p", more.inProcess("out/p"));
    assertEquals(1, done.local(), done::toString);
  }

  @Llvm.Newest
  void fatObjects_andSplitUnits(TestSpace space) {
    space.env.remove("DTHINLTO_NO_CACHE");
    space.env.put("DTHINLTO_CACHE_DIR", space.root.resolve("ref/cache").toString());
    String[] fat = {"-ffat-lto-objects", "-fsplit-lto-unit"};
    space.thin("main.o", "int f(int), k(int); int main(void) { return f(4) + k(2); }", fat);
    space.thin("sub/f.o", "int f(int x) { return x * 10; }", fat);
    space.thin("k.o", "int k(int x) { return x * x - 2; }", fat);
    space.archive("lib.a", "k.o");
    DtltoLinks links = new DtltoLinks(space, "-ffat-lto-objects", "main.o", "sub/f.o", "lib.a");
    byte[] expected = links.inProcess("p");
    links.link("p", expected).allLocal();
    links.link("p", expected).allHits();
    space.write(
        "s.cpp",
        """
        struct A { virtual int v(int); virtual ~A(); };
        int A::v(int x) { return x + 1; }
        A::~A() {}
        extern "C" int k(int x) { A a; A *p = &a; return p->v(x); }
        """);
    List<String> command = new ArrayList<>(List.of(space.llvm.clangxx(), "-O2", "-flto=thin"));
    command.addAll(List.of("-fsplit-lto-unit", "-fwhole-program-vtables", "-fvisibility=hidden"));
    command.addAll(List.of("-c", "s.cpp", "-o", "s.o"));
    space.run(command).exits(0);
    space.archive("split.a", "s.o");
    DtltoLinks split = new DtltoLinks(space, "-ffat-lto-objects", "main.o", "sub/f.o", "split.a");
    expected = split.inProcess("p");
    split.link("p", expected);
    split.link("p", expected).allHits();
  }

  /** Where a simple distributor gives other code than lld in process. */
  @Llvm.Newest
  void completedIndices(TestSpace space) {
    space.thin("main.o", "int lib(int); int main(void) { return lib(1); }", "-fPIE");
    space.thin(
        "lib.o",
        """
        __attribute__((weak)) extern int later(int);
        int lib(int x) { return later ? later(x) : 1; }
        """,
        "-fPIE");
    space.thin(
        "later.o",
        "__attribute__((noinline)) int later(int x) { __asm__ volatile(\"\"); return x * 3; }",
        "-fPIE");
    DtltoLinks links = new DtltoLinks(space, "-pie", "main.o", "lib.o", "later.o");
    byte[] expected = links.inProcess("p");
    assertFalse(Arrays.equals(expected, links.serial("p")), "the gap in DTLTO is gone");
    links.link("p", expected);
  }

  @Llvm.Newest
  void anyPath_andAnyPlace(TestSpace space) throws Exception {
    program(space);
    String up = "../" + space.work.getFileName() + "/";
    String[] words = {
      space.path("main.o").toString(),
      "./f.o",
      up + "thin.a",
      space.path("a/lib.a").toString(),
      "b/lib.a",
      "c.a"
    };
    DtltoLinks links = new DtltoLinks(space, words);
    byte[] expected = links.inProcess("out/p");
    links.link("out/p", expected).allLocal();
    String absolute = space.path("out/p").toString();
    space.run(links.command(absolute)).exits(0);
    assertArrayEquals(expected, space.read("out/p"));
    // Elsewhere, with relative and absolute paths below the working directory.
    try (TestSpace clone = new TestSpace(space.llvm)) {
      clone.env.remove("DTHINLTO_NO_CACHE");
      clone.env.put("DTHINLTO_CACHE_DIR", space.root.resolve("ref/cache").toString());
      clone.sh("cp -r '" + space.work + "'/* .").exits(0);
      words[0] = clone.path("main.o").toString();
      words[3] = clone.path("a/lib.a").toString();
      new DtltoLinks(clone, words).link("out/p", expected).allHits();
    }
  }

  @Llvm.Newest
  void temporaryFilesThatTheUserWants(TestSpace space) {
    program(space);
    DtltoLinks links =
        new DtltoLinks(
            space, "-Wl,--save-temps", "main.o", "f.o", "thin.a", "a/lib.a", "b/lib.a", "c.a");
    space.run(links.command("out/p")).exits(0);
    assertFalse(space.exists("out/p.dthinlto"));
    String natives = space.sh("ls out | grep -c 'native[.]o$'").out().strip();
    assertEquals(String.valueOf(JOBS), natives);
  }

  /** A compiler that does something to members called m.o for as long as a file is there. */
  private static String faulty(TestSpace space, String action) {
    String marker = space.root.resolve("log/faulty").toString();
    space.run("/usr/bin/touch", marker).exits(0);
    String compiler =
        new FakeClang(space)
            .doing(
                "*lib.a*m.o*",
                "[ -e '" + marker + "' ] && { " + action + "; }; \"$real\" \"$@\" || exit $?");
    return "-Wl,--thinlto-remote-compiler=" + compiler;
  }

  private static void mend(TestSpace space) {
    space.run("/bin/rm", space.root.resolve("log/faulty").toString()).exits(0);
  }

  private static void failsWith(TestSpace space, String action, String... said) {
    String[] files = program(space);
    byte[] expected = new DtltoLinks(space, files).inProcess("out/p");
    List<String> words = new ArrayList<>(Arrays.asList(files));
    words.add(faulty(space, action));
    DtltoLinks links = new DtltoLinks(space, words.toArray(new String[0]));
    Ran ran = links.fails("out/p").says("dthinlto: error: 'lib.a(m.o at ").says(said);
    assertFalse(ran.err().contains("undefined symbol"), ran::toString);
    mend(space);
    DtltoLinks.Done done = links.link("out/p", expected);
    assertTrue(done.local() >= 2, "a failure was kept\n" + done);
    links.link("out/p", expected).allHits();
  }

  @Llvm.Newest
  void compilerThatFails(TestSpace space) {
    failsWith(space, "echo 'no room' >&2; exit 3", "exited with status 3", "no room");
  }

  @Llvm.Newest
  void emptyObjects(TestSpace space) {
    failsWith(space, ": > \"$output\"; exit 0", "the native object is empty");
  }

  @Llvm.Newest
  void noObjects(TestSpace space) {
    failsWith(space, "exit 0", "the native object is missing");
  }

  @Llvm.Newest
  void objectsOfAnotherKind(TestSpace space) {
    failsWith(space, "cp main.o \"$output\"; exit 0", "the native object is bitcode");
  }

  /** LLVM writes such names wrongly, and a simple distributor doesn't notice. */
  @Llvm.Newest
  void namesThatAreNotAscii(TestSpace space) {
    space.thin("main.o", "int f(int); int main(void) { return f(4); }");
    space.sh("cp main.o 'm\u00e4in.o'").exits(0);
    space.thin("f.o", "int f(int x) { return x * 10 + 2; }");
    DtltoLinks links = new DtltoLinks(space, "m\u00e4in.o", "f.o");
    links.fails("p").says("paths that aren't ASCII", "'m\u00e4in.o': backend failed");
  }

  private static Ran distribute(TestSpace space, String json, String... options) {
    space.write("jobs.json", json.replace('\'', '"'));
    List<String> words = new ArrayList<>(List.of("distribute"));
    words.addAll(Arrays.asList(options));
    words.add("jobs.json");
    return space.dthinlto(words);
  }

  @Llvm.Newest
  void jobsOfAnotherForm_runAsTheyAre(TestSpace space) {
    space.write("a.c", "int a;");
    String job =
        "{'common':{'linker_output':'p','args':['%s','-c']},'jobs':[{'args':['a.c','-o','a.o'],"
            + "'inputs':['a.c'],'outputs':['a.o']}]}";
    Ran ran = distribute(space, job.formatted(space.llvm.clang())).exits(0);
    ran.says("note: no job is reused or sent elsewhere; 'a.o': its job is of an unknown form");
    assertTrue(space.exists("a.o"));
    assertFalse(space.exists("p.dthinlto"));
    space.remove("a.o");
    Ran failed = distribute(space, job.formatted("/bin/true"));
    failed.exits(1).says("'a.c': backend failed, true exited with status 0, but the native");
  }

  @Llvm.Newest
  void wordsAndJobFilesThatMakeNoSense(TestSpace space) {
    assertEquals("", distribute(space, "{'common':{},'jobs':[]}").exits(0).err());
    distribute(space, "{'jobs':").exits(1).says("dthinlto: error: 'jobs.json': is no JSON");
    distribute(space, "{}").exits(1).says("'jobs.json': is no job file of lld's DTLTO");
    distribute(space, "{'jobs':[]}", "--clang", "x").exits(2).says("'--clang': is no option of");
    distribute(space, "{'jobs':[]}", "--no-such").exits(2).says("'--no-such': is no option of");
    distribute(space, "{'jobs':[]}", "-j", "0").exits(2).says("'--jobs': '0'");
    distribute(space, "{'jobs':[]}", "x.json").exits(2).says("2 job files");
    space.dthinlto("distribute").exits(2).says("0 job files");
    space.dthinlto("distribute", "no-such.json").exits(1).says("'no-such.json': no such file");
    String help = space.dthinlto("distribute", "--help").exits(0).out();
    assertTrue(help.contains("--remote=ENDPOINT") && !help.contains("--compare"), help);
  }

  private static String[] slow(TestSpace space) {
    String[] words = program(space);
    String[] all = Arrays.copyOf(words, words.length + 1);
    String started = space.root.resolve("log") + "/started.'$$";
    String compiler = new FakeClang(space).doing("*", ": > '" + started + "; sleep 300; exit 1");
    all[words.length] = "-Wl,--thinlto-remote-compiler=" + compiler;
    return all;
  }

  private static long started(TestSpace space) throws Exception {
    try (Stream<Path> files = Files.list(space.root.resolve("log"))) {
      return files.filter(f -> f.getFileName().toString().startsWith("started.")).count();
    }
  }

  /** Processes in whose command line the space is. */
  private static List<String> survivors(TestSpace space) {
    Ran ran =
        space.sh("ps -eo pid,args | grep -F '" + space.root + "/bin/clang' | grep -v grep || :");
    return ran.out().isEmpty() ? List.of() : List.of(ran.out());
  }

  private static void interrupted(TestSpace space, String signal, boolean group) throws Exception {
    DtltoLinks links = new DtltoLinks(space, slow(space)).options("-j2");
    Path log = space.root.resolve("log");
    Snapshot before = space.snapshot();
    List<String> command = new ArrayList<>(List.of("/usr/bin/setsid"));
    command.addAll(links.command("out/p"));
    Process process =
        Ran.start(command, space.work, space.env, log.resolve("tool.out"), log.resolve("tool.err"));
    List<String> left;
    try {
      for (int i = 0; i < 1200 && started(space) < 2 && process.isAlive(); i++) {
        Thread.sleep(50);
      }
      assertEquals(2, started(space), () -> read(log.resolve("tool.err")));
      String target =
          group
              ? "-" + process.pid()
              : space.sh("pgrep -f '[o]rg.dthinlto.*distribute.*" + space.root + "'").out().strip();
      space.run("/bin/kill", "-" + signal, "--", target).exits(0);
      assertTrue(process.waitFor(20, TimeUnit.SECONDS), "still running 20 s after the signal");
      left = survivors(space);
      for (int i = 0; i < 60 && !left.isEmpty(); i++) {
        Thread.sleep(50);
        left = survivors(space);
      }
    } finally {
      process.destroyForcibly().waitFor();
    }
    assertTrue(process.exitValue() != 0);
    assertEquals(List.of(), left, "processes that outlive dthinlto");
    // After a signal to all of them, dthinlto may end after lld's driver.
    List<String> changes = before.changesTo(space.snapshot());
    for (int i = 0; i < 60 && !changes.isEmpty(); i++) {
      Thread.sleep(50);
      changes = before.changesTo(space.snapshot());
    }
    assertEquals(List.of(), changes, () -> read(log.resolve("tool.err")));
    String said = read(log.resolve("tool.err"));
    assertFalse(said.contains("Exception") || said.contains("backend failed"), said);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (java.io.IOException e) {
      return Assertions.fail(e);
    }
  }

  @Llvm.Newest
  void interruptOfTheWholeLink(TestSpace space) throws Exception {
    interrupted(space, "INT", true);
  }

  @Llvm.Newest
  void terminationOfDthinltoAlone(TestSpace space) throws Exception {
    interrupted(space, "TERM", false);
  }

  /** Nothing but what it was sent is there for a job on this server. */
  @Llvm.Newest
  void everyJobRunsElsewhere(TestSpace space, ReapiServer server) {
    program(space);
    space.env.put("DTHINLTO_NO_CACHE", "1");
    // Of this run alone: no other may have left its results on the server.
    space.thin(
        "f.o", "int one(int); int f(int x) { return one(x) * " + System.nanoTime() % 9973 + "; }");
    String[] words = {
      space.path("main.o").toString(),
      "f.o",
      "thin.a",
      space.path("a/lib.a").toString(),
      "b/lib.a",
      "../" + space.work.getFileName() + "/c.a"
    };
    DtltoLinks links = new DtltoLinks(space, words);
    byte[] expected = links.inProcess("out/p");
    links.options("--remote," + server.endpoint(), "--no-remote-local-fallback");
    DtltoLinks.Done first = links.link("out/p", expected);
    assertEquals(first.jobs(), first.remote() + first.remoteHits(), first::toString);
    assertTrue(first.remote() > 0, first::toString);
    links.link("out/p", expected).allRemoteHits();
    try (TestSpace clone = new TestSpace(space.llvm)) {
      clone.sh("cp -r '" + space.work + "'/* .").exits(0);
      words[0] = clone.path("main.o").toString();
      words[3] = clone.path("a/lib.a").toString();
      new DtltoLinks(clone, words)
          .options("--remote-cache," + server.endpoint())
          .link("out/p", expected)
          .allRemoteHits();
    }
  }
}
