package org.dthinlto.e2e;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Options that decide about symbols: facts 6, cases 23 to 26. */
@Execution(ExecutionMode.CONCURRENT)
class SymbolsE2eTest {

  /** {@code api.o} and, in one archive each, {@code hid}, {@code shown} and a native one. */
  private static void library(TestSpace space) {
    space.thin(
        "api.o",
        """
        int hid(void), shown(void), elf(void);
        int api(void) { return hid() + shown() + elf(); }
        """,
        "-fPIC");
    space.thin("hid.o", "int hidden_too = 5; int hid(void) { return hidden_too++; }", "-fPIC");
    space.thin("shown.o", "int shown(void) { return 2; }", "-fPIC");
    space.elf("elf.o", "int elf(void) { return 3; }", "-fPIC");
    space.archive("libhid.a", "hid.o");
    space.archive("sub/libshown.a", "shown.o", "elf.o");
  }

  private static List<String> exported(TestSpace space) {
    return space.symbols(space.path("out"), "-D", "--defined-only");
  }

  // Case 23.
  @Llvm.All
  void excludeLibsHidesWhatComesFromArchives(TestSpace space) {
    library(space);
    space.link("-shared", "api.o", "libhid.a", "sub/libshown.a").isNoProgram().jobs(3).same();
    assertTrue(exported(space).containsAll(List.of("T api", "T hid", "T shown", "T elf")));
    space.remove("out");
    space
        .link("-shared", "api.o", "libhid.a", "-Lsub", "-lshown", "-Wl,--exclude-libs,ALL")
        .isNoProgram()
        .jobs(3)
        .same();
    assertTrue(exported(space).contains("T api"));
    assertFalse(exported(space).contains("T hid"));
    assertFalse(exported(space).contains("T shown"));
    assertFalse(exported(space).contains("T elf"));
  }

  // Case 23.
  @Llvm.Ends
  void excludeLibsByNameHidesThatArchive(TestSpace space) {
    library(space);
    space
        .link("-shared", "api.o", "libhid.a", "sub/libshown.a", "-Wl,--exclude-libs,libhid.a")
        .isNoProgram()
        .jobs(3)
        .same();
    assertTrue(exported(space).contains("T shown"));
    assertFalse(exported(space).contains("T hid"));
    space.remove("out");
    // The option counts wherever it stands; several names in one word.
    space
        .link(
            "-Wl,--exclude-libs=libhid.a:libshown.a",
            "-shared",
            "-Wl,--whole-archive",
            "libhid.a",
            "-Wl,--no-whole-archive",
            "api.o",
            "sub/libshown.a")
        .isNoProgram()
        .jobs(3)
        .same();
    assertFalse(exported(space).contains("T elf"));
    assertFalse(exported(space).contains("T hid"));
  }

  // Case 23.
  @Llvm.Ends
  void versionScriptAndDynamicList(TestSpace space) {
    library(space);
    space.write("api.map", "V1 { global: api; sho*; local: *; };\n");
    space
        .link("-shared", "-Wl,--version-script=api.map", "api.o", "libhid.a", "sub/libshown.a")
        .isNoProgram()
        .jobs(3)
        .same();
    space.remove("out");
    space.write("list.txt", "{ elf; };\n");
    space.thin("main.o", "int api(void); int main(void) { return api(); }");
    space
        .link("main.o", "api.o", "libhid.a", "sub/libshown.a", "-Wl,--dynamic-list,list.txt")
        .jobs(4)
        .same();
    assertTrue(exported(space).contains("T elf"));
    space.remove("out");
    space.link("main.o", "api.o", "libhid.a", "sub/libshown.a", "-rdynamic").jobs(4).same();
    assertTrue(exported(space).contains("T shown"));
  }

  @Llvm.Newest
  void visibilityAndSymbolicBinding(TestSpace space) {
    library(space);
    space.thin(
        "vis.o",
        """
        __attribute__((visibility("hidden"))) int vh(void) { return 1; }
        __attribute__((visibility("protected"))) int vp(void) { return vh(); }
        int vd(void) { return vp() + 1; }
        """,
        "-fPIC");
    space
        .link("-shared", "-Wl,-Bsymbolic-functions", "vis.o", "api.o", "libhid.a", "sub/libshown.a")
        .isNoProgram()
        .jobs(4)
        .same();
  }

