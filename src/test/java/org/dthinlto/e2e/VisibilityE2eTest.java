package org.dthinlto.e2e;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Visibility that only bitcode tells: of declarations that the optimiser removes, and of CFI. */
@Execution(ExecutionMode.CONCURRENT)
class VisibilityE2eTest {

  private static List<String> exported(TestSpace space) {
    return space.symbols(space.path("out"), "-D", "--defined-only");
  }

  private static void library(TestSpace space, String hidden, String kind) {
    space.thin(
        "def.o",
        "int count; int hid(int a) { count++; return a * 3; } int shown(int a) { return a; }",
        "-fPIC");
    String uses =
        hidden
            + " int hid(int); int shown(int); "
            + hidden
            + " extern int count; int api(void) { return hid(3) + shown(1) + count; }";
    switch (kind) {
      case "thin" -> space.thin("uses.o", uses, "-fPIC");
      case "full" -> space.full("uses.o", uses, "-fPIC");
      default -> space.elf("uses.o", uses, "-fPIC");
    }
    space.elf(
        "elf.o",
        "int hid(int), shown(int); extern int count; int other(void) { return hid(1) + count; }",
        "-fPIC");
    space.archive("lib.a", "def.o", "elf.o");
  }

  @Llvm.Ends
  void hiddenDeclarationInAnotherModuleHidesTheSymbol(TestSpace space) {
    for (String kind : List.of("thin", "full", "elf")) {
      library(space, "__attribute__((visibility(\"hidden\")))", kind);
      space
          .link("-shared", "-Wl,-u,other", "uses.o", "lib.a")
          .isNoProgram()
          .jobs(kind.equals("thin") ? 2 : 1)
          .same();
      assertTrue(exported(space).containsAll(List.of("T api", "T shown", "T other")), kind);
      assertFalse(exported(space).contains("T hid"), kind);
      assertFalse(exported(space).contains("B count"), kind);
      space.remove("out");
    }
    library(space, "", "thin");
    space.link("-shared", "-Wl,-u,other", "uses.o", "lib.a").isNoProgram().jobs(2).same();
    assertTrue(exported(space).containsAll(List.of("T hid", "B count")));
  }

  // Its declaration is hidden, but nobody loads it.
  @Llvm.Newest
  void declarationInAMemberThatIsNotSelectedHidesNothing(TestSpace space) {
    library(space, "__attribute__((visibility(\"hidden\")))", "thin");
    space.archive("libuses.a", "uses.o");
    space.link("-shared", "def.o", "elf.o", "libuses.a").isNoProgram().jobs(1).same();
    assertTrue(exported(space).containsAll(List.of("T hid", "B count")));
  }

  @Llvm.Ends
  void functionsInAJumpTableOfCfiStayHidden(TestSpace space) {
    String[] cfi = {"-fsanitize=cfi-icall", "-fno-sanitize-ignorelist", "-fPIC", "-flto=thin"};
    String table =
        """
        int three(int), four(int);
        int (*table[2])(int) = {three, four};
        int api(int i) { return table[i & 1](i); }
        """;
    String hidden = "__attribute__((visibility(\"hidden\"))) int three(int x) { return x + 3; }";
    space.thin("table.o", table, cfi);
    space.thin("three.o", hidden + " int four(int x) { return x + 4; }", cfi);
    space.link("-shared", "table.o", "three.o").isNoProgram().jobs(2).same();
    assertTrue(exported(space).contains("T four"));
    assertFalse(exported(space).contains("T three"));
  }
}
