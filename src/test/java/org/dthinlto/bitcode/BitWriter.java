package org.dthinlto.bitcode;

import java.io.ByteArrayOutputStream;

/** Writes bitstreams by hand, right ones and wrong ones. */
final class BitWriter {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private int current;
  private int filled;

  BitWriter bits(int width, long value) {
    for (int i = 0; i < width; i++) {
      current |= (int) (value >>> i & 1) << filled;
      if (++filled == 8) {
        out.write(current);
        current = 0;
        filled = 0;
      }
    }
    return this;
  }

  BitWriter vbr(int width, long value) {
    long goesOn = 1L << (width - 1);
    long left = value;
    while (Long.compareUnsigned(left, goesOn) >= 0) {
      bits(width, (left & (goesOn - 1)) | goesOn);
      left >>>= width - 1;
    }
    return bits(width, left);
  }

  BitWriter align() {
    while ((size() & 31) != 0) {
      bits(1, 0);
    }
    return this;
  }

  BitWriter magic() {
    return bits(32, Integer.toUnsignedLong(Bitcode.MAGIC));
  }

  /** A block whose IDs are four bits wide, within one whose IDs have another width. */
  BitWriter block(int outerWidth, int id, byte[] body) {
    return block(outerWidth, id, body, body.length / 4);
  }

  BitWriter block(int outerWidth, int id, byte[] body, long words) {
    bits(outerWidth, 1).vbr(8, id).vbr(4, 4).align().bits(32, words);
    for (byte b : body) {
      bits(8, b);
    }
    return this;
  }

  /** A record that is not abbreviated, within a block whose IDs are four bits wide. */
  BitWriter record(int code, long... operands) {
    bits(4, 3).vbr(6, code).vbr(6, operands.length);
    for (long operand : operands) {
      vbr(6, operand);
    }
    return this;
  }

  BitWriter end() {
    return bits(4, 0).align();
  }

  long size() {
    return out.size() * 8L + filled;
  }

  byte[] bytes() {
    align();
    return out.toByteArray();
  }
}
