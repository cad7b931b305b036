package org.dthinlto.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Debug information in files of its own: facts 6, case 36. */
@Execution(ExecutionMode.CONCURRENT)
class SplitDwarfE2eTest {

  private static final List<String> THIN = List.of("main.o", "sub/f.o");

  private static void example(TestSpace space) {
    space.thin("main.o", "int f(int); int main(int n, char **v) { return f(n); }", "-g");
    space.thin("sub/f.o", "int f(int x) { volatile int y = x + 1; return y; }", "-g");
  }

  @Llvm.All
  void jobsWriteWhatLldWrites(TestSpace space) {
    example(space);
    BothWays without = BothWays.link(space, THIN).sameObjects().sameFiles();
    BothWays.link(space, THIN, "-plugin-opt=dwo_dir=d")
        .sameObjects()
        .sameFiles("d/1.dwo", "d/2.dwo")
        .differsFrom(without);
  }

  @Llvm.Ends
  void numbersComeAfterTheParts(TestSpace space) {
    example(space);
    BothWays.link(space, THIN, "-plugin-opt=dwo_dir=a/d/", "--lto-partitions=3")
        .sameFiles("a/d/3.dwo", "a/d/4.dwo");
  }

  // Without debug information the files are there all the same.
  @Llvm.Ends
  void modulesWithoutDebugInformation(TestSpace space) {
    space.thin("main.o", "int f(int); int main(int n, char **v) { return f(n); }");
    space.thin("f.o", "int f(int x) { return x; }");
    BothWays.link(space, List.of("main.o", "f.o"), "-plugin-opt=dwo_dir=d")
        .sameObjects()
        .sameFiles("d/1.dwo", "d/2.dwo");
  }

  // The thin link compiles full LTO modules, in another folder than the user's.
  @Llvm.Ends
  void fullLtoHasItsFile(TestSpace space) {
    example(space);
    space.full("full.o", "int full(int x) { return x * 5; }", "-g");
    BothWays.link(space, THIN, "full.o", "-u", "full", "-plugin-opt=dwo_dir=d")
        .sameObjects()
        .sameFiles("d/0.dwo", "d/1.dwo", "d/2.dwo");
    BothWays.link(space, THIN, "full.o", "-u", "full", "-plugin-opt=dwo_dir=" + space.path("e"))
        .sameFiles("e/0.dwo", "e/1.dwo", "e/2.dwo");
    // Not selected: no code, no file.
    space.archive("libfull.a", "full.o");
    BothWays.link(space, THIN, "libfull.a", "-plugin-opt=dwo_dir=" + space.path("e"))
        .sameFiles("e/1.dwo", "e/2.dwo");
  }

  @Llvm.Ends
  void debuggerAndPackagerFindTheFiles(TestSpace space) {
    space.write("main.c", "int f(int); int main(int n, char **v) { return f(n + 40); }\n");
    space.write(
        "f.c",
        """
        __attribute__((noinline)) int f(int x) {
          volatile int doubled = x * 2;
          return doubled;
        }
        """);
    for (String name : List.of("main", "f")) {
      space
          .run(space.llvm.clang(), "-O1", "-g", "-gsplit-dwarf", "-flto=thin", "-c", name + ".c")
          .exits(0);
    }
    List<String> command = new ArrayList<>(List.of(TestSpace.launcher().toString()));
    command.addAll(List.of("link", "--strict", "--"));
    command.addAll(space.llvm.driver());
    command.addAll(List.of("-flto=thin", "-gsplit-dwarf", "main.o", "f.o", "-o", "prog"));
    space.run(command).exits(0);
    String folder = space.exists("prog_dwo") ? "prog_dwo" : "prog-dwo";
    assertTrue(space.exists(folder + "/1.dwo") && space.exists(folder + "/2.dwo"));
    String packager = "/usr/bin/llvm-dwp-" + space.llvm.version();
    space.run(packager, "-e", "prog", "-o", "prog-all.dwp").exits(0);
    String dump =
        space.run("/usr/bin/llvm-dwarfdump-" + space.llvm.version(), "prog-all.dwp").exits(0).out();
    assertTrue(dump.contains("\"doubled\"") && dump.contains("\"main\""), dump);
    space.remove("prog-all.dwp");
    assertTrue(locals(space).contains("doubled = 82"), () -> locals(space));
    // And it is these files that the debugger has it from.
    space.sh("rm -r " + folder).exits(0);
    assertEquals(-1, locals(space).indexOf("doubled = 82"), "read from elsewhere");
  }

  private static String locals(TestSpace space) {
    Ran gdb =
        space.run(
            "gdb",
            "-nx",
            "-batch",
            "-ex",
            "set startup-with-shell off",
            "-ex",
            "break f.c:3",
            "-ex",
            "run",
            "-ex",
            "info locals",
            "prog");
    return gdb.out() + gdb.err();
  }
}
