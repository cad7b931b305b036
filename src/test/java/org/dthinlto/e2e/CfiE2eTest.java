package org.dthinlto.e2e;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Control flow integrity, split LTO units, whole-program devirtualisation: facts 6, case 18. */
@Execution(ExecutionMode.CONCURRENT)
class CfiE2eTest {

  private static final String HEADER =
      """
      extern "C" int printf(const char *, ...);
      struct A { virtual ~A(); virtual int f(int); };
      struct B : A { int f(int) override; };
      A *make(int);
      int call(A *, int);
      int indirect(int);
      """;

  private static void example(TestSpace space, String... flags) {
    List<String> all = new ArrayList<>(List.of("-xc++", "-flto=thin"));
    all.addAll(List.of(flags));
    String[] words = all.toArray(new String[0]);
    space.thin(
        "main.o",
        HEADER
            + """
            int main(int n, char **) {
              A *a = make(n), *b = make(n + 1);
              printf("%d %d %d\\n", call(a, 2), call(b, 3), indirect(n));
              delete a;
              delete b;
            }
            """,
        words);
    space.thin("a.o", HEADER + "A::~A() {} int A::f(int i) { return i + 1; }", words);
    space.thin(
        "b.o",
        HEADER
            + "int B::f(int i) { return i * 10; } A *make(int n) { return n & 1 ? new A : new B; }",
        words);
    space.thin("call.o", HEADER + "int call(A *a, int i) { return a->f(i); }", words);
    space.thin(
        "indirect.o",
        HEADER
            + """
            static int one(int x) { return x + 100; }
            static int two(int x) { return x + 200; }
            int three(int);
            int (*table[3])(int) = {one, two, three};
            int indirect(int i) { return table[i % 3](i); }
            """,
        words);
    space.thin("three.o", "int three(int x) { return x + 300; }", words);
    space.archive("libab.a", "a.o", "b.o");
    space.archive("libcall.a", "call.o", "indirect.o", "three.o");
  }

  private static void bothOrders(TestSpace space, String... options) {
    List<String> line = new ArrayList<>(List.of(options));
    line.addAll(List.of("main.o", "libab.a", "libcall.a"));
    space.link(line.toArray(new String[0])).jobs(6).same().prints("3 30 201");
    List<String> symbols = space.symbols(space.path("out"));
    assertTrue(symbols.stream().anyMatch(s -> s.endsWith(" _ZTV1A")), symbols::toString);
    space.remove("out");
    line = new ArrayList<>(List.of(options));
    line.addAll(List.of("-Wl,--whole-archive", "libcall.a", "-Wl,--no-whole-archive"));
    line.addAll(List.of("libab.a", "main.o"));
    space.link(line.toArray(new String[0])).jobs(6).same().prints("3 30 201");
    space.remove("out");
  }

  @Llvm.Ends
  void cfiAcrossArchives(TestSpace space) {
    example(space, "-fsanitize=cfi", "-fvisibility=hidden", "-fno-sanitize-ignorelist");
    bothOrders(space);
    bothOrders(space, "-no-pie");
    example(space, "-fsanitize=cfi-icall", "-fno-sanitize-ignorelist");
    bothOrders(space);
    assertFalse(space.exists("out"));
  }

  @Llvm.Ends
  void cfiThatStopsAWrongCall(TestSpace space) {
    String[] cfi = {"-fsanitize=cfi-icall", "-fno-sanitize-ignorelist", "-flto=thin"};
    space.thin(
        "main.o",
        """
        int right(int);
        long wrong(long, long);
        void *which(int n) { return n > 1 ? (void *) right : (void *) wrong; }
        int main(int n, char **v) { return ((int (*)(int)) which(n))(n); }
        """,
        cfi);
    space.thin(
        "f.o", "int right(int x) { return x; } long wrong(long a, long b) { return 7; }", cfi);
    space.archive("lib.a", "f.o");
    Linked linked = space.link("main.o", "lib.a").jobs(2).same();
    assertTrue(linked.output().isEmpty());
    assertTrue(space.run("./out").status() > 128, "stopped by a trap");
    space.run("./out", "more").exits(2);
  }

  @Llvm.Ends
  void cfiBetweenSharedLibraries(TestSpace space) {
    example(
        space,
        "-fsanitize=cfi",
        "-fsanitize-cfi-cross-dso",
        "-fvisibility=default",
        "-fPIC",
        "-fno-sanitize-ignorelist");
    space
        .link("-shared", "-Wl,-u,_Z4makei,-u,_Z4callP1Ai,-u,_Z8indirecti", "libab.a", "libcall.a")
        .isNoProgram()
        .jobs(5)
        .same();
    assertTrue(space.symbols(space.path("out"), "-D", "--defined-only").contains("T __cfi_check"));
  }

  @Llvm.Ends
  void devirtualisationAcrossArchives(TestSpace space) {
    example(space, "-fwhole-program-vtables", "-fvisibility=hidden");
    bothOrders(space);
    example(space, "-fwhole-program-vtables");
    bothOrders(space, "-Wl,--lto-whole-program-visibility");
    bothOrders(space);
    example(space, "-fwhole-program-vtables", "-fno-split-lto-unit");
    bothOrders(space, "-Wl,--lto-whole-program-visibility");
  }
}
