package org.dthinlto.bitcode;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * The visibilities that modules give to symbols, be it where they define or where they declare
 * them. Of several the one that constrains most counts, as for a linker. Knows names, not which
 * symbol of a name is meant: there is one in a link.
 */
public final class Visibilities {

  // ELF's numbers (STV_…): the lower one constrains more, but for the default.
  static final int DEFAULT = 0;

  private final Map<String, Integer> byName = new HashMap<>();

  /** Whether all symbols have the default visibility. */
  public boolean isEmpty() {
    return byName.isEmpty();
  }

  /**
   * Adds what a bitcode file says, if it has a symbol table.
   *
   * @param defined whether to count the symbols that it defines
   * @throws MalformedFileException if the file is damaged, as far as that was noticed
   */
  public void addOf(Slice bitcode, boolean defined) throws IOException {
    try (SliceReader file = SliceReader.open(bitcode)) {
      SymbolTable.find(file).constrained(defined, this);
    }
  }

  void add(String name, int visibility) {
    byName.merge(name, visibility, Visibilities::constraining);
  }

  /** The visibility of a symbol, given that which it has already. */
  int of(String name, int visibility) {
    return constraining(visibility, byName.getOrDefault(name, DEFAULT));
  }

  private static int constraining(int a, int b) {
    return a == DEFAULT ? b : b == DEFAULT ? a : Math.min(a, b);
  }
}
