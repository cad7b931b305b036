package org.dthinlto.e2e;

import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** {@code --remap-inputs}, which lld knows since 17. */
@Execution(ExecutionMode.CONCURRENT)
class RemapE2eTest {

  private static void example(TestSpace space) {
    space.thin(
        "main.o",
        """
        #include <stdio.h>
        int f(int), g(int), h(int);
        int main(void) { printf("%d %d %d\\n", f(1), g(2), h(3)); return 0; }
        """);
    space.thin("f.o", "int g(int); int f(int x) { return g(x) * 3; }");
    space.thin("g.o", "int g(int x) { return x + 7; }");
    space.thin("g2.o", "int g(int x) { return x + 77; }");
    space.thin("h.o", "int h(int x) { return x * x; }");
    space.thin("real/h.o", "int h(int x) { return x + 1000; }");
    space.elf("real/elf.o", "int h(int x) { return x + 2000; }");
    space.archive("libfg.a", "f.o", "g.o");
    space.archive("real/libother.a", "f.o", "g2.o");
    space.archive("libh.a", "h.o");
    space.archive("real/libelf.a", "real/elf.o");
  }

  @Llvm.Newest
  void objectsByNameAndByPattern(TestSpace space) {
    example(space);
    String[] line = {"main.o", "libfg.a", "h.o"};
    same(space, "24 9 9", 4, line, "x.o=real/h.o");
    same(space, "24 9 1003", 4, line, "h.o=real/h.o");
    same(space, "24 9 1003", 4, line, "?.o=real/h.o");
    same(space, "24 9 2003", 3, line, "[a-h].o=real/elf.o");
    same(space, "24 9 9", 4, line, "./h.o=real/h.o");
    // A name goes before patterns, of which the first counts; of one name the last.
    same(space, "24 9 2003", 3, line, "*h.o=real/h.o", "h.o=h.o", "h.o=real/elf.o");
    // Our own names fit the pattern as well.
    same(space, "24 9 1003", 4, line, "*h.o=real/h.o");
  }

  @Llvm.Newest
  void archivesKeepTheirNames(TestSpace space) {
    example(space);
    String[] line = {"-Wl,--trace", "main.o", "libfg.a", "-L.", "-lh"};
    same(space, "24 9 9", 4, line, "libx.a=real/libother.a");
    same(space, "234 79 9", 4, line, "libf*.a=real/libother.a");
    same(space, "24 9 2003", 3, line, "./libh.a=real/libelf.a");
    same(space, "234 79 9", 4, new String[] {"main.o", "libfg.a", "h.o"}, "*.a=real/libother.a");
  }

  private static void same(
      TestSpace space, String prints, int jobs, String[] line, String... rules) {
    String[] words = new String[line.length + rules.length];
    System.arraycopy(line, 0, words, 0, line.length);
    for (int i = 0; i < rules.length; i++) {
      words[line.length + i] = "-Wl,--remap-inputs=" + rules[i];
    }
    space.link(words).jobs(jobs).same().prints(prints);
    space.remove("out");
  }

  @Llvm.Newest
  void rulesInAFile(TestSpace space) {
    example(space);
    space.write("rules", "# one\n\n  h.o=real/h.o \nlibf?.a=real/libother.a\n");
    String file = "-Wl,--remap-inputs-file=rules";
    space.link("main.o", "libfg.a", "h.o", file).same().prints("234 79 1003");
    space.remove("out");
    space.write("rules", "h.o\n");
    Linked failed = space.link("main.o", "libfg.a", "h.o", file).voicesMayDiffer().fails();
    failed.tool().says("lld refuses");
  }

  @Llvm.Newest
  void otherFilesThatLldReads(TestSpace space) {
    example(space);
    space.write("v.map", "{ global: *; };");
    space.write("real/v.map", "{ local: *; };");
    space
        .link("-shared", "h.o", "-Wl,--version-script=v.map", "-Wl,--remap-inputs=v.map=real/v.map")
        .isNoProgram()
        .same();
  }
}
