package org.dthinlto.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Values of options that look like inputs and aren't: facts 6, case 52. */
@Execution(ExecutionMode.CONCURRENT)
class OptionValuesE2eTest {

  /**
   * {@code f.o} in {@code libf.a}; every file called {@code trap.*} is bitcode to be left alone.
   */
  private static void example(TestSpace space) {
    space.thin("f.o", "int g(int); int f(int x) { return g(x) + 1; }", "-fPIC");
    space.thin("g.o", "int g(int x) { return x; }", "-fPIC");
    space.archive("libg.a", "g.o");
    space.thin("trap.o", "int f(int x) { return 666; }", "-fPIC");
    space.archive("trap.a", "trap.o");
  }

  private static List<String> dynamicSection(TestSpace space, String file) {
    List<String> lines = new ArrayList<>();
    String out =
        space.run("/usr/bin/llvm-readelf-" + space.llvm.version(), "-d", file).exits(0).out();
    for (String line : out.split("\n")) {
      if (line.contains("SONAME") || line.contains("PATH") || line.contains("NEEDED")) {
        lines.add(line.strip());
      }
    }
    return lines;
  }

  // Case 52.
  @Llvm.Ends
  void sonameAndRunPathMayBeCalledLikeArchives(TestSpace space) {
    example(space);
    space
        .link(
            "-shared",
            "-Wl,-soname,trap.a",
            "-Wl,-rpath,trap.o",
            "-Wl,-z,relro",
            "-Wl,--exclude-libs,libg.a",
            "f.o",
            "libg.a")
        .isNoProgram()
        .jobs(2)
        .modules(2)
        .same();
    List<String> section = dynamicSection(space, "out");
    assertEquals(dynamicSection(space, "../ref/out"), section);
    assertTrue(section.stream().anyMatch(line -> line.contains("[trap.a]")), section::toString);
    assertTrue(section.stream().anyMatch(line -> line.contains("[trap.o]")), section::toString);
  }

  // Case 52: the short forms, whose value is the next word.
  @Llvm.Ends
  void shortOptionsTakeTheirNextWord(TestSpace space) {
    example(space);
    space.write("empty.o.ver", "{ global: f; local: *; };\n");
    space
        .link(
            "-shared",
            "-h",
            "trap.o",
            "--version-script",
            "empty.o.ver",
            "-Map",
            "lib.o",
            "-z",
            "now",
            "f.o",
            "libg.a")
        .by(space.llvm.lld())
        .isNoProgram()
        .alsoWrites("lib.o")
        .jobs(2)
        .same();
    assertEquals(dynamicSection(space, "../ref/out"), dynamicSection(space, "out"));
    String map = new String(space.read("lib.o"));
    assertTrue(map.contains("Symbol") || map.contains(".text"), map);
  }

  // Case 52: a script that lays out and brings no inputs.
  @Llvm.Ends
  void layoutScriptCalledLikeAnObject(TestSpace space) {
    space.thin("main.o", "int f(void); int main(void) { return f() + 1; }");
    space.thin("f.o", "int f(void) { return 4; }");
    space.archive("libf.a", "f.o");
    space.write(
        "script.o",
        """
        SECTIONS {
          . = SIZEOF_HEADERS;
          .mine : { *(.mine) }
        } INSERT BEFORE .text;
        """);
    space.link("main.o", "libf.a", "-Wl,-T,script.o").jobs(2).same();
    space.remove("out");
    space.link("-T", "script.o", "main.o", "libf.a").jobs(2).same();
  }

  // Case 52: bitcode as mere bytes.
  @Llvm.Ends
  void bitcodeInBinaryFormatIsData(TestSpace space) {
    example(space);
    space.thin(
        "main.o",
        """
        #include <stdio.h>
        extern const char _binary_trap_o_start[], _binary_trap_o_end[];
        int f(int);
        int main(void) {
          const char *at = _binary_trap_o_start;
          printf("%c%c %d\\n", at[0], at[1], f(_binary_trap_o_end - at > 100));
          return 0;
        }
        """);
    space
        .link("main.o", "f.o", "libg.a", "-Wl,--format=binary", "trap.o", "-Wl,--format=default")
        .jobs(3)
        .modules(3)
        .same()
        .prints("BC 2");
    space.remove("out");
    space
        .link("main.o", "-Wl,-b,binary", "trap.o", "-Wl,-b,elf", "f.o", "libg.a")
        .jobs(3)
        .same()
        .prints("BC 2");
  }

  // Case 52: options of the driver.
  @Llvm.Newest
  void valuesOfTheDriversOwnOptions(TestSpace space) {
    example(space);
    space.thin("main.o", "int f(int); int main(void) { return f(1); }");
    space
        .link(
            "-u",
            "trap.o",
            "-Xlinker",
            "-rpath",
            "-Xlinker",
            "trap.a",
            "main.o",
            "f.o",
            "libg.a",
            "-Wl,--allow-shlib-undefined",
            "-Wl,--unresolved-symbols=ignore-all")
        .jobs(3)
        .same();
    assertEquals(dynamicSection(space, "../ref/out"), dynamicSection(space, "out"));
  }

  // The values of options are files of the user's, wherever lld runs.
  @Llvm.Newest
  void relativeFilesOfOptionsAreFound(TestSpace space) {
    example(space);
    space.thin("main.o", "int f(int), g(int); int main(void) { return f(1) + g(2); }");
    space.write("opt/order.txt", "g\nmain\nf\n");
    space.write("opt/list.txt", "{ f; g; };\n");
    space.write("opt/ver.map", "{ global: *; };\n");
    space.write("opt/retain.txt", "f\n");
    space
        .link(
            "main.o",
            "f.o",
            "libg.a",
            "-Wl,--symbol-ordering-file=opt/order.txt",
            "-Wl,--no-warn-symbol-ordering",
            "-Wl,--dynamic-list=opt/list.txt",
            "-Wl,--version-script,opt/ver.map",
            "-Wl,--retain-symbols-file=opt/retain.txt",
            "-Wl,-Map,opt/out.map")
        .alsoWrites("opt/out.map")
        .jobs(3)
        .same();
  }
}
