package org.dthinlto.e2e;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Backend jobs that fail, above all those that claim success: facts 2.1 and facts 6, cases 40 and
 * 42. Each must fail the link, be named by the user's name and leave nothing.
 */
@Execution(ExecutionMode.CONCURRENT)
class BackendFailuresE2eTest {

  private static void example(TestSpace space) {
    space.thin(
        "main.o",
        """
        #include <stdio.h>
        int f(int);
        int main(void) { printf("f=%d\\n", f(4)); return 0; }
        """);
    space.thin("f.o", "int f(int x) { return x * 10 + 2; }");
    space.thin("g.o", "int g(int x) { return x - 1; }");
    space.archive("sub/lib.a", "g.o", "f.o");
  }

  /** A link in which the job of {@code f.o} does this; asserts the message. */
  private static Ran failing(TestSpace space, String action) {
    String clang = new FakeClang(space).doing("*f.o*", action);
    Linked linked = space.link("main.o", "sub/lib.a").options("--clang", clang).failsHere();
    String error = linked.errors().get(0);
    assertTrue(error.contains("dthinlto: error: 'sub/lib.a(f.o"), linked.tool()::toString);
    linked.tool().says("-fthinlto-index=");
    assertEquals("failed", linked.summary().outcome());
    return linked.tool();
  }

  // Case 40.
  @Llvm.Ends
  void backendThatExitsWithAnError(TestSpace space) {
    example(space);
    failing(space, "echo 'fatal: the frobnicator is broken' >&2; exit 1")
        .says("the frobnicator is broken");
  }

  // Case 40: clang's way of failing at a bad import or index.
  @Llvm.Ends
  void backendThatWritesAnEmptyObjectAndExitsWithZero(TestSpace space) {
    example(space);
    failing(space, ": > \"$output\"; exit 0");
  }

  @Llvm.Newest
  void backendThatWritesNothingAndExitsWithZero(TestSpace space) {
    example(space);
    failing(space, "exit 0");
  }

  // Case 40.
  @Llvm.Newest
  void backendThatReportsAThinLtoErrorAndExitsWithZero(TestSpace space) {
    example(space);
    failing(
            space,
            "\"$real\" \"$@\"; echo 'Error running ThinLTO backend: Error loading imported file'"
                + " >&2; exit 0")
        .says("Error running ThinLTO backend");
    failing(
        space,
        "\"$real\" \"$@\"; echo \"Error loading index file 'f.o.thinlto.bc': bad\" >&2; exit 0");
  }

  // Case 40.
  @Llvm.Newest
  void backendThatIsKilled(TestSpace space) {
    example(space);
    failing(space, "kill -9 $$");
  }

  @Llvm.Newest
  void backendThatCrashesOverAHalfWrittenObject(TestSpace space) {
    example(space);
    failing(space, "\"$real\" \"$@\"; kill -SEGV $$");
  }

  // Case 40: what lies at the output's name must be an object of the module's machine.
  @Llvm.Newest
  void backendThatMakesAnObjectOfAnotherMachine(TestSpace space) {
    example(space);
    failing(
        space, "\"$real\" --target=aarch64-linux-gnu -x c -c /dev/null -o \"$output\" && exit 0");
    failing(space, "echo 'not an object' > \"$output\"; exit 0");
    failing(space, "cp \"$module\" \"$output\"; exit 0");
  }

  // Case 40: the job's own inputs are damaged between the steps.
  @Llvm.Ends
  void shardThatIsCut(TestSpace space) {
    example(space);
    failing(space, "head -c 40 \"$index\" > cut && mv cut \"$index\"; \"$real\" \"$@\"; exit $?");
  }

  // Case 40: clang exits with 0, its object is empty.
  @Llvm.Ends
  void importThatIsGone(TestSpace space) {
    example(space);
    String hide =
        "for import in sub/*f.o*; do mv \"$import\" \"gone.${import##*/}\"; done;"
            + " \"$real\" \"$@\"; status=$?;"
            + " for import in gone.*; do mv \"$import\" \"sub/${import#gone.}\"; done;"
            + " exit $status";
    String clang = new FakeClang(space).doing("main.o", hide);
    Linked linked = space.link("main.o", "sub/lib.a").options("-j1", "--clang", clang).failsHere();
    assertTrue(linked.errors().get(0).contains("'main.o'"), linked.tool()::toString);
    linked.tool().says("sub/lib.a(f.o");
  }

  @Llvm.Newest
  void everyJobThatFailedIsShownInTheOrderOfTheInputs(TestSpace space) {
    example(space);
    space.thin("h.o", "int h(int x) { return x; }");
    FakeClang clang = new FakeClang(space);
    // Both are running before either fails; the later one in the line fails first.
    String program =
        clang.doing("*", "case $module in main.o) sleep 0.5 ;; esac; sleep 0.3; exit 1");
    Snapshot before = space.snapshot();
    Ran ran = space.run(space.link("main.o", "h.o").options("-j2", "--clang", program).command());
    ran.exits(1);
    assertEquals(List.of(), before.changesTo(space.snapshot()));
    assertEquals(2, ran.errors().size(), ran::toString);
    assertTrue(ran.errors().get(0).contains("'main.o'"), ran::toString);
    assertTrue(ran.errors().get(1).contains("'h.o'"), ran::toString);
  }

