package org.dthinlto.bitcode;

import java.io.IOException;

/**
 * Finds the symbols that bitcode mentions and doesn't define, or all its names, in the table that
 * LLVM puts behind its modules for the linker. Looks at nothing else of a file.
 */
public final class Mentions {

  private static final int STRTAB_BLOCK = 23;
  private static final int SYMTAB_BLOCK = 25;

  private final Guid guid = new Guid();

  /**
   * The numbers of those symbols, of all modules in the file; none if it has no table.
   *
   * @throws MalformedFileException if the file is damaged, as far as that was noticed
   */
  public long[] of(Slice bitcode) throws IOException {
    try (SliceReader file = SliceReader.open(bitcode)) {
      return table(file).undefined(guid);
    }
  }

  /**
   * The names that the linker sees of a file, those of all modules in it; none if it has no table.
   *
   * @throws MalformedFileException if the file is damaged, as far as that was noticed
   */
  public static ModuleNames names(Slice bitcode) throws IOException {
    try (SliceReader file = SliceReader.open(bitcode)) {
      return table(file).linkerNames();
    }
  }

  private static SymbolTable table(SliceReader file) throws IOException {
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
}
