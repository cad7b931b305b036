package org.dthinlto.bitcode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bitstreams made by hand: layouts that clang doesn't write, and those that nobody should. */
final class BitcodeTest {

  private static final int MODULE = 8;
  private static final int IDENTIFICATION = 13;
  private static final int FUNCTION = 12;
  private static final int THIN_SUMMARY = 20;
  private static final int FULL_SUMMARY = 24;

  @TempDir Path folder;

  private BitcodeInfo read(BitWriter writer) throws IOException {
    return read(writer.bytes());
  }

  private BitcodeInfo read(byte[] bytes) throws IOException {
    Path file = Files.write(folder.resolve("hand.bc"), bytes);
    try (SliceReader in = SliceReader.open(Slice.whole(file))) {
      return Bitcode.read(in);
    }
  }

  private String whatIsWrong(BitWriter writer) {
    return assertThrows(MalformedFileException.class, () -> read(writer))
        .what()
        .replaceFirst("^damaged bitcode: ", "");
  }

  private static BitWriter file(BitWriter module) {
    return new BitWriter().magic().block(2, MODULE, module.bytes());
  }

  private static long[] chars(String text) {
    return text.chars().asLongStream().toArray();
  }

  private static byte[] summary(long flags) {
    return new BitWriter().record(10, 9).record(20, flags).record(7, 1, 2, 3).end().bytes();
  }

  @Test
  void aModuleWithoutRecordsIsFull() throws IOException {
    assertEquals(
        new BitcodeInfo("", "", false, true, 1, false, false), read(file(new BitWriter().end())));
  }

  @Test
  void theSummaryDecides() throws IOException {
    BitWriter thin = new BitWriter().record(2, chars("t-u-v")).block(4, THIN_SUMMARY, summary(0));
    assertEquals(
        new BitcodeInfo("t-u-v", "", true, false, 1, false, false), read(file(thin.end())));
    BitWriter full = new BitWriter().record(2, chars("t")).block(4, FULL_SUMMARY, summary(0));
    assertEquals(new BitcodeInfo("t", "", false, true, 1, false, false), read(file(full.end())));
    BitWriter both =
        new BitWriter().block(4, FULL_SUMMARY, summary(0)).block(4, THIN_SUMMARY, summary(0));
    assertEquals(
        new BitcodeInfo("", "", false, true, 1, false, false),
        read(file(both.end())),
        "the first one counts");
  }

  @Test
  void theFlagsAreThoseOfTheSummary() throws IOException {
    int[] blocks = {THIN_SUMMARY, FULL_SUMMARY};
    for (int block : blocks) {
      boolean thin = block == THIN_SUMMARY;
      for (long flags : new long[] {0, 8, 0x200, 0x208, 0x5f7}) {
        BitWriter module = new BitWriter().block(4, block, summary(flags)).end();
        assertEquals(
            new BitcodeInfo("", "", thin, !thin, 1, (flags & 8) != 0, (flags & 0x200) != 0),
            read(file(module)));
      }
    }
    BitWriter none = new BitWriter().block(4, THIN_SUMMARY, new BitWriter().end().bytes());
    assertEquals(new BitcodeInfo("", "", true, false, 1, false, false), read(file(none.end())));
  }

  @Test
  void severalModulesAddUp() throws IOException {
    byte[] who = new BitWriter().record(1, chars("me")).record(2, 0).end().bytes();
    byte[] other = new BitWriter().record(1, chars("other")).end().bytes();
    byte[] thin = new BitWriter().block(4, THIN_SUMMARY, summary(8)).end().bytes();
    byte[] full =
        new BitWriter()
            .record(2, chars("a-b"))
            .block(4, FULL_SUMMARY, summary(0))
            .record(2, chars("late"))
            .end()
            .bytes();
    BitWriter file =
        new BitWriter()
            .magic()
            .block(2, IDENTIFICATION, who)
            .block(2, MODULE, thin)
            .block(2, 99, new byte[40])
            .block(2, IDENTIFICATION, other)
            .block(2, MODULE, full);
    assertEquals(new BitcodeInfo("a-b", "me", true, true, 2, true, false), read(file));
  }

