package org.dthinlto.cache;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A process that uses a cache as a link does, over and over: what isn't found is made and stored.
 * Its last line says how often what; a wrong output ends it with a stack trace.
 */
final class StoreProcess {

  private static final int KEYS = 20;

  private StoreProcess() {}

  /**
   * Words: a folder for it alone, the cache, rounds, bytes of an object. Without rounds, it only
   * stores the outputs that are in the folder.
   */
  public static void main(String[] words) throws IOException {
    Path space = Files.createDirectories(Path.of(words[0]));
    CacheFolder folder = new CacheFolder(Path.of(words[1]));
    if (words[2].equals("0")) {
      System.out.println(storeOnce(space, folder));
      return;
    }
    System.out.println(use(space, folder, Integer.parseInt(words[2]), Integer.parseInt(words[3])));
  }

  private static String storeOnce(Path space, CacheFolder folder) {
    try {
      List<Path> places = List.of(space.resolve("o"), space.resolve("r"));
      new ResultStore(folder).put(Store.key("key0"), places, "said", 1);
      return "stored";
    } catch (IOException e) {
      return "not stored: " + e.getMessage();
    }
  }

  /** Uses the cache; returns {@code hits N misses N damaged N failed N}. */
  static String use(Path space, CacheFolder folder, int rounds, int size) throws IOException {
    ResultStore store = new ResultStore(folder);
    int[] counts = new int[4];
    for (int round = 0; round < rounds; round++) {
      for (int k = 0; k < KEYS; k++) {
        List<Path> places = List.of(space.resolve("o"), space.resolve("r"));
        for (Path place : places) {
          Files.deleteIfExists(place);
        }
        ResultStore.Found found = store.get(Store.key("key" + k), places);
        if (found instanceof ResultStore.Found.Hit hit) {
          counts[0]++;
          check(hit.diagnostics().equals("said " + k), "diagnostics of " + k);
        } else {
          counts[found instanceof ResultStore.Found.Miss ? 1 : 2]++;
          Files.writeString(places.get(0), object(k, size));
          // As a time trace does, this one differs each time.
          Files.writeString(places.get(1), "trace " + k + " " + System.nanoTime());
          try {
            store.put(Store.key("key" + k), places, "said " + k, 1);
          } catch (IOException e) {
            counts[3]++;
          }
        }
        check(Files.readString(places.get(0)).equals(object(k, size)), "object of " + k);
        check(Files.readString(places.get(1)).startsWith("trace " + k + " "), "trace of " + k);
      }
    }
    return "hits %d misses %d damaged %d failed %d"
        .formatted(counts[0], counts[1], counts[2], counts[3]);
  }

  private static String object(int number, int size) {
    return ("object " + number + " ").repeat(size / 9 + 1);
  }

  private static void check(boolean right, String what) {
    if (!right) {
      throw new AssertionError("wrong: " + what);
    }
  }

  /** Starts one, below a shell that first says something, such as {@code ulimit}. */
  static Process start(String first, Path space, CacheFolder folder, int rounds, int size)
      throws IOException {
    List<String> words = new ArrayList<>(List.of("sh", "-c", first + "; exec \"$@\"", "sh"));
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", "-cp"));
    words.add(System.getProperty("java.class.path"));
    words.add(StoreProcess.class.getName());
    words.addAll(List.of(space.toString(), folder.path().toString(), "" + rounds, "" + size));
    return new ProcessBuilder(words).redirectErrorStream(true).start();
  }

  /** What it printed, when it has ended. */
  static String said(Process process) throws IOException {
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      StringBuilder text = new StringBuilder();
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        text.append(line).append('\n');
      }
      return text.toString();
    }
  }
}
