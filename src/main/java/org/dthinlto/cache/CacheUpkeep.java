package org.dthinlto.cache;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;

/**
 * Counts what links did, and prunes the cache when it is time: when it has grown over its limit, or
 * a day after the last time. One process at a time does it; the others go on without.
 */
public final class CacheUpkeep {

  private static final long DAY = 24L * 3_600_000;

  private CacheUpkeep() {}

  /**
   * To be called at the end of a link that used the cache. Quick, unless pruning is due.
   *
   * @param limit bytes that the cache may have
   * @param bytesAdded as {@link ResultStore#put} returned them
   * @return a note for the user, "" if all is well. Never fails: the link has done its work
   */
  public static String afterLink(
      CacheFolder folder, long limit, long hits, long misses, long bytesAdded)
      throws InterruptedException {
    CacheCounters counters = new CacheCounters(folder);
    CacheCounters.Counts counts =
        counters.add(new CacheCounters.Counts(1, hits, misses, bytesAdded));
    if (counts.bytes() <= limit && prunedLately(folder)) {
      return "";
    }
    try {
      long left = tryPrune(folder, limit);
      return left <= limit
          ? ""
          : "'" + folder.path() + "': the cache is over its limit, and can't be made smaller";
    } catch (IOException e) {
      // Nothing can be written there, which storing results has said.
      return "";
    }
  }

  /**
   * Prunes, after another process that does so has ended.
   *
   * @return bytes that are left
   */
  public static long prune(CacheFolder folder, long limit, long age)
      throws IOException, InterruptedException {
    if (!Files.isDirectory(folder.root())) {
      return 0;
    }
    try (FileChannel channel = openLock(folder);
        FileLock lock = channel.lock()) {
      return prune(folder, limit, age, lock);
    }
  }

  /** Returns 0 if another process does it. */
  private static long tryPrune(CacheFolder folder, long limit)
      throws IOException, InterruptedException {
    try (FileChannel channel = openLock(folder);
        FileLock lock = channel.tryLock()) {
      return lock == null ? 0 : prune(folder, limit, Pruning.AGE, lock);
    } catch (OverlappingFileLockException e) {
      return 0; // another thread of this process
    }
  }

  private static long prune(CacheFolder folder, long limit, long age, FileLock lock)
      throws IOException, InterruptedException {
    if (!lock.isValid()) {
      return 0;
    }
    Files.setLastModifiedTime(lockFile(folder), FileTime.fromMillis(System.currentTimeMillis()));
    long left = Pruning.prune(folder, limit, age);
    new CacheCounters(folder).setBytes(left);
    return left;
  }

  /** The lock file says by its time when that was; a cache without one is new. */
  private static boolean prunedLately(CacheFolder folder) {
    try {
      long since =
          System.currentTimeMillis() - Files.getLastModifiedTime(lockFile(folder)).toMillis();
      return since > -DAY && since < DAY;
    } catch (IOException e) {
      return false;
    }
  }

  private static FileChannel openLock(CacheFolder folder) throws IOException {
    return FileChannel.open(lockFile(folder), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  private static Path lockFile(CacheFolder folder) {
    return folder.file("pruned");
  }
}
