package org.dthinlto.history;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dthinlto.exec.JobResult;
import org.junit.jupiter.api.Test;

class WhyRanTest {

  private static final String X = "lib.a(x.o at 1)";
  private static final String SHARD = "_index/x.thinlto.bc";
  private static final List<String> ARGV =
      List.of("-c", "-x", "ir", X, "-O2", "-fPIC", "-mllvm", "-a=1", "-o", "_native/x");

  private final Map<String, String> names =
      new LinkedHashMap<>(Map.of(X, "lib.a(x.o)", "y.o", "y.o", "_abs/z.o", "/z.o"));
  private String environment = "";
  private String clang = "clang";

  private static JobRecord record(
      String id, String name, List<String> argv, List<JobRecord.Input> inputs) {
    return new JobRecord(
        id,
        name,
        Histories.digest("key"),
        argv,
        inputs,
        List.of("_native/x"),
        JobResult.Origin.LOCAL,
        5,
        List.of());
  }

  /** Inputs from {@code name=content}. */
  private static List<JobRecord.Input> inputs(String... words) {
    List<JobRecord.Input> inputs = new ArrayList<>();
    for (String word : words) {
      int equals = word.lastIndexOf('=');
      inputs.add(Histories.input(word.substring(0, equals), word.substring(equals + 1)));
    }
    return inputs;
  }

  private static final List<JobRecord.Input> INPUTS =
      inputs(X + "=1", SHARD + "=1", "y.o=1", "_abs/z.o=1", "p.prof=1");

  private static JobHistory history(List<String> argv, List<JobRecord.Input> inputs) {
    return new JobHistory(
        "clang version 99",
        Histories.digest("clang"),
        "",
        List.of(
            record(X, "lib.a(x.o)", argv, inputs),
            record("y.o", "y.o", argv, List.of()),
            record("_root/w.o", "../w.o", argv, List.of())));
  }

  private List<String> why(
      List<String> oldArgv,
      List<JobRecord.Input> oldInputs,
      List<String> argv,
      List<JobRecord.Input> inputs) {
    WhyRan why =
        new WhyRan(history(oldArgv, oldInputs), Histories.digest(clang), environment, names);
    return why.reasons(X, argv, inputs);
  }

  private void assertInputs(List<JobRecord.Input> now, String... reasons) {
    assertEquals(List.of(reasons), why(ARGV, INPUTS, ARGV, now));
  }

  private void assertOptions(String before, String now, String... reasons) {
    assertEquals(
        List.of(reasons),
        why(Arrays.asList(before.split(" ")), INPUTS, Arrays.asList(now.split(" ")), INPUTS));
  }

  @Test
  void firstTime() {
    WhyRan none = new WhyRan(null, Histories.digest("clang"), "", names);
    assertEquals(List.of("first time"), none.reasons(X, ARGV, INPUTS));
    WhyRan other = new WhyRan(history(ARGV, INPUTS), Histories.digest("other"), "changed", names);
    assertEquals(List.of("first time"), other.reasons("new.o", ARGV, INPUTS));
  }

  @Test
  void nothingDiffers() {
    assertInputs(INPUTS, "its result was no longer in the cache");
  }

  @Test
  void bitcodeChangedAndTheIndexWithIt() {
    assertInputs(
        inputs(X + "=2", SHARD + "=2", "y.o=1", "_abs/z.o=1", "p.prof=1"),
        "bitcode of 'lib.a(x.o)' changed");
  }

  @Test
  void theIndexAlone() {
    assertInputs(
        inputs(X + "=1", SHARD + "=2", "y.o=1", "_abs/z.o=1", "p.prof=1"), "its index changed");
    assertInputs(
        inputs(X + "=1", SHARD + "=2", "y.o=1", "_abs/z.o=1", "p.prof=2"),
        "'p.prof' changed",
        "its index changed");
  }

  @Test
  void imports() {
    assertInputs(
        inputs(X + "=1", SHARD + "=2", "y.o=1", "_abs/z.o=2", "p.prof=1"), "import '/z.o' changed");
    assertInputs(
        inputs(X + "=1", SHARD + "=2", "_abs/z.o=1", "p.prof=1"), "no longer imports 'y.o'");
    names.put("new.o", "../new.o");
    assertInputs(
        inputs(X + "=1", SHARD + "=2", "new.o=1", "y.o=2", "p.prof=1"),
        "now imports '../new.o'",
        "no longer imports '/z.o'",
        "import 'y.o' changed");
  }

  @Test
  void anImportThatLeftTheLinkHasItsOldName() {
    assertEquals(
        List.of("no longer imports '../w.o'"),
        why(
            ARGV,
            inputs(X + "=1", SHARD + "=1", "_root/w.o=1"),
            ARGV,
            inputs(X + "=1", SHARD + "=2")));
  }

