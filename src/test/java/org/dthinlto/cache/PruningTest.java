package org.dthinlto.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PruningTest {

  private static final long HOUR = 3_600_000;
  private static final long DAY = 24 * HOUR;
  private static final long NO_LIMIT = Long.MAX_VALUE;
  private static final String KIB = "x".repeat(1024);

  @TempDir Path temporary;
  private Store store;

  @BeforeEach
  void open() {
    store = new Store(temporary);
  }

  private static void age(Path file, long millis) throws IOException {
    Files.setLastModifiedTime(file, FileTime.fromMillis(System.currentTimeMillis() - millis));
  }

  private long bytes() throws IOException {
    return Pruning.count(store.folder).bytes();
  }

  @Test
  void countsResultsRecordsAndBytes() throws IOException {
    assertEquals(new Pruning.Census(0, 0, 0, 0), Pruning.count(store.folder));
    long stored = store.put("a", KIB, KIB) + store.put("b", KIB);
    store.folder.write(store.folder.file("links/x"), new byte[10]);
    store.folder.write(store.folder.file("tools/ab/y"), new byte[20]);
    long tag = Files.size(store.folder.file(CacheFolder.TAG));
    assertEquals(new Pruning.Census(2, 2, 0, stored + 30 + tag), Pruning.count(store.folder));
  }

  @Test
  void leastRecentlyUsedGoFirstDownToNineTenths() throws IOException {
    for (int i = 0; i < 10; i++) {
      store.put("k" + i, KIB, KIB);
      age(store.entry("k" + i), (20 - i) * HOUR);
    }
    store.hits("k0", KIB, KIB); // used again, so it stays
    long all = bytes();
    assertEquals(all, Pruning.prune(store.folder, all, DAY));
    assertEquals(10, Pruning.count(store.folder).results());
    long left = Pruning.prune(store.folder, all - 1, DAY);
    assertTrue(left <= (all - 1) / 10.0 * 9 + 1 && left > all / 2, all + " to " + left);
    assertEquals(left, bytes());
    store.hits("k0", KIB, KIB);
    store.misses("k1", 2);
    store.hits("k9", KIB, KIB);
    assertEquals(List.of(), Verification.of(store.folder).damaged());
    Pruning.prune(store.folder, 0, DAY);
    assertEquals(0, Pruning.count(store.folder).results());
    assertEquals(0, store.files("results/").size());
  }

  @Test
  void unusedOnesGoWithAgeRecordsToo() throws IOException {
    store.put("old", KIB, KIB);
    store.put("new", KIB, KIB);
    Path oldLink = store.folder.file("links/old");
    Path newTool = store.folder.file("tools/new");
    store.folder.write(oldLink, new byte[10]);
    store.folder.write(newTool, new byte[10]);
    age(store.entry("old"), 3 * DAY);
    age(oldLink, 3 * DAY);
    Pruning.prune(store.folder, NO_LIMIT, 4 * DAY);
    assertEquals(2, Pruning.count(store.folder).results());
    Pruning.prune(store.folder, NO_LIMIT, 2 * DAY);
    store.misses("old", 2);
    store.hits("new", KIB, KIB);
    assertFalse(Files.exists(oldLink));
    assertTrue(Files.exists(newTool));
  }

  @Test
  void leftoversGoAfterAnHour() throws IOException {
    store.put("a", KIB);
    Path written = Files.writeString(store.folder.file("tmp/1"), "x");
    Path left = Files.writeString(store.folder.file("tmp/2"), "x");
    Path stored = Files.writeString(store.entry("a").resolveSibling("s.0-1"), "x");
    Path orphan = Files.writeString(store.entry("a").resolveSibling("t.0-1"), "x");
    age(left, 2 * HOUR);
    age(orphan, 2 * HOUR);
    assertEquals(1, Pruning.count(store.folder).results());
    Pruning.prune(store.folder, NO_LIMIT, DAY);
    assertTrue(Files.exists(written) && Files.exists(stored));
    assertFalse(Files.exists(left) || Files.exists(orphan));
    Pruning.prune(store.folder, 0, DAY);
    assertTrue(Files.exists(written) && Files.exists(stored), "in use, whatever the size");
  }

  @Test
  void whatARunningLinkHasStays() throws IOException {
    store.put("a", KIB);
    List<Path> places = store.places(1);
    store.results.get(Store.key("a"), places);
    Pruning.prune(store.folder, 0, DAY);
    assertEquals(KIB, Files.readString(places.get(0)));
    store.misses("a", 1);
  }

  @Test
  void linkPrunesWhenTheCacheIsOverItsLimit() throws Exception {
    long first = store.put("a", KIB);
    age(store.entry("a"), HOUR);
    assertEquals("", CacheUpkeep.afterLink(store.folder, 3000, 1, 2, first));
    store.hits("a", KIB);
    long more = store.put("b", KIB) + store.put("c", KIB);
    assertEquals("", CacheUpkeep.afterLink(store.folder, 3000, 3, 4, more));
    store.misses("a", 1);
    store.hits("c", KIB);
    CacheCounters.Counts counts = new CacheCounters(store.folder).read();
    assertEquals(new CacheCounters.Counts(2, 4, 6, counts.bytes()), counts);
    assertTrue(counts.bytes() < 3000 && counts.bytes() > KIB.length(), counts.toString());
  }

  @Test
  void linkPrunesOnceADay() throws Exception {
    store.put("a", KIB);
    store.put("b", KIB);
    CacheUpkeep.afterLink(store.folder, NO_LIMIT, 0, 1, 1);
    age(store.entry("a"), Pruning.AGE + DAY);
    CacheUpkeep.afterLink(store.folder, NO_LIMIT, 0, 1, 1);
    assertTrue(Files.exists(store.entry("a")), "not twice a day");
    age(store.folder.file("pruned"), 25 * HOUR);
    CacheUpkeep.afterLink(store.folder, NO_LIMIT, 0, 1, 1);
    assertFalse(Files.exists(store.entry("a")));
    store.hits("b", KIB);
  }

  @Test
  void linkDoesNotWaitForAnotherThatPrunes() throws Exception {
    store.put("a", KIB);
    try (FileChannel channel =
            FileChannel.open(
                store.folder.file("pruned"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      assertTrue(lock.isValid());
      assertEquals("", CacheUpkeep.afterLink(store.folder, 0, 0, 1, 2000));
      store.hits("a", KIB);
    }
    CacheUpkeep.afterLink(store.folder, 0, 0, 1, 2000);
    store.misses("a", 1);
  }

  @Test
  void limitThatCannotBeKeptIsSaid() throws Exception {
    store.put("a", KIB);
    Path tmp = Files.writeString(store.folder.file("tmp/x"), KIB); // in use
    String note = CacheUpkeep.afterLink(store.folder, 1000, 0, 1, 2000);
    assertEquals(
        "'" + store.folder.path() + "': the cache is over its limit, and can't be made smaller",
        note);
    Files.delete(tmp);
    assertEquals("", CacheUpkeep.afterLink(store.folder, 1000, 0, 1, 2000));
  }

  @Test
  void cacheThatIsNotThereOrNoFolderIsNoError() throws Exception {
    assertEquals("", CacheUpkeep.afterLink(store.folder, 0, 0, 0, 0));
    assertEquals(0, CacheUpkeep.prune(store.folder, 0, 0));
    assertFalse(Files.exists(store.folder.path()));
    Files.createFile(temporary.resolve("cache"));
    assertEquals("", CacheUpkeep.afterLink(store.folder, 10, 1, 1, 20));
    assertEquals(0, Pruning.count(store.folder).results());
    assertEquals(List.of(), Verification.of(store.folder).damaged());
  }

  @Test
  void countsThatAreDamagedBeginAnew() throws Exception {
    store.put("a", KIB);
    CacheCounters counters = new CacheCounters(store.folder);
    CacheCounters.Counts one = new CacheCounters.Counts(1, 2, 3, 4);
    assertEquals(one, counters.add(one));
    assertEquals(new CacheCounters.Counts(2, 4, 6, 8), counters.add(one));
    for (String text : List.of("", "x", "1 2 3", "1 2 3 4 5", "9".repeat(1000), "1 2 3 x\n")) {
      Files.writeString(store.folder.file("counts"), text);
      assertEquals(new CacheCounters.Counts(0, 0, 0, 0), counters.read(), text);
      assertEquals(one, counters.add(one), text);
      assertEquals(one, counters.read(), text);
    }
    counters.setBytes(77);
    assertEquals(new CacheCounters.Counts(1, 2, 3, 77), counters.read());
  }

  @Test
  void clearingDeletesOursOnly() throws Exception {
    assertTrue(Clearing.clear(store.folder), "nothing there");
    store.put("a", KIB);
    Path mine = Files.writeString(store.folder.path().resolve("mine"), "mine");
    Path outside = Files.writeString(temporary.resolve("outside"), "mine");
    Files.createSymbolicLink(store.folder.file("links"), temporary);
    assertTrue(Clearing.clear(store.folder));
    assertEquals("mine", Files.readString(mine));
    assertEquals("mine", Files.readString(outside));
    assertEquals(1, store.files().size(), store.files().toString());
    Files.delete(mine);
    store.put("a", KIB);
    store.hits("a", KIB);
    assertTrue(Clearing.clear(store.folder));
    assertFalse(Files.exists(store.folder.path()));
  }

  @Test
  void clearingRefusesOtherFolders() throws Exception {
    Path mine = Files.createDirectories(store.folder.root()).resolve("mine");
    Files.writeString(mine, "mine");
    assertFalse(Clearing.clear(store.folder));
    Files.writeString(store.folder.file(CacheFolder.TAG), "Signature: of somebody else\n");
    assertFalse(Clearing.clear(store.folder));
    assertFalse(Clearing.clear(new CacheFolder(store.folder.root())));
    assertEquals("mine", Files.readString(mine));
  }

  @Test
  void clearingThatWasKilledIsFinishedByTheNext() throws Exception {
    store.put("a", KIB);
    Files.move(store.folder.root(), store.folder.besideRoot());
    assertTrue(Clearing.clear(store.folder));
    assertFalse(Files.exists(store.folder.path()));
  }
}
