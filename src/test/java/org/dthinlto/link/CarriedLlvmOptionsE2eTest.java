package org.dthinlto.link;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every LLVM option that llvm-options.tsv says is carried: it shows in the objects of lld's own
 * backends, and ours are the same. What says in the table that it has no effect has none.
 */
final class CarriedLlvmOptionsE2eTest {

  private static final LlvmOptionTable TABLE = LlvmOptionTable.load();
  private static final Path SOURCES = Path.of("src/test/resources/llvm-options");
  private static final String PIC = "-shared";

  /**
   * @param first the first LLVM to try it with
   * @param last the last one
   * @param module which of {@link #MODULES} shows it
   * @param without the options to compare with
   * @param with the options tried
   */
  private record Case(int first, int last, String module, String without, String with) {

    static Case of(int first, String module, String with) {
      return new Case(first, 99, module, "", with);
    }

    @Override
    public String toString() {
      return with;
    }
  }

  private static final Map<String, List<String>> MODULES =
      Map.of(
          "pic", List.of("general.cc", "-g", "-fPIC", "-fno-math-errno", "-fxray-instrument"),
          "old", List.of("general.cc", "-g", "-gdwarf-3", "-fPIC"),
          "arm", List.of("arm.cc", "-fPIC", "-fno-math-errno", "--target=aarch64-linux-gnu"),
          "bare", List.of("bare.ll"));

  private static final List<Case> CARRIED =
      List.of(
          Case.of(14, "pic", "-align-loops=32"),
          Case.of(14, "pic", "-basic-block-sections=all"),
          new Case(14, 19, "pic", "", "-basic-block-sections=labels"),
          Case.of(22, "pic", "-call-graph-section"),
          Case.of(14, "pic", "-code-model=large"),
          Case.of(14, "pic", "-code-model=medium"),
          Case.of(14, "pic", "--code-model=kernel"),
          Case.of(14, "pic", "-debugger-tune=lldb"),
          Case.of(14, "pic", "-debugger-tune=sce"),
          Case.of(14, "pic", "-emit-call-site-info"),
          Case.of(14, "pic", "-emulated-tls"),
          new Case(16, 99, "pic", "-emulated-tls", "-emulated-tls -emulated-tls=0"),
          Case.of(16, "pic", "-enable-jmc-instrument"),
          Case.of(19, "pic", "-enable-tlsdesc"),
          Case.of(14, "pic", "-force-dwarf-frame-section=1"),
          Case.of(14, "bare", "-mattr=+avx2"),
          Case.of(14, "bare", "-mattr=+avx2,-avx2,+sse4.1"),
          Case.of(14, "pic", "-nozero-initialized-in-bss"),
          Case.of(22, "bare", "-partition-static-data-sections"),
          Case.of(14, "pic", "-relocation-model=static"),
          new Case(
              16,
              99,
              "pic",
              "-relocation-model=static",
              "-relocation-model=static -relocation-model=pic"),
          Case.of(19, "pic", "-separate-named-sections"),
          Case.of(14, "bare", "-split-machine-functions"),
          Case.of(14, "pic", "-stack-size-section"),
          Case.of(14, "old", "-strict-dwarf"),
          Case.of(14, "bare", "-swift-async-fp=never"),
          Case.of(14, "pic", "-unique-section-names=false"),
          Case.of(14, "pic", "-use-ctors"),
          Case.of(22, "pic", "-vector-library=LIBMVEC"),
          Case.of(14, "pic", "-vector-library=SVML"),
          Case.of(22, "arm", "-vector-library=sleefgnuabi"),
          Case.of(19, "pic", "-xray-function-index=0"),
          Case.of(14, "pic", "-dwarf64"),
          Case.of(19, "pic", "-crel"),
          Case.of(22, "pic", "-gsframe"),
          Case.of(14, "pic", "-mc-relax-all"),
          Case.of(19, "pic", "-save-temp-labels"),
          Case.of(19, "pic", "-x86-relax-relocations=0"),
          // In no row: clang takes them behind -mllvm.
          Case.of(14, "pic", "-fast-isel"),
          Case.of(14, "pic", "-vectorize-loops=0"),
          Case.of(16, "pic", "-global-isel -global-isel-abort=2"),
          Case.of(14, "pic", "-enable-machine-outliner -generate-arange-section"));

