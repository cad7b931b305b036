package org.dthinlto.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Links that run at the same time in one folder: facts 6, case 11. */
@Execution(ExecutionMode.CONCURRENT)
class TwoAtOnceE2eTest {

  private static final String MAIN =
      """
      #include <stdio.h>
      int f(int), g(int);
      int main(void) { printf("%s %%d\\n", %s(4)); return 0; }
      """;

  private static void example(TestSpace space) {
    space.thin("one.o", MAIN.formatted("one", "f"));
    space.thin("two.o", MAIN.formatted("two", "g"));
    space.thin("f.o", "int h(int); int f(int x) { return h(x) + 1; }");
    space.thin("g.o", "int h(int); int g(int x) { return h(x) + 2; }");
    space.thin("h.o", "int h(int x) { return x; }");
    space.archive("lib.a", "f.o", "g.o", "h.o");
  }

  /** Starts all, so that their backend jobs overlap, and waits for all to end with 0. */
  private static void atOnce(TestSpace space, List<List<String>> commands) throws Exception {
    List<Process> processes = new ArrayList<>();
    Path log = space.root.resolve("log");
    for (List<String> command : commands) {
      int i = processes.size();
      processes.add(
          Ran.start(command, space.work, space.env, log.resolve("at" + i), log.resolve("err" + i)));
    }
    for (int i = 0; i < commands.size(); i++) {
      assertTrue(processes.get(i).waitFor(60, TimeUnit.SECONDS), "still running after 60 s");
      Ran.ended(
              commands.get(i),
              processes.get(i).exitValue(),
              log.resolve("at" + i),
              log.resolve("err" + i))
          .exits(0);
    }
  }

  private static String slow(TestSpace space) {
    return new FakeClang(space).doing("*", "sleep 0.5; \"$real\" \"$@\" || exit $?");
  }

  // Case 11: sharing an archive; lld alone would have them overwrite each other's index files.
  @Llvm.Ends
  void differentOutputsShareArchives(TestSpace space) throws Exception {
    example(space);
    String clang = slow(space);
    Snapshot before = space.snapshot();
    atOnce(
        space,
        List.of(
            space.link("one.o", "lib.a").output("1").options("--clang", clang).command(),
            space.link("two.o", "lib.a").output("2").options("--clang", clang).command()));
    assertEquals(List.of("+w/1", "+w/2"), before.changesTo(space.snapshot()));
    assertEquals("one 5\n", space.run("./1").out());
    assertEquals("two 6\n", space.run("./2").out());
  }

  // Case 11: both are right, so either may win.
  @Llvm.Newest
  void oneOutputTwice(TestSpace space) throws Exception {
    example(space);
    String clang = slow(space);
    List<String> command = space.link("one.o", "lib.a").options("--clang", clang).command();
    Snapshot before = space.snapshot();
    atOnce(space, List.of(command, command));
    assertEquals(List.of("+w/out"), before.changesTo(space.snapshot()));
    assertEquals("one 5\n", space.run("./out").out());
  }
}
