package org.dthinlto.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Many links over one cache, while they are killed and the cache is damaged, pruned, cleared and
 * full: every link that ends well has made the right program.
 *
 * <p>The system property {@code dthinlto.torture} says how many links there are at least, {@code
 * dthinlto.tortureSeed} which ones.
 */
@Execution(ExecutionMode.CONCURRENT)
class TortureE2eTest {

  private static final int WORKERS = 4;

  private static int links(int usual) {
    return Integer.getInteger("dthinlto.torture", usual);
  }

  private static long seed() {
    return Long.getLong("dthinlto.tortureSeed", System.nanoTime() & 0xffffff);
  }

  @Llvm.Ends
  void fourProcesses(TestSpace space) throws Exception {
    boolean newest = space.llvm.equals(Toolchain.newest());
    torture(space, links(200) / (newest ? 1 : 5));
  }

  private static void torture(TestSpace space, int links) throws Exception {
    long seed = seed();
    System.out.println("torture: " + space + ", seed " + seed + ", " + links + " links");
    Cached cached = Cached.in(space);
    TorturedProgram.shared(space);
    Gremlin gremlin = new Gremlin(space, cached, new Random(seed));
    ExecutorService threads = Executors.newFixedThreadPool(WORKERS + 1);
    List<TorturedProgram> programs = new ArrayList<>();
    try {
      List<Future<?>> workers = new ArrayList<>();
      for (int i = 0; i < WORKERS; i++) {
        TorturedProgram program =
            new TorturedProgram(space, i, new Random(seed * WORKERS + i), gremlin);
        programs.add(program);
        workers.add(
            threads.submit(
                () -> {
                  program.links(links / WORKERS);
                  return null;
                }));
      }
      Future<?> evil = threads.submit(gremlin);
      for (Future<?> worker : workers) {
        worker.get(links * 5L + 60, TimeUnit.SECONDS);
      }
      gremlin.stop();
      evil.get(60, TimeUnit.SECONDS);
    } finally {
      gremlin.stop();
      threads.shutdownNow();
    }
    cached.command("verify");
    cached.isClean();
    int killed = 0;
    int reused = 0;
    for (TorturedProgram program : programs) {
      program.linkTwice();
      killed += program.killed();
      reused += program.reused();
    }
    cached.isClean();
    nothingIsLeft(space, cached);
    System.out.println("torture: " + killed + " killed, " + reused + " reused, " + gremlin);
    assertTrue(killed > 0 && reused > 0 && gremlin.didAll(), "too little happened: " + gremlin);
  }

  /** Only what belongs there lies beside outputs; what the killed left in the cache is pruned. */
  private static void nothingIsLeft(TestSpace space, Cached cached) throws Exception {
    try (var files = Files.walk(space.work)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        assertTrue(!file.toString().contains(".dthinlto"), file::toString);
      }
    }
    try (var files = Files.list(space.root.resolve("tmp"))) {
      assertEquals(List.of(), files.toList());
    }
    for (Path file : cached.files("v1/tmp")) {
      Files.setLastModifiedTime(file, java.nio.file.attribute.FileTime.fromMillis(0));
    }
    cached.command("prune").exits(0);
    assertEquals(List.of(), cached.files("v1/tmp"));
    cached.command("clear").exits(0);
    assertTrue(!Files.exists(cached.folder()), () -> "left: " + cached.files(""));
  }

  /** A disk that is full before the first link, and one that becomes full in the middle. */
  @Llvm.Newest
  void fullDisk(TestSpace space) throws Exception {
    for (String size : List.of("64k", "700k", "280m")) {
      Path disk = Files.createDirectories(space.root.resolve("disk" + size));
      Ran mounted =
          space.run("mount", "-t", "tmpfs", "-o", "size=" + size, "none", disk.toString());
      if (mounted.status() != 0) {
        Assertions.assertNotEquals("root", System.getProperty("user.name"), mounted::toString);
        return; // LimitedFiles shows the same without a mount
      }
      try {
        space.env.put("DTHINLTO_CACHE_DIR", disk.resolve("cache").toString());
        space.env.remove("DTHINLTO_NO_CACHE");
        TorturedProgram.shared(space);
        TorturedProgram program = new TorturedProgram(space, 0, new Random(seed()), Gremlin.NONE);
        for (int i = 0; i < 2; i++) {
          program.link();
          if (size.endsWith("m")) {
            program.fillingDisk(disk);
          }
        }
        program.nothingBeside();
      } finally {
        space.run("umount", disk.toString());
      }
    }
  }

  /** The same where nothing can be mounted: no file of dthinlto's own may grow over 4 KiB. */
  @Llvm.Newest
  void filesThatCannotGrow(TestSpace space) throws Exception {
    Cached.in(space);
    TorturedProgram.shared(space);
    Path limited =
        space.script(
            "limited", "ulimit -S -f 8\nexec \"$@\"\n"); // 512-byte blocks, for what it starts too
    Path real = Path.of(space.llvm.lld());
    space.script("ld.lld", "ulimit -S -f unlimited\nexec " + real + " \"$@\"\n");
    Path clang =
        space.script(
            "clang-limited", "ulimit -S -f unlimited\nexec " + space.llvm.clang() + " \"$@\"\n");
    TorturedProgram program = new TorturedProgram(space, 0, new Random(seed()), Gremlin.NONE);
    program.limited(limited, clang);
    for (int i = 0; i < 4; i++) {
      program.link();
    }
    program.nothingBeside();
  }
}
