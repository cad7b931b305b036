package org.dthinlto.bitcode;

import java.io.IOException;

/**
 * How the records of one kind are laid out in a bitstream: a list of operands, the first of which
 * is the record's code. An array is two operands, the second one being that of its elements.
 */
final class Abbreviation {

  // Kinds of operands; all but the literal are numbered as in the file.
  static final int LITERAL = 0;
  static final int FIXED = 1;
  static final int VBR = 2;
  static final int ARRAY = 3;
  static final int CHAR6 = 4;
  static final int BLOB = 5;

  /** Far above what LLVM writes (dozens), far below what would fill the memory. */
  private static final int MAX_OPERANDS = 1024;

  private static final String CHARS =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._";

  private final int[] kinds;

  /** The value of a literal, the width of a number. */
  private final long[] values;

  private Abbreviation(int[] kinds, long[] values) {
    this.kinds = kinds;
    this.values = values;
  }

  int size() {
    return kinds.length;
  }

  int kind(int operand) {
    return kinds[operand];
  }

  /** The value of a literal, the width of a number of fixed or variable width. */
  long value(int operand) {
    return values[operand];
  }

  /** Reads a definition, from behind the ID that announced it. */
  static Abbreviation read(BitReader bits) throws IOException {
    long count = bits.readVbr(5);
    if (count < 1 || count > MAX_OPERANDS) {
      throw bits.malformed("has an abbreviation of " + count + " operands");
    }
    int[] kinds = new int[(int) count];
    long[] values = new long[(int) count];
    for (int i = 0; i < count; i++) {
      if (bits.read(1) == 1) {
        kinds[i] = LITERAL;
        values[i] = bits.readVbr(8);
        continue;
      }
      int kind = (int) bits.read(3);
      kinds[i] = kind;
      switch (kind) {
        case FIXED, VBR -> {
          long width = bits.readVbr(5);
          // A number of no bits is what LLVM reads as the literal 0.
          kinds[i] = width == 0 ? LITERAL : kind;
          values[i] = width;
          if (width < 0 || width > BitReader.MAX_WIDTH || (kind == VBR && width == 1)) {
            throw bits.malformed("has a number " + width + " bits wide");
          }
        }
        case CHAR6 -> values[i] = 6;
        case ARRAY, BLOB -> {}
        default -> throw bits.malformed("has an operand of unknown kind " + kind);
      }
    }
    Abbreviation read = new Abbreviation(kinds, values);
    if (!read.isSound()) {
      throw bits.malformed("has an abbreviation with an array or blob where none can be");
    }
    return read;
  }

  /** No array or blob comes first; an array comes last but one, its element and a blob last. */
  private boolean isSound() {
    int last = kinds.length - 1;
    for (int i = 0; i <= last; i++) {
      if (kinds[i] == ARRAY) {
        return i > 0 && i == last - 1 && isNumber(kinds[last]);
      }
      if (kinds[i] == BLOB && (i == 0 || i != last)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isNumber(int kind) {
    return kind == FIXED || kind == VBR || kind == CHAR6;
  }

  /** Reads one operand that is neither an array nor a blob. */
  long readScalar(int operand, BitReader bits) throws IOException {
    return switch (kinds[operand]) {
      case LITERAL -> values[operand];
      case FIXED -> bits.read((int) values[operand]);
      case VBR -> bits.readVbr((int) values[operand]);
      default -> CHARS.charAt((int) bits.read(6));
    };
  }

  /** Passes over so many operands of one kind. */
  void skipScalars(int operand, long count, BitReader bits) throws IOException {
    switch (kinds[operand]) {
      case LITERAL -> {}
      case VBR -> bits.skipVbr((int) values[operand], count);
      default -> {
        // So no product of theirs is too great for a long.
        if (count > Integer.MAX_VALUE * 2L + 1) {
          throw bits.malformed("has an array of " + count + " elements");
        }
        bits.skip(count * values[operand]);
      }
    }
  }
}
