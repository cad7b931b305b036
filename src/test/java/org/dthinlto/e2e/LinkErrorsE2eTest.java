package org.dthinlto.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Errors of lld's, in the user's names and lld's words: facts 6, cases 43 and 44. */
@Execution(ExecutionMode.CONCURRENT)
class LinkErrorsE2eTest {

  private static final String MAIN = "int f(int); int main(void) { return f(4); }";

  /** Asserts that the link fails with this text and no name of ours. */
  private static Linked fails(TestSpace space, String text, String... words) {
    Linked linked = space.link(words).fails();
    linked.tool().says(text).saysNot(".dthinlto/", "_abs/", "_root/", space.root.toString());
    linked.reference().says(text);
    return linked;
  }

  /** Asserts that lld's words are the same in both ways. */
  private static void failsInTheSameWords(TestSpace space, String text, String... words) {
    Linked linked = fails(space, text, words);
    assertEquals(driverless(linked.reference()), driverless(linked.tool()));
  }

  private static String driverless(Ran ran) {
    StringBuilder text = new StringBuilder();
    for (String line : ran.err().split("\n")) {
      if (!line.contains("linker command failed")) {
        text.append(line).append('\n');
      }
    }
    return text.toString();
  }

  // Case 43: in process it is `lto.tmp`; here it is the module.
  @Llvm.Ends
  void undefinedSymbolOfAnObject(TestSpace space) {
    space.thin("main.o", MAIN);
    space.thin("f.o", "int nope(int); int f(int x) { return nope(x) + 1; }");
    Linked linked = fails(space, "undefined symbol: nope", "main.o", "f.o");
    assertTrue(
        linked.tool().err().contains("f.o") || linked.tool().err().contains("main.o"),
        linked.tool()::toString);
  }

  // Case 43.
  @Llvm.All
  void undefinedSymbolOfAMember(TestSpace space) {
    space.thin("main.o", MAIN);
    space.thin(
        "f.o", "int nope(int); __attribute__((noinline)) int f(int x) { return nope(x) + 1; }");
    space.archive("sub/lib.a", "f.o");
    Linked linked = fails(space, "undefined symbol: nope", "main.o", "sub/lib.a");
    // In process there is no more than `lto.tmp`; here it is "f.o:(f) in archive sub/lib.a".
    linked.tool().says("f.o", "sub/lib.a");
  }

  // Case 43: whose object is native, lld's words are the same in both ways.
  @Llvm.Ends
  void undefinedSymbolOfANativeMember(TestSpace space) {
    space.thin("main.o", MAIN);
    space.thin("g.o", "int g(void) { return 1; }");
    space.elf("f.o", "int nope(int); int f(int x) { return nope(x) + 1; }");
    space.archive("sub/lib.a", "f.o", "g.o");
    failsInTheSameWords(space, "undefined symbol: nope", "main.o", "sub/lib.a");
  }

  @Llvm.Newest
  void undefinedSymbolOfASharedLibrary(TestSpace space) {
    space.thin("f.o", "int nope(int); int f(int x) { return nope(x) + 1; }", "-fPIC");
    fails(space, "undefined symbol: nope", "-shared", "-Wl,-z,defs", "f.o");
    space.link("-shared", "f.o").isNoProgram().jobs(1).same();
  }

  // Case 44.
  @Llvm.Ends
  void duplicateSymbolOfTwoModules(TestSpace space) {
    space.thin("main.o", MAIN);
    space.thin("a/f.o", "int f(int x) { return 1; }");
    space.thin("b/f.o", "int f(int x) { return 2; }");
    failsInTheSameWords(space, "duplicate symbol: f", "main.o", "a/f.o", "b/f.o");
    space.archive("lib.a", "b/f.o");
    Linked linked =
        fails(
            space,
            "duplicate symbol: f",
            "main.o",
            "a/f.o",
            "-Wl,--whole-archive",
            "lib.a",
            "-Wl,--no-whole-archive");
    linked.tool().says("a/f.o", "lib.a");
  }

  // Case 44.
  @Llvm.Ends
  void duplicateSymbolOfAModuleAndANativeObject(TestSpace space) {
    space.thin("main.o", MAIN);
    space.thin("f.o", "int f(int x) { return 1; }");
    space.elf("n.o", "int f(int x) { return 2; }");
    failsInTheSameWords(space, "duplicate symbol: f", "main.o", "f.o", "n.o");
  }

  // Case 44.
  @Llvm.Ends
  void libraryThatIsNowhere(TestSpace space) {
    space.thin("main.o", "int main(void) { return 0; }");
    failsInTheSameWords(space, "unable to find library -lnope", "main.o", "-L.", "-lnope");
  }

  @Llvm.Ends
  void optionThatLldDoesNotKnow(TestSpace space) {
    space.thin("main.o", "int main(void) { return 0; }");
    failsInTheSameWords(
        space, "unknown argument '--no-such-option'", "main.o", "-Wl,--no-such-option");
  }

  @Llvm.Newest
  void objectOfAnotherMachine(TestSpace space) {
    space.thin("main.o", MAIN);
    space.elf("f.o", "int f(int x) { return 1; }", "--target=aarch64-linux-gnu");
    failsInTheSameWords(space, "f.o is incompatible with", "main.o", "f.o");
  }

  @Llvm.Newest
  void moduleOfAnotherMachine(TestSpace space) {
    space.thin("main.o", MAIN);
    space.thin("f.o", "int f(int x) { return 1; }", "--target=aarch64-linux-gnu");
    space.archive("lib.a", "f.o");
    Linked linked = space.link("main.o", "lib.a").fails();
    linked.tool().says("lib.a(f.o");
  }

  // A warning of both lld runs is one warning.
  @Llvm.Ends
  void warningsAreShownOnce(TestSpace space) {
    space.thin("main.o", "int main(void) { return 0; }");
    Linked linked = space.link("main.o", "-Wl,-z,no-such-keyword").jobs(1).same();
    linked.tool().says("no-such-keyword");
    int first = linked.tool().err().indexOf("no-such-keyword");
    assertEquals(-1, linked.tool().err().indexOf("no-such-keyword", first + 1));
    space.remove("out");
    failsInTheSameWords(
        space, "no-such-keyword", "main.o", "-Wl,-z,no-such-keyword", "-Wl,--fatal-warnings");
  }

  // What only code generation finds out must be an error here as there.
  @Llvm.Newest
  void assemblyThatDoesNotAssemble(TestSpace space) {
    space.thin("main.o", MAIN);
    space.thin(
        "f.o",
        "int f(int x) { __asm__(\".error \\\"never\\\"\"); return x; }",
        "-fno-integrated-as");
    space.archive("lib.a", "f.o");
    Ran ran = space.run(space.link("main.o", "lib.a").command()).exits(1);
    ran.says("lib.a(f.o", "never");
    assertTrue(!space.exists("out"), ran::toString);
  }
}
