package org.dthinlto.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Resolution of symbols between bitcode and native objects, archives and shared libraries: each
 * line is linked in both ways, and the two files must show the same symbols, tags and relocations.
 */
@Execution(ExecutionMode.CONCURRENT)
class ResolutionE2eTest {

  private static final String START =
      """
      void _start(void) {
        __asm__ volatile("syscall" : : "a"(60L), "D"((long) (%s)) : "rcx", "r11", "memory");
      }
      """;

  /** Links each line both ways; the two outputs must look the same and, run, do the same. */
  private static void same(TestSpace space, String... lines) {
    for (String line : lines) {
      Linked linked = either(space, line);
      assertEquals(linked.reference().status(), linked.tool().status(), linked.tool()::toString);
      assertEquals(0, linked.tool().status(), linked.tool()::toString);
      assertEquals(linked.reference().out(), linked.tool().out(), line);
      assertEquals(linked.reference().err(), linked.tool().err(), line);
      assertEquals(
          ElfView.of(space, space.path("../ref/out")), ElfView.of(space, space.path("out")), line);
      if (!line.contains("-shared") && !line.contains("-r ") && !line.contains(".so")) {
        assertEquals(space.run("../ref/out").status(), space.run("./out").status(), line);
      }
    }
  }

  private static Linked either(TestSpace space, String line) {
    String[] words = line.split(" ");
    Link link = space.link(words).by(space.llvm.lld());
    List<String> reference = new java.util.ArrayList<>(List.of(space.llvm.lld()));
    reference.addAll(List.of(words));
    reference.addAll(List.of("-o", "out"));
    Ran inProcess = space.run(reference);
    if (inProcess.status() == 0) {
      space.run("mv", "out", "../ref/out").exits(0);
    }
    Ran tool = space.run(link.command());
    return new Linked(tool, inProcess, new Summary("none"), "", List.of(), tool.errors());
  }

  /** Asserts that the line fails both ways, in words that hold {@code text}. */
  private static void fails(TestSpace space, String text, String line) {
    Linked linked = either(space, line);
    assertEquals(1, linked.reference().status(), linked.reference()::toString);
    assertEquals(1, linked.tool().status(), linked.tool()::toString);
    linked.reference().says(text);
    linked.tool().says(text);
  }

  // A hidden declaration counts although the optimiser removed what mentions the symbol.
  @Llvm.Ends
  void declarationsThatHideWhatOthersDefine(TestSpace space) {
    for (String visibility : List.of("hidden", "protected", "internal")) {
      space.thin(
          "m.o",
          """
          __attribute__((visibility("%s"))) int f(void);
          extern __attribute__((visibility("%s"))) int x;
          int use(void) { return f() + x; }
          """
              .formatted(visibility, visibility),
          "-fPIC");
      String open = "int f(void) { return 4; } int x = 3; int g(void) { return f() + x; }";
      space.elf("n.o", open, "-fPIC");
      space.thin("t.o", open, "-fPIC");
      space.archive("lib.a", "t.o");
      space.write("v.map", "V1 { global: f; x; g; local: *; };\n");
      same(
          space,
          "-shared m.o n.o",
          "-shared m.o t.o",
          "-shared t.o m.o",
          "-shared m.o lib.a",
          "-shared --version-script=v.map m.o n.o",
          "-shared --version-script=v.map m.o t.o",
          "-r m.o t.o");
      same(space, "-shared m.o n.o");
      List<String> view = ElfView.of(space, space.path("out"));
      boolean hidden = !visibility.equals("protected");
      assertEquals(hidden, !view.toString().contains("--dyn-syms f FUNC"), view::toString);
      // Without the declaration it is there.
      same(space, "-shared t.o n.o -z muldefs");
      assertTrue(
          ElfView.of(space, space.path("out")).toString().contains("--dyn-syms f FUNC GLOBAL"));
    }
  }

  @Llvm.Ends
  void hiddenThreadLocalThatIsReadThroughItsValue(TestSpace space) {
    space.thin(
        "m.o",
        """
        extern __attribute__((visibility("hidden"))) _Thread_local int h;
        int use(void) { return h; }
        """,
        "-fPIC");
    space.thin("d.o", "_Thread_local int h = 3; _Thread_local int a = 1;", "-fPIC");
    same(space, "-shared m.o d.o", "-r m.o d.o");
  }

  @Llvm.Ends
  void wrapperThatIsNowhere(TestSpace space) {
    space.thin("m.o", "int foo(int);" + START.formatted("foo(1)"));
    space.thin("f.o", "int foo(int x) { return 3 * x; }");
    space.thin("w.o", "int __wrap_foo(int x) { return 11; }");
    space.elf("n.o", "int foo(int x) { return 3 * x; }");
    fails(space, "undefined symbol: __wrap_foo", "--wrap=foo m.o f.o");
    fails(space, "undefined symbol: __wrap_foo", "--wrap=foo m.o n.o");
    same(space, "--wrap=foo m.o f.o w.o", "--wrap=foo m.o n.o w.o", "--wrap=bar m.o f.o");
  }

