package org.dthinlto.link;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;

/**
 * The file into which a plan is written: only if it is new, or of the same kind. Knows nothing of
 * what is in a plan.
 */
final class PlanTarget {

  /** What is in the first lines of all that we write. */
  private static final String MARK = "dthinlto";

  private static final int HEAD = 200;

  private final String name;
  private final Path file;
  private final Path folder;

  /**
   * @param name as the user wrote it; {@code -} for standard output
   */
  PlanTarget(String name, Path folder) {
    this.name = name;
    this.file = folder.resolve(name);
    this.folder = folder;
  }

  String name() {
    return name;
  }

  /** The user's working directory, from where the file lies. */
  String directory() {
    return name.equals("-") ? "." : directory(Programs.folderOf(file.normalize()), folder);
  }

  /** One folder from another. */
  static String directory(Path from, Path to) {
    String relative = from.relativize(to).toString();
    return relative.isEmpty() ? "." : relative;
  }

  /**
   * Checks that nothing of the user's would be lost.
   *
   * @throws IOException if the file is there and not one of ours
   */
  void requireOurs() throws IOException {
    if (name.equals("-") || !Files.isRegularFile(file) || Files.size(file) == 0) {
      return;
    }
    byte[] head = new byte[HEAD];
    try (InputStream in = Files.newInputStream(file)) {
      int length = in.readNBytes(head, 0, HEAD);
      if (!new String(head, 0, length, StandardCharsets.UTF_8).contains(MARK)) {
        throw new IOException(
            "'" + name + "': is there, and not written by dthinlto plan; name another one by -o");
      }
    }
  }

  /**
   * Writes it, whole or not at all.
   *
   * @param always whether it gets a new time even if it is as it was
   */
  void write(String text, boolean always) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      Files.write(file, bytes);
      return;
    }
    if (!always && Files.exists(file) && Arrays.equals(Files.readAllBytes(file), bytes)) {
      return;
    }
    Path target = Files.exists(file) ? file.toRealPath() : file;
    Path beside = target.resolveSibling(target.getFileName() + "~" + ProcessHandle.current().pid());
    try {
      Files.write(beside, bytes);
      Files.move(
          beside, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(beside);
    }
  }

  /** Sees to it that the file is no older than any of these; their times may lie in the future. */
  void outlive(List<String> inputs) throws IOException {
    FileTime newest = Files.getLastModifiedTime(file);
    FileTime own = newest;
    for (String input : inputs) {
      FileTime time = Files.getLastModifiedTime(folder.resolve(input));
      newest = time.compareTo(newest) > 0 ? time : newest;
    }
    if (!newest.equals(own)) {
      Files.setLastModifiedTime(file, newest);
    }
  }
}
