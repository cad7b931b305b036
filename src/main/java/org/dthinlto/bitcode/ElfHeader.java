package org.dthinlto.bitcode;

/**
 * The part of an ELF header that says what the file is for.
 *
 * @param bits 32 or 64; 0 only in {@link #NONE}
 * @param bigEndian the byte order
 * @param type {@code e_type}: {@link #RELOCATABLE}, {@link #EXECUTABLE}, {@link #SHARED}, others
 * @param machine {@code e_machine}
 */
public record ElfHeader(int bits, boolean bigEndian, int type, int machine) {

  /** The type of an object. */
  public static final int RELOCATABLE = 1;

  /** The type of an executable that isn't position-independent. */
  public static final int EXECUTABLE = 2;

  /** The type of a shared library, and of a position-independent executable. */
  public static final int SHARED = 3;

  /** Of what is no ELF file. */
  public static final ElfHeader NONE = new ElfHeader(0, false, 0, 0);
}
