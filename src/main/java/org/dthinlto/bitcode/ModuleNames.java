package org.dthinlto.bitcode;

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

  /** Of a module without a table. */
  public static final ModuleNames NONE = new ModuleNames(List.of(), new BitSet(), new BitSet());
}
