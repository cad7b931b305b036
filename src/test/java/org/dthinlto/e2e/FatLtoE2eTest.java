package org.dthinlto.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Objects that hold both native code and bitcode: facts 6, case 19. */
@Execution(ExecutionMode.CONCURRENT)
class FatLtoE2eTest {

  private static final String MAIN =
      """
      #include <stdio.h>
      int f(int);
      int main(void) { printf("f=%d\\n", f(4)); return 0; }
      """;
  private static final String FAT = "-ffat-lto-objects";

  private static void example(TestSpace space) {
    space.thin("main.o", MAIN, FAT);
    space.thin("f.o", "int g(int); int f(int x) { return g(x) + 1; }", FAT);
    space.thin("g.o", "int h(int); int g(int x) { return h(x) + 1; }");
    space.elf("h.o", "int h(int x) { return x; }");
    space.thin("unused.o", "int unused(void) { return 1; }", FAT);
    space.archive("libfat.a", "unused.o", "f.o", "h.o");
    space.archive("libmix.a", "g.o", "unused.o");
  }

  @Llvm.Newest
  void withTheOptionOfTheDriverTheirBitcodeIsLinked(TestSpace space) {
    example(space);
    space.link("-flto=thin", FAT, "main.o", "libfat.a", "libmix.a").jobs(3).same().prints("f=6");
  }

  @Llvm.Newest
  void withTheOptionOfLldTheirBitcodeIsLinked(TestSpace space) {
    example(space);
    Linked linked =
        space
            .link("-Wl,--fat-lto-objects", "main.o", "libfat.a", "libmix.a")
            .jobs(3)
            .same()
            .prints("f=6");
    assertEquals("main.o", linked.selected().get(0));
  }

  @Llvm.Newest
  void withoutTheOptionTheyAreNative(TestSpace space) {
    example(space);
    space.link("main.o", "libfat.a", "libmix.a").jobs(1).modules(1).same().prints("f=6");
    space.remove("out");
    space.link("main.o", "f.o", "h.o", "libmix.a").jobs(1).same().prints("f=6");
    space.remove("out", "g.o");
    space.elf("g.o", "int h(int); int g(int x) { return h(x) + 1; }");
    space.link("main.o", "libfat.a", "g.o").outcome("plain").same().prints("f=6");
  }

  @Llvm.Newest
  void lastOfTheTwoOptionsCounts(TestSpace space) {
    example(space);
    space
        .link("-Wl,--fat-lto-objects", "-Wl,--no-fat-lto-objects", "main.o", "libfat.a", "libmix.a")
        .jobs(1)
        .same()
        .prints("f=6");
  }

  @Llvm.Newest
  void fatObjectsOfAThinArchiveUnderWholeArchive(TestSpace space) {
    example(space);
    space.ar("rcsT", "sub/libthin.a", "f.o", "unused.o", "h.o");
    space
        .link(
            "-Wl,--fat-lto-objects",
            "main.o",
            "-Wl,--whole-archive",
            "sub/libthin.a",
            "-Wl,--no-whole-archive",
            "g.o")
        .jobs(4)
        .same()
        .prints("f=6");
  }
}
