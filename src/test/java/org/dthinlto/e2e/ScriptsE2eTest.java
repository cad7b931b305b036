package org.dthinlto.e2e;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Linker scripts that name bitcode and say more than that. */
@Execution(ExecutionMode.CONCURRENT)
class ScriptsE2eTest {

  private static void example(TestSpace space) {
    space.thin(
        "main.o",
        """
        #include <stdio.h>
        int f(int), h(int);
        int main(void) { printf("%d %d\\n", f(1), h(3)); return 0; }
        """);
    space.thin("f.o", "int g(int); int f(int x) { return g(x) * 3; }");
    space.thin("g.o", "int g(int x) { return x + 7; }");
    space.elf("h.o", "int h(int x) { return x * x; }");
    space.archive("sub/libfg.a", "f.o", "g.o");
    space.archive("sub/libh.a", "h.o");
  }

  @Llvm.Ends
  void inputsAmongOtherCommands(TestSpace space) {
    example(space);
    space.write(
        "all.ld",
        """
        /* INPUT(nothing) */
        GROUP(sub/libfg.a)
        SEARCH_DIR(sub)
        placed = 0x1234;
        INPUT(AS_NEEDED(-lh))
        SECTIONS { .mine : { *(.mine) KEEP(*(.keep)) } } INSERT AFTER .data;
        ASSERT(placed == 0x1234, "INPUT(sub/none.a)")
        """);
    space.link("-Wl,--trace", "main.o", "all.ld").jobs(3).same().prints("24 9");
    assertTrue(space.symbols(space.path("out")).contains("A placed"));
    space.remove("out");
    space.link("-Wl,--trace", "main.o", "-Wl,-T,all.ld").jobs(3).same().prints("24 9");
    assertTrue(space.symbols(space.path("out")).contains("A placed"));
    space.remove("out");
    space
        .link("main.o", "-Wl,--whole-archive", "all.ld", "-Wl,--no-whole-archive")
        .jobs(3)
        .same()
        .prints("24 9");
  }

  @Llvm.Ends
  void scriptsThatIncludeOthers(TestSpace space) {
    example(space);
    space.write("more.ld", "placed = 3;");
    space.write("all.ld", "INCLUDE more.ld\nINPUT(sub/libfg.a sub/libh.a)");
    space.link("main.o", "all.ld").jobs(3).same().prints("24 9");
    space.remove("out");
    // What an included one names, lld alone reads.
    space.write("more.ld", "INPUT(sub/libfg.a)");
    space.write("all.ld", "INCLUDE more.ld");
    space
        .run(space.link("main.o", "all.ld", "sub/libh.a").command())
        .exits(1)
        .says("is bitcode that a linker script or another input pulls in");
  }

  @Llvm.Ends
  void mistakesAreShownByLineAsEver(TestSpace space) {
    example(space);
    space.write("all.ld", "INPUT(sub/libfg.a\n sub/libh.a)\nplaced = = 3;\n");
    Linked failed = space.link("main.o", "all.ld").voicesMayDiffer().fails();
    assertTrue(failed.errors().get(0).contains("all.ld:3: "), failed.errors()::toString);
  }
}
