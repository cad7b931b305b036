package org.dthinlto.e2e;

import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What C and C++ need from a linker: facts 6, case 30. */
@Execution(ExecutionMode.CONCURRENT)
class LanguageE2eTest {

  // Case 30.
  @Llvm.Ends
  void threadLocalIfuncAliasCommonAndSectionBounds(TestSpace space) {
    space.thin(
        "main.o",
        """
        #include <stdio.h>
        extern __thread int tls;
        extern int other_name, common_number;
        extern const int *const __start_items[], *const __stop_items[];
        int calls_resolved(void), bump(void);
        static const int own = 1;
        __attribute__((used, section("items"))) static const int *const item = &own;
        int main(void) {
          int sum = 0;
          for (const int *const *p = __start_items; p < __stop_items; p++) sum += **p;
          tls += 2;
          common_number++;
          int bumped = bump();
          printf("%d %d %d ", tls, calls_resolved(), other_name + bumped);
          printf("%d %d\\n", common_number, sum);
          return 0;
        }
        """,
        "-fcommon");
    space.thin(
        "lib1.o",
        """
        __thread int tls = 40;
        int name = 5;
        extern int other_name __attribute__((alias("name")));
        int common_number;
        int bump(void) { return ++common_number; }
        static const int mine = 10;
        __attribute__((used, section("items"))) static const int *const item = &mine;
        """,
        "-fcommon");
    space.thin(
        "lib2.o",
        """
        static int first(void) { return 6; }
        __attribute__((used)) int (*choose(void))(void) { return first; }
        int resolved(void) __attribute__((ifunc("choose")));
        // Without `used`, and from another module, LLVM 14 loses these, in process too.
        int calls_resolved(void) { return resolved(); }
        int common_number;
        """,
        "-fcommon");
    space.elf(
        "elf.o",
        """
        int common_number, pull(void);
        static const int theirs = 100;
        __attribute__((used, section("items"))) static const int *const item = &theirs;
        """,
        "-fcommon");
    space.archive("lib.a", "lib1.o", "lib2.o");
    space.link("main.o", "lib.a", "elf.o").jobs(3).same().prints("42 6 7 2 111");
    space.remove("out");
    space.link("-Wl,--gc-sections", "-Wl,-z,nostart-stop-gc", "main.o", "lib.a", "elf.o").same();
  }

  // Case 30.
  @Llvm.Ends
  void inlineStaticsExceptionsAndVirtualCallsAcrossModules(TestSpace space) {
    String header =
        """
        extern "C" int printf(const char *, ...);
        struct Shape { virtual ~Shape(); virtual int area() const = 0; };
        struct Square : Shape { int a; Square(int a) : a(a) {} int area() const override; };
        struct Error { int code; };
        inline int &counter() { static int value = 0; return value; }
        template <typename T> T twice(T x) { counter()++; return x + x; }
        int risky(int);
        int elf(int);
        """;
    space.thin(
        "main.o",
        header
            + """
            int main() {
              Square s(3);
              Shape *shape = &s;
              int caught = 0;
              try { risky(twice(4)); } catch (const Error &e) { caught = e.code; }
              int n = elf(1);
              printf("%d %d %d %d\\n", shape->area(), caught, n, counter());
            }
            """,
        "-xc++");
    space.thin(
        "shape.o",
        header
            + """
            Shape::~Shape() {}
            int Square::area() const { return twice(a * a) / 2; }
            """,
        "-xc++");
    space.thin("risky.o", header + "int risky(int x) { throw Error{twice(x)}; }", "-xc++");
    space.elf("elf.o", header + "int elf(int x) { return twice(x); }", "-xc++");
    space.archive("libcxx.a", "elf.o", "risky.o", "shape.o");
    space.link("main.o", "libcxx.a").jobs(3).same().prints("9 16 2 4");
  }

  @Llvm.Ends
  void staticFunctionsOfOneNameInSeveralModules(TestSpace space) {
    String source =
        """
        __attribute__((noinline)) static int helper(int x) { return x * %d; }
        int (*get_%s(void))(int) { return helper; }
        """;
    space.thin(
        "main.o",
        """
        #include <stdio.h>
        int (*get_a(void))(int), (*get_b(void))(int), (*get_c(void))(int);
        int main(void) { printf("%d %d %d\\n", get_a()(1), get_b()(1), get_c()(1)); return 0; }
        """);
    space.thin("a.o", source.formatted(2, "a"));
    space.thin("b.o", source.formatted(3, "b"));
    space.elf("c.o", source.formatted(5, "c"));
    space.archive("lib.a", "a.o", "b.o", "c.o");
    space.link("main.o", "lib.a").jobs(3).same().prints("2 3 5");
  }
}
