package org.dthinlto.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** LLVM options of a line: which of them clang gets, and in which words. */
final class LlvmOptionsTest {

  private static final LlvmOptionTable TABLE = LlvmOptionTable.load();

  /** A line of LLVM's list of options: {@code --name=<value> - what it does}. */
  private static final Pattern LISTED = Pattern.compile("(?m)^ +--?([^ =\\[]+)[^ ]* .*$");

  @TempDir Path folder;

  static List<String> versions() {
    return Tools.versions();
  }

  private static LlvmOptions of(String options) throws NotDistributable {
    LlvmOptions llvm = new LlvmOptions();
    for (String option : options.split(" ")) {
      llvm.add(option);
    }
    return llvm;
  }

  private static String words(String options) throws NotDistributable {
    return String.join(" ", of(options).words(22));
  }

  @ParameterizedTest
  @CsvSource({
    "-inline-threshold=1, -mllvm -inline-threshold=1",
    "--unroll-count=4 -inline-threshold=1, -mllvm --unroll-count=4 -mllvm -inline-threshold=1",
    "-unroll-count=4 -unroll-count=5, -mllvm -unroll-count=4 -mllvm -unroll-count=5",
    "stray, -mllvm stray",
    "-emulated-tls, -femulated-tls",
    "-emulated-tls=, -femulated-tls",
    "--emulated-tls=true, -femulated-tls",
    "-emulated-tls=1 -emulated-tls=FALSE, -fno-emulated-tls",
    "-split-machine-functions -split-machine-functions=0, ''",
    "-debugger-tune=lldb -debugger-tune=gdb, -Xclang -debugger-tuning=gdb",
    "-mattr=+avx2, -Xclang -target-feature -Xclang +avx2",
    "'-mattr=+a,-b -mattr=c',"
        + " -Xclang -target-feature -Xclang +a -Xclang -target-feature -Xclang -b"
        + " -Xclang -target-feature -Xclang c",
    "-function-sections=0 -data-sections=1 -frame-pointer=all -trap-func=f, ''",
    "-inline-threshold=1 -code-model=large, -Xclang -mcmodel=large -mllvm -inline-threshold=1",
    "-W, -Xclang -massembler-no-warn",
  })
  void words(String options, String expected) throws NotDistributable {
    assertEquals(expected, words(options));
    assertFalse(of(options).isEmpty());
  }

  @ParameterizedTest
  @CsvSource({
    "-code-model=huge",
    "-code-model",
    "-emulated-tls=yes",
    "--tailcallopt",
    "-stack-symbol-ordering=0",
    "-fp-contract=fast",
    "-exception-model=sjlj",
    "-relocation-model=ropi",
    "-mcpu=native",
    "-mcpu=help",
    "-mattr=help",
    "-debugger-tune=dbx",
    "-basic-block-sections=list.txt",
    "-codegen-data-use-path=f",
    "-dwarf-version=4",
  })
  void whatIsLeftToLld(String option) {
    NotDistributable no = assertThrows(NotDistributable.class, () -> of(option));
    assertFalse(no.isPlain());
    assertEquals("'" + option + "' can't be carried to the backends", no.reason());
  }

  @Test
  void processor() throws NotDistributable {
    assertEquals("haswell", of("-mcpu=haswell").processor());
    assertEquals("nehalem", of("-mcpu=haswell --mcpu=nehalem").processor());
    assertEquals("", of("-march=x86-64").processor());
    assertEquals("", words("-mcpu=haswell"));
  }

