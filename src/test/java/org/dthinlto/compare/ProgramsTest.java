package org.dthinlto.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pairs of real programs that are the same, or differ in one thing that is known. */
final class ProgramsTest {

  private static final String X86 = "x86_64-linux-gnu";

  /** A string, a jump table, a constant, data, a call and a local function. */
  private static final String SOURCE =
      """
      extern int out(const char *);
      extern int table[4];
      int table[4] = {1, 2, 3, 4};
      static __attribute__((noinline)) int local(int x) { return out("local") + x; }
      __attribute__((noinline)) int name(void) { return out("NAME") + local(3); }
      double scale(double x) { return x * 1.FACTOR; }
      int choose(int x) {
        switch (x) {
          case 0: return out("zero");
          case 1: return name();
          case 2: return table[x] + out("two");
          case 3: return out("CASE");
          case 4: return local(7);
          default: return x;
        }
      }
      """;

  private static final String OUT = "int out(const char *s) { return s[0]; }\n";

  @TempDir Path dir;

  private static String source(String name, String factor, String of3) {
    return SOURCE.replace("NAME", name).replace("FACTOR", factor).replace("CASE", of3);
  }

  private Comparison compare(String target, String ours, String theirs) throws Exception {
    Builder builder = new Builder(dir, target);
    Input out = builder.object("out", OUT, false);
    Input a = builder.object("a", ours, true);
    Input b = builder.object("b", theirs, true);
    Programs.Linked here = builder.link("here", List.of(a, out), "-e", "choose");
    Programs.Linked there = builder.link("there", List.of(out, b), "-e", "choose");
    return Programs.compare(here, there);
  }

