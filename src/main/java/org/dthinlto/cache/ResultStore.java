package org.dthinlto.cache;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;

/**
 * Results of jobs by their keys. Knows files and checksums, not what a key is made of.
 *
 * <p>A result is a small file whose name is the key, and beside it one file for each output, {@code
 * KEY.0-CHECKSUM}, {@code KEY.1-CHECKSUM}, … The outputs come first, so that a result that can be
 * read is complete; what was damaged since is found by its checksums. With the checksum in their
 * names, two links that store different outputs of one key (a time trace) don't spoil each other's.
 *
 * <p>The first output, the object, is the same file in the cache and in the tree of a link, by a
 * hard link: nobody writes to it, and pruning takes nothing from a link that runs. The others are
 * copied, as they become the user's, who may write to them.
 *
 * <p>Trouble with the cache is never trouble of a link: a result that isn't there, can't be read or
 * belongs to another user is a miss.
 */
public final class ResultStore {

  /** Results used less than this ago are not marked as used again: milliseconds. */
  private static final long TOUCH_AFTER = 3_600_000;

  private final CacheFolder folder;
  private final Contents contents = new Contents();

  /** Until one fails. They fail for all if the tree lies on another file system than the cache. */
  private volatile boolean linksWork = true;

  public ResultStore(CacheFolder folder) {
    this.folder = folder;
  }

  /** What looking up a key came to. */
  public sealed interface Found {

    /**
     * The outputs are where they were wanted.
     *
     * @param millis how long the job took when it ran
     * @param contents stands for the contents of the outputs
     */
    record Hit(String diagnostics, long millis, Digest contents) implements Found {}

    /** There is no such result, or none that this user can read. */
    record Miss() implements Found {}

    /**
     * There was one, and it was damaged; it is gone now if it could be deleted.
     *
     * @param why a lower-case clause, "it" being the result
     */
    record Damaged(String why) implements Found {}
  }

  private static final Found MISS = new Found.Miss();

