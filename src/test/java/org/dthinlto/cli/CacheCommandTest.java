package org.dthinlto.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.dthinlto.cache.CacheCounters;
import org.dthinlto.cache.CacheFolder;
import org.dthinlto.cache.Digest;
import org.dthinlto.cache.ResultStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheCommandTest {

  @TempDir Path temporary;
  private Path folder = Path.of("");
  private String out = "";
  private String err = "";

  @BeforeEach
  void fill() throws Exception {
    folder = temporary.resolve("cache");
    CacheFolder cache = new CacheFolder(folder);
    for (String name : List.of("a", "b", "c")) {
      Path object = Files.writeString(temporary.resolve(name), name.repeat(5000));
      Digest key = Digest.of(name.getBytes(StandardCharsets.UTF_8));
      new ResultStore(cache).put(key, List.of(object), "", 1);
      Files.delete(object);
    }
    cache.write(cache.file("links/x"), new byte[3]);
    new CacheCounters(cache).add(new CacheCounters.Counts(4, 30, 10, 12345));
  }

  private int run(Map<String, String> environment, String... words) {
    List<String> all = new ArrayList<>(List.of("cache"));
    all.addAll(List.of(words));
    ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
    ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
    int status =
        Cli.run(
            all.toArray(new String[0]),
            environment,
            new PrintStream(outBytes, true, StandardCharsets.UTF_8),
            new PrintStream(errBytes, true, StandardCharsets.UTF_8));
    out = outBytes.toString(StandardCharsets.UTF_8);
    err = errBytes.toString(StandardCharsets.UTF_8);
    return status;
  }

  private void does(String... words) {
    assertEquals(ExitCode.DONE, run(Map.of("DTHINLTO_CACHE_DIR", "" + folder), words), err);
    assertEquals("", err);
  }

  private void isError(int status, String text, String... words) {
    assertEquals(status, run(Map.of("DTHINLTO_CACHE_DIR", "" + folder), words), out + err);
    assertEquals("", out);
    assertTrue(err.startsWith("dthinlto: error: ") && err.contains(text), err);
  }

  private List<Path> results() throws IOException {
    Path results = folder.resolve("v1/results");
    try (Stream<Path> all = Files.walk(results)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }

  @Test
  void statsAreShown() {
    does("stats");
    assertTrue(out.contains("folder   " + folder + "\nsize     15."), out);
    assertTrue(out.contains("\nresults  3\nrecords  1\nlinks    4\n"), out);
    assertTrue(out.endsWith("\nhits     30 (75 %)\nmisses   10\n"), out);
    does("stats", "--json");
    assertTrue(out.startsWith("{\"version\":1,\"folder\":\"" + folder + "\",\"bytes\":15"), out);
    String rest = ",\"results\":3,\"records\":1,\"links\":4,\"hits\":30,\"misses\":10}\n";
    assertTrue(out.endsWith(rest), out);
  }

  @Test
  void cacheThatIsNotThereIsEmpty() {
    Path nowhere = temporary.resolve("nowhere");
    does("stats", "--cache-dir", "" + nowhere);
    assertTrue(out.contains("\nsize     0 B\nresults  0\n") && out.contains("hits     0\n"), out);
    does("verify", "--cache-dir", "" + nowhere);
    assertEquals("0 results, none damaged\n", out);
    does("prune", "--cache-dir", "" + nowhere);
    does("clear", "--cache-dir", "" + nowhere);
    assertFalse(Files.exists(nowhere));
  }

  @Test
  void pruneKeepsToTheSizeAndAge() throws IOException {
    does("prune");
    assertTrue(out.startsWith("0 B deleted, 15."), out);
    assertEquals(6, results().size());
    for (Path file : results()) {
      Files.setLastModifiedTime(
          file, FileTime.fromMillis(System.currentTimeMillis() - 3 * 86_400_000L));
    }
    does("prune", "--age", "4");
    assertEquals(6, results().size());
    does("prune", "--cache-size", "13K");
    assertTrue(out.startsWith("5.0 KiB deleted, 10."), out);
    assertEquals(4, results().size());
    does("prune", "--age=2");
    assertEquals(0, results().size());
  }

  @Test
  void verifyDeletesWhatIsDamaged() throws IOException {
    does("verify");
    assertEquals("3 results, none damaged\n", out);
    Path damaged = results().get(0);
    Files.writeString(damaged, "x");
    assertEquals(ExitCode.FAILED, run(Map.of(), "verify", "--cache-dir", "" + folder));
    assertEquals("'" + damaged + "': it is no result\n3 results, 1 damaged and deleted\n", out);
    assertEquals("", err);
    does("verify");
    assertEquals("2 results, none damaged\n", out);
  }

  @Test
  void clearDeletesTheCacheAndNothingElse() throws IOException {
    Path mine = Files.writeString(folder.resolve("mine"), "");
    does("clear");
    assertEquals("", out);
    assertEquals(List.of("mine"), List.of(folder.toFile().list()));
    Files.delete(mine);
    does("clear");
    assertFalse(Files.exists(folder) && folder.toFile().list().length > 0);
  }

  @Test
  void foldersOfOthersAreLeftAlone() throws IOException {
    Path mine = Files.createDirectories(temporary.resolve("home/v1/results/ab")).resolve("c");
    Files.writeString(mine, "mine");
    Files.setLastModifiedTime(mine, FileTime.fromMillis(0));
    String home = "" + temporary.resolve("home");
    for (String command : List.of("stats", "prune", "clear", "verify")) {
      String text = "'" + home + "': it is no cache of dthinlto's";
      isError(ExitCode.FAILED, text, command, "--cache-dir", home);
      isError(ExitCode.FAILED, "no cache", command, "--cache-dir", "" + mine);
    }
    assertEquals("mine", Files.readString(mine));
  }

  @Test
  void usualFolderIsTaken() {
    assertEquals(ExitCode.DONE, run(Map.of("XDG_CACHE_HOME", "" + temporary), "stats"), err);
    assertTrue(out.startsWith("folder   " + temporary.resolve("dthinlto") + "\n"), out);
    assertEquals(ExitCode.USAGE, run(Map.of(), "stats"));
    assertEquals("dthinlto: error: '--cache-dir': is needed, as HOME is not set\n", err);
  }

  @Test
  void wordsThatMakeNoSenseAreUsageErrors() {
    isError(ExitCode.USAGE, "cache: stats, prune, clear or verify?");
    isError(ExitCode.USAGE, "prnue", "prnue");
    isError(ExitCode.USAGE, "'--cache-size': '10GB' is no size", "prune", "--cache-size=10GB");
    isError(ExitCode.USAGE, "'--age': '-1' is no number of days", "prune", "--age=-1");
    isError(ExitCode.USAGE, "--age", "prune", "--age=x");
    isError(ExitCode.USAGE, "--json", "clear", "--json");
  }
}
