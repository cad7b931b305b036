package org.dthinlto.bitcode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SliceTest {

  @TempDir Path folder;
  private Path file;
  private final byte[] bytes = new byte[40_000];

  @BeforeEach
  void write() throws IOException {
    new Random(3).nextBytes(bytes);
    file = Files.write(folder.resolve("data"), bytes);
  }

  private long expected(long position, long end) {
    long word = 0;
    for (int i = 7; i >= 0; i--) {
      word = word << 8 | (position + i < end ? bytes[(int) position + i] & 0xff : 0);
    }
    return word;
  }

  @Test
  void wordsAreReadAnywhereAndEndInZeros() throws IOException {
    Slice slice = new Slice(file, 1000, 30_001);
    Random random = new Random(4);
    try (SliceReader in = SliceReader.open(slice)) {
      for (int i = 0; i < 20_000; i++) {
        long position = i < 10_000 ? i * 3L : random.nextInt(30_001);
        assertEquals(expected(1000 + position, 31_001), in.word(position), "position " + position);
      }
      for (int position = 29_990; position < 30_001; position++) {
        assertEquals(expected(1000 + position, 31_001), in.word(position), "position " + position);
      }
      assertThrows(MalformedFileException.class, () -> in.word(30_001));
      assertThrows(MalformedFileException.class, () -> in.word(-1));
    }
  }

  @Test
  void aPartCountsFromItsOwnStartAndEndsWithinTheWhole() throws IOException {
    try (SliceReader in = SliceReader.open(new Slice(file, 100, 1000))) {
      SliceReader part = in.part(990, 10);
      assertEquals(new Slice(file, 1090, 10), part.slice());
      assertEquals(expected(1090, 1100), part.word(0));
      assertEquals(expected(1099, 1100), part.word(9));
      assertThrows(MalformedFileException.class, () -> part.word(10));
      assertThrows(IndexOutOfBoundsException.class, () -> in.part(990, 11));
      assertThrows(IndexOutOfBoundsException.class, () -> in.part(1001, 0));
      assertThrows(IndexOutOfBoundsException.class, () -> in.part(-1, 1));
      assertThrows(IndexOutOfBoundsException.class, () -> in.part(1, Long.MAX_VALUE));
    }
  }

  @Test
  void aFileThatBecameShorterIsNoticed() throws IOException {
    try (SliceReader in = SliceReader.open(new Slice(file, 39_000, 2000))) {
      MalformedFileException e = assertThrows(MalformedFileException.class, () -> in.word(500));
      assertEquals(40_000, e.offset());
      assertEquals("ends too early", e.what());
    }
    Slice tooLong = new Slice(file, 39_000, 1001);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThrows(MalformedFileException.class, () -> tooLong.copyTo(Channels.newChannel(out)));
  }

  @Test
  void copiesItsBytes() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new Slice(file, 7, 39_993).copyTo(Channels.newChannel(out));
    assertArrayEquals(Arrays.copyOfRange(bytes, 7, 40_000), out.toByteArray());
    out.reset();
    new Slice(file, 7, 0).copyTo(Channels.newChannel(out));
    assertEquals(0, out.size());
  }

  @Test
  void theWholeIsOfARegularFile() throws IOException {
    assertEquals(new Slice(file, 0, 40_000), Slice.whole(file));
    FileSystemException e = assertThrows(FileSystemException.class, () -> Slice.whole(folder));
    assertEquals(folder + ": is a directory", e.getMessage());
    assertThrows(NoSuchFileException.class, () -> Slice.whole(folder.resolve("no")));
    e = assertThrows(FileSystemException.class, () -> Slice.whole(Path.of("/dev/null")));
    assertEquals("/dev/null: is no regular file", e.getMessage());
  }

  @Test
  void anErrorOfTheSystemNamesTheFile() {
    Slice slice = new Slice(folder, 0, 10);
    FileSystemException e =
        assertThrows(
            FileSystemException.class,
            () -> {
              try (SliceReader in = SliceReader.open(slice)) {
                in.word(0);
              }
            });
    assertTrue(e.getMessage().startsWith(folder + ": "), e.getMessage());
  }

  @Test
  void nonsenseIsNoSlice() {
    assertThrows(IllegalArgumentException.class, () -> new Slice(file, -1, 1));
    assertThrows(IllegalArgumentException.class, () -> new Slice(file, 0, -1));
    assertThrows(IllegalArgumentException.class, () -> new Slice(file, Long.MAX_VALUE, 1));
    assertThrows(IllegalArgumentException.class, () -> new Slice(file, 0, Long.MAX_VALUE));
  }
}
