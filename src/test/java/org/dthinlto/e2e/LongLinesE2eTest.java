package org.dthinlto.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Response files of any length and quoting: facts 6, case 51. */
@Execution(ExecutionMode.CONCURRENT)
class LongLinesE2eTest {

  private static final String MAIN =
      """
      #include <stdio.h>
      int f(int);
      int main(void) { printf("f=%d\\n", f(4)); return 0; }
      """;

  /** More than a command's one argument may be long: one line of 150 KB, all of it used. */
  private static String longLine(TestSpace space) {
    StringBuilder line = new StringBuilder();
    String folder = "a_folder_with_quite_a_long_name/".repeat(3);
    for (int i = 0; i < 1200; i++) {
      line.append("-L").append(folder).append(i).append(' ');
    }
    space.elf("n.o", "static int nothing __attribute__((used));");
    byte[] empty = space.read("n.o");
    for (int i = 0; i < 400; i++) {
      String name = folder + "a native object " + i + ".o";
      space.write(name, empty);
      line.append('"').append(name).append("\" ");
    }
    assertTrue(line.length() > 150_000, "the line is too short");
    return line.toString();
  }

  // Case 51.
  @Llvm.Ends
  void lineOfMoreThan128KiBForTheDriver(TestSpace space) {
    space.thin("main.o", MAIN);
    space.thin("f.o", "int f(int x) { return x; }");
    space.thin("g.o", "int g(int x) { return x; }");
    space.archive("sub/lib.a", "f.o", "g.o");
    space.write("big.rsp", longLine(space) + "main.o -Lsub -l:lib.a");
    space.link("@big.rsp").jobs(2).modules(3).same().prints("f=4");
  }

  // Case 51.
  @Llvm.Newest
  void lineOfMoreThan128KiBForLld(TestSpace space) {
    space.thin(
        "start.o",
        """
        int f(void);
        void _start(void) {
          __asm__ volatile("syscall" : : "a"(60L), "D"((long) f()) : "rcx", "r11", "memory");
        }
        """);
    space.thin("f.o", "int f(void) { return 23; }");
    space.archive("sub/lib.a", "f.o");
    space.write("big.rsp", longLine(space) + "start.o sub/lib.a");
    space.link("@big.rsp").by(space.llvm.lld()).jobs(2).same();
    assertEquals(23, space.run("./out").status());
  }

  // Case 51: many modules, so that our own lines are long.
  @Llvm.Newest
  void namesOfOurOwnThatMakeALongLine(TestSpace space) {
    space.thin("main.o", MAIN);
    space.thin("f.o", "int f(int x) { return x; }");
    String folder = ("d".repeat(200) + "/").repeat(10);
    StringBuilder line = new StringBuilder("main.o\nf.o\n");
    space.thin("empty.o", "static int nothing;");
    byte[] empty = space.read("empty.o");
    line.append("-Wl,--start-lib\n");
    for (int i = 0; i < 80; i++) {
      space.write(folder + i + ".o", empty);
      line.append(folder).append(i).append(".o\n");
    }
    line.append("-Wl,--end-lib\n");
    assertTrue(line.length() > 150_000, "the line is too short");
    space.write("big.rsp", line.toString());
    space.link("@big.rsp").jobs(2).same().prints("f=4");
  }

  // Case 51.
  @Llvm.Ends
  void quotesAndBackslashesInResponseFiles(TestSpace space) {
    space.thin("my obj/ma in.o", MAIN);
    space.thin("single 'q'.o", "int g(int); int f(int x) { return g(x) + 1; }");
    space.thin("d\"q.o", "int h(int); int g(int x) { return h(x) + 1; }");
    space.thin("back\\slash.o", "int h(int x) { return x; }");
    space.archive("my obj/lib \"x\".a", "back\\slash.o");
    space.write(
        "quoted.rsp",
        """
        "my obj/ma in.o"
          single\\ \\'q\\'.o 'd"q.o'\t"my obj/lib \\"x\\".a"
        """);
    space.link("@quoted.rsp").jobs(4).same().prints("f=6");
  }
}