  // Nothing mentions memcpy before code generation: lld doesn't wrap it then.
  @Llvm.Ends
  void wrappedFunctionThatOnlyCodeGenerationCalls(TestSpace space) {
    String big = "struct big { long n[64]; }; extern struct big s, t;";
    space.thin("m.o", big + START.formatted("(t = s).n[63]"));
    space.thin("d.o", "struct big { long n[64]; }; struct big t, s = {{1, [63] = 6}};");
    String copy =
        """
        void *%smemcpy(void *t, const void *f, unsigned long n) {
          for (volatile unsigned long i = 0; i < n; i++) ((char *) t)[i] = ((char *) f)[i];
          return t;
        }
        """;
    space.elf("w.o", copy.formatted("__wrap_"), "-ffreestanding", "-fno-builtin");
    space.elf("mc.o", copy.formatted(""), "-ffreestanding", "-fno-builtin");
    fails(space, "undefined symbol: memcpy", "--wrap=memcpy m.o d.o w.o");
    // One that is mentioned is wrapped, in what code generation makes as well.
    same(space, "--wrap=memcpy m.o d.o w.o mc.o", "m.o d.o mc.o");
  }

  @Llvm.Ends
  void versionScriptsThatNameWhatTheOptimiserRemoves(TestSpace space) {
    space.thin("m.o", "int f(void);" + START.formatted("f()"), "-fPIC");
    space.thin("f.o", "int f(void) { return 4; }", "-fPIC");
    space.write("v.map", "V1 { global: f; local: *; };\n");
    space.write("bad.map", "V1 { global: f; nowhere; local: *; };\n");
    same(space, "-pie --version-script=v.map m.o f.o", "-shared --version-script=v.map m.o f.o");
    fails(space, "nowhere", "-shared --no-undefined-version --version-script=bad.map m.o f.o");
    same(space, "-shared m.o f.o");
  }

  @Llvm.Ends
  void duplicatesThatAreWarnings(TestSpace space) {
    space.thin("m.o", "int f(void);" + START.formatted("f()"));
    space.thin("a.o", "int f(void) { return 1; } int x = 2;");
    space.thin("b.o", "int f(void) { return 2; } int x = 3;");
    space.elf("n.o", "int f(void) { return 3; } int x = 3;");
    same(space, "-z muldefs m.o b.o a.o n.o");
    if (space.llvm.version() == 14) {
      fails(space, "duplicate symbol: f", "--noinhibit-exec m.o a.o b.o"); // errors all the same
    } else {
      same(
          space,
          "--noinhibit-exec m.o a.o b.o",
          "--noinhibit-exec m.o a.o n.o",
          "--noinhibit-exec m.o n.o a.o");
    }
    fails(space, "duplicate symbol: x", "m.o a.o b.o");
  }

  @Llvm.Ends
  void commonWeakAndAliasesInAllOrders(TestSpace space) {
    space.thin("m.o", "extern int c; int d(void), g(void);" + START.formatted("c + d() + g()"));
    space.thin("c4.o", "int c; int d(void) { return c; }", "-fcommon");
    space.elf("c16.o", "int c[4] __attribute__((aligned(64)));", "-fcommon");
    space.elf("def.o", "int c = 7;");
    space.thin(
        "a.o",
        """
        int impl(void) { return 1; }
        int g(void) __attribute__((weak, alias("impl")));
        """);
    space.elf("g.o", "int g(void) { return 7; }");
    space.thin("gw.o", "__attribute__((weak)) int g(void) { return 8; }");
    space.archive("libdef.a", "def.o");
    space.archive("libg.a", "g.o", "gw.o");
    same(
        space,
        "m.o c4.o a.o",
        "m.o c4.o c16.o a.o g.o",
        "m.o c16.o c4.o g.o a.o",
        "m.o c4.o def.o gw.o a.o",
        "m.o c4.o libdef.a a.o gw.o",
        "m.o a.o libdef.a c4.o libg.a",
        "m.o libg.a a.o c4.o --no-fortran-common libdef.a");
  }

  @Llvm.Ends
  void whatLldSaysOfOrderAndOfWhatItExtracts(TestSpace space) {
    space.thin("m.o", "int f(void);" + START.formatted("f()"), "-fPIC");
    space.thin("f.o", "int f(void) { return 1; }", "-fPIC");
    space.elf("so.o", "int f(void) { return 4; }", "-fPIC");
    space.archive("f.a", "f.o");
    space.run(space.llvm.lld(), "-shared", "so.o", "-o", "lib.so").exits(0);
    Linked warned = either(space, "--warn-backrefs f.a m.o");
    assertEquals(warned.reference().err(), warned.tool().err());
    warned.tool().says("backward reference detected: f in m.o refers to f.a(f.o)");
    fails(space, "backward reference detected", "--fatal-warnings --warn-backrefs f.a m.o");
    same(space, "--warn-backrefs m.o f.a", "--trace m.o f.a lib.so", "--trace m.o lib.so f.a");
    if (space.llvm.version() > 14) {
      same(space, "--why-extract=- m.o f.a", "--print-archive-stats=- m.o f.a lib.so");
    }
    assertFalse(space.exists("-"));
  }
}
