package org.dthinlto.e2e;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Minimised bitcode, which lld alone can't link: facts 6, case 48. What it must come to is the
 * program of the full objects.
 */
@Execution(ExecutionMode.CONCURRENT)
class MinimisedE2eTest {

  private static final String REPLACE = "-Wl,--thinlto-object-suffix-replace=.min.o;.o";

  private static void example(TestSpace space) {
    both(
        space,
        "main",
        """
        #include <stdio.h>
        int f(int), g(int);
        int main(void) { printf("%d %d\\n", f(1), g(2)); return 0; }
        """);
    both(space, "f", "int g(int); int f(int x) { return g(x) * 3; }");
    both(space, "g", "int g(int x) { return x + 7; }");
  }

  private static void both(TestSpace space, String name, String source) {
    space.write(name + ".c", source);
    space
        .run(
            space.llvm.clang(),
            "-O2",
            "-flto=thin",
            "-c",
            name + ".c",
            "-o",
            name + ".o",
            "-Xclang",
            "-fthin-link-bitcode=" + name + ".min.o")
        .exits(0);
  }

  private static Ran link(TestSpace space, String... words) {
    List<String> command = new ArrayList<>(List.of("link", "--strict", "-q", "--summary"));
    command.addAll(List.of("../log/s.json", "--"));
    command.addAll(space.llvm.driver());
    command.addAll(List.of(words));
    command.addAll(List.of("-o", "out"));
    return space.dthinlto(command);
  }

  @Llvm.Ends
  void jobsCompileTheFullBitcode(TestSpace space) {
    example(space);
    space.link("main.o", "f.o", "g.o").jobs(3).same().prints("24 9");
    byte[] expected = space.read("out");
    space.remove("out");
    link(space, "main.min.o", "f.min.o", "g.min.o", REPLACE).exits(0);
    assertArrayEquals(expected, space.read("out"), "the same program, byte by byte");
    Summary summary = Summary.read(space.root.resolve("log/s.json"));
    assertEquals("distributed", summary.outcome());
    assertEquals(3, summary.jobs());
    space.remove("out");
    String plugin = "-Wl,-plugin-opt=thinlto-object-suffix-replace=.min.o;.o";
    link(space, "main.o", "-Wl,--start-lib", "f.min.o", "g.o", "-Wl,--end-lib", plugin).exits(0);
    assertEquals("24 9\n", space.run("./out").exits(0).out());
  }

  @Llvm.Ends
  void membersOfThinArchivesHaveTheirFullBitcodeBesideThem(TestSpace space) {
    example(space);
    // Without a symbol table: llvm-ar 14 can't read minimised bitcode.
    space.ar("qcST", "libfg.a", "f.min.o", "g.min.o");
    link(space, "main.min.o", "libfg.a", REPLACE).exits(0);
    assertEquals("24 9\n", space.run("./out").exits(0).out());
    assertEquals(3, Summary.read(space.root.resolve("log/s.json")).jobs());
  }

  @Llvm.Ends
  void withoutFullBitcodeItIsAnError(TestSpace space) {
    example(space);
    space.remove("g.o");
    link(space, "main.min.o", "f.min.o", "g.min.o", REPLACE)
        .exits(1)
        .says("'g.min.o': the full bitcode 'g.o' is not there");
    space.ar("qcS", "libf.a", "f.min.o");
    link(space, "main.min.o", "libf.a", REPLACE)
        .exits(1)
        .says("'libf.a(f.min.o)': no full bitcode");
    link(space, "main.min.o", "-Wl,--thinlto-object-suffix-replace=.min.o").exits(1);
    link(space, "main.min.o", "f.min.o").exits(1).says("Invalid record");
  }

  @Llvm.Newest
  void fullObjectsWithTheOptionAreJustObjects(TestSpace space) {
    example(space);
    space.link("main.o", "f.o", "g.o", REPLACE).jobs(3).same().prints("24 9");
  }
}
