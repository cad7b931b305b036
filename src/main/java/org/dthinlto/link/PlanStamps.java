package org.dthinlto.link;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.dthinlto.thinlink.Lines;

/**
 * How the inputs of a plan looked when it was made: a plan of other inputs would give a wrong
 * program. Beside the plan, not in it, because a plan says the same for the same inputs.
 */
final class PlanStamps {

  private static final String FILE = ".inputs";

  private PlanStamps() {}

  static void write(Path work, List<Path> inputs) throws IOException {
    StringBuilder text = new StringBuilder();
    for (Path input : inputs) {
      text.append(stamp(input)).append(' ').append(input).append('\n');
    }
    Files.writeString(work.resolve(FILE), text.toString());
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
