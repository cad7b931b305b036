package org.dthinlto.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** {@code dthinlto backends}: the step between a thin link and a final link done by hand. */
@Execution(ExecutionMode.CONCURRENT)
class BackendsCommandE2eTest {

  private static final String MAIN =
      """
      #include <stdio.h>
      int f(int);
      int main(void) { printf("f=%d\\n", f(4)); return 0; }
      """;

  private static void example(TestSpace space) {
    space.thin("main.o", MAIN);
    space.thin("d1/same.o", "int h(int); int f(int x) { return h(x) * 10 + 2; }");
    space.thin("d2/same.o", "__attribute__((noinline)) int h(int x) { return x; }");
    space.thin("unused.o", "int unused(void) { return 1; }");
    space.ar("qcs", "sub/lib.a", "unused.o", "d1/same.o", "d2/same.o");
  }

  /** lld's own thin link, as a user's build would run it; it writes beside the inputs. */
  private static void thinLink(TestSpace space, String... words) {
    List<String> line = new ArrayList<>(space.llvm.driver());
    line.addAll(Arrays.asList(words));
    line.addAll(
        List.of(
            "-Wl,--thinlto-index-only=main.rsp", "-Wl,--thinlto-emit-imports-files", "-o", "main"));
    space.run(line).exits(0);
    assertTrue(space.exists("main.rsp"));
  }

  private static Ran backends(TestSpace space, String... options) {
    List<String> words = new ArrayList<>(List.of("backends", "main.rsp"));
    words.addAll(Arrays.asList(options));
    words.addAll(List.of("--clang", space.llvm.clang()));
    return space.dthinlto(words);
  }

  private static String finalLink(TestSpace space, List<String> objects) {
    List<String> line = new ArrayList<>(space.llvm.driver());
    line.addAll(objects);
    line.addAll(List.of("-o", "main"));
    space.run(line).exits(0);
    return space.run("./main").exits(0).out();
  }

  // llvm-project issue 71345, made whole.
  @Llvm.All
  void membersOfArchivesBecomeNativeObjectsInLinkOrder(TestSpace space) {
    example(space);
    thinLink(space, "main.o", "sub/lib.a");
    Snapshot before = space.snapshot();
    Ran ran = backends(space, "-d", "natives").exits(0);
    List<String> objects = Arrays.asList(ran.out().split("\n"));
    assertEquals(3, objects.size(), ran::toString);
    int i = 0;
    for (String symbol : List.of("T main", "T f", "T h")) {
      List<String> symbols = space.symbols(space.path(objects.get(i++)));
      assertTrue(symbols.contains(symbol), () -> objects + " " + symbols);
    }
    List<String> changes = before.changesTo(space.snapshot());
    changes.removeIf(change -> change.startsWith("+w/natives"));
    assertEquals(List.of(), changes, "written outside of -d");
    assertEquals("f=42\n", finalLink(space, objects));
    // Once more over what is there: the same again.
    assertEquals(ran.out(), backends(space, "-d", "natives", "--format", "lines").exits(0).out());
    assertEquals("f=42\n", finalLink(space, objects));
  }

  @Llvm.Ends
  void responseFileCanBeReadByClangAndLld(TestSpace space) {
    space.thin("ma in.o", MAIN);
    space.thin("par(x at 9).o", "int g(int); int f(int x) { return g(x) + 1; }");
    space.thin("it's \"g\".o", "int g(int x) { return x; }");
    space.archive("libpar(1).a", "par(x at 9).o", "it's \"g\".o");
    thinLink(space, "ma in.o", "libpar(1).a");
    Ran ran = backends(space, "-d", "my natives", "--format", "rsp").exits(0);
    space.write("objects.rsp", ran.out());
    assertEquals("f=5\n", finalLink(space, List.of("@objects.rsp")));
    space.run(space.llvm.lld(), "-r", "@objects.rsp", "-o", "all.o").exits(0);
    assertTrue(space.symbols(space.path("all.o")).containsAll(List.of("T main", "T f", "T g")));
  }

