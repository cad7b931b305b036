package org.dthinlto.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Many use one cache at once, some are killed, some have no room, somebody deletes it. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
final class SharedCacheTest {

  @TempDir Path temporary;
  private CacheFolder folder = new CacheFolder(Path.of(""));
  private int users;

  @BeforeEach
  void open() {
    folder = new CacheFolder(temporary.resolve("cache"));
  }

  private Path space() {
    users++;
    return temporary.resolve("user" + users);
  }

  private void isWhole() throws IOException {
    assertEquals(List.of(), Verification.of(folder).damaged());
  }

  private Process process(String first, int rounds, int size) throws IOException {
    return StoreProcess.start(first, space(), folder, rounds, size);
  }

  @Test
  void threadsAgree() throws Exception {
    List<String> said = inThreads(4, 30, false);
    for (String text : said) {
      assertTrue(text.contains(" damaged 0 failed 0"), text);
    }
    isWhole();
    assertEquals(20, Pruning.count(folder).results());
  }

  @Test
  void threadsBearThatTheCacheIsClearedAndPruned() throws Exception {
    List<String> said = inThreads(3, 60, true);
    int hits = 0;
    for (String text : said) {
      assertTrue(text.contains(" damaged 0 "), text);
      hits += Integer.parseInt(text.split(" ")[1]);
    }
    assertTrue(hits > 0, said.toString());
    isWhole();
  }

  /** One more thread clears and prunes meanwhile, if asked to. */
  private List<String> inThreads(int count, int rounds, boolean clear)
      throws InterruptedException, ExecutionException, IOException {
    ExecutorService pool = Executors.newFixedThreadPool(count);
    List<Future<String>> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Path space = Files.createDirectories(space());
      all.add(pool.submit(() -> StoreProcess.use(space, folder, rounds, 3000)));
    }
    pool.shutdown();
    for (int i = 0; clear && !pool.awaitTermination(3, TimeUnit.MILLISECONDS); i++) {
      if (i % 10 == 9) {
        assertTrue(Clearing.clear(folder));
      } else {
        CacheUpkeep.prune(folder, 20_000, Pruning.AGE);
      }
    }
    List<String> said = new ArrayList<>();
    for (Future<String> one : all) {
      said.add(one.get());
    }
    return said;
  }

  @Test
  void processesAgree() throws Exception {
    List<Process> all = List.of(process(":", 30, 3000), process(":", 30, 3000));
    for (Process one : all) {
      String said = StoreProcess.said(one);
      assertTrue(said.contains(" damaged 0 failed 0\n"), said);
      assertEquals(0, one.waitFor());
    }
    isWhole();
    assertEquals(20, Pruning.count(folder).results());
    assertEquals(0, new Store(temporary).files("/tmp/").size());
  }

  @Test
  void killedProcessesLeaveNothingHalfWritten() throws Exception {
    Random random = new Random(7);
    for (int i = 0; i < 5; i++) {
      // Large objects that are copied, as the tree is on another file system, take their time.
      Path elsewhere = Files.createTempDirectory(Path.of("/dev/shm"), "dthinlto-test");
      try {
        Process one = StoreProcess.start(":", elsewhere, folder, 100_000, 2_000_000);
        while (one.isAlive() && Pruning.count(folder).results() <= i) {
          Thread.sleep(5);
        }
        Thread.sleep(random.nextInt(100));
        assertTrue(one.isAlive());
        one.destroyForcibly().waitFor();
      } finally {
        Trees.delete(elsewhere);
      }
      isWhole();
    }
    assertTrue(Pruning.count(folder).results() > 4);
    String said = StoreProcess.use(Files.createDirectories(space()), folder, 2, 2_000_000);
    assertTrue(said.contains(" damaged 0 failed 0"), said);
  }

  @Test
  void storingThatRunsOutOfRoomLeavesNothing() throws Exception {
    Store store = new Store(temporary, folder);
    Path space = Files.createDirectories(space());
    Files.writeString(space.resolve("o"), "object");
    Files.writeString(space.resolve("r"), "r".repeat(100_000));
    // No file may grow over 4 KiB, so that the copy is cut off in the middle.
    Process full = StoreProcess.start("ulimit -f 8", space, folder, 0, 0);
    String said = StoreProcess.said(full);
    assertTrue(said.startsWith("not stored: "), said);
    assertEquals(0, full.waitFor());
    assertEquals(0, store.files("tmp/").size(), store.files().toString());
    assertEquals(0, store.files("results/").size(), store.files().toString());
    store.misses("key0", 2);
    Process roomy = StoreProcess.start("ulimit -f 8000", space, folder, 0, 0);
    assertEquals("stored\n", StoreProcess.said(roomy));
    assertEquals(2 + 1, store.files("results/").size(), store.files().toString());
    isWhole();
  }
}
