package org.dthinlto.bitcode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class BlockCountTest {

  private static final int LAST_WITH_COUNT = 16;

  @TempDir Path folder;

  /** The shard of one module, from lld; with so many modules in the link that it isn't for. */
  private byte[] shard(Clang clang, String source, boolean more)
      throws IOException, InterruptedException {
    clang.compile(folder, "f", source, "-flto=thin");
    clang.compile(folder, "more", "int h(int x) { return x ? x * 2 : 7; }", "-flto=thin");
    List<String> words = new ArrayList<>(List.of("-shared", "-o", "x", "f.o"));
    words.addAll(more ? List.of("more.o") : List.of());
    words.add("--thinlto-index-only=list");
    clang.tool(folder, "ld.lld", words.toArray(String[]::new));
    return Files.readAllBytes(folder.resolve("f.o.thinlto.bc"));
  }

  private byte[] without(byte[] shard) throws IOException {
    Path file = folder.resolve("shard");
    Files.write(file, shard);
    return BlockCount.without(file);
  }

  static List<Clang> clangs() throws IOException, InterruptedException {
    return Clang.all();
  }

  @ParameterizedTest
  @MethodSource("clangs")
  void moreBlocksElsewhere_changeTheShardOfOldReleasesOnly(Clang clang)
      throws IOException, InterruptedException {
    byte[] alone = shard(clang, Clang.PLAIN, false);
    byte[] together = shard(clang, Clang.PLAIN, true);
    assertEquals(clang.major() > LAST_WITH_COUNT, Arrays.equals(alone, together));
    assertArrayEquals(without(alone), without(together));
    assertEquals(clang.major() > LAST_WITH_COUNT, Arrays.equals(alone, without(alone)));
  }

  @ParameterizedTest
  @MethodSource("clangs")
  void anotherFunction_isSeen(Clang clang) throws IOException, InterruptedException {
    byte[] first = without(shard(clang, Clang.PLAIN, false));
    byte[] second = without(shard(clang, Clang.PLAIN.replace("+ 1", "+ 2"), false));
    assertFalse(Arrays.equals(first, second));
  }

  @ParameterizedTest
  @MethodSource("clangs")
  void damagedShards_stayWhole(Clang clang) throws IOException, InterruptedException {
    byte[] half = Arrays.copyOf(shard(clang, Clang.PLAIN, false), 60);
    assertArrayEquals(half, without(half));
  }
}
