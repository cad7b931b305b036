package org.dthinlto.bitcode;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Walks over an LLVM bitstream: blocks that hold records, abbreviations and further blocks. Knows
 * the container, not what LLVM keeps in it. A block that isn't entered is passed by its length.
 *
 * <p>Abbreviations that a BLOCKINFO block defines for other blocks are ignored, as LLVM does when
 * it looks at what is read here (BitcodeReader.cpp, getLTOInfo): the blocks of values and functions
 * need them, and those are passed over.
 *
 * <p>After {@link #next} the caller has to do what it calls for: {@link #enter} or {@link
 * #skipBlock} for a block; {@link #code} and then one of {@link #skip}, {@link #operands}, {@link
 * #blob} for a record.
 */
final class Bitstream {

  /** The block ends. */
  static final int END = 0;

  /** A block begins, whose number is {@link #blockId}. */
  static final int BLOCK = 1;

  /** A record begins. */
  static final int RECORD = 3;

  private static final int DEFINE_ABBREVIATION = 2;
  private static final int UNABBREVIATED = 3;
  private static final int TOP_WIDTH = 2;
  private static final int MAX_ABBREVIATIONS = 4096;

  /**
   * The block that is being read.
   *
   * @param width of the IDs that say what comes next, in bits
   * @param abbreviations those defined so far
   * @param end the bit behind the block
   */
  record Scope(int width, List<Abbreviation> abbreviations, long end) {}

  private final BitReader bits;
  private Scope scope;
  private long entry;
  private int blockId;
  private int recordId;

  /** Operands of the current record, if it is not abbreviated. */
  private long count;

  /** A stream whose blocks begin where the reader is. */
  Bitstream(BitReader bits) {
    this.bits = bits;
    this.scope = new Scope(TOP_WIDTH, new ArrayList<>(), bits.limit());
  }

  /** Bytes from the current position to the end of the current block. */
  long bytesLeft() {
    return (scope.end - bits.position()) >>> 3;
  }

  /** Reads up to the next end, block or record. */
  int next() throws IOException {
    while (true) {
      entry = bits.position();
      int id = (int) bits.read(scope.width);
      switch (id) {
        case END -> {
          bits.align();
          return END;
        }
        case BLOCK -> {
          blockId = (int) bits.readVbr(8);
          return BLOCK;
        }
        case DEFINE_ABBREVIATION -> {
          if (scope.abbreviations.size() == MAX_ABBREVIATIONS) {
            throw malformed("has too many abbreviations");
          }
          scope.abbreviations.add(Abbreviation.read(bits));
        }
        default -> {
          recordId = id;
          return RECORD;
        }
      }
    }
  }

  /** The bit at which what {@link #next} came to begins. */
  long entryPosition() {
    return entry;
  }

  /** The next bit: of a block that was just entered its first, behind the word of its length. */
  long position() {
    return bits.position();
  }

  /** Width of the IDs in the current block, in bits. */
  int width() {
    return scope.width;
  }

  /** The number of the block that {@link #next} came to. */
  int blockId() {
    return blockId;
  }

  /**
   * Enters a block. The result is to be given to {@link #leave}, which can be called wherever in
   * the block the stream is.
   */
  Scope enter() throws IOException {
    long width = bits.readVbr(4);
    long end = readEnd();
    if (width < 1 || width > BitReader.MAX_WIDTH) {
      throw malformed("has IDs " + width + " bits wide");
    }
    Scope outer = scope;
    scope = new Scope((int) width, new ArrayList<>(), end);
    bits.limit(end);
    return outer;
  }

  /** Goes on behind the block that was entered last. */
  void leave(Scope outer) throws MalformedFileException {
    bits.seek(scope.end);
    scope = outer;
    bits.limit(outer.end);
  }

  /** Goes on behind the block that {@link #next} came to. */
  void skipBlock() throws IOException {
    bits.readVbr(4);
    bits.seek(readEnd());
  }

  /** Reads the length of a block, in words of 32 bits, and gives the bit behind the block. */
  private long readEnd() throws IOException {
    bits.align();
    long words = bits.read(32);
    long end = bits.position() + (words << 5);
    if (end > bits.limit()) {
      throw malformed("has a block that goes on behind its end");
    }
    return end;
  }

  /** Reads the code of the record that {@link #next} came to. */
  long code() throws IOException {
    if (recordId == UNABBREVIATED) {
      long code = bits.readVbr(6);
      count = bits.readVbr(6);
      return code;
    }
    return abbreviation().readScalar(0, bits);
  }

  private Abbreviation abbreviation() throws MalformedFileException {
    int index = recordId - UNABBREVIATED - 1;
    if (index < 0 || index >= scope.abbreviations.size()) {
      throw malformed("uses an abbreviation that it doesn't define");
    }
    return scope.abbreviations.get(index);
  }

  /** Passes over the operands of the record. */
  void skip() throws IOException {
    if (recordId == UNABBREVIATED) {
      bits.skipVbr(6, plausible(count, 6));
      return;
    }
    Abbreviation layout = abbreviation();
    for (int i = 1; i < layout.size(); i++) {
      switch (layout.kind(i)) {
        case Abbreviation.ARRAY -> {
          layout.skipScalars(i + 1, bits.readVbr(6), bits);
          i++;
        }
        case Abbreviation.BLOB -> skipBlob();
        default -> layout.skipScalars(i, 1, bits);
      }
    }
  }

  /**
   * The operands of the record; one that is a blob is left out.
   *
   * @param most operands that can be meant; more make the file malformed
   */
  long[] operands(int most) throws IOException {
    if (recordId == UNABBREVIATED) {
      long[] all = new long[(int) Math.min(most, plausible(count, 6))];
      if (count != all.length) {
        throw malformed("has a record of " + count + " operands");
      }
      for (int i = 0; i < all.length; i++) {
        all[i] = bits.readVbr(6);
      }
      return all;
    }
    Abbreviation layout = abbreviation();
    long[] all = new long[layout.size()];
    int size = 0;
    for (int i = 1; i < layout.size(); i++) {
      switch (layout.kind(i)) {
        case Abbreviation.ARRAY -> {
          long elements = bits.readVbr(6);
          if (elements < 0 || elements > most) {
            throw malformed("has a record of " + elements + " operands");
          }
          i++;
          all = Arrays.copyOf(all, size + (int) elements);
          for (int end = all.length; size < end; size++) {
            all[size] = layout.readScalar(i, bits);
          }
        }
        case Abbreviation.BLOB -> skipBlob();
        default -> all[size++] = layout.readScalar(i, bits);
      }
    }
    return size == all.length ? all : Arrays.copyOf(all, size);
  }

  /**
   * Reads as many operands as fit, and passes over the rest of the record.
   *
   * @return how many the record has; a blob isn't counted
   */
  long leading(long[] into) throws IOException {
    if (recordId == UNABBREVIATED) {
      long all = plausible(count, 6);
      int read = (int) Math.min(all, into.length);
      for (int i = 0; i < read; i++) {
        into[i] = bits.readVbr(6);
      }
      bits.skipVbr(6, all - read);
      return all;
    }
    Abbreviation layout = abbreviation();
    long size = 0;
    for (int i = 1; i < layout.size(); i++) {
      switch (layout.kind(i)) {
        case Abbreviation.ARRAY -> {
          long elements = bits.readVbr(6);
          i++;
          long left = elements;
          for (; left > 0 && size < into.length; left--) {
            into[(int) size++] = layout.readScalar(i, bits);
          }
          layout.skipScalars(i, left, bits);
          size += left;
        }
        case Abbreviation.BLOB -> skipBlob();
        default -> {
          if (size < into.length) {
            into[(int) size] = layout.readScalar(i, bits);
          } else {
            layout.skipScalars(i, 1, bits);
          }
          size++;
        }
      }
    }
    return size;
  }

  /**
   * Where the blob lies that ends the record: position and size in bytes, the position counted from
   * the start of the stream. {0, 0} if the record has none.
   */
  long[] blob() throws IOException {
    if (recordId == UNABBREVIATED) {
      skip();
      return new long[2];
    }
    Abbreviation layout = abbreviation();
    int last = layout.size() - 1;
    if (layout.kind(last) != Abbreviation.BLOB) {
      skip();
      return new long[2];
    }
    for (int i = 1; i < last; i++) {
      layout.skipScalars(i, 1, bits);
    }
    return skipBlob();
  }

  private long[] skipBlob() throws IOException {
    long size = bits.readVbr(6);
    bits.align();
    long start = bits.position();
    bits.skip(plausible(size, 8) << 3);
    bits.align();
    return new long[] {start >>> 3, size};
  }

  /** So many items of at least so many bits can still come; else the file is malformed. */
  private long plausible(long items, int width) throws MalformedFileException {
    if (items < 0 || items > (bits.limit() - bits.position()) / width) {
      throw malformed("has a record that goes on behind its end");
    }
    return items;
  }

  /** An error at the current position. */
  MalformedFileException malformed(String what) {
    return bits.malformed(what);
  }
}
