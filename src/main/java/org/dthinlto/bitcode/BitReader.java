package org.dthinlto.bitcode;

import java.io.IOException;

/**
 * Reads a slice bit by bit, lowest bit of each byte first, as LLVM's bitstreams are written. Knows
 * the two kinds of numbers, fixed and variable width, but neither records nor blocks.
 *
 * <p>Nothing is read at or behind {@link #limit}; whoever tries gets a {@link
 * MalformedFileException}. Every read goes forward, so damaged input can't make it loop.
 */
final class BitReader {

  /** The widest number that a bitstream holds in one piece. */
  static final int MAX_WIDTH = 32;

  /** Bits that a word holds whatever bit of a byte it starts at. */
  private static final int WORD_BITS = 57;

  /**
   * By width: the highest bits of as many pieces as a word holds. They say that the number goes on
   * in the next piece.
   */
  private static final long[] GO_ON = new long[MAX_WIDTH + 1];

  static {
    for (int width = 2; width <= MAX_WIDTH; width++) {
      for (int end = width; end <= WORD_BITS; end += width) {
        GO_ON[width] |= 1L << (end - 1);
      }
    }
  }

  private final SliceReader in;
  private long bit;
  private long limit;

  BitReader(SliceReader in) {
    this.in = in;
    this.limit = in.size() << 3;
  }

  /** The next bit, counted from the start of the slice. */
  long position() {
    return bit;
  }

  /** The bit at which reading ends. */
  long limit() {
    return limit;
  }

  /** Sets where reading ends; the caller sees to it that this is in the slice. */
  void limit(long newLimit) {
    limit = newLimit;
  }

  /** Goes on at another bit, which may be the limit. */
  void seek(long newBit) throws MalformedFileException {
    if (newBit < bit || newBit > limit) {
      throw malformed("goes on behind its end");
    }
    bit = newBit;
  }

  /** Reads a number of a fixed width, 1 to {@link #MAX_WIDTH}. */
  long read(int width) throws IOException {
    if (width > limit - bit) {
      throw malformed("ends too early");
    }
    long word = in.word(bit >>> 3) >>> (bit & 7);
    bit += width;
    return word & ((1L << width) - 1);
  }

  /** Reads a number in pieces of a width from 2 on, lowest piece first. */
  long readVbr(int width) throws IOException {
    long goesOn = 1L << (width - 1);
    long piece = read(width);
    long value = piece & (goesOn - 1);
    for (int shift = width - 1; (piece & goesOn) != 0; shift += width - 1) {
      if (shift >= Long.SIZE) {
        throw malformed("holds a number of more than 64 bits");
      }
      piece = read(width);
      value |= (piece & (goesOn - 1)) << shift;
    }
    return value;
  }

  /** Passes over bits. */
  void skip(long count) throws MalformedFileException {
    if (count < 0 || count > limit - bit) {
      throw malformed("goes on behind its end");
    }
    bit += count;
  }

  /**
   * Passes over numbers in pieces of a width from 2 on. Most records are made of those, so they are
   * counted as many pieces at a time as a word holds.
   */
  void skipVbr(int width, long count) throws IOException {
    long goOn = GO_ON[width];
    long left = count;
    while (left > 0) {
      if (bit >= limit) {
        throw malformed("ends too early");
      }
      long word = in.word(bit >>> 3) >>> (bit & 7);
      long ends = ~word & goOn;
      int here = Long.bitCount(ends);
      if (here < left) {
        left -= here;
        bit += WORD_BITS - WORD_BITS % width;
      } else {
        for (; left > 1; left--) {
          ends &= ends - 1;
        }
        left = 0;
        bit += Long.numberOfTrailingZeros(ends) + 1;
      }
    }
    if (bit > limit) {
      throw malformed("ends too early");
    }
  }

  /** Goes on at the next multiple of 32 bits. */
  void align() throws MalformedFileException {
    seek((bit + 31) & -32L);
  }

  /** An error at the current position, or at the limit if that was passed. */
  MalformedFileException malformed(String what) {
    return in.malformed(Math.min(bit, limit) >>> 3, "damaged bitcode: " + what);
  }
}
