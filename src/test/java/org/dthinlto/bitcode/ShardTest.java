package org.dthinlto.bitcode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shards that lld wrote, and such as it wouldn't. */
final class ShardTest {

  private static final String OWN = "lib.o";
  private static final int SKIPPED = 2;
  private static final int FLAGS = 0x61;

  @TempDir Path folder;

  /** The shard of a module that defines lib and data, and imports near from another one. */
  private Path shardOf(Clang clang, String kind) throws Exception {
    Path build = Files.createDirectories(folder.resolve(kind + clang.major()));
    String lib = "int near(int);\nint data = 3;\nint lib(int x) { return near(x) + data; }\n";
    String other =
        "int near(int x) { return x + 1; }\nint lib(int);\nint start(int x)"
            + " { return lib(x); }\n";
    String[] options = {"-flto=thin", "-O2", "-fPIC"};
    clang.compile(build, "lib", lib, options);
    clang.compile(build, "other", other, options);
    String[] line = {kind, "-e", "start", "--thinlto-index-only", OWN, "other.o", "-o", "out"};
    clang.tool(build, "ld.lld", line);
    return build.resolve(OWN + ".thinlto.bc");
  }

  @Test
  void whatLldWroteIsRead() throws Exception {
    for (Clang clang : Clang.all()) {
      long[] own = sorted(GuidTest.of("lib"), GuidTest.of("data"));
      Shard program = Shard.read(shardOf(clang, "-pie"), OWN);
      assertArrayEquals(own, sorted(program.local()), clang.toString());
      assertEquals(0, program.preemptible().length, clang.toString());
      long[] known = sorted(own[0], own[1], GuidTest.of("near"));
      assertArrayEquals(known, sorted(program.known()), clang.toString());
      Shard library = Shard.read(shardOf(clang, "-shared"), OWN);
      assertArrayEquals(own, sorted(library.preemptible()), clang.toString());
      assertEquals(0, library.local().length, clang.toString());
    }
  }

  private static long[] sorted(long... guids) {
    long[] sorted = guids.clone();
    Arrays.sort(sorted);
    return sorted;
  }

  @Test
  void whatIsAddedIsWhatLlvmReads() throws Exception {
    long[] added = {-3, 5, GuidTest.of("another"), 1L << 32};
    for (Clang clang : Clang.all()) {
      Path file = shardOf(clang, "-pie");
      String before = clang.tool(folder, "llvm-dis", "-o", "-", file.toString());
      byte[] old = Files.readAllBytes(file);
      Shard shard = Shard.read(file, OWN);
      shard.add(added);
      clang.tool(folder, "llvm-bcanalyzer", file.toString());
      String after = clang.tool(folder, "llvm-dis", "-o", "-", file.toString());
      for (long guid : added) {
        String entry = "= gv: (guid: " + Long.toUnsignedString(guid) + ", summaries: (variable: ";
        assertFalse(before.contains(entry), clang + before);
        assertTrue(after.contains(entry), clang + after);
        String said = after.substring(after.indexOf(entry));
        said = said.substring(0, said.indexOf('\n'));
        assertTrue(said.contains("linkage: external"), said);
        assertTrue(said.contains("notEligibleToImport: 1, live: 1, dsoLocal: 1"), said);
        assertTrue(said.contains("readonly: 0, writeonly: 0"), said);
        assertTrue(said.contains("module: " + ownModule(after)), said);
      }
      Shard again = Shard.read(file, OWN);
      assertArrayEquals(sorted(concat(shard.known(), added)), sorted(again.known()));
      // Nothing of the old file is lost.
      int blocks = old.length - 4 * 4;
      byte[] now = Files.readAllBytes(file);
      assertArrayEquals(
          Arrays.copyOfRange(old, blocks, old.length),
          Arrays.copyOfRange(now, now.length - 4 * 4, now.length));
      assertEquals(0, (now.length - old.length) % 4);
    }
  }

  /** The name that the printed shard has for the module itself. */
  private static String ownModule(String text) {
    int path = text.indexOf(" = module: (path: \"" + OWN + "\"");
    return text.substring(text.lastIndexOf('^', path), path);
  }