  /**
   * Looks a result up and puts its files in place.
   *
   * @param outputs where the job would have put them; what is there is replaced, except where the
   *     job wrote no such file. After anything but a hit none of them is there
   */
  public Found get(Digest key, List<Path> outputs) {
    Path entry = entry(folder, key.hex());
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(entry);
    } catch (FileSystemException e) {
      return MISS; // it isn't there, or can't be opened
    } catch (IOException e) {
      return damaged(entry, List.of(), key, "it can't be read");
    }
    Result result;
    try {
      result = Result.of(bytes);
    } catch (IOException e) {
      return damaged(entry, List.of(), key, String.valueOf(e.getMessage()));
    }
    List<Result.Content> files = result.files();
    if (!result.key().equals(key) || files.size() != outputs.size()) {
      return damaged(entry, List.of(), key, "it belongs to another job");
    }
    for (int i = 0; i < files.size(); i++) {
      if (files.get(i).exists()) {
        Placed placed = place(key, i, files.get(i), outputs.get(i));
        if (placed != Placed.DONE) {
          removeAll(outputs);
          return placed == Placed.CHANGED
              ? damaged(entry, files, key, "a file of it was changed")
              : MISS;
        }
      }
    }
    touch(entry);
    return new Found.Hit(result.diagnostics(), result.millis(), result.contents());
  }

  private Found damaged(Path entry, List<Result.Content> files, Digest key, String why) {
    remove(folder, entry, key.hex(), files);
    return new Found.Damaged(why);
  }

  private enum Placed {
    DONE,
    CHANGED,
    /** Pruned at this moment, not ours to read, or it is the target that can't be written. */
    NOT
  }

  private Placed place(Digest key, int number, Result.Content content, Path output) {
    Path stored = output(folder, key.hex(), number, content);
    for (int attempt = 1; ; attempt++) {
      try {
        Result.Content there;
        if (number == 0 && linksWork) {
          linksWork = CacheFolder.linkOrCopy(stored, output);
          there = contents.of(output);
        } else {
          there = contents.copy(stored, output);
        }
        return there.equals(content) ? Placed.DONE : Placed.CHANGED;
      } catch (FileAlreadyExistsException e) {
        CacheFolder.deleteQuietly(output);
      } catch (NoSuchFileException e) {
        if (!Files.exists(stored)) {
          // Deleting begins with the entry, so the next look-up won't find it.
          CacheFolder.deleteQuietly(entry(folder, key.hex()));
          return Placed.NOT;
        }
        makeParent(output);
      } catch (IOException e) {
        return Placed.NOT;
      }
      if (attempt == 3) {
        return Placed.NOT;
      }
    }
  }

  private static void makeParent(Path output) {
    Path parent = output.getParent();
    try {
      if (parent != null) {
        Files.createDirectories(parent);
      }
    } catch (IOException e) {
      // The next attempt fails as well, and the job will say why it can't write there.
    }
  }

  /**
   * Keeps the outputs of a job that succeeded. Nobody may write to the first of them afterwards.
   *
   * @return what was stored
   * @throws IOException if they can't be stored; then they aren't there in part either
   */
  public Stored put(Digest key, List<Path> outputs, String diagnostics, long millis)
      throws IOException {
    List<Result.Content> files = new ArrayList<>(outputs.size());
    try {
      long size = 0;
      for (int i = 0; i < outputs.size(); i++) {
        Result.Content content = Result.Content.NONE;
        if (Files.exists(outputs.get(i))) {
          Keeping keeping = new Keeping(key, i, outputs.get(i));
          folder.put(keeping);
          content = keeping.content;
          size += content.size();
        }
        files.add(content);
      }
      Digest contents = digest(outputs);
      byte[] entry = new Result(key, files, contents, diagnostics, millis).bytes();
      folder.write(entry(folder, key.hex()), entry);
      if (!areThere(key, files)) {
        // Pruned or cleared between the two: the entry came too late to go with them.
        CacheFolder.deleteQuietly(entry(folder, key.hex()));
      }
      return new Stored(size + entry.length, contents);
    } catch (IOException e) {
      if (!Files.exists(entry(folder, key.hex()))) {
        remove(folder, entry(folder, key.hex()), key.hex(), files);
      }
      throw e;
    }
  }

  private boolean areThere(Digest key, List<Result.Content> files) {
    for (int i = 0; i < files.size(); i++) {
      Result.Content file = files.get(i);
      if (file.exists() && !Files.exists(output(folder, key.hex(), i, file))) {
        return false;
      }
    }
    return true;
  }

  /**
   * What was put into the store.
   *
   * @param bytes that it takes
   * @param contents stands for the contents of the outputs
   */
  public record Stored(long bytes, Digest contents) {}

  private static Digest digest(List<Path> outputs) throws IOException {
    KeyWriter all = new KeyWriter("dthinlto-outputs-1");
    for (Path output : outputs) {
      all.add(Files.exists(output) ? Digest.of(output) : Digest.NONE);
    }
    return all.key();
  }

  /** Takes one output into the cache. */
  private final class Keeping implements CacheFolder.Maker {

    private final Digest key;
    private final int number;
    private final Path output;
    private Result.Content content = Result.Content.NONE;

    Keeping(Digest key, int number, Path output) {
      this.key = key;
      this.number = number;
      this.output = output;
    }

    @Override
    public Path make(Path beside) throws IOException {
      if (number == 0 && linksWork) {
        linksWork = CacheFolder.linkOrCopy(output, beside);
        content = contents.of(beside);
      } else {
        content = contents.copy(output, beside);
      }
      return output(folder, key.hex(), number, content);
    }
  }

  /** Deletes a result, the small file first: without it the others count for nothing. */
  static void remove(CacheFolder folder, Path entry, String key, List<Result.Content> files) {
    CacheFolder.deleteQuietly(entry);
    for (int i = 0; i < files.size(); i++) {
      if (files.get(i).exists()) {
        CacheFolder.deleteQuietly(output(folder, key, i, files.get(i)));
      }
    }
  }

  private static void removeAll(List<Path> files) {
    for (Path file : files) {
      CacheFolder.deleteQuietly(file);
    }
  }

  /** Marks a result as used just now, unless it says so already: to within an hour. */
  private static void touch(Path entry) {
    try {
      long now = System.currentTimeMillis();
      long since = now - Files.getLastModifiedTime(entry).toMillis();
      if (since > TOUCH_AFTER || since < -TOUCH_AFTER) {
        Files.setLastModifiedTime(entry, FileTime.fromMillis(now));
      }
    } catch (IOException e) {
      // Read-only, or pruned meanwhile: the result is in place all the same.
    }
  }

  /** 256 folders, because some file systems and tools are slow with very large ones. */
  static Path entry(CacheFolder folder, String key) {
    return folder.file("results/" + key.substring(0, 2) + "/" + key.substring(2));
  }

  static Path output(CacheFolder folder, String key, int number, Result.Content content) {
    String checksum = Integer.toHexString(content.checksum());
    return folder.file(
        "results/" + key.substring(0, 2) + "/" + key.substring(2) + "." + number + "-" + checksum);
  }
}
