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

  private static final int TABLE_BLOB = 1;
  private static final int SYMBOLS_FIELD = 28;
  private static final int TRIPLE_FIELD = 44;
  private static final int SYMBOL_SIZE = 24;
  private static final int SYMBOL_NAME = 8;
  private static final int SYMBOL_FLAGS = 20;
  private static final int VISIBILITY = 3;
  private static final int UNDEFINED = 1 << 3;
  private static final int WEAK = 1 << 4;
  private static final int GLOBAL = 1 << 10;
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
    byte[] names = names();
    ByteBuffer table = symbols();
    long[] found = new long[table.limit() / SYMBOL_SIZE];
    int size = 0;
    for (int at = 0; at < table.limit(); at += SYMBOL_SIZE) {
      int length = table.getInt(at + SYMBOL_NAME + Integer.BYTES);
      if ((table.getInt(at + SYMBOL_FLAGS) & (UNDEFINED | FORMAT_SPECIFIC)) != UNDEFINED
          || length == 0) {
        continue;
      }
      found[size++] = guid.of(names, name(table, at + SYMBOL_NAME, names), length);
    }
    return Arrays.copyOf(found, size);
  }

  /** Shows all symbols by the linker's names for them; none if there is no table. */
  void visit(SymbolVisitor visitor) throws IOException {
    byte[] names = names();
    ByteBuffer table = symbols();
    for (int at = 0; at < table.limit(); at += SYMBOL_SIZE) {
      int flags = table.getInt(at + SYMBOL_FLAGS);
      if ((flags & (GLOBAL | FORMAT_SPECIFIC)) == GLOBAL) {
        // llvm::GlobalValue numbers visibilities its own way.
        int visibility =
            switch (flags & VISIBILITY) {
              case 0 -> SymbolVisitor.DEFAULT;
              case 1 -> SymbolVisitor.HIDDEN;
              default -> SymbolVisitor.PROTECTED;
            };
        visitor.symbol(
            names,
            name(table, at, names),
            table.getInt(at + Integer.BYTES),
            (flags & UNDEFINED) == 0,
            (flags & WEAK) != 0,
            visibility);
      }
    }
  }

  private byte[] names() throws IOException {
    return isThere() ? in.bytes(strings[0], (int) strings[1]) : new byte[0];
  }

  private ByteBuffer symbols() throws IOException {
    if (!isThere()) {
      return ByteBuffer.allocate(0);
    }
    long field = in.word(symbols[0] + SYMBOLS_FIELD);
    long start = field & 0xffff_ffffL;
    long count = field >>> 32;
    if (start > symbols[1] || count > (symbols[1] - start) / SYMBOL_SIZE) {
      throw in.malformed(symbols[0] + SYMBOLS_FIELD, "damaged bitcode: has symbols outside");
    }
    ByteBuffer table = ByteBuffer.wrap(in.bytes(symbols[0] + start, (int) count * SYMBOL_SIZE));
    return table.order(ByteOrder.LITTLE_ENDIAN);
  }

  private boolean isThere() {
    return symbols[1] >= TRIPLE_FIELD && symbols[1] <= MAX_TABLE && strings[1] <= MAX_TABLE;
  }

  /** Where a name begins, which is checked to be there. */
  private int name(ByteBuffer table, int at, byte[] names) throws IOException {
    int offset = table.getInt(at);
    int length = table.getInt(at + Integer.BYTES);
    if (offset < 0 || length < 0 || offset > names.length - length) {
      throw in.malformed(symbols[0] + at, "damaged bitcode: has a name that isn't there");
    }
    return offset;
  }
}
