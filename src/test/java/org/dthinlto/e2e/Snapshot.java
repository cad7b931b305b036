package org.dthinlto.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What lies in some folders at one moment: every path with its kind, size, time and digest. Two of
 * them tell what was left behind.
 */
final class Snapshot {

  private final Map<String, String> entries = new TreeMap<>();

  private Snapshot() {}

  /** Takes the state of these folders; names are relative to {@code base}. */
  static Snapshot of(Path base, Path... folders) {
    Snapshot snapshot = new Snapshot();
    try {
      for (Path folder : folders) {
        Files.walkFileTree(
            folder,
            new SimpleFileVisitor<>() {
              @Override
              public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
                snapshot.entries.put(base.relativize(dir).toString(), "folder");
                return FileVisitResult.CONTINUE;
              }

              @Override
              public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                  throws IOException {
                snapshot.entries.put(base.relativize(file).toString(), state(file, attributes));
                return FileVisitResult.CONTINUE;
              }
            });
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return snapshot;
  }

  /**
   * What differs in {@code later}: {@code +new}, {@code -gone}, {@code ~changed}, in path order.
   */
  List<String> changesTo(Snapshot later) {
    List<String> changes = new ArrayList<>();
    for (Map.Entry<String, String> entry : later.entries.entrySet()) {
      String before = entries.get(entry.getKey());
      if (before == null) {
        changes.add("+" + entry.getKey());
      } else if (!before.equals(entry.getValue())) {
        changes.add("~" + entry.getKey());
      }
    }
    for (String path : entries.keySet()) {
      if (!later.entries.containsKey(path)) {
        changes.add("-" + path);
      }
    }
    return changes;
  }

  private static String state(Path file, BasicFileAttributes attributes) throws IOException {
    if (attributes.isSymbolicLink()) {
      return "link to " + Files.readSymbolicLink(file);
    }
    if (!attributes.isRegularFile()) {
      return "other";
    }
    if (!Files.isReadable(file)) {
      return "unreadable";
    }
    return Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS) + " " + digest(file);
  }

  /** SHA-256 of a file in hex. */
  static String digest(Path file) throws IOException {
    try {
      byte[] bytes = Files.readAllBytes(file);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