  @Llvm.Ends
  void thinArchivesAndObjectsCalledLikeMembers(TestSpace space) {
    example(space);
    space.thin("g.o", "int g(int x) { return x; }");
    space.thin("sub/lib.a(same.o at 1)", "int g(int); int f(int x) { return g(x) + 1; }");
    space.ar("rcsT", "sub/libthin.a", "g.o");
    thinLink(space, "main.o", "sub/lib.a(same.o at 1)", "-Lsub", "-lthin");
    Ran ran = backends(space, "-d", "natives").exits(0);
    assertEquals("f=5\n", finalLink(space, Arrays.asList(ran.out().split("\n"))));
  }

  @Llvm.Newest
  void listWithoutModulesIsDoneAtOnce(TestSpace space) {
    space.elf("main.o", "int main(void) { return 0; }");
    thinLink(space, "main.o");
    assertEquals("", backends(space, "-d", "natives").exits(0).out());
  }

  /** Asserts one error that names the thing, nothing printed and nothing left. */
  private static void fails(TestSpace space, String name, String... options) {
    Snapshot before = space.snapshot();
    Ran ran = backends(space, options).exits(1);
    assertEquals(1, ran.errors().size(), ran::toString);
    assertTrue(ran.errors().get(0).contains(name), ran::toString);
    assertEquals("", ran.out());
    List<String> changes = before.changesTo(space.snapshot());
    changes.remove("+w/natives");
    // Objects of jobs that did succeed may stay where the user wanted them.
    changes.removeIf(change -> change.startsWith("+w/natives/") && !change.contains("same"));
    assertEquals(List.of(), changes, ran::toString);
  }

  @Llvm.Ends
  void archiveThatChangedAfterTheThinLink(TestSpace space) {
    example(space);
    thinLink(space, "main.o", "sub/lib.a");
    space.thin("unused.o", "int unused(void) { return 1; } int longer[50] = {1, 2, 3};");
    space.ar("qcs", "sub/lib.a", "unused.o", "d1/same.o", "d2/same.o");
    fails(space, "sub/lib.a(same.o at ", "-d", "natives");
  }

  @Llvm.Newest
  void memberAtTheOffsetThatHasAnotherName(TestSpace space) {
    example(space);
    thinLink(space, "main.o", "sub/lib.a");
    // As long as the other, so that the header stands where it stood.
    space.write("d3/diff.o", space.read("d1/same.o"));
    space.ar("qcs", "sub/lib.a", "unused.o", "d3/diff.o", "d2/same.o");
    fails(space, "sub/lib.a(same.o at ", "-d", "natives");
  }

  @Llvm.Newest
  void inputsOfTheStepThatAreGone(TestSpace space) {
    example(space);
    thinLink(space, "main.o", "sub/lib.a");
    space.run("mv", "main.o.thinlto.bc", "away").exits(0);
    fails(space, "main.o", "-d", "natives");
    space.run("mv", "away", "main.o.thinlto.bc").exits(0);
    space.run("mv", "sub/lib.a", "away").exits(0);
    fails(space, "lib.a", "-d", "natives");
    space.run("mv", "away", "sub/lib.a").exits(0);
    space.run("mv", "main.rsp", "away").exits(0);
    fails(space, "main.rsp", "-d", "natives");
  }

  @Llvm.Newest
  void backendThatFails(TestSpace space) {
    example(space);
    thinLink(space, "main.o", "sub/lib.a");
    String clang = new FakeClang(space).doing("*same.o*", ": > \"$output\"; exit 0");
    Snapshot before = space.snapshot();
    Ran ran =
        space.dthinlto("backends", "main.rsp", "-j1", "-d", "natives", "--clang", clang).exits(1);
    assertEquals(1, ran.errors().size(), ran::toString);
    assertTrue(ran.errors().get(0).contains("sub/lib.a(same.o"), ran::toString);
    assertEquals("", ran.out());
    List<String> changes = before.changesTo(space.snapshot());
    changes.removeIf(change -> change.startsWith("+w/natives") && !change.contains("same"));
    assertEquals(List.of(), changes, ran::toString);
  }

  @Llvm.Newest
  void usageErrorsExitWith2(TestSpace space) {
    assertEquals(2, space.dthinlto("backends").status());
    assertEquals(2, space.dthinlto("backends", "a.rsp", "b.rsp").status());
    assertEquals(2, space.dthinlto("backends", "a.rsp", "--format", "xml").status());
  }
}
