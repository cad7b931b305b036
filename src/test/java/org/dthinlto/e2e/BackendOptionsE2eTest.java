package org.dthinlto.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Options of lld's backends that clang has words for, each on against off, and compared with lld in
 * process: facts 6, case 38, and basic block sections.
 */
@Execution(ExecutionMode.CONCURRENT)
class BackendOptionsE2eTest {

  private static final List<String> THIN = List.of("main.o", "sub/f.o");

  private static void example(TestSpace space) {
    space.thin("main.o", "int f(int); int main(int n, char **v) { return f(n); }");
    space.thin(
        "sub/f.o",
        """
        int g(int);
        static int h(int x) {
          int s = 0;
          for (int i = 0; i < x % 17; i++) s += i & 3 ? i : x;
          return s;
        }
        int f(int x) {
          for (int i = 0; i < x; i++) x -= g(i) ? 3 : h(i);
          return h(x) * h(x + 1);
        }
        """);
  }

  @Llvm.All
  void basicBlockSections(TestSpace space) {
    example(space);
    space.write("list/bb.txt", "!f\n!!0 2\n!!1\n");
    BothWays without = BothWays.link(space, THIN).sameObjects();
    BothWays all = BothWays.link(space, THIN, "--lto-basic-block-sections=all").sameObjects();
    all.differsFrom(without);
    BothWays.link(
            space, THIN, "--lto-basic-block-sections=all", "--lto-unique-basic-block-section-names")
        .sameObjects()
        .differsFrom(all);
    BothWays.link(space, THIN, "--lto-basic-block-sections=list/bb.txt")
        .sameObjects()
        .differsFrom(without)
        .differsFrom(all);
    // Later releases take the word and do nothing.
    BothWays labels = BothWays.link(space, THIN, "--lto-basic-block-sections=labels").sameObjects();
    if (space.llvm.version() < 20) {
      labels.differsFrom(without);
    }
    // A keyword is no file.
    space.write("all", "!main\n");
    BothWays.link(space, THIN, "--lto-basic-block-sections=all").sameObjects().differsFrom(without);
  }

  @Llvm.Newest
  void basicBlockAddressMap(TestSpace space) {
    example(space);
    BothWays without = BothWays.link(space, THIN).sameObjects();
    BothWays.link(space, THIN, "--lto-basic-block-address-map").sameObjects().differsFrom(without);
    BothWays off =
        BothWays.link(
            space, THIN, "--lto-basic-block-address-map", "--no-lto-basic-block-address-map");
    assertEquals(without.objects().size(), off.sameObjects().objects().size());
    BothWays.link(space, THIN).sameObjects();
  }

  @Llvm.All
  void remarks(TestSpace space) {
    example(space);
    space.full("full.o", "int h(int); int full(int x) { return h(x); }");
    BothWays.link(space, THIN).sameFiles();
    BothWays named =
        BothWays.link(
                space,
                THIN,
                "full.o",
                "-u",
                "full",
                "-plugin-opt=opt-remarks-filename=sub/x.opt",
                "-plugin-opt=opt-remarks-format=yaml",
                "-plugin-opt=opt-remarks-passes=inline")
            .sameObjects()
            .sameFiles("sub/x.opt", "sub/x.opt.thin.1.yaml", "sub/x.opt.thin.2.yaml");
    assertTrue(text(named, "sub/x.opt").contains("Function:        full"));
    assertTrue(text(named, "sub/x.opt.thin.2.yaml").contains("Function:        f"));
    BothWays.link(space, THIN, "--opt-remarks-filename", "x")
        .sameObjects()
        .sameNames("x", "x.thin.1.", "x.thin.2.");
    // lld makes no folder for them.
    space.link("main.o", "sub/f.o", "-Wl,--unresolved-symbols=ignore-all").same();
    space.remove("out");
    space.link("main.o", "sub/f.o", "-Wl,--opt-remarks-filename,none/x").fails();
  }

  private static String text(BothWays both, String file) {
    return new String(both.files().get(file), UTF_8);
  }

  @Llvm.Ends
  void passesAreShown(TestSpace space) {
    example(space);
    // One thread, or lines of lld's own backends run into each other.
    BothWays shown = BothWays.link(space, THIN, "--thinlto-jobs=1", "--lto-debug-pass-manager");
    List<String> passes = passes(shown.tool());
    assertFalse(passes.isEmpty());
    assertEquals(passes(shown.lld()), passes);
    assertEquals(List.of(), passes(BothWays.link(space, THIN).tool()));
  }

  private static List<String> passes(Ran ran) {
    List<String> passes = new ArrayList<>();
    for (String line : ran.err().split("\n")) {
      // What runs on all of a module has a name of the module's in it.
      if (line.startsWith("Running pass: InstCombinePass on ")) {
        passes.add(line);
      }
    }
    passes.sort(null);
    return passes;
  }

  @Llvm.Ends
  void legacyPassManager(TestSpace space) {
    example(space);
    String legacy = "--lto-legacy-pass-manager";
    if (space.llvm.version() != 14) {
      // Later releases have none, and say so.
      space.link("main.o", "sub/f.o", "-Wl," + legacy).fails();
      return;
    }
    // The two often make the same; but only the new one tells which passes it runs.
    String debug = "--lto-debug-pass-manager";
    BothWays old = BothWays.link(space, THIN, debug, legacy).sameObjects();
    assertEquals(List.of(), passes(old.lld()));
    assertEquals(List.of(), passes(old.tool()));
    BothWays back = BothWays.link(space, THIN, debug, legacy, "--no-lto-legacy-pass-manager");
    assertFalse(passes(back.tool()).isEmpty());
  }

  @Llvm.Ends
  void whatClangHasNoWordsForGoesInProcess(TestSpace space) {
    example(space);
    for (String option : List.of("--lto-newpm-passes=instcombine", "--lto-aa-pipeline=basic-aa")) {
      Ran ran =
          space.dthinlto(
              "link",
              "--",
              space.llvm.lld(),
              "-e",
              "main",
              "main.o",
              "sub/f.o",
              option,
              "--unresolved-symbols=ignore-all",
              "-o",
              "out");
      ran.exits(0).says("'" + option + "' changes code generation", "linked in process");
    }
  }

  // What the driver writes with sources on the line.
  @Llvm.Ends
  void savedTemporariesOfTheDriver(TestSpace space) {
    space.write("main.c", "int f(int); int main(int n, char **v) { return f(n); }\n");
    space.write("f.c", "int f(int x) { return x * 2; }\n");
    String[] temporaries = {"f.bc", "f.i", "f.o", "main.bc", "main.i", "main.o"};
    space
        .link("-O2", "-flto=thin", "-save-temps", "main.c", "f.c")
        .by(driver(space))
        .alsoWrites(temporaries)
        .jobs(2)
        .voicesMayDiffer()
        .same();
  }

  /** For C; the other one calls it deprecated to compile that as C++. */
  private static String[] driver(TestSpace space) {
    List<String> driver = new ArrayList<>(space.llvm.driver());
    assertNotEquals(space.llvm.clang(), driver.set(0, space.llvm.clang()));
    return driver.toArray(String[]::new);
  }
}
