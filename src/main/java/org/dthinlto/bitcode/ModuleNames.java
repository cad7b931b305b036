package org.dthinlto.bitcode;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * The names that a linker sees of a bitcode module, in the order of its table. A character stands
 * for a byte.
 *
 * @param names of all global symbols
 * @param undefined which of them the module only mentions
 * @param weak which of them are weak
 */
public record ModuleNames(List<String> names, BitSet undefined, BitSet weak) {

  /** Of a module that can't be read. */
  public static final ModuleNames NONE = new ModuleNames(List.of(), new BitSet(), new BitSet());

  /**
   * Those of all modules in a file; none if it has no table.
   *
   * @throws MalformedFileException if the file is damaged, as far as that was noticed
   */
  public static ModuleNames of(Slice bitcode) throws IOException {
    ModuleNames found = new ModuleNames(new ArrayList<>(), new BitSet(), new BitSet());
    ModuleSymbols.of(
        bitcode,
        (names, offset, length, defined, weak, visibility) -> {
          found.undefined.set(found.names.size(), !defined);
          found.weak.set(found.names.size(), weak);
          found.names.add(new String(names, offset, length, StandardCharsets.ISO_8859_1));
        });
    return found;
  }
}