  @Llvm.Newest
  void noJobIsStartedAfterAFailure(TestSpace space) {
    example(space);
    FakeClang clang = new FakeClang(space);
    String program = clang.doing("*", "exit 1");
    space.link("main.o", "sub/lib.a").options("-j1", "--clang", program).failsHere();
    assertEquals(1, clang.modules().size(), () -> "compiled: " + clang.modules());
  }

  @Llvm.Newest
  void oldOutputStaysAsItWas(TestSpace space) {
    example(space);
    space.write("out", "the old program");
    String clang = new FakeClang(space).doing("*", "exit 1");
    Snapshot before = space.snapshot();
    space.run(space.link("main.o", "sub/lib.a").options("--clang", clang).command()).exits(1);
    assertEquals(List.of(), before.changesTo(space.snapshot()));
  }

  // With --keep everything that the command needs is still there.
  @Llvm.Ends
  void shownCommandCanBePasted(TestSpace space) {
    example(space);
    FakeClang clang = new FakeClang(space);
    String program = clang.doing("*f.o*", "exit 1");
    Ran ran =
        space
            .run(space.link("main.o", "sub/lib.a").options("--keep", "--clang", program).command())
            .exits(1);
    String command = "";
    for (String line : ran.err().split("\n")) {
      command = line.contains("-fthinlto-index=") ? line.strip() : command;
    }
    assertTrue(!command.isEmpty(), ran::toString);
    // Without the fault it makes the object.
    new FakeClang(space).recording();
    clang.forget();
    space.sh(command).exits(0);
    assertEquals(1, clang.modules().size(), command);
    assertTrue(clang.modules().get(0).contains("f.o"), command);
    List<String> symbols = space.symbols(clang.objectOf(clang.modules().get(0)));
    assertTrue(symbols.contains("T f"), symbols::toString);
  }

  @Llvm.Newest
  void compilerThatIsNone(TestSpace space) {
    example(space);
    for (String clang : List.of("/nowhere/clang-22", "/bin/false", "/bin/cat")) {
      Linked linked = space.link("main.o", "sub/lib.a").options("--clang", clang).failsHere();
      assertTrue(linked.errors().get(0).contains(clang), linked.tool()::toString);
    }
  }

  // Case 42: said before any job.
  @Llvm.Newest
  void clangOlderThanLld(TestSpace space) {
    example(space);
    Toolchain old = new Toolchain(Toolchain.OLDEST);
    FakeClang clang = new FakeClang(space);
    String program = clang.make(old.clang(), "nothing", "");
    Linked linked = space.link("main.o", "sub/lib.a").options("--clang", program).failsHere();
    String error = linked.errors().get(0);
    assertTrue(error.contains("14") && error.contains("22"), error);
    assertEquals(List.of(), clang.modules(), "jobs were started");
  }

  // Case 42: the same by a line of lld itself.
  @Llvm.Newest
  void clangOlderThanTheLldOfADirectLine(TestSpace space) {
    space.thin("start.o", "void _start(void) { for (;;) {} }");
    Linked linked =
        space
            .link("start.o")
            .by(space.llvm.lld())
            .options("--clang", new Toolchain(Toolchain.OLDEST).clang())
            .failsHere();
    String error = linked.errors().get(0);
    assertTrue(error.contains("14") && error.contains("22"), error);
  }

  // Case 42: lld's own words, once.
  @Llvm.Newest
  void bitcodeNewerThanLld(TestSpace newer) throws Exception {
    try (TestSpace space = new TestSpace(new Toolchain(Toolchain.OLDEST))) {
      example(space);
      newer.thin("f.o", "int f(int x) { return x; }");
      Files.copy(newer.path("f.o"), space.path("new.o"));
      Linked linked = space.link("main.o", "new.o").fails();
      linked.tool().says("new.o");
    }
  }

  // Case 42: older bitcode is no mismatch.
  @Llvm.Newest
  void bitcodeOlderThanLldAndClangLinks(TestSpace space) throws Exception {
    try (TestSpace older = new TestSpace(new Toolchain(Toolchain.OLDEST))) {
      example(older);
      example(space);
      Files.delete(space.path("sub/lib.a"));
      Files.copy(older.path("sub/lib.a"), space.path("sub/lib.a"));
      space.link("main.o", "sub/lib.a").jobs(2).same().prints("f=42");
      assertArrayEquals(older.read("sub/lib.a"), space.read("sub/lib.a"));
    }
  }
}
