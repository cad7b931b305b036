package org.dthinlto.cache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Makes a cache smaller: what was not used for longest goes first. Links may run meanwhile: what
 * they have looked up is in their trees already, and a result that goes is a miss to them.
 */
public final class Pruning {

  /** Results and records that nobody used for so long go, whatever the size: 30 days. */
  public static final long AGE = 30L * 24 * 3_600_000;

  /** Files of a result that is being stored, or of a link that was killed, go when this old. */
  private static final long ABANDONED = 3_600_000;

  private Pruning() {}

  /**
   * What there is.
   *
   * @param results of jobs, complete ones
   * @param records of links and tools
   * @param trees work folders that links left for the next ones
   * @param bytes of all files
   */
  public record Census(int results, int records, int trees, long bytes) {}

  /** Counts everything. */
  public static Census count(CacheFolder folder) throws IOException {
    CacheScan scan = CacheScan.of(folder);
    int results = 0;
    int records = 0;
    for (CacheScan.Item item : scan.items()) {
      if (!item.result()) {
        records++;
      } else if (item.complete()) {
        results++;
      }
    }
    long bytes = scan.bytes();
    List<KeptTrees.Tree> trees = KeptTrees.of(folder);
    for (KeptTrees.Tree tree : trees) {
      bytes += tree.bytes();
    }
    return new Census(results, records, trees.size(), bytes);
  }

  /**
   * Deletes what was not used for {@code age} milliseconds; then, if more than {@code limit} bytes
   * are there, the least recently used until nine tenths of the limit are left, so that the next
   * link needn't prune again.
   *
   * @return bytes that are left
   */
  public static long prune(CacheFolder folder, long limit, long age) throws IOException {
    if (!CacheFolder.isOurs(folder.root())) {
      return 0;
    }
    CacheScan scan = CacheScan.of(folder);
    long now = System.currentTimeMillis();
    long left = scan.bytes();
    for (Path file : scan.temporary()) {
      left -= deleteIfAbandoned(file, now);
    }
    // Trees go first: they cost a link little, and results much.
    List<KeptTrees.Tree> trees = new ArrayList<>(KeptTrees.of(folder));
    trees.sort(Comparator.comparingLong(KeptTrees.Tree::used));
    for (KeptTrees.Tree tree : trees) {
      left += tree.bytes();
    }
    long most = left > limit ? limit - limit / 10 : limit;
    for (KeptTrees.Tree tree : trees) {
      if ((now - tree.used() > age || left > most) && KeptTrees.delete(tree)) {
        left -= tree.bytes();
      }
    }
    List<CacheScan.Item> oldestFirst = new ArrayList<>(scan.items());
    oldestFirst.sort(Comparator.comparingLong(CacheScan.Item::used));
    for (CacheScan.Item item : oldestFirst) {
      long unused = now - item.used();
      if (item.complete() ? unused > age || left > most : unused > ABANDONED) {
        item.delete();
        left -= item.bytes();
      }
    }
    return Math.max(0, left);
  }

  private static long deleteIfAbandoned(Path file, long now) {
    try {
      // A hard link has the time of the file, so this may come early: the link stores it again.
      if (now - Files.getLastModifiedTime(file).toMillis() > ABANDONED) {
        long size = Files.size(file);
        Files.delete(file);
        return size;
      }
    } catch (IOException e) {
      return 0; // renamed meanwhile, or it can't be deleted
    }
    return 0;
  }
}