  private static long[] concat(long[] a, long[] b) {
    long[] all = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, all, a.length, b.length);
    return all;
  }

  @Test
  void addingTwiceIsAddingAllAtOnce() throws Exception {
    for (Clang clang : Clang.all()) {
      Path file = shardOf(clang, "-pie");
      byte[] old = Files.readAllBytes(file);
      Shard.read(file, OWN).add(new long[] {7, 8, 9});
      byte[] once = Files.readAllBytes(file);
      Files.write(file, old);
      Shard.read(file, OWN).add(new long[] {7});
      assertFalse(Arrays.equals(once, Files.readAllBytes(file)));
      Shard.read(file, OWN).add(new long[] {8, 9});
      assertArrayEquals(once, Files.readAllBytes(file), clang.toString());
    }
  }

  /** A shard by hand. */
  private Path hand(BitWriter... blocks) throws IOException {
    BitWriter module = new BitWriter();
    for (int i = 0; i < blocks.length; i++) {
      module.block(4, i == 0 ? 19 : 20, blocks[i].bytes());
    }
    byte[] body = module.end().bytes();
    return Files.write(
        folder.resolve("hand.bc"), new BitWriter().magic().block(2, 8, body).bytes());
  }

  private static BitWriter paths(long number) {
    return new BitWriter().record(1, number, 'l', 'i', 'b', '.', 'o').end();
  }

  private static BitWriter summary(int version, int flags, long... guid) {
    return new BitWriter()
        .record(10, version)
        .record(20, flags)
        .record(16, guid)
        .record(6, 1, 4, 0x60, 0)
        .end();
  }

  private void isRefused(String why, BitWriter... blocks) throws IOException {
    Path file = hand(blocks);
    String what = assertThrows(MalformedFileException.class, () -> Shard.read(file, OWN)).what();
    assertTrue(what.contains(why), what);
  }

  @Test
  void otherFormsAreRefused() throws IOException {
    for (int version = 9; version <= 12; version++) {
      long[] guid = version < 11 ? new long[] {1, 77} : new long[] {1, 0, 77};
      long[] other = version < 11 ? new long[] {1, 0, 77} : new long[] {1, 77};
      Path file = hand(paths(4), summary(version, FLAGS, guid));
      assertArrayEquals(new long[] {77}, Shard.read(file, OWN).local());
      isRefused("operands", paths(4), summary(version, FLAGS, other));
      isRefused("isn't selected", paths(4), summary(version, FLAGS | SKIPPED, guid));
      isRefused("can be", paths(4), summary(version, FLAGS, guid), summary(version, FLAGS, guid));
    }
    isRefused("unknown version 13", paths(4), summary(13, FLAGS, 1, 0, 77));
    isRefused("unknown version 8", paths(4), summary(8, FLAGS, 1, 77));
    isRefused("isn't there", paths(4), summary(9, FLAGS, 10_000, 77));
    isRefused("doesn't name", paths(4), summary(9, FLAGS, 0, 77));
    isRefused("is no index", paths(4));
    isRefused("can be", new BitWriter().end(), summary(9, FLAGS, 1, 77));
  }

  @Test
  void symbolsOfOtherModulesAndDeadOnesAreNotItsOwn() throws IOException {
    Path file = hand(paths(5), summary(9, FLAGS, 1, 77));
    assertEquals(0, Shard.read(file, OWN).local().length);
    assertArrayEquals(new long[] {77}, Shard.read(file, OWN).known());
    BitWriter dead =
        new BitWriter()
            .record(10, 9)
            .record(20, FLAGS)
            .record(16, 1, 77)
            .record(6, 1, 4, 0x40, 0)
            .end();
    assertEquals(0, Shard.read(hand(paths(4), dead), OWN).local().length);
    BitWriter noneIsDead =
        new BitWriter().record(10, 9).record(16, 1, 77).record(6, 1, 4, 0x40, 0).end();
    assertArrayEquals(new long[] {77}, Shard.read(hand(paths(4), noneIsDead), OWN).local());
    BitWriter internal =
        new BitWriter().record(10, 9).record(16, 1, 77).record(6, 1, 4, 0x67, 0).end();
    assertEquals(0, Shard.read(hand(paths(4), internal), OWN).local().length);
  }

  @Test
  void damageIsRefusedOrLeavesAShard() throws Exception {
    Random random = new Random(8);
    for (Clang clang : Clang.all()) {
      byte[] bytes = Files.readAllBytes(shardOf(clang, "-pie"));
      Path file = folder.resolve("damaged");
      int refused =
          assertTimeoutPreemptively(
              Duration.ofSeconds(60),
              () -> {
                int count = 0;
                for (int i = 0; i < 2 * bytes.length; i++) {
                  byte[] damaged = bytes.clone();
                  if (i < bytes.length) {
                    damaged[i] ^= (byte) (1 + random.nextInt(255));
                  } else {
                    damaged = Arrays.copyOf(damaged, i - bytes.length);
                  }
                  Files.write(file, damaged);
                  try {
                    Shard shard = Shard.read(file, OWN);
                    shard.add(new long[] {11, 12});
                    assertEquals(
                        shard.known().length + 2,
                        Shard.read(file, OWN).known().length,
                        "byte " + i);
                  } catch (MalformedFileException e) {
                    count++;
                    assertArrayEquals(damaged, Files.readAllBytes(file));
                  }
                }
                return count;
              });
      assertTrue(refused > bytes.length, clang + ": " + refused + " of " + 2 * bytes.length);
      assertTrue(refused < 2 * bytes.length, clang + ": " + refused);
    }
  }
}