  // Case 24.
  @Llvm.All
  void wrappedFunctionsInArchives(TestSpace space) {
    space.thin(
        "main.o",
        """
        #include <stdio.h>
        int foo(int), elf(int);
        int main(void) { printf("%d %d\\n", foo(100), elf(5)); return 0; }
        """);
    space.thin("foo.o", "int foo(int x) { return x; }");
    space.thin(
        "wrap.o", "int __real_foo(int); int __wrap_foo(int x) { return 2 * __real_foo(x); }");
    space.elf("elf.o", "int foo(int); int elf(int x) { return foo(100) + x; }");
    space.archive("libfoo.a", "foo.o", "elf.o");
    space.archive("libwrap.a", "wrap.o");
    space
        .link("-Wl,--wrap=foo", "main.o", "libfoo.a", "libwrap.a")
        .jobs(3)
        .same()
        .prints("200 205");
    space.remove("out");
    space.elf("wrap.o", "int __real_foo(int); int __wrap_foo(int x) { return 3 * __real_foo(x); }");
    space.archive("libwrap.a", "wrap.o");
    space
        .link("-Wl,--wrap,foo", "main.o", "libfoo.a", "libwrap.a")
        .jobs(2)
        .same()
        .prints("300 305");
  }

  // Case 25.
  @Llvm.Ends
  void symbolsNamedByOptions(TestSpace space) {
    space.thin(
        "main.o",
        """
        #include <stdio.h>
        int alias(void);
        int flag;
        int main(void) { printf("%d %d\\n", alias(), flag); return 0; }
        """);
    String ctor =
        "extern int flag; __attribute__((constructor)) static void c(void) { flag |= %d; }";
    space.thin("real.o", "int real(void) { return 7; }");
    space.thin("u.o", "int u_symbol(void) { return 1; }" + ctor.formatted(1));
    space.thin("glob1.o", "int glob_one(void) { return 1; }" + ctor.formatted(2));
    space.elf("glob2.o", "int glob_two(void) { return 1; }" + ctor.formatted(4));
    space.thin("req.o", "int required(void) { return 1; }" + ctor.formatted(8));
    space.thin("no.o", "int not_named(void) { return 1; }" + ctor.formatted(16));
    space.archive("lib.a", "real.o", "u.o", "glob1.o", "glob2.o", "req.o", "no.o");
    space
        .link(
            "main.o",
            "lib.a",
            "-Wl,--defsym=alias=real",
            "-u",
            "u_symbol",
            "-Wl,--undefined-glob=glob_*",
            "-Wl,--undefined=required")
        .jobs(5)
        .same()
        .prints("7 15");
  }

  // Case 25.
  @Llvm.Ends
  void entrySymbolInAnArchive(TestSpace space) {
    space.thin("empty.o", "int unrelated(void) { return 0; }");
    space.thin(
        "begin.o",
        """
        void begin(void) {
          __asm__ volatile("syscall" : : "a"(60L), "D"(9L) : "rcx", "r11", "memory");
        }
        """);
    space.archive("lib.a", "begin.o");
    space.link("-nostdlib", "-static", "-Wl,-e,begin", "empty.o", "lib.a").jobs(2).same();
  }

  // Case 26.
  @Llvm.Ends
  void moduleAssemblyDefinesAndUsesSymbols(TestSpace space) {
    space.thin(
        "main.o",
        """
        #include <stdio.h>
        int from_asm(void), calls_c(void);
        int main(void) { printf("%d %d\\n", from_asm(), calls_c()); return 0; }
        """);
    space.thin(
        "asm.o",
        """
        __asm__(".globl from_asm\\n.type from_asm,@function\\nfrom_asm:\\n movl $11, %eax\\n ret\\n");
        __asm__(".globl calls_c\\n.type calls_c,@function\\ncalls_c:\\n jmp c_function\\n");
        int c_function(void);
        __attribute__((used)) static int (*keep)(void) = c_function;
        """);
    space.thin("c.o", "int c_function(void) { return 12; }");
    space.archive("lib.a", "asm.o", "c.o");
    space.link("main.o", "lib.a").jobs(3).same().prints("11 12");
  }

  @Llvm.Ends
  void wrapsBesideInputsThatAreNoElf(TestSpace space) {
    space.thin(
        "main.o",
        """
        #include <stdio.h>
        int foo(int), __real_foo(int);
        int __wrap_foo(int x) { return 2 * __real_foo(x); }
        extern char _binary_data_txt_start[];
        int main(void) { printf("%d %c\\n", foo(3), _binary_data_txt_start[0]); return 0; }
        """);
    space.thin("foo.o", "int foo(int x) { return x; }");
    space.write("data.txt", "text that is longer than the header of an ELF file, but is none\n");
    String[] line = {
      "main.o", "foo.o", "-Wl,--format=binary", "data.txt", "-Wl,--format=elf", "-Wl,--wrap=foo"
    };
    space.link(line).jobs(2).same().prints("6 t");
  }
}