  private static List<String> names(Share share) {
    List<String> names = new ArrayList<>();
    for (Difference one : share.differing()) {
      names.add(one.name());
    }
    return names;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        X86,
        "i386-linux-gnu",
        "aarch64-linux-gnu",
        "armv7-linux-gnueabihf",
        "riscv64-linux-gnu",
        "mips-linux-gnu"
      })
  void equalCodeAgreesOnEveryMachine(String target) throws Exception {
    String source = source("name", "5", "three");
    Comparison same = compare(target, source, source);
    assertTrue(same.agrees(), () -> ComparisonText.of(same, target));
    assertEquals(5, same.functions().total());
    assertEquals(List.of(), names(same.functions()));
    assertFalse(same.hasKnown());
    Comparison other = compare(target, source, source("eman", "5", "three"));
    assertEquals(List.of("name"), names(other.functions()), () -> ComparisonText.of(other, target));
    assertFalse(other.agrees());
  }

  @Test
  void stringsConstantsAndTablesAreComparedByContents() throws Exception {
    String ours = source("name", "5", "three");
    assertEquals(
        List.of("scale"), names(compare(X86, ours, source("name", "75", "three")).functions()));
    assertEquals(
        List.of("choose"), names(compare(X86, ours, source("name", "5", "third")).functions()));
    // A string more moves the others, which changes nothing.
    String more = ours + "int more(void) { return out(\"another string before\"); }\n";
    Comparison longer = compare(X86, ours, more);
    assertEquals(List.of("more"), names(longer.functions()));
    assertEquals("only in process", longer.functions().differing().get(0).why());
    assertEquals(List.of("more"), names(longer.symbols()));
  }

  @Test
  void dataIsComparedByContents() throws Exception {
    String ours = source("name", "5", "three");
    Comparison other = compare(X86, ours, ours.replace("{1, 2, 3, 4}", "{1, 2, 9, 4}"));
    assertEquals(List.of("table"), names(other.data()));
    assertEquals("other bytes from +0x8 on", other.data().differing().get(0).why());
    assertEquals(List.of(), names(other.functions()));
  }

  @Test
  void suffixOfPromotedSymbolsDoesNotCount() throws Exception {
    String asm =
        """
        #asm
        .section .text.f,"ax",@progbits
        .globl choose
        .type choose,@function
        choose: call g.SUFFIX
        ret
        .size choose, .-choose
        .hidden g.SUFFIX
        .globl g.SUFFIX
        .type g.SUFFIX,@function
        g.SUFFIX: ret
        .size g.SUFFIX, .-g.SUFFIX
        """;
    String ours = asm.replace("SUFFIX", "llvm.123");
    assertTrue(compare(X86, ours, asm.replace("SUFFIX", "llvm.45678")).agrees());
    Comparison other = compare(X86, ours, asm.replace("SUFFIX", "1"));
    assertEquals(List.of("choose", "g", "g.1"), names(other.functions()));
    assertEquals(
        "at +0x1 refers to 'g', in process to 'g.1'".replace("'g'", "'g'-4").replace("1'", "1'-4"),
        other.functions().differing().get(0).why());
  }

  @Test
  void codeThatTheLinkerMakesTheSameIsTheSame() throws Exception {
    String asm =
        """
        #asm
        .section .text.choose,"ax",@progbits
        .globl choose
        .type choose,@function
        choose: LOAD
        ret
        .size choose, .-choose
        .section .data.x,"aw",@progbits
        .type x,@object
        .globl x, y
        .hidden x, y
        x: .quad 1
        .size x, 8
        .type y,@object
        y: .quad 2
        .size y, 8
        """;
    String got = asm.replace("LOAD", "movq x@GOTPCREL(%rip), %rax");
    assertTrue(compare(X86, got, asm.replace("LOAD", "leaq x(%rip), %rax")).agrees());
    Comparison other = compare(X86, got, asm.replace("LOAD", "leaq y(%rip), %rax"));
    assertEquals(List.of("choose"), names(other.functions()));
    Comparison load = compare(X86, got, asm.replace("LOAD", "movq x(%rip), %rax"));
    assertEquals(List.of("choose"), names(load.functions()));
  }

  /** Two copies of a weak function whose bytes are the same but for whom they call. */
  @Test
  void anotherCopyIsFound() throws Exception {
    Builder builder = new Builder(dir, X86);
    String weak = "int NAME(void);\n__attribute__((weak)) int which(void) { return NAME() + 1; }\n";
    Input made = builder.object("made", weak.replace("NAME", "one"), true);
    Input input = builder.object("input", weak.replace("NAME", "two"), false);
    String rest = "int which(void); int one(void) { return 1; } int two(void) { return 2; }\n";
    Input main = builder.object("main", rest + "int choose(void) { return which(); }\n", true);
    Programs.Linked first = builder.link("first", List.of(main, made, input), "-e", "choose");
    Programs.Linked again = builder.link("again", List.of(made, main, input), "-e", "choose");
    Programs.Linked second = builder.link("second", List.of(main, input, made), "-e", "choose");
    assertTrue(Programs.compare(first, again).agrees());
    Comparison other = Programs.compare(first, second);
    assertEquals(List.of("which"), names(other.functions()));
    String why = other.functions().differing().get(0).why();
    assertTrue(why.endsWith("; here the module's copy, in process that of 'input.o'"), why);
    Comparison back = Programs.compare(second, first);
    why = back.functions().differing().get(0).why();
    assertTrue(why.endsWith("; here the copy of 'input.o', in process a module's"), why);
  }

  @Test
  void functionsOfOneNameArePaired() throws Exception {
    Builder builder = new Builder(dir, X86);
    String source =
        """
        static __attribute__((noinline)) int f(int x) { return x * FACTOR; }
        int NAME(int x) { return f(x) + f(x + 1); }
        """;
    Input one = builder.object("one", source.replace("NAME", "one").replace("FACTOR", "3"), true);
    Input two = builder.object("two", source.replace("NAME", "two").replace("FACTOR", "7"), true);
    Input six = builder.object("six", source.replace("NAME", "two").replace("FACTOR", "6"), true);
    Programs.Linked here = builder.link("here", List.of(one, two), "-e", "one");
    Programs.Linked there = builder.link("there", List.of(two, one), "-e", "one");
    assertTrue(Programs.compare(here, there).agrees());
    Programs.Linked other = builder.link("other", List.of(six, one), "-e", "one");
    Comparison differs = Programs.compare(here, other);
    assertEquals(4, differs.functions().total());
    assertEquals(List.of("f"), names(differs.functions()));
  }

  @Test
  void strippedProgramsAreJudgedByTheirObjects() throws Exception {
    Builder builder = new Builder(dir, X86);
    Input one = builder.object("one", "int choose(void) { return 1; }\n", true);
    Input two = builder.object("two", "int choose(void) { return 2; }\n", true);
    Programs.Linked here = builder.link("here", List.of(one), "-s", "-e", "choose");
    Programs.Linked there = builder.link("there", List.of(one), "-s", "-e", "choose");
    Programs.Linked other = builder.link("other", List.of(two), "-s", "-e", "choose");
    assertTrue(Programs.compare(here, there).agrees());
    assertEquals(1, Programs.compare(here, there).functions().total());
    assertEquals(List.of("choose"), names(Programs.compare(here, other).functions()));
  }
}
