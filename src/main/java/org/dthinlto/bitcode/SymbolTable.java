package org.dthinlto.bitcode;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Finds the target triple in the symbol table that LLVM puts at the end of a bitcode file for the
 * linker's use, and the symbols that the code mentions without defining them. Knows no more of that
 * table.
 *
 * <p>The header (llvm/Object/IRSymtab.h, storage::Header, the same in LLVM 14 to 22) is made of
 * words of 32 bits. At byte 28 it has the offset and the number of the symbols; the triple is at
 * byte 44, as its offset in the string table and its size. A symbol has 24 bytes: the linker's
 * name, at byte 8 the name in the IR (none if only assembly knows the symbol), at byte 20 flags. A
 * string table serves the symbol table before it.
 */
final class SymbolTable {

  private static final int STRTAB_BLOCK = 23;
  private static final int SYMTAB_BLOCK = 25;
  private static final int TABLE_BLOB = 1;
  private static final int SYMBOLS_FIELD = 28;
  private static final int TRIPLE_FIELD = 44;
  private static final int SYMBOL_SIZE = 24;
  private static final int LINKER_NAME = 0;
  private static final int SYMBOL_NAME = 8;
  private static final int SYMBOL_FLAGS = 20;
  private static final int VISIBILITY = 3;
  private static final int UNDEFINED = 1 << 3;
  private static final int FORMAT_SPECIFIC = 1 << 11;

  /** Tables beyond this size are left unread. */
  private static final long MAX_TABLE = 1 << 28;

  private static final long MAX_TRIPLE = 4096;

  private final SliceReader in;
  private long[] symbols = new long[2];
  private long[] strings = new long[2];

  SymbolTable(SliceReader in) {
    this.in = in;
  }

  /**
   * Finds the tables of a bitcode file.
   *
   * @throws MalformedFileException if the file is damaged, as far as that was noticed
   */
  static SymbolTable find(SliceReader file) throws IOException {
    SliceReader in = Bitcode.unwrap(file);
    BitReader bits = new BitReader(in);
    if (in.size() < Integer.BYTES || bits.read(32) != Integer.toUnsignedLong(Bitcode.MAGIC)) {
      throw in.malformed(0, "damaged bitcode: lacks its magic number");
    }
    Bitstream stream = new Bitstream(bits);
    SymbolTable table = new SymbolTable(in);
    while (stream.bytesLeft() > 8) {
      if (stream.next() != Bitstream.BLOCK) {
        throw stream.malformed("has a record outside of its blocks");
      }
      switch (stream.blockId()) {
        case SYMTAB_BLOCK -> table.addSymbols(stream);
        case STRTAB_BLOCK -> table.addStrings(stream);
        default -> stream.skipBlock();
      }
    }
    return table;
  }

  /** Takes note of the block of symbols that the stream came to; the first one counts. */
  void addSymbols(Bitstream stream) throws IOException {
    if (symbols[1] == 0) {
      symbols = findBlob(stream);
    } else {
      stream.skipBlock();
    }
  }

  /**
   * Takes note of the block of strings that the stream came to; the first after the symbols counts.
   */
  void addStrings(Bitstream stream) throws IOException {
    if (symbols[1] != 0 && strings[1] == 0) {
      strings = findBlob(stream);
    } else {
      stream.skipBlock();
    }
  }

  private static long[] findBlob(Bitstream stream) throws IOException {
    long[] found = new long[2];
    Bitstream.Scope outer = stream.enter();
    while (true) {
      int entry = stream.next();
      if (entry == Bitstream.END) {
        break;
      }
      if (entry == Bitstream.BLOCK) {
        stream.skipBlock();
      } else if (stream.code() == TABLE_BLOB) {
        found = stream.blob();
      } else {
        stream.skip();
      }
    }
    stream.leave(outer);
    return found;
  }

  /** The triple; empty if there is no table, or it doesn't say. */
  String triple() throws IOException {
    if (symbols[1] < TRIPLE_FIELD + Long.BYTES) {
      return "";
    }
    long field = in.word(symbols[0] + TRIPLE_FIELD);
    long start = field & 0xffff_ffffL;
    long size = field >>> 32;
    if (size > MAX_TRIPLE || start > strings[1] || size > strings[1] - start) {
      throw in.malformed(
          symbols[0] + TRIPLE_FIELD, "damaged bitcode: has a triple that isn't there");
    }
    byte[] text = new byte[(int) size];
    for (int i = 0; i < text.length; i++) {
      text[i] = (byte) in.word(strings[0] + start + i);
    }
    return new String(text, StandardCharsets.ISO_8859_1);
  }

  /** GUIDs of the undefined symbols, as often as they are named; none if there is no table. */
  long[] undefined(Guid guid) throws IOException {
    ByteBuffer table = table();
    byte[] names = in.bytes(strings[0], table.hasRemaining() ? (int) strings[1] : 0);
    long[] found = new long[table.limit() / SYMBOL_SIZE];
    int size = 0;
    for (int at = 0; at < table.limit(); at += SYMBOL_SIZE) {
      int length = table.getInt(at + SYMBOL_NAME + Integer.BYTES);
      if ((table.getInt(at + SYMBOL_FLAGS) & (UNDEFINED | FORMAT_SPECIFIC)) != UNDEFINED
          || length == 0) {
        continue;
      }
      found[size++] = guid.of(names, nameAt(table, at + SYMBOL_NAME, names.length), length);
    }
    return Arrays.copyOf(found, size);
  }

  /**
   * Symbols of other than default visibility, by the linker's names, with it.
   *
   * @param defined whether those count that are defined here; the undefined ones always do
   */
  void constrained(boolean defined, Visibilities found) throws IOException {
    ByteBuffer table = table();
    byte[] names = in.bytes(strings[0], table.hasRemaining() ? (int) strings[1] : 0);
    for (int at = 0; at < table.limit(); at += SYMBOL_SIZE) {
      int flags = table.getInt(at + SYMBOL_FLAGS);
      if ((flags & VISIBILITY) == 0
          || (flags & FORMAT_SPECIFIC) != 0
          || (!defined && (flags & UNDEFINED) == 0)) {
        continue;
      }
      int offset = nameAt(table, at + LINKER_NAME, names.length);
      int length = table.getInt(at + LINKER_NAME + Integer.BYTES);
      // LLVM counts hidden as 1 and protected as 2, ELF has 2 and 3 for them.
      found.add(
          new String(names, offset, length, StandardCharsets.UTF_8), (flags & VISIBILITY) + 1);
    }
  }

  /** The symbols, as they are in the file. */
  private ByteBuffer table() throws IOException {
    if (symbols[1] < TRIPLE_FIELD || symbols[1] > MAX_TABLE || strings[1] > MAX_TABLE) {
      return ByteBuffer.allocate(0);
    }
    long field = in.word(symbols[0] + SYMBOLS_FIELD);
    long start = field & 0xffff_ffffL;
    long count = field >>> 32;
    if (start > symbols[1] || count > (symbols[1] - start) / SYMBOL_SIZE) {
      throw in.malformed(symbols[0] + SYMBOLS_FIELD, "damaged bitcode: has symbols outside");
    }
    return ByteBuffer.wrap(in.bytes(symbols[0] + start, (int) count * SYMBOL_SIZE))
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Where a name begins in the string table. */
  private int nameAt(ByteBuffer table, int field, int size) throws IOException {
    int offset = table.getInt(field);
    int length = table.getInt(field + Integer.BYTES);
    if (offset < 0 || length < 0 || offset > size - length) {
      throw in.malformed(symbols[0], "damaged bitcode: has a name that isn't there");
    }
    return offset;
  }
}
