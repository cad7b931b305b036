package org.dthinlto.link;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.dthinlto.cache.FileStamp;
import org.dthinlto.thinlink.Lines;

/**
 * How the inputs of a plan looked when it was made: a plan of other inputs would give a wrong
 * program. Beside the plan, not in it, because a plan says the same for the same inputs.
 */
final class PlanStamps {

  /** Where they are, in the work folder. */
  static final String FILE = ".inputs";

  private PlanStamps() {}

  static void write(Path work, List<Path> inputs) throws IOException {
    StringBuilder text = new StringBuilder();
    for (Path input : inputs) {
      text.append(stamp(input)).append(' ').append(input).append('\n');
    }
    Files.writeString(work.resolve(FILE), text.toString());
  }

  /** How each input looked when a plan was made; empty if it isn't known. */
  static Map<String, String> read(Path file) {
    Map<String, String> stamps = new HashMap<>();
    try {
      for (String line : Lines.of(Files.readString(file))) {
        int end = line.indexOf(' ', line.indexOf(' ') + 1);
        stamps.put(line.substring(end + 1), line.substring(0, end));
      }
    } catch (IOException e) {
      return Map.of();
    }
    return stamps;
  }

  /**
   * Checks that no input has changed since a plan was begun.
   *
   * @param begin as {@link FileStamp#now} says it
   */
  static void requireSettled(List<Path> inputs, long begin) throws IOException {
    for (Path input : inputs) {
      if (!FileStamp.of(input).isSettled(begin + FileStamp.UNSETTLED_NANOS)) {
        throw new IOException("'" + input + "': changed while the plan was made; plan again");
      }
    }
  }

  /** Inputs that look otherwise now. */
  static List<String> changed(Path work) throws IOException {
    List<String> changed = new ArrayList<>();
    Path file = work.resolve(FILE);
    if (!Files.exists(file)) {
      return changed; // all that the plan needs is in the folder
    }
    for (String line : Lines.of(Files.readString(file))) {
      int end = line.indexOf(' ', line.indexOf(' ') + 1);
      String path = line.substring(end + 1);
      if (!stamp(Path.of(path)).equals(line.substring(0, end))) {
        changed.add(path);
      }
    }
    return changed;
  }

  private static String stamp(Path file) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return attributes.size() + " " + attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS);
    } catch (IOException e) {
      return "- -";
    }
  }
}