  @Test
  void abbreviatedRecordsOfEveryKindAreUnderstood() throws IOException {
    BitWriter module = new BitWriter();
    // 4: code 2, array of char6. 5: code fixed, literal, vbr, array of vbr. 6: code, blob.
    module.bits(4, 2).vbr(5, 3).bits(1, 1).vbr(8, 2);
    module.bits(1, 0).bits(3, 3).bits(1, 0).bits(3, 4);
    module.bits(4, 2).vbr(5, 5).bits(1, 0).bits(3, 1).vbr(5, 7).bits(1, 1).vbr(8, 77);
    module.bits(1, 0).bits(3, 2).vbr(5, 9).bits(1, 0).bits(3, 3).bits(1, 0).bits(3, 2).vbr(5, 5);
    module.bits(4, 2).vbr(5, 2).bits(1, 1).vbr(8, 33).bits(1, 0).bits(3, 5);
    // 7: code 34, a number of no bits, arrays of fixed.
    module.bits(4, 2).vbr(5, 4).bits(1, 1).vbr(8, 34).bits(1, 0).bits(3, 1).vbr(5, 0);
    module.bits(1, 0).bits(3, 3).bits(1, 0).bits(3, 1).vbr(5, 13);

    module.bits(4, 5).bits(7, 100).vbr(9, 123456).vbr(6, 3).vbr(5, 1).vbr(5, 99).vbr(5, 4);
    module.bits(4, 6).vbr(6, 5).align().bits(32, 0xffffffffL).bits(8, 0xff).align();
    module.bits(4, 7).vbr(6, 2).bits(13, 8191).bits(13, 8191);
    module.bits(4, 4).vbr(6, 5).bits(6, 0).bits(6, 27).bits(6, 61).bits(6, 62).bits(6, 63);
    module.record(7, -1, 0, 1L << 40).block(4, THIN_SUMMARY, summary(8)).end();
    assertEquals(new BitcodeInfo("aB9._", "", true, false, 1, true, false), read(file(module)));
  }