  @Test
  void theSameImportTwiceIsOne() {
    List<JobRecord.Input> twice =
        inputs(X + "=1", SHARD + "=1", "y.o=1", "_abs/z.o=1", "y.o=1", "p.prof=1");
    assertInputs(twice, "the order of its inputs changed");
    assertEquals(
        List.of("import 'y.o' changed"),
        why(
            ARGV,
            twice,
            ARGV,
            inputs(X + "=1", SHARD + "=1", "y.o=2", "y.o=2", "_abs/z.o=1", "p.prof=1")));
  }

  @Test
  void anotherOrderOfTheSameInputs() {
    assertInputs(
        inputs(X + "=1", SHARD + "=1", "_abs/z.o=1", "y.o=1", "p.prof=1"),
        "the order of its inputs changed");
  }

  @Test
  void manyImportsAreCounted() {
    List<String> words = new ArrayList<>(List.of(X + "=1", SHARD + "=2"));
    for (int i = 0; i < 100; i++) {
      names.put(i + ".o", i + ".o");
      words.add(i + ".o=1");
    }
    words.addAll(List.of("y.o=1", "_abs/z.o=1", "p.prof=1"));
    assertInputs(
        inputs(words.toArray(new String[0])),
        "now imports '0.o'",
        "now imports '1.o'",
        "now imports '2.o'",
        "and 97 more new imports");
    words.subList(6, 102).clear();
    assertEquals(4, why(ARGV, INPUTS, ARGV, inputs(words.toArray(new String[0]))).size());
  }

  @Test
  void otherFiles() {
    assertInputs(
        inputs(X + "=1", SHARD + "=1", "y.o=1", "_abs/z.o=1", "p.prof=2"), "'p.prof' changed");
    assertInputs(
        inputs(X + "=1", SHARD + "=1", "y.o=1", "_abs/z.o=1", "_abs/opt/q.prof=2", "_cwd/_abs=1"),
        "now reads '/opt/q.prof'",
        "now reads '_abs'",
        "no longer reads 'p.prof'");
  }

  @Test
  void options() {
    assertOptions("-c -O2", "-c -O3", "option -O2 → -O3");
    assertOptions("-c -O2", "-c -O2 -g", "option '-g' added");
    assertOptions("-g -c -O2", "-c -O2", "option '-g' dropped");
    assertOptions("-fno-pie -c", "-fPIC -c", "option -fno-pie → -fPIC");
    assertOptions("-fx -c", "-fno-x -c", "option -fx → -fno-x");
    assertOptions("-march=a -c", "-march=b -c", "option -march=a → -march=b");
    assertOptions("-c -a -b", "-c -b -a", "the order of its options changed");
    assertOptions("-c -a", "-c -a -a", "option '-a' added");
    assertOptions(
        "-O2 -c -old",
        "-O3 -new -c -g",
        "option -O2 → -O3",
        "option '-new' added",
        "option '-g' added",
        "option '-old' dropped");
  }

  @Test
  void optionsWithValuesInTheNextWord() {
    assertOptions("-mllvm -a=1 -c", "-mllvm -a=2 -c", "option -mllvm -a=1 → -mllvm -a=2");
    assertOptions("-mllvm -a=1 -c", "-c", "option '-mllvm -a=1' dropped");
    assertOptions("-c", "-c -mllvm", "option '-mllvm' added");
    assertOptions(
        "-Xclang -target-cpu -Xclang k8 -c",
        "-Xclang -target-cpu -Xclang core2 -c",
        "option -Xclang -target-cpu -Xclang k8 → -Xclang -target-cpu -Xclang core2");
    assertOptions("-Xclang -one -Xclang -two", "-Xclang -two", "option '-Xclang -one' dropped");
    assertOptions("-x ir a.o", "-x c a.o", "option -x ir → -x c");
    assertOptions("-c a.o -", "-c a.o", "option '-' dropped");
  }

  @Test
  void manyOptionsAreCounted() {
    assertOptions(
        "-c",
        "-c -a -b -d -e -f",
        "option '-a' added",
        "option '-b' added",
        "option '-d' added",
        "and 2 more options");
  }

  @Test
  void allInTheirOrder() {
    clang = "another";
    environment = "SOURCE_DATE_EPOCH=1\n";
    names.put("n.o", "n.o");
    assertEquals(
        List.of(
            "bitcode of 'lib.a(x.o)' changed",
            "now imports 'n.o'",
            "no longer imports 'y.o'",
            "import '/z.o' changed",
            "option -O2 → -O3",
            "'p.prof' changed",
            "clang changed",
            "the environment of clang changed"),
        why(
            List.of("-O2"),
            INPUTS,
            List.of("-O3"),
            inputs(X + "=2", SHARD + "=2", "n.o=1", "_abs/z.o=2", "p.prof=2")));
    environment = "";
    assertInputs(INPUTS, "clang changed");
  }

  @Test
  void aRecordWithoutInputsIsNoTrouble() {
    assertEquals(
        List.of("its result was no longer in the cache"), why(ARGV, List.of(), ARGV, List.of()));
    assertEquals(
        List.of("bitcode of 'lib.a(x.o)' changed"),
        why(ARGV, List.of(), ARGV, inputs(X + "=1", SHARD + "=1")));
  }
}
