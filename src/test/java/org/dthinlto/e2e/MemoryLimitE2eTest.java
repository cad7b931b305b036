package org.dthinlto.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** {@code --memory-limit}, with compilers that take 100 MB each for as long as they run. */
@Execution(ExecutionMode.CONCURRENT)
class MemoryLimitE2eTest {

  private static final int MODULES = 8;

  private static void example(TestSpace space) {
    StringBuilder declarations = new StringBuilder();
    StringBuilder calls = new StringBuilder();
    List<String> members = new ArrayList<>();
    for (int i = 1; i < MODULES; i++) {
      space.thin("f" + i + ".o", "int f" + i + "(int x) { return x * 3 + " + i + "; }");
      declarations.append("int f").append(i).append("(int); ");
      calls.append("x = f").append(i).append("(x); ");
      members.add("f" + i + ".o");
    }
    space.thin(
        "main.o", declarations + "int main(void) { int x = 1; " + calls + "return x & 63; }");
    space.archive("lib.a", members.toArray(new String[0]));
  }

  /** tail keeps what has no line feed, until there is no more. */
  private static CountedClang large(TestSpace space) {
    return new CountedClang(space, "(head -c 100M /dev/zero; sleep 1.5) | tail -n 1 >/dev/null");
  }

  private static Ran link(TestSpace space, CountedClang clang, String... options) {
    List<String> all = new ArrayList<>(List.of(options));
    all.addAll(List.of("--clang", clang.program(), "-j8"));
    Ran ran =
        space.run(space.link("main.o", "lib.a").options(all.toArray(new String[0])).command());
    assertEquals(MODULES, clang.starts(), ran::toString);
    return ran.exits(0);
  }

  @Llvm.Newest
  void noJobStartsBeyondTheLimit(TestSpace space) {
    example(space);
    CountedClang clang = large(space);
    link(space, clang, "--memory-limit", "250M");
    // Two have 200 MB; one more, which nobody could know to be as large, may have started.
    int most = clang.most();
    assertTrue(most >= 2 && most <= 3, most + " at once");
  }

  @Llvm.Newest
  void withoutALimitAllStart(TestSpace space) {
    example(space);
    CountedClang clang = large(space);
    link(space, clang);
    assertEquals(MODULES, clang.most());
  }

  // One that needs more than the limit still runs, alone.
  @Llvm.Newest
  void oneAlwaysRuns(TestSpace space) {
    example(space);
    CountedClang clang = large(space);
    link(space, clang, "--memory-limit=20M");
    assertEquals(1, clang.most());
  }

  // With real compilers, which need less than that: as fast as without.
  @Llvm.Ends
  void aLimitThatIsFarAwayHoldsNobodyBack(TestSpace space) {
    example(space);
    CountedClang clang = new CountedClang(space, "sleep 1");
    link(space, clang, "--memory-limit", "100%");
    assertTrue(clang.most() > 2, clang.most() + " at once");
  }

  @Llvm.Newest
  void whatIsNoSizeIsRefused(TestSpace space) {
    space.env.put("DTHINLTO_MEMORY_LIMIT", "much");
    space.dthinlto("link", "x.o").exits(2).says("'--memory-limit': 'much' is no size");
    space.dthinlto("backends", "list").exits(2).says("'--memory-limit': 'much' is no size");
  }
}