  /** What only prints: LlvmOptionsE2eTest links with these. */
  private static final Set<String> SPOKEN =
      Set.of(
          "pass-remarks",
          "pass-remarks-missed",
          "pass-remarks-analysis",
          "time-passes",
          "time-passes-per-run",
          "fatal-warnings",
          "no-warn",
          "W");

  /** Values that don't show on any of the modules and yet are in a row without effect. */
  private static final List<Case> WITHOUT_EFFECT =
      List.of(
          Case.of(14, "pic", "-align-loops=0"),
          Case.of(14, "pic", "-addrsig=0"),
          Case.of(19, "pic", "-basic-block-address-map"),
          Case.of(14, "pic", "-basic-block-sections=none"),
          Case.of(14, "pic", "-data-sections=0"),
          Case.of(14, "pic", "-disable-tail-calls"),
          Case.of(14, "pic", "-function-sections=0"),
          Case.of(14, "pic", "-frame-pointer=all"),
          Case.of(14, "pic", "-filetype=asm"),
          Case.of(14, "pic", "-march=x86-64"),
          Case.of(19, "pic", "-no-integrated-as"),
          Case.of(14, "pic", "-stackrealign"),
          Case.of(14, "bare", "-trap-func=f"),
          Case.of(14, "pic", "-enable-no-infs-fp-math"),
          Case.of(14, "pic", "-enable-no-nans-fp-math"),
          Case.of(14, "pic", "-enable-no-signed-zeros-fp-math"),
          new Case(14, 19, "pic", "", "-enable-unsafe-fp-math"),
          new Case(14, 14, "pic", "", "-relax-elf-relocations=0"),
          Case.of(14, "pic", "-fp-contract=on"),
          Case.of(14, "pic", "-debugger-tune=gdb"),
          Case.of(14, "pic", "-exception-model=default"),
          Case.of(14, "pic", "-dwarf-version=0"),
          Case.of(14, "pic", "-asm-show-inst"),
          Case.of(14, "pic", "-incremental-linker-compatible"),
          Case.of(16, "pic", "-emit-dwarf-unwind=always"),
          Case.of(14, "pic", "-unique-basic-block-section-names"),
          Case.of(14, "pic", "-stack-symbol-ordering"));

  private static Path folder;
  private static final Map<String, byte[]> OBJECTS = new ConcurrentHashMap<>();

  @BeforeAll
  static void make() throws IOException {
    folder = Files.createTempDirectory("llvm-options").toRealPath();
  }

  @AfterAll
  static void remove() throws IOException {
    List<Path> files;
    try (var walk = Files.walk(folder)) {
      files = new ArrayList<>(walk.toList());
    }
    for (int i = files.size() - 1; i >= 0; i--) {
      Files.delete(files.get(i));
    }
  }

  /** The ThinLTO object of a module, made once for each release. */
  private static String module(int release, String name) throws IOException {
    String object = name + release + ".o";
    if (!Files.exists(folder.resolve(object))) {
      List<String> how = MODULES.get(name);
      Path source = folder.resolve(release + how.get(0));
      String text = Files.readString(SOURCES.resolve(how.get(0)));
      Files.writeString(source, text.replace("PTR", release < 15 ? "i32*" : "ptr"));
      List<String> argv =
          new ArrayList<>(List.of("clang++-" + release, "-O2", "-flto=thin", "-w", "-c"));
      argv.addAll(how.subList(1, how.size()));
      argv.addAll(List.of(source.toString(), "-o", object));
      Tools.succeed(folder, argv.toArray(String[]::new));
    }
    return object;
  }

  private static List<String> lld(int release, String object, String options) {
    List<String> argv = new ArrayList<>(List.of("ld.lld-" + release, PIC, object));
    if (!object.startsWith("arm")) {
      argv.add("-plugin-opt=mcpu=x86-64");
    }
    for (String option : options.split(" ")) {
      if (!option.isEmpty()) {
        argv.add("-plugin-opt=" + option);
      }
    }
    return argv;
  }