  @Test
  void byRelease() throws NotDistributable {
    LlvmOptions svml = of("-vector-library=SVML");
    assertEquals(List.of("-mllvm", "-vector-library=SVML"), svml.words(21));
    assertEquals(List.of("-Xclang", "-fveclib=SVML"), svml.words(22));
    assertEquals(List.of("-Xclang", "-fveclib=SVML"), svml.words(23));
    assertEquals(List.of("-Xclang", "-fveclib=SVML"), svml.words(0), "unknown");
    assertEquals(
        List.of("-Xclang", "-fno-xray-function-index", "-mllvm", "-vector-library=SVML"),
        svml.words(16));
    assertEquals(List.of(), new LlvmOptions().words(17));
    assertTrue(new LlvmOptions().isEmpty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"on", "off", "items", "*", "a|bc"})
  void values(String values) {
    LlvmOptionTable.Row row =
        new LlvmOptionTable.Row(values, 14, 21, LlvmOptionTable.Fate.NONE, "");
    Map<String, Set<String>> fitting =
        Map.of(
            "on", Set.of("", "1", "true"),
            "off", Set.of("0", "False"),
            "items", Set.of("1", "true", "0", "False", "a", "bc", "a|bc", "c"),
            "*", Set.of("", "1", "true", "0", "False", "a", "bc", "a|bc", "c"),
            "a|bc", Set.of("a", "bc"));
    Set<String> found = new TreeSet<>();
    for (String value : List.of("", "1", "true", "0", "False", "a", "bc", "a|bc", "c")) {
      if (row.fits(value)) {
        found.add(value);
      }
    }
    assertEquals(new TreeSet<>(fitting.get(values)), found);
    assertFalse(row.isFor(13));
    assertTrue(row.isFor(14));
    assertTrue(row.isFor(21));
    assertFalse(row.isFor(22));
    assertFalse(row.isFor(0));
  }

  private Set<String> listed(String... command) {
    Set<String> names = new TreeSet<>();
    List<String> argv = new ArrayList<>(List.of(command));
    for (Matcher line = LISTED.matcher(Tools.run(folder, argv).text()); line.find(); ) {
      names.add(line.group(1));
    }
    assertTrue(names.size() > 1500, () -> argv + ": " + names.size());
    return names;
  }

  private Set<String> ofLld(String version) {
    return listed("ld.lld-" + version, "-mllvm", "--help-list-hidden", "/dev/null");
  }

  private Set<String> ofClang(String version) {
    return listed(
        "clang-" + version, "-cc1", "-mllvm", "--help-list-hidden", "-x", "c", "/dev/null");
  }

  /**
   * Nothing is lost silently: what only lld registers is in the table. clang 14 registers all that
   * lld does, so the names that later releases tell apart are looked for in every release.
   */
  @Test
  void whatOnlyLldHasIsInTheTable() {
    Map<String, Set<String>> missing = new LinkedHashMap<>();
    Set<String> only = new TreeSet<>();
    for (String version : Tools.versions()) {
      Set<String> names = ofLld(version);
      names.removeAll(ofClang(version));
      only.addAll(names);
    }
    assertTrue(only.size() > 55, () -> "" + only);
    for (String name : only) {
      if (TABLE.rows(name).isEmpty()) {
        missing.put(name, Set.of());
      }
    }
    assertEquals(Map.of(), missing, "in no row of llvm-options.tsv");
  }

  /** The table has no name that no LLVM has: a slip would let the real one through. */
  @Test
  void everyNameOfTheTableIsOne() {
    Set<String> known = new TreeSet<>();
    for (String version : Tools.versions()) {
      known.addAll(ofLld(version));
    }
    Set<String> unknown = new TreeSet<>();
    for (String name : TABLE.names()) {
      if (!known.contains(name)) {
        unknown.add(name);
      }
    }
    // Known to be in LLVM 23.
    unknown.remove("reloc-section-sym");
    assertEquals(Set.of(), unknown);
  }

  /** Any value of any name in the table has a fate, in every release. */
  @Test
  void everyValueHasAFate() {
    for (String name : TABLE.names()) {
      for (String value : List.of("", "=1", "=0", "=all", "=no-such-value", "=7")) {
        for (int release : List.of(0, 14, 16, 19, 22)) {
          LlvmOptions options = new LlvmOptions();
          try {
            options.add("-" + name + value);
          } catch (NotDistributable process) {
            assertFalse(process.isPlain());
            continue;
          }
          for (String word : options.words(release)) {
            assertFalse(word.isEmpty() || word.contains("{}"), () -> name + value + ": " + word);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void theListIsReadAsItIs(String version) {
    Set<String> names = ofLld(version);
    assertTrue(names.containsAll(Set.of("code-model", "inline-threshold", "emulated-tls")));
    assertFalse(names.contains("no-such-option"));
  }
}