  @Test
  void aSummaryBehindGigabytesIsFoundByJumping() throws IOException {
    long words = 0x7fff_0000L;
    byte[] head =
        new BitWriter()
            .magic()
            .bits(2, 1)
            .vbr(8, MODULE)
            .vbr(4, 4)
            .align()
            .bits(32, words + 2 + 2 + summary(0).length / 4 + 1)
            .block(4, FUNCTION, new byte[0], words)
            .bytes();
    byte[] tail = new BitWriter().block(4, THIN_SUMMARY, summary(0x200)).end().bytes();
    Path file = folder.resolve("holes.bc");
    try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
      out.write(head);
      out.seek(head.length + words * 4);
      out.write(tail);
    }
    FileInfo info =
        assertTimeoutPreemptively(
            Duration.ofSeconds(1), () -> FileKinds.of(Slice.whole(file), false));
    assertEquals(new BitcodeInfo("", "", true, false, 1, false, true), info.bitcodeInfo());
    Files.delete(file);
  }

  @Test
  void aWrapperIsTakenOff() throws IOException {
    BitWriter inner = file(new BitWriter().record(2, chars("x")).end());
    byte[] bytes = inner.bytes();
    BitWriter wrapped = wrapper(20, bytes.length).bits(32, 7);
    for (byte b : bytes) {
      wrapped.bits(8, b);
    }
    wrapped.bits(32, -1).bits(32, -1);
    assertEquals(new BitcodeInfo("x", "", false, true, 1, false, false), read(wrapped));
    String tooLong = "has a wrapper around more than there is";
    assertEquals(tooLong, whatIsWrong(wrapper(20, 400).bits(32, 0)));
    assertEquals(tooLong, whatIsWrong(wrapper(0xffff_fff0L, 0xffff_fff0L)));
    assertEquals("lacks its magic number", whatIsWrong(wrapper(4, 12)));
    assertEquals("lacks its magic number", whatIsWrong(wrapper(16, 0)));
    assertEquals(
        "lacks its magic number", whatIsWrong(new BitWriter().bits(32, Bitcode.WRAPPER_MAGIC)));
  }

  private static BitWriter wrapper(long offset, long size) {
    return new BitWriter()
        .bits(32, Bitcode.WRAPPER_MAGIC)
        .bits(32, 0)
        .bits(32, offset)
        .bits(32, size);
  }

  @Test
  void aFewBytesOfPaddingAreNoModuleAndMoreAreWrong() throws IOException {
    BitcodeInfo plain = new BitcodeInfo("", "", false, true, 1, false, false);
    assertEquals(plain, read(file(new BitWriter().end()).bits(32, 0).bits(32, 0)));
    assertEquals(
        "ends a block that it didn't begin",
        whatIsWrong(file(new BitWriter().end()).bits(32, 0).bits(32, 0).bits(32, 0)));
    MalformedFileException e =
        assertThrows(
            MalformedFileException.class,
            () -> {
              byte[] bytes = file(new BitWriter().end()).bytes();
              read(Arrays.copyOf(bytes, bytes.length + 1));
            });
    assertEquals("damaged bitcode: ends within a word", e.what());
  }

  @Test
  void wrongStreamsAreMalformed() {
    assertEquals("holds no module", whatIsWrong(new BitWriter().magic()));
    assertEquals("holds no module", whatIsWrong(new BitWriter().magic().block(2, 9, new byte[8])));
    byte[] who = new BitWriter().record(1, chars("me")).end().bytes();
    assertEquals(
        "says who wrote it, and then has no module",
        whatIsWrong(new BitWriter().magic().block(2, IDENTIFICATION, who).block(2, 9, who)));
    assertEquals(
        "has a block that goes on behind its end",
        whatIsWrong(new BitWriter().magic().block(2, MODULE, new byte[8], 3)));
    assertEquals(
        "has a block that goes on behind its end",
        whatIsWrong(file(new BitWriter().block(4, FUNCTION, new byte[4], 0xffff_ffffL).end())));
    assertEquals(
        "has IDs 0 bits wide",
        whatIsWrong(
            new BitWriter().magic().bits(2, 1).vbr(8, MODULE).vbr(4, 0).align().bits(64, 1)));
    assertEquals(
        "has IDs 40 bits wide",
        whatIsWrong(
            new BitWriter().magic().bits(2, 1).vbr(8, MODULE).vbr(4, 40).align().bits(64, 1)));
    assertEquals(
        "ends too early", whatIsWrong(file(new BitWriter().record(7, 1, 2).bits(4, 3))), "no end");
  }

  @Test
  void wrongRecordsAreMalformed() {
    assertEquals(
        "uses an abbreviation that it doesn't define",
        whatIsWrong(file(new BitWriter().bits(4, 4).end())));
    assertEquals(
        "uses an abbreviation that it doesn't define",
        whatIsWrong(
            new BitWriter()
                .magic()
                .bits(2, 1)
                .vbr(8, MODULE)
                .vbr(4, 32)
                .align()
                .bits(32, 1)
                .bits(32, 0xffff_fff0L)
                .bits(32, 0)),
        "an ID that is no int");
    assertEquals(
        "has a record that goes on behind its end",
        whatIsWrong(file(new BitWriter().bits(4, 3).vbr(6, 7).vbr(6, 0xffff_ffffL).end())));
    assertEquals(
        "has a record that goes on behind its end",
        whatIsWrong(file(new BitWriter().bits(4, 3).vbr(6, 7).vbr(6, -1).end())));
    long[] longTriple = new long[5000];
    assertEquals(
        "has a record of 5000 operands",
        whatIsWrong(file(new BitWriter().record(2, longTriple).end())));
    BitWriter array = new BitWriter();
    array.bits(4, 2).vbr(5, 3).bits(1, 1).vbr(8, 2);
    array.bits(1, 0).bits(3, 3).bits(1, 0).bits(3, 4);
    assertEquals(
        "has a record of 100000 operands",
        whatIsWrong(file(array.bits(4, 4).vbr(6, 100_000).end())));
    BitWriter blob = new BitWriter();
    blob.bits(4, 2).vbr(5, 2).bits(1, 1).vbr(8, 33).bits(1, 0).bits(3, 5);
    assertEquals(
        "has a record that goes on behind its end",
        whatIsWrong(file(blob.bits(4, 4).vbr(6, 100_000).end())));
  }

  private String withAbbreviation(int count, BitWriter operands) {
    BitWriter module = new BitWriter().bits(4, 2).vbr(5, count);
    for (byte b : operands.bytes()) {
      module.bits(8, b);
    }
    return whatIsWrong(file(module.end()));
  }

  @Test
  void wrongAbbreviationsAreMalformed() {
    String misplaced = "has an abbreviation with an array or blob where none can be";
    assertEquals("has an abbreviation of 0 operands", withAbbreviation(0, new BitWriter()));
    assertEquals("has an abbreviation of 9999 operands", withAbbreviation(9999, new BitWriter()));
    BitWriter kind6 = new BitWriter().bits(1, 0).bits(3, 6);
    assertEquals("has an operand of unknown kind 6", withAbbreviation(1, kind6));
    BitWriter wide = new BitWriter().bits(1, 0).bits(3, 1).vbr(5, 33);
    assertEquals("has a number 33 bits wide", withAbbreviation(1, wide));
    BitWriter narrow = new BitWriter().bits(1, 0).bits(3, 2).vbr(5, 1);
    assertEquals("has a number 1 bits wide", withAbbreviation(1, narrow), "would never end");
    BitWriter arrayFirst = new BitWriter().bits(1, 0).bits(3, 3).bits(1, 0).bits(3, 4);
    assertEquals(misplaced, withAbbreviation(2, arrayFirst));
    BitWriter arrayLast = new BitWriter().bits(1, 0).bits(3, 4).bits(1, 0).bits(3, 3);
    assertEquals(misplaced, withAbbreviation(2, arrayLast));
    BitWriter blobFirst = new BitWriter().bits(1, 0).bits(3, 5);
    assertEquals(misplaced, withAbbreviation(1, blobFirst));
    BitWriter arrayOfArrays =
        new BitWriter().bits(1, 0).bits(3, 4).bits(1, 0).bits(3, 3).bits(1, 0).bits(3, 3);
    assertEquals(misplaced, withAbbreviation(3, arrayOfArrays));
    BitWriter arrayOfNothing = new BitWriter().bits(1, 0).bits(3, 4).bits(1, 0).bits(3, 3);
    arrayOfNothing.bits(1, 0).bits(3, 1).vbr(5, 0);
    assertEquals(misplaced, withAbbreviation(3, arrayOfNothing), "would take no bits");
    BitWriter many = new BitWriter();
    for (int i = 0; i < 5000; i++) {
      many.bits(4, 2).vbr(5, 1).bits(1, 1).vbr(8, 1);
    }
    assertEquals("has too many abbreviations", whatIsWrong(file(many.end())));
  }
}