  /** The object that lld's own backend makes. */
  private static byte[] native0(int release, String name, String options) throws IOException {
    String key = release + name + options;
    byte[] known = OBJECTS.get(key);
    if (known == null) {
      List<String> argv = lld(release, module(release, name), options);
      argv.addAll(List.of("--lto-obj-path=native", "-o", "/dev/null"));
      Files.deleteIfExists(folder.resolve("native1"));
      // What lld says of the layout of such an object is no matter.
      Tools.Outcome outcome = Tools.run(folder, argv);
      assertTrue(Files.exists(folder.resolve("native1")), () -> argv + "\n" + outcome.text());
      known = Files.readAllBytes(folder.resolve("native1"));
      OBJECTS.put(key, known);
    }
    return known;
  }

  /** The object that a backend of ours makes. */
  private static byte[] ours(int release, String name, String options) throws Exception {
    String object = module(release, name);
    List<String> thin = lld(release, object, options);
    thin.addAll(List.of("--thinlto-index-only=list", "--thinlto-prefix-replace=;ix/"));
    thin.addAll(List.of("-o", "/dev/null"));
    Tools.succeed(folder, thin.toArray(String[]::new));
    BackendFlags flags = BackendFlags.of(LldOptions.load().parse(thin.subList(1, thin.size())));
    List<String> words =
        flags.words(name.equals("arm") ? "aarch64-linux-gnu" : "x86_64-pc-linux-gnu", true, "");
    words.addAll(flags.llvm().words(release));
    List<String> argv =
        Backends.command(
            "clang-" + release, words, object, "ix/" + object + ".thinlto.bc", "ours.o");
    Tools.succeed(folder, argv.toArray(String[]::new));
    return Files.readAllBytes(folder.resolve("ours.o"));
  }

  static List<Object[]> carried() {
    return withReleases(CARRIED);
  }

  static List<Object[]> withoutEffect() {
    return withReleases(WITHOUT_EFFECT);
  }

  private static List<Object[]> withReleases(List<Case> cases) {
    List<Object[]> all = new ArrayList<>();
    List<String> versions = Tools.versions();
    for (String version : List.of(versions.get(0), versions.get(versions.size() - 1))) {
      int release = Integer.parseInt(version);
      for (Case one : cases) {
        if (release >= one.first() && release <= one.last()) {
          all.add(new Object[] {release, one});
        }
      }
    }
    return all;
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("carried")
  void itShowsAndIsTheSame(int release, Case one) throws Exception {
    byte[] off = native0(release, one.module(), one.without());
    byte[] on = native0(release, one.module(), one.with());
    assertFalse(Arrays.equals(off, on), "the module doesn't show it");
    assertArrayEquals(off, ours(release, one.module(), one.without()), "without");
    assertArrayEquals(on, ours(release, one.module(), one.with()), "with");
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("withoutEffect")
  void itHasNoEffect(int release, Case one) throws Exception {
    byte[] off = native0(release, one.module(), one.without());
    assertArrayEquals(off, native0(release, one.module(), one.with()), "lld");
    assertArrayEquals(off, ours(release, one.module(), one.with()), "ours");
  }

  /** A row without a case would be a claim. */
  @Test
  void everyCarriedRowHasACase() {
    Set<String> tried = new TreeSet<>();
    for (Case one : CARRIED) {
      for (String option : one.with().split(" ")) {
        tried.add(option.replaceFirst("^-+", ""));
      }
    }
    List<String> untried = new ArrayList<>();
    for (String name : TABLE.names()) {
      for (LlvmOptionTable.Row row : TABLE.rows(name)) {
        boolean carried =
            row.fate() == LlvmOptionTable.Fate.CARRIED || row.fate() == LlvmOptionTable.Fate.CLANG;
        boolean found = !carried || SPOKEN.contains(name);
        for (String option : tried) {
          String[] parts = option.split("=", 2);
          found |= parts[0].equals(name) && row.fits(parts.length > 1 ? parts[1] : "");
        }
        if (!found) {
          untried.add(name + " " + row.values());
        }
      }
    }
    assertEquals(List.of(), untried);
  }
}
