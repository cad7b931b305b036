package org.dthinlto.cache;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Looks at every file of the cache, and says which belong together. Reads none and deletes none;
 * links may run meanwhile.
 */
final class CacheScan {

  private final List<Item> items = new ArrayList<>();
  private final List<Path> temporary = new ArrayList<>();
  private long bytes;

  /** What is kept or goes as one: a result with its outputs, or a single file. */
  static final class Item {

    private final Path main;
    private final boolean result;
    private final List<String> others = new ArrayList<>(2);
    private boolean complete;
    private long bytes;
    private long used;

    private Item(Path main, boolean result) {
      this.main = main;
      this.result = result;
    }

    /** The file that goes first: without it the others count for nothing. */
    Path main() {
      return main;
    }

    /** Whether it is the result of a job, not a record of a link or tool. */
    boolean result() {
      return result;
    }

    /** Whether {@link #main} is there. Outputs alone are being stored, or were left. */
    boolean complete() {
      return complete;
    }

    /** Of all its files. */
    long bytes() {
      return bytes;
    }

    /** When it was used last, in milliseconds since 1970. */
    long used() {
      return used;
    }

    /**
     * Deletes its files. What is gone already, or can't be deleted, is no error. A link may store
     * the same result meanwhile: its entry goes after the outputs, too, or it would stand without
     * them. What comes after that, {@link ResultStore#put} sees itself.
     */
    void delete() {
      CacheFolder.deleteQuietly(main);
      for (String other : others) {
        CacheFolder.deleteQuietly(main.resolveSibling(other));
      }
      if (!others.isEmpty()) {
        CacheFolder.deleteQuietly(main);
      }
    }
  }

  private CacheScan() {}

  /** All results and records. */
  List<Item> items() {
    return items;
  }

  /** Files that are being written, or were when a process was killed. */
  List<Path> temporary() {
    return temporary;
  }

  /** Of all files. */
  long bytes() {
    return bytes;
  }

  static CacheScan of(CacheFolder folder) throws IOException {
    CacheScan scan = new CacheScan();
    for (Path part : list(folder.root())) {
      String name = String.valueOf(part.getFileName());
      switch (name) {
        case "results" -> {
          for (Path shelf : list(part)) {
            scan.addResults(shelf);
          }
        }
        case "tmp" -> {
          for (Path file : list(part)) {
            scan.bytes += attributes(file).size();
            scan.temporary.add(file);
          }
        }
        default -> scan.addRecords(part);
      }
    }
    return scan;
  }

  private void addResults(Path shelf) throws IOException {
    Map<String, Item> results = new HashMap<>();
    for (Path file : list(shelf)) {
      String name = String.valueOf(file.getFileName());
      int dot = name.indexOf('.');
      String key = dot < 0 ? name : name.substring(0, dot);
      Item item = results.get(key);
      if (item == null) {
        item = new Item(shelf.resolve(key), true);
        results.put(key, item);
        items.add(item);
      }
      Attributes attributes = attributes(file);
      item.bytes += attributes.size();
      bytes += attributes.size();
      if (dot < 0) {
        item.complete = true;
        item.used = attributes.changed();
      } else {
        item.others.add(name);
        item.used = item.complete ? item.used : Math.max(item.used, attributes.changed());
      }
    }
  }

  /** Records lie in folders of their own kind; files of the cache itself beside these. */
  private void addRecords(Path part) throws IOException {
    if (!Files.isDirectory(part, LinkOption.NOFOLLOW_LINKS)) {
      bytes += attributes(part).size();
      return;
    }
    for (Path file : list(part)) {
      if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
        addRecords(file);
        continue;
      }
      Attributes attributes = attributes(file);
      Item item = new Item(file, false);
      item.complete = true;
      item.bytes = attributes.size();
      item.used = attributes.changed();
      bytes += item.bytes;
      items.add(item);
    }
  }

  private record Attributes(long size, long changed) {}

  private static Attributes attributes(Path file) {
    try {
      BasicFileAttributes read =
          Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return new Attributes(read.size(), read.lastModifiedTime().toMillis());
    } catch (IOException e) {
      return new Attributes(0, System.currentTimeMillis()); // deleted meanwhile
    }
  }

  /** What lies in a folder; nothing if it isn't there or is none. */
  private static List<Path> list(Path folder) throws IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
      for (Path file : stream) {
        files.add(file);
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      return files; // not there yet, or cleared meanwhile
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return files;
  }
}
