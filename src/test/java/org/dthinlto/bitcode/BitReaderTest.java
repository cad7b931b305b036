package org.dthinlto.bitcode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BitReaderTest {

  @TempDir Path folder;

  private SliceReader open(byte[] bytes) throws IOException {
    Path file = Files.write(folder.resolve("bits"), bytes);
    return SliceReader.open(Slice.whole(file));
  }

  @Test
  void numbersOfEveryWidthComeBackAcrossWindows() throws IOException {
    long[] values = new long[20_000];
    int[] widths = new int[values.length];
    BitWriter writer = new BitWriter();
    Random random = new Random(1);
    for (int i = 0; i < values.length; i++) {
      widths[i] = 1 + random.nextInt(32);
      values[i] = random.nextLong() & ((1L << widths[i]) - 1);
      writer.bits(widths[i], values[i]);
    }
    try (SliceReader in = open(writer.bytes())) {
      assertTrue(in.size() > 20_000, "more than one window");
      BitReader bits = new BitReader(in);
      for (int i = 0; i < values.length; i++) {
        assertEquals(values[i], bits.read(widths[i]), "number " + i);
      }
    }
  }

  @Test
  void numbersInPiecesComeBackUpTo64Bits() throws IOException {
    long[] values = {0, 1, 31, 32, 33, 1L << 31, (1L << 32) - 1, 1L << 62, Long.MIN_VALUE, -1};
    BitWriter writer = new BitWriter();
    for (int width = 2; width <= 32; width++) {
      for (long value : values) {
        writer.vbr(width, value);
      }
    }
    try (SliceReader in = open(writer.bytes())) {
      BitReader bits = new BitReader(in);
      for (int width = 2; width <= 32; width++) {
        for (long value : values) {
          assertEquals(value, bits.readVbr(width), "width " + width);
        }
      }
    }
  }

  @Test
  void aNumberThatNeverEndsIsMalformed() throws IOException {
    BitWriter writer = new BitWriter();
    for (int i = 0; i < 20; i++) {
      writer.bits(6, 0x3f);
    }
    try (SliceReader in = open(writer.bytes())) {
      MalformedFileException e =
          assertThrows(MalformedFileException.class, () -> new BitReader(in).readVbr(6));
      assertEquals("damaged bitcode: holds a number of more than 64 bits", e.what());
    }
  }

  @Test
  void skippingEndsWhereReadingDoes() throws IOException {
    for (int width = 2; width <= BitReader.MAX_WIDTH; width++) {
      skippingEndsWhereReadingDoes(width);
    }
  }

  private void skippingEndsWhereReadingDoes(int width) throws IOException {
    BitWriter writer = new BitWriter();
    Random random = new Random(2);
    int count = 5_000;
    writer.bits(3, 5);
    for (int i = 0; i < count; i++) {
      writer.vbr(width, random.nextLong() >>> random.nextInt(64));
    }
    byte[] bytes = writer.bytes();
    try (SliceReader in = open(bytes)) {
      BitReader reading = new BitReader(in);
      reading.read(3);
      for (int left = count; left > 0; ) {
        int step = Math.min(left, random.nextInt(40));
        BitReader skipping = new BitReader(in);
        skipping.seek(reading.position());
        skipping.skipVbr(width, step);
        for (int i = 0; i < step; i++) {
          reading.readVbr(width);
        }
        assertEquals(reading.position(), skipping.position(), left + " left");
        left -= step;
      }
      BitReader all = new BitReader(in);
      all.read(3);
      all.skipVbr(width, count);
      assertEquals(reading.position(), all.position());
    }
  }

  @Test
  void nothingIsReadBehindTheEnd() throws IOException {
    try (SliceReader in = open(new byte[8])) {
      BitReader bits = new BitReader(in);
      bits.seek(33);
      assertEquals(0, bits.read(31));
      assertThrows(MalformedFileException.class, () -> bits.read(1));
      assertThrows(MalformedFileException.class, () -> bits.readVbr(2));
      assertThrows(MalformedFileException.class, () -> bits.skip(1));
      assertThrows(MalformedFileException.class, () -> bits.skipVbr(6, 1));
      assertThrows(MalformedFileException.class, () -> bits.seek(65));
      assertThrows(MalformedFileException.class, () -> bits.seek(63), "no way back");
      bits.align();
      assertEquals(64, bits.position());
    }
  }

  @Test
  void nothingIsReadBehindALimit() throws IOException {
    try (SliceReader in = open(new byte[8])) {
      BitReader bits = new BitReader(in);
      bits.limit(40);
      bits.skipVbr(6, 6);
      assertEquals(36, bits.position());
      assertThrows(MalformedFileException.class, () -> bits.skipVbr(6, 1));
      bits.limit(64);
      BitReader again = new BitReader(in);
      again.skipVbr(6, 7);
      assertEquals(42, again.position());
    }
  }

  @Test
  void anErrorNamesTheFileAndTheByteInIt() throws IOException {
    Path file = Files.write(folder.resolve("a name"), new byte[100]);
    try (SliceReader in = SliceReader.open(new Slice(file, 60, 8))) {
      BitReader bits = new BitReader(in);
      bits.skip(60);
      MalformedFileException e = assertThrows(MalformedFileException.class, () -> bits.read(5));
      assertEquals(67, e.offset());
      assertEquals("'" + file + "': damaged bitcode: ends too early, at byte 67", e.getMessage());
    }
  }
}
