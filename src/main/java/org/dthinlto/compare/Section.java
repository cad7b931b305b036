package org.dthinlto.compare;

/**
 * One section header of an ELF file.
 *
 * @param address where it is at run time; 0 in an object
 * @param offset of its contents in the file
 * @param size in bytes, in the file unless {@link #isEmpty}
 * @param link the section that it refers to
 * @param info another one, for relocations: the section that they change
 * @param entrySize bytes of one entry of a table, or of a mergeable constant
 */
record Section(
    int index,
    String name,
    int type,
    long flags,
    long address,
    long offset,
    long size,
    int link,
    int info,
    long entrySize) {

  static final int SYMTAB = 2;
  static final int RELA = 4;
  static final int DYNAMIC = 6;
  static final int NOBITS = 8;
  static final int REL = 9;
  static final int DYNSYM = 11;
  static final int INIT_ARRAY = 14;
  static final int FINI_ARRAY = 15;
  static final int PREINIT_ARRAY = 16;
  static final int SYMTAB_SHNDX = 18;
  static final int CREL = 0x4000_0014;
  static final int GNU_VERDEF = 0x6fff_fffd;
  static final int GNU_VERNEED = 0x6fff_fffe;
  static final int GNU_VERSYM = 0x6fff_ffff;

  private static final long FLAG_ALLOC = 2;
  private static final long FLAG_EXEC = 4;
  private static final long FLAG_MERGE = 0x10;
  private static final long FLAG_STRINGS = 0x20;

  /** Whether it has no bytes in the file: zeros at run time. */
  boolean isEmpty() {
    return type == NOBITS;
  }

  boolean isLoaded() {
    return (flags & FLAG_ALLOC) != 0;
  }

  boolean isCode() {
    return (flags & FLAG_EXEC) != 0;
  }

  /** Whether the linker may merge its constants with equal ones of other objects. */
  boolean isMergeable() {
    return (flags & FLAG_MERGE) != 0 && entrySize > 0;
  }

  /** Whether its mergeable constants are strings, each up to an entry of zero. */
  boolean isStrings() {
    return (flags & FLAG_STRINGS) != 0;
  }
}
