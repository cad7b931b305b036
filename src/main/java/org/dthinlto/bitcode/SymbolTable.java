package org.dthinlto.bitcode;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Finds the target triple in the symbol table that LLVM puts at the end of a bitcode file for the
 * linker's use. Knows of that table no more than the start of its header.
 *
 * <p>The header (llvm/Object/IRSymtab.h, storage::Header) is made of words of 32 bits; the triple
 * is at byte 44, as its offset in the string table and its size. A string table serves the symbol
 * table before it.
 */
final class SymbolTable {

  private static final int TABLE_BLOB = 1;
  private static final int TRIPLE_FIELD = 44;
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
}
