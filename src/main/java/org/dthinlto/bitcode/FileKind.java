package org.dthinlto.bitcode;

/** What a linker input is, as lld would take it. Says nothing of whether lld could link it. */
public enum FileKind {
  /** Bitcode; at least one of its modules takes part in ThinLTO. */
  THIN_BITCODE,
  /** Bitcode without any ThinLTO module: full LTO, or no summary at all. */
  FULL_BITCODE,
  /** A relocatable ELF object. */
  ELF_RELOCATABLE,
  /** A relocatable ELF object that also carries bitcode, in the section {@code .llvm.lto}. */
  ELF_FAT_LTO,
  /** ELF type DYN: a shared library. A position-independent executable has the same type. */
  ELF_SHARED,
  /** ELF type EXEC: an executable that isn't position-independent. */
  ELF_EXECUTABLE,
  /** An archive that holds its members. */
  ARCHIVE,
  /** An archive that holds the paths of its members. */
  THIN_ARCHIVE,
  /** Text: for lld, a linker script. */
  TEXT,
  /** No bytes: for lld, a linker script that says nothing. */
  EMPTY,
  /** Anything else. lld takes that for a linker script, too, and then complains. */
  OTHER;

  /** True if lld compiles it: bitcode, or an object that carries bitcode. */
  public boolean isBitcode() {
    return this == THIN_BITCODE || this == FULL_BITCODE || this == ELF_FAT_LTO;
  }

  /** True of an archive, regular or thin. */
  public boolean isArchive() {
    return this == ARCHIVE || this == THIN_ARCHIVE;
  }
}
