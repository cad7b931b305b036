package org.dthinlto.e2e;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Modules of all kinds in one link, and odd ones: facts 6, case 16. */
@Execution(ExecutionMode.CONCURRENT)
class HybridE2eTest {

  private static final String F =
      """
      static int helper(int x) { return x * 3; }
      int (*in_f)(int) = helper;
      int g(int);
      int f(int x) { return g(x) + in_f(x); }
      """;
  private static final String G =
      """
      static int helper(int x) { return x * 5; }
      int (*in_g)(int) = helper;
      int g(int x) { return in_g(x) + 7; }
      """;

  private static void example(TestSpace space) {
    space.thin(
        "main.o",
        """
        #include <stdio.h>
        int f(int), g(int), h(int);
        int main(void) { printf("%d %d %d\\n", f(1), g(2), h(3)); return 0; }
        """);
    space.thin("h.o", "int h(int x) { return x * x; }");
  }

  @Llvm.All
  void allKindsInOneArchive(TestSpace space) {
    example(space);
    space.full("full.o", F);
    space.noSummary("none.o", G);
    space.elf("elf.o", "int unused(void) { return 1; }");
    space.archive("first.a", "full.o", "h.o", "none.o", "elf.o");
    space.archive("last.a", "elf.o", "none.o", "h.o", "full.o");
    space.link("main.o", "first.a").jobs(2).same().prints("15 17 9");
    space.remove("out");
    space.link("last.a", "main.o").jobs(2).same().prints("15 17 9");
    space.remove("out");
    space.link("full.o", "none.o", "main.o", "h.o").jobs(2).same().prints("15 17 9");
  }

  @Llvm.Ends
  void embeddedBitcodeIsNative(TestSpace space) {
    example(space);
    space.elf("f.o", F, "-fembed-bitcode");
    space.thin("g.o", G);
    space.archive("lib.a", "f.o", "g.o");
    space.link("main.o", "lib.a", "h.o").jobs(3).modules(3).same().prints("15 17 9");
  }

  @Llvm.Ends
  void severalModulesInOneFile(TestSpace space) {
    example(space);
    space.thin("f.o", F);
    space.thin("g.o", G);
    space.noSummary("fn.o", F);
    space.noSummary("gn.o", G);
    space.full("gf.o", G);
    String cat = "/usr/lib/llvm-" + space.llvm.version() + "/bin/llvm-cat";
    space.run(cat, "-b", "-o", "plain.o", "fn.o", "gn.o").exits(0);
    space.run(cat, "-b", "-o", "mixed.o", "f.o", "gf.o").exits(0);
    space.link("main.o", "plain.o", "h.o").jobs(2).same().prints("15 17 9");
    space.remove("out");
    space.link("main.o", "mixed.o", "h.o").jobs(3).same().prints("15 17 9");
    space.remove("out");
    space.archive("lib.a", "mixed.o");
    space.link("main.o", "lib.a", "h.o").jobs(3).same().prints("15 17 9");
  }

  @Llvm.Ends
  void wrappedBitcode(TestSpace space) throws Exception {
    example(space);
    space.thin("f.o", F);
    space.full("g.o", G);
    for (String name : new String[] {"f.o", "g.o"}) {
      byte[] bitcode = space.read(name);
      ByteBuffer header = ByteBuffer.allocate(20).order(ByteOrder.LITTLE_ENDIAN);
      header.putInt(0x0b17c0de).putInt(0).putInt(20).putInt(bitcode.length).putInt(7);
      ByteArrayOutputStream wrapped = new ByteArrayOutputStream();
      wrapped.write(header.array());
      wrapped.write(bitcode);
      space.write(name, wrapped.toByteArray());
    }
    space.archive("lib.a", "f.o", "g.o");
    space.link("main.o", "lib.a", "h.o").jobs(3).same().prints("15 17 9");
  }

  @Llvm.Ends
  void emptyModules(TestSpace space) {
    example(space);
    space.thin("f.o", F);
    space.full("g.o", G);
    space.thin("empty.o", "");
    space.full("emptyfull.o", "");
    space.noSummary("emptynone.o", "");
    space
        .link("empty.o", "main.o", "f.o", "emptyfull.o", "g.o", "emptynone.o", "h.o")
        .jobs(4)
        .same()
        .prints("15 17 9");
  }

  @Llvm.Newest
  void unifiedModulesAreThinUnlessTheLinkIsFull(TestSpace space) {
    example(space);
    space.thin("main.o", "int f(int); int main(void) { return f(1); }", "-funified-lto");
    space.thin("f.o", F, "-funified-lto");
    space.full("g.o", G, "-funified-lto");
    space.archive("lib.a", "f.o", "g.o");
    space.link("main.o", "lib.a").jobs(3).same();
    space.remove("out");
    space.link("-Wl,--lto=full", "-Wl,--lto=thin", "main.o", "lib.a").jobs(3).same();
    space.remove("out");
    space
        .run(space.link("-Wl,--lto=thin", "-Wl,--lto=full", "main.o", "lib.a").command())
        .exits(1)
        .says("'--lto=full' asks for full LTO");
  }
}
