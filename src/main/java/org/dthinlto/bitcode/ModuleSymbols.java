package org.dthinlto.bitcode;

import java.io.IOException;

/**
 * Shows the symbols of bitcode as lld sees them, from the table that LLVM puts behind its modules
 * for the linker. Looks at nothing else of a file.
 */
public final class ModuleSymbols {

  private static final int STRTAB_BLOCK = 23;
  private static final int SYMTAB_BLOCK = 25;

  private ModuleSymbols() {}

  /**
   * Shows all symbols of all modules in the file; none if it has no table.
   *
   * @throws MalformedFileException if the file is damaged, as far as that was noticed
   */
  public static void of(Slice bitcode, SymbolVisitor visitor) throws IOException {
    try (SliceReader file = SliceReader.open(bitcode)) {
      table(Bitcode.unwrap(file)).visit(visitor);
    }
  }

  /** The table of the modules in an unwrapped file. */
  static SymbolTable table(SliceReader in) throws IOException {
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
