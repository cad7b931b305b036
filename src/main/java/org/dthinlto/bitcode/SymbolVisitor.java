package org.dthinlto.bitcode;

/** Is shown symbols of an object, one after the other. Knows nothing of where they come from. */
@FunctionalInterface
public interface SymbolVisitor {

  /** Visibilities, as ELF numbers them. */
  int DEFAULT = 0;

  int INTERNAL = 1;

  int HIDDEN = 2;

  int PROTECTED = 3;

  /**
   * Shows a symbol that the linker resolves; not one that is local to its object.
   *
   * @param names holds the name, at {@code offset}, {@code length} bytes
   * @param defined whether the object defines it, be it as a common symbol
   * @param weak whether it is weak
   * @param visibility {@link #DEFAULT}, {@link #INTERNAL}, {@link #HIDDEN} or {@link #PROTECTED}
   */
  void symbol(byte[] names, int offset, int length, boolean defined, boolean weak, int visibility);
}
