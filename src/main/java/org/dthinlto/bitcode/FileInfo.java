package org.dthinlto.bitcode;

/**
 * What a linker input is.
 *
 * @param kind what it is
 * @param bitcode where its bitcode lies: all of a bitcode file, a section of a FatLTO object; of
 *     anything else an empty slice
 * @param bitcodeInfo what the bitcode says; {@link BitcodeInfo#NONE} if there is none
 * @param elf the ELF header; {@link ElfHeader#NONE} if it is no ELF file
 */
public record FileInfo(FileKind kind, Slice bitcode, BitcodeInfo bitcodeInfo, ElfHeader elf) {}
