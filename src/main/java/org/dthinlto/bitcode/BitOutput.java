package org.dthinlto.bitcode;

import java.util.Arrays;

/** Writes bits, lowest bit of each byte first, as LLVM's bitstreams are written. */
final class BitOutput {

  private byte[] bytes;
  private long bit;

  /** Starts with the first bits of other bytes. */
  BitOutput(byte[] start, long bits) {
    int whole = (int) (bits >>> 3);
    bytes = new byte[whole + 4096];
    System.arraycopy(start, 0, bytes, 0, whole);
    bit = (long) whole << 3;
    int rest = (int) (bits & 7);
    if (rest > 0) {
      write(start[whole] & ((1 << rest) - 1), rest);
    }
  }

  /** The next bit. */
  long position() {
    return bit;
  }

  /** Writes a number of at most 32 bits. */
  void write(long value, int width) {
    int at = (int) (bit >>> 3);
    if (at + Long.BYTES > bytes.length) {
      bytes = Arrays.copyOf(bytes, 2 * bytes.length);
    }
    long left = value << (bit & 7);
    bytes[at] |= (byte) left;
    for (int done = 8 - (int) (bit & 7); done < width; done += 8) {
      at++;
      left >>>= 8;
      bytes[at] = (byte) left;
    }
    bit += width;
  }

  /** Writes a number in pieces of a width, lowest first. */
  void writeVbr(long value, int width) {
    long goesOn = 1L << (width - 1);
    long left = value;
    while (Long.compareUnsigned(left, goesOn) >= 0) {
      write((left & (goesOn - 1)) | goesOn, width);
      left >>>= width - 1;
    }
    write(left, width);
  }

  /** Goes on at the next multiple of 32 bits. */
  void align() {
    int past = (int) (bit & 31);
    if (past > 0) {
      write(0, 32 - past);
    }
  }

  /** What was written, to a whole byte, and other bytes from an index on. */
  byte[] followedBy(byte[] other, int from) {
    int size = (int) (bit >>> 3);
    byte[] all = Arrays.copyOf(bytes, size + other.length - from);
    System.arraycopy(other, from, all, size, other.length - from);
    return all;
  }
}
