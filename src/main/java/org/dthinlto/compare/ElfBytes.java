package org.dthinlto.compare;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import org.dthinlto.bitcode.MalformedFileException;
import org.dthinlto.bitcode.Slice;

/**
 * The bytes of one ELF file, read as numbers of its class and byte order. Checks every position;
 * knows no structure but the first six bytes.
 */
final class ElfBytes {

  private static final int MAGIC = 0x7f454c46;

  private final Slice slice;
  private final byte[] bytes;
  private final ByteBuffer buffer;
  private final boolean wide;

  private ElfBytes(Slice slice, byte[] bytes) throws MalformedFileException {
    this.slice = slice;
    this.bytes = bytes;
    this.buffer = ByteBuffer.wrap(bytes);
    if (bytes.length < 16 || buffer.getInt(0) != MAGIC) {
      throw malformed(0, "is no ELF file");
    }
    if (bytes[4] != 1 && bytes[4] != 2) {
      throw malformed(4, "damaged ELF file: has the unknown class " + bytes[4]);
    }
    if (bytes[5] != 1 && bytes[5] != 2) {
      throw malformed(5, "damaged ELF file: has the unknown byte order " + bytes[5]);
    }
    wide = bytes[4] == 2;
    buffer.order(bytes[5] == 2 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Reads a file, or a part of one, whole.
   *
   * @throws MalformedFileException if it is no ELF file, or has 2 GiB or more
   */
  static ElfBytes read(Slice slice) throws IOException {
    if (slice.size() > Integer.MAX_VALUE - 64) {
      throw new MalformedFileException(slice.file(), slice.offset(), "is too large to compare");
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream((int) slice.size());
    slice.copyTo(Channels.newChannel(out));
    return new ElfBytes(slice, out.toByteArray());
  }

  /** Whether addresses have 64 bits. */
  boolean wide() {
    return wide;
  }

  byte[] array() {
    return bytes;
  }

  int half(long position) throws MalformedFileException {
    return Short.toUnsignedInt(buffer.getShort(at(position, 2)));
  }

  int octet(long position) throws MalformedFileException {
    return Byte.toUnsignedInt(bytes[at(position, 1)]);
  }

  /** An unsigned number of 32 bits. */
  long word(long position) throws MalformedFileException {
    return Integer.toUnsignedLong(buffer.getInt(at(position, 4)));
  }

  /** A number as wide as an address; of 64 bits, those over 2^63 are below zero. */
  long address(long position) throws MalformedFileException {
    return wide ? buffer.getLong(at(position, 8)) : word(position);
  }

  /** The same, signed. */
  long signed(long position) throws MalformedFileException {
    return wide ? buffer.getLong(at(position, 8)) : buffer.getInt(at(position, 4));
  }

  /** The text at a position, up to a byte 0 before {@code end}. */
  String text(long position, long end) throws MalformedFileException {
    long stop = position;
    while (stop < end && octet(stop) != 0) {
      stop++;
    }
    if (position < 0 || stop >= end) {
      throw malformed(position, "damaged ELF file: a name has no end");
    }
    return new String(bytes, (int) position, (int) (stop - position), StandardCharsets.UTF_8);
  }

  /** Checks that a run of bytes is in the file. */
  void require(long position, long size, String what) throws MalformedFileException {
    if (position < 0 || size < 0 || position > bytes.length || size > bytes.length - position) {
      throw malformed(position, "damaged ELF file: " + what + " goes on behind its end");
    }
  }

  MalformedFileException malformed(long position, String what) {
    return new MalformedFileException(slice.file(), slice.offset() + Math.max(position, 0), what);
  }

  private int at(long position, int size) throws MalformedFileException {
    require(position, size, "what is at " + position);
    return (int) position;
  }
}
