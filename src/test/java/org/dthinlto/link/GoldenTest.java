package org.dthinlto.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The golden cases: what every kind of link line becomes, and that it becomes the same each time.
 *
 * <p>{@code mvn test -Dtest=GoldenTest -DargLine=-Dgolden.write=true} writes what is expected anew,
 * to be read before it is committed.
 */
final class GoldenTest {

  private static final boolean WRITE = Boolean.getBoolean("golden.write");

  @TempDir Path temp;

  private Path place;

  @BeforeEach
  void resolve() throws IOException {
    place = temp.toRealPath().resolve("case");
  }

  static List<GoldenCase> cases() throws IOException {
    return GoldenCase.all();
  }

  static List<GoldenCase> distributed() throws IOException {
    List<GoldenCase> cases = new ArrayList<>(GoldenCase.all());
    cases.removeIf(golden -> !golden.read("expected").contains("-fthinlto-index="));
    return cases;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theLineBecomesWhatIsExpected(GoldenCase golden) throws Exception {
    golden.setUp(place);
    Path cwd = golden.workingFolder(place);
    String shown = golden.link(place, true, false).shown(place, cwd);
    if (WRITE) {
      Files.writeString(golden.folder().resolve("expected"), shown);
    }
    assertEquals(golden.read("expected"), shown);
    assertFalse(Files.exists(cwd.resolve("out")), "a dry run makes no output");
  }

  /** What of a link has to be the same each time: backend commands, shards, objects, output. */
  private record Result(List<String> backends, Map<String, String> files) {}

  private static Result link(GoldenCase golden, Path place) throws Exception {
    GoldenCase.Outcome outcome = golden.link(place, false, true);
    assertEquals(0, outcome.status(), outcome.text());
    Path cwd = golden.workingFolder(place);
    List<String> backends = new ArrayList<>();
    for (String line : outcome.text().split("\n")) {
      if (line.contains("-fthinlto-index=")) {
        backends.add(line.substring(line.indexOf("&& ")));
      }
    }
    Path tree = cwd.resolve("out.dthinlto/tree");
    Map<String, String> files = new TreeMap<>();
    for (String folder : List.of("_index", "_native")) {
      for (Map.Entry<String, String> file : GoldenCase.files(tree.resolve(folder)).entrySet()) {
        files.put(folder + "/" + file.getKey(), file.getValue());
      }
    }
    files.put("out", GoldenCase.files(cwd.resolve("out")).get(""));
    return new Result(backends, files);
  }

  @ParameterizedTest
  @MethodSource("distributed")
  void twiceAndElsewhereItBecomesTheSame(GoldenCase golden) throws Exception {
    golden.setUp(place);
    Result first = link(golden, place);
    assertTrue(first.backends().size() > 0, "no backend");
    assertEquals(first, link(golden, place), "again");
    // Made by the same commands: archives and objects hold no paths.
    Path deeper = temp.toRealPath().resolve("another/much/deeper/place");
    golden.setUp(deeper);
    assertEquals(first, link(golden, deeper), "elsewhere");
  }

  @Test
  void thereAreCasesOfEveryKind() throws IOException {
    assertTrue(cases().size() >= 25, () -> "" + GoldenCase.ROOT.toAbsolutePath());
    assertTrue(distributed().size() >= 18);
    for (GoldenCase golden : cases()) {
      for (String file : List.of("setup.sh", "line", "expected")) {
        assertTrue(golden.has(file), golden + ": no " + file);
      }
    }
  }

  @Test
  void wordsAreReadAsAShellDoes() {
    assertEquals(
        List.of("a", "b c", "it's", "", "d"),
        GoldenCase.Outcome.unquoted("a 'b c' 'it'\\''s' '' d"));
  }
}
