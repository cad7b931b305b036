package org.dthinlto.bitcode;

import java.io.IOException;

/**
 * Reads from a bitcode file what {@link BitcodeInfo} holds, jumping over everything else. Does not
 * know ELF, and checks no more of a file than it has to pass.
 *
 * <p>What is decided here is decided as in LLVM's BitcodeReader.cpp (14 to 23):
 * getBitcodeFileContents finds the modules, getLTOInfo says that a module is thin if the first
 * summary block in it is GLOBALVAL_SUMMARY, and not if that is FULL_LTO_GLOBALVAL_SUMMARY or there
 * is none; lld's LTO treats it accordingly. The numbers are those of LLVMBitCodes.h.
 */
final class Bitcode {

  /** The bytes {@code BC C0 DE}, lowest first. */
  static final int MAGIC = 0xdec04342;

  /** The bytes {@code DE C0 17 0B}, which Darwin's compilers put before the file proper. */
  static final int WRAPPER_MAGIC = 0x0b17c0de;

  private static final int WRAPPER_SIZE = 16;

  private static final int MODULE_BLOCK = 8;
  private static final int IDENTIFICATION_BLOCK = 13;
  private static final int THIN_SUMMARY_BLOCK = 20;
  private static final int STRTAB_BLOCK = 23;
  private static final int FULL_SUMMARY_BLOCK = 24;
  private static final int SYMTAB_BLOCK = 25;

  private static final int IDENTIFICATION_STRING = 1;
  private static final int MODULE_TRIPLE = 2;
  private static final int SUMMARY_FLAGS = 20;
  private static final int FLAG_SPLIT_LTO_UNIT = 0x8;
  private static final int FLAG_UNIFIED_LTO = 0x200;

  /** Longer than any triple or version, shorter than what a damaged file might make us keep. */
  private static final int MAX_TEXT = 4096;

  private final Bitstream stream;
  private final SymbolTable symbols;
  private String triple = "";
  private String producer = "";
  private boolean thin;
  private boolean full;
  private boolean splitLtoUnit;
  private boolean unifiedLto;
  private int modules;

  private Bitcode(SliceReader in) throws IOException {
    BitReader bits = new BitReader(in);
    if (in.size() < Integer.BYTES || bits.read(32) != Integer.toUnsignedLong(MAGIC)) {
      throw in.malformed(0, "damaged bitcode: lacks its magic number");
    }
    this.stream = new Bitstream(bits);
    this.symbols = new SymbolTable(in);
  }

  /** True if a file that begins with this word is, or should be, bitcode. */
  static boolean isMagic(int word) {
    return word == MAGIC || word == WRAPPER_MAGIC;
  }

  /**
   * Reads a bitcode file, with or without a wrapper.
   *
   * @throws MalformedFileException if it is damaged, as far as that was noticed
   */
  static BitcodeInfo read(SliceReader in) throws IOException {
    if ((in.size() & 3) != 0) {
      throw in.malformed(in.size(), "damaged bitcode: ends within a word");
    }
    return new Bitcode(unwrap(in)).read();
  }

  /** What is in the wrapper; the same reader if there is none. */
  static SliceReader unwrap(SliceReader in) throws IOException {
    if (in.size() < WRAPPER_SIZE || (int) in.word(0) != WRAPPER_MAGIC) {
      return in;
    }
    long place = in.word(8);
    long offset = place & 0xffff_ffffL;
    long size = place >>> 32;
    if (offset + size > in.size()) {
      throw in.malformed(8, "damaged bitcode: has a wrapper around more than there is");
    }
    return in.part(offset, size);
  }

  private BitcodeInfo read() throws IOException {
    // Fewer bytes at the end can't be a module: padding, as LLVM sees it.
    while (stream.bytesLeft() > 8) {
      switch (stream.next()) {
        case Bitstream.END -> throw stream.malformed("ends a block that it didn't begin");
        case Bitstream.BLOCK -> readBlock();
        default -> {
          stream.code();
          stream.skip();
        }
      }
    }
    if (modules == 0) {
      throw stream.malformed("holds no module");
    }
    if (triple.isEmpty()) {
      // Minimised bitcode (-fthin-link-bitcode) has it there only.
      triple = symbols.triple();
    }
    return new BitcodeInfo(triple, producer, thin, full, modules, splitLtoUnit, unifiedLto);
  }

  private void readBlock() throws IOException {
    if (stream.blockId() == IDENTIFICATION_BLOCK) {
      readIdentification();
      if (stream.next() != Bitstream.BLOCK || stream.blockId() != MODULE_BLOCK) {
        throw stream.malformed("says who wrote it, and then has no module");
      }
    }
    switch (stream.blockId()) {
      case MODULE_BLOCK -> readModule();
      case SYMTAB_BLOCK -> symbols.addSymbols(stream);
      case STRTAB_BLOCK -> symbols.addStrings(stream);
      default -> stream.skipBlock();
    }
  }

  private void readIdentification() throws IOException {
    Bitstream.Scope outer = stream.enter();
    while (producer.isEmpty()) {
      int entry = stream.next();
      if (entry == Bitstream.END) {
        break;
      }
      if (entry == Bitstream.BLOCK) {
        stream.skipBlock();
      } else if (stream.code() == IDENTIFICATION_STRING) {
        producer = text();
      } else {
        stream.skip();
      }
    }
    stream.leave(outer);
  }

  private void readModule() throws IOException {
    modules++;
    Bitstream.Scope outer = stream.enter();
    boolean summary = false;
    while (!summary) {
      int entry = stream.next();
      if (entry == Bitstream.END) {
        full = true;
        break;
      }
      if (entry == Bitstream.RECORD) {
        if (stream.code() == MODULE_TRIPLE && triple.isEmpty()) {
          triple = text();
        } else {
          stream.skip();
        }
        continue;
      }
      switch (stream.blockId()) {
        case THIN_SUMMARY_BLOCK -> {
          thin = true;
          summary = true;
          readSummary();
        }
        case FULL_SUMMARY_BLOCK -> {
          full = true;
          summary = true;
          readSummary();
        }
        default -> stream.skipBlock();
      }
    }
    stream.leave(outer);
  }

  /** Reads a summary as far as its flags, which come first or second. */
  private void readSummary() throws IOException {
    Bitstream.Scope outer = stream.enter();
    while (true) {
      int entry = stream.next();
      if (entry == Bitstream.END) {
        break;
      }
      if (entry == Bitstream.BLOCK) {
        stream.skipBlock();
      } else if (stream.code() == SUMMARY_FLAGS) {
        long[] flags = stream.operands(MAX_TEXT);
        if (flags.length > 0) {
          splitLtoUnit |= (flags[0] & FLAG_SPLIT_LTO_UNIT) != 0;
          unifiedLto |= (flags[0] & FLAG_UNIFIED_LTO) != 0;
        }
        break;
      } else {
        stream.skip();
      }
    }
    stream.leave(outer);
  }

  /** The operands of a record as text, one byte each. */
  private String text() throws IOException {
    long[] operands = stream.operands(MAX_TEXT);
    StringBuilder text = new StringBuilder(operands.length);
    for (long operand : operands) {
      text.append((char) (operand & 0xff));
    }
    return text.toString();
  }
}
