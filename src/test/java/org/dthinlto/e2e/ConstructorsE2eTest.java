package org.dthinlto.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * What the final link must keep although no reference is left to it, and in which order: facts 5
 * and facts 6, cases 13 to 15, 30 and 53.
 */
@Execution(ExecutionMode.CONCURRENT)
class ConstructorsE2eTest {

  // Cases 13 and 14: 1 from a bitcode member whose only function is inlined away, 2 from a native
  // member whose only reference is dead after the thin link, 4 from main itself.
  @Llvm.All
  void constructorsOfMembersThatNothingRefersToAnyMoreRun(TestSpace space) {
    space.thin(
        "main.o",
        """
        #include <stdio.h>
        int flag;
        int inlined(void), enabled(void);
        void never(void);
        __attribute__((constructor)) static void own(void) { flag |= 4; }
        int main(void) {
          if (enabled()) never();
          printf("flag=%d %d\\n", flag, inlined());
          return 0;
        }
        """);
    space.thin(
        "b.o",
        """
        extern int flag;
        int inlined(void) { return 3; }
        __attribute__((constructor)) static void own(void) { flag |= 1; }
        """);
    space.thin("e.o", "int enabled(void) { return 0; }");
    space.elf(
        "n.o",
        """
        extern int flag;
        void never(void) {}
        __attribute__((constructor)) static void own(void) { flag |= 2; }
        """);
    space.archive("libb.a", "b.o", "e.o");
    space.archive("libn.a", "n.o");
    space.archive("libboth.a", "n.o", "e.o", "b.o");
    space.link("main.o", "libb.a", "libn.a").jobs(3).same().prints("flag=7 3");
    space.remove("out");
    space.link("main.o", "libboth.a").jobs(3).same().prints("flag=7 3");
    space.remove("out");
    space
        .link("main.o", "-Wl,--start-lib", "b.o", "n.o", "e.o", "-Wl,--end-lib")
        .jobs(3)
        .same()
        .prints("flag=7 3");
  }

  // Case 15.
  @Llvm.Ends
  void firstOfTwoWeakDefinitionsWins(TestSpace space) {
    space.thin(
        "main.o",
        """
        #include <stdio.h>
        int which(void), a(void), b(void);
        int main(void) { printf("which=%d %d\\n", which(), a() + b()); return 0; }
        """);
    space.thin(
        "bc.o", "__attribute__((weak)) int which(void) { return 1; } int a(void) { return 2; }");
    space.elf(
        "elf.o", "__attribute__((weak)) int which(void) { return 2; } int b(void) { return 3; }");
    space.archive("libbc.a", "bc.o");
    space.archive("libelf.a", "elf.o");
    space.link("main.o", "bc.o", "elf.o").same().prints("which=1 5");
    space.remove("out");
    space.link("main.o", "elf.o", "bc.o").same().prints("which=2 5");
    space.remove("out");
    space.link("main.o", "libbc.a", "libelf.a").same().prints("which=1 5");
    space.remove("out");
    space.link("main.o", "libelf.a", "libbc.a").same().prints("which=2 5");
    space.remove("out");
    space.link("main.o", "libelf.a", "bc.o").same();
  }

  // Case 15: between two bitcode members and with a strong definition behind a weak one.
  @Llvm.Ends
  void strongDefinitionWinsOverAWeakOneWhereverItStands(TestSpace space) {
    space.thin(
        "main.o",
        """
        #include <stdio.h>
        __attribute__((weak)) int which(void) { return 0; }
        int a(void);
        int main(void) { printf("which=%d %d\\n", which(), a()); return 0; }
        """);
    space.thin(
        "weak.o", "__attribute__((weak)) int which(void) { return 1; } int a(void) { return 2; }");
    space.elf("strong.o", "int which(void) { return 3; }");
    space.archive("lib.a", "weak.o");
    space.link("main.o", "lib.a").jobs(2).same().prints("which=0 2");
    space.remove("out");
    space.link("main.o", "lib.a", "strong.o").jobs(2).same().prints("which=3 2");
  }

  // Case 30.
  @Llvm.Ends
  void prioritiesOrderConstructorsOfAllKinds(TestSpace space) {
    space.thin("main.o", ctor("m", 103) + "int main(void) { return 0; }");
    space.thin("b.o", ctor("b", 101) + ctor("c", 104));
    space.elf("n.o", ctor("n", 102) + ctor("o", 105));
    space.full("f.o", ctor("f", 106));
    space.archive("lib.a", "b.o", "n.o");
    space
        .link("f.o", "main.o", "-Wl,--whole-archive", "lib.a", "-Wl,--no-whole-archive")
        .jobs(2)
        .same()
        .prints("b\nn\nm\nc\no\nf");
  }

  // Case 53, where the two differ by nature: lld lays LTO objects behind all native ones, we keep
  // the order of the command line, as a link without LTO does.
  @Llvm.Ends
  void constructorsOfOnePriorityRunInTheOrderOfTheLine(TestSpace space) {
    List<String> line = new ArrayList<>();
    for (String kind : List.of("thin", "elf")) {
      for (String name : List.of("main", "b", "n", "c")) {
        String source = ctor(name, 0) + (name.equals("main") ? "int main(void) { return 0; }" : "");
        if (kind.equals("thin") && !name.equals("n")) {
          space.thin(kind + "/" + name + ".o", source);
        } else {
          space.elf(kind + "/" + name + ".o", source);
        }
      }
    }
    line.addAll(List.of("thin/b.o", "thin/n.o", "thin/main.o", "thin/c.o"));
    Ran tool = space.run(space.link(line.toArray(new String[0])).command()).exits(0);
    assertEquals("", tool.err());
    List<String> reference = new ArrayList<>(space.llvm.driver());
    line.replaceAll(word -> word.replace("thin/", "elf/"));
    reference.addAll(line);
    reference.addAll(List.of("-o", "../ref/elf"));
    space.run(reference).exits(0);
    String expected = space.run("../ref/elf").exits(0).out();
    assertEquals("b\nn\nmain\nc\n", expected);
    assertEquals(expected, space.run("./out").exits(0).out());
  }

  private static String ctor(String name, int priority) {
    String order = priority == 0 ? "" : "(" + priority + ")";
    return "extern int puts(const char *);\n__attribute__((constructor"
        + order
        + ")) static void ctor_"
        + name
        + "(void) { puts(\""
        + name
        + "\"); }\n";
  }
}
