package org.dthinlto.cache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads every result of a cache, and deletes those that are damaged. Links may run meanwhile. Knows
 * nothing of records, which say by themselves whether they are whole.
 *
 * @param results that were read
 * @param damaged a line for each that was damaged: {@code 'file': why}
 */
public record Verification(int results, List<String> damaged) {

  public Verification {
    damaged = List.copyOf(damaged);
  }

  /** Checks all. */
  public static Verification of(CacheFolder folder) throws IOException {
    if (!CacheFolder.isOurs(folder.root())) {
      return new Verification(0, List.of());
    }
    Contents contents = new Contents();
    List<String> damaged = new ArrayList<>();
    int results = 0;
    for (CacheScan.Item item : CacheScan.of(folder).items()) {
      if (item.result() && item.complete()) {
        results++;
        String why = fault(folder, item.main(), contents);
        // What was pruned meanwhile is not damaged.
        if (!why.isEmpty() && Files.exists(item.main())) {
          damaged.add("'" + item.main() + "': " + why);
          item.delete();
        }
      }
    }
    return new Verification(results, damaged);
  }

  /** What is wrong with a result; "" if nothing is. */
  private static String fault(CacheFolder folder, Path entry, Contents contents) {
    try {
      Result result = Result.of(Files.readAllBytes(entry));
      String key = result.key().hex();
      if (!entry.equals(ResultStore.entry(folder, key))) {
        return "it belongs to another job";
      }
      for (int i = 0; i < result.files().size(); i++) {
        Result.Content content = result.files().get(i);
        if (content.exists()
            && !contents.of(ResultStore.output(folder, key, i, content)).equals(content)) {
          return "a file of it was changed";
        }
      }
      return "";
    } catch (NoSuchFileException e) {
      return "a file of it is missing";
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
