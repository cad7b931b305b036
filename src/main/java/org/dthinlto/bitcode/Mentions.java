package org.dthinlto.bitcode;

import java.io.IOException;

/**
 * Finds the symbols that bitcode mentions and doesn't define, in the table that LLVM puts behind
 * its modules for the linker. Looks at nothing else of a file.
 */
public final class Mentions {

  private final Guid guid = new Guid();

  /**
   * The numbers of those symbols, of all modules in the file; none if it has no table.
   *
   * @throws MalformedFileException if the file is damaged, as far as that was noticed
   */
  public long[] of(Slice bitcode) throws IOException {
    try (SliceReader file = SliceReader.open(bitcode)) {
      return ModuleSymbols.table(Bitcode.unwrap(file)).undefined(guid);
    }
  }
}
