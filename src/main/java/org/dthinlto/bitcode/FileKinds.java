package org.dthinlto.bitcode;

import java.io.IOException;
import java.nio.channels.FileChannel;

/**
 * Says what kind of file some bytes are, by their contents alone, as lld does. Doesn't know where
 * the bytes come from, or what a link line says of them.
 */
public final class FileKinds {

  /** {@code !<arch>} and a line feed, lowest byte first. */
  private static final long ARCHIVE_MAGIC = 0x0a3e_6863_7261_3c21L;

  /** {@code !<thin>} and a line feed. */
  private static final long THIN_ARCHIVE_MAGIC = 0x0a3e_6e69_6874_3c21L;

  /**
   * The section of a FatLTO object that holds bitcode (clang and lld, LLVM 17 on). lld goes by its
   * name alone: its type is SHT_LLVM_LTO or PROGBITS, depending on who wrote it.
   */
  private static final String FAT_LTO_SECTION = ".llvm.lto";

  /** How much of a file has to look like text. */
  private static final int TEXT_SAMPLE = 256;

  private FileKinds() {}

  /**
   * Says what a slice is. A bitcode file is read as far as {@link BitcodeInfo} needs, an ELF file
   * as far as its section names.
   *
   * @param slice a file, or a member of an archive
   * @param fatLto whether bitcode in ELF objects counts, as it does for lld with {@code
   *     --fat-lto-objects}; if not, no object is {@link FileKind#ELF_FAT_LTO}
   * @throws MalformedFileException if it is damaged bitcode or a damaged ELF file, as far as that
   *     was noticed
   */
  public static FileInfo of(Slice slice, boolean fatLto) throws IOException {
    if (slice.size() == 0) {
      return plain(FileKind.EMPTY, slice);
    }
    try (SliceReader in = SliceReader.open(slice)) {
      return of(in, fatLto);
    }
  }

  /**
   * The same, reading from an open channel: opening an archive again for each of its members takes
   * longer than the rest.
   *
   * @param channel of the slice's file; its position is neither used nor changed
   */
  public static FileInfo of(FileChannel channel, Slice slice, boolean fatLto) throws IOException {
    return slice.size() == 0
        ? plain(FileKind.EMPTY, slice)
        : of(SliceReader.on(channel, slice), fatLto);
  }

  private static FileInfo of(SliceReader in, boolean fatLto) throws IOException {
    long start = in.word(0);
    int magic = (int) start;
    if (Bitcode.isMagic(magic)) {
      return ofBitcode(in.slice(), Bitcode.read(in));
    }
    if (magic == Elf.MAGIC) {
      return ofElf(in, fatLto);
    }
    if (start == ARCHIVE_MAGIC) {
      return plain(FileKind.ARCHIVE, in.slice());
    }
    if (start == THIN_ARCHIVE_MAGIC) {
      return plain(FileKind.THIN_ARCHIVE, in.slice());
    }
    return plain(isText(in) ? FileKind.TEXT : FileKind.OTHER, in.slice());
  }

  private static FileInfo plain(FileKind kind, Slice slice) {
    return new FileInfo(kind, nothing(slice), BitcodeInfo.NONE, ElfHeader.NONE);
  }

  private static FileInfo ofBitcode(Slice slice, BitcodeInfo info) {
    FileKind kind = info.thin() ? FileKind.THIN_BITCODE : FileKind.FULL_BITCODE;
    return new FileInfo(kind, slice, info, ElfHeader.NONE);
  }

  private static FileInfo ofElf(SliceReader in, boolean fatLto) throws IOException {
    Elf elf = Elf.read(in);
    FileKind kind =
        switch (elf.header().type()) {
          case ElfHeader.RELOCATABLE -> FileKind.ELF_RELOCATABLE;
          case ElfHeader.EXECUTABLE -> FileKind.ELF_EXECUTABLE;
          case ElfHeader.SHARED -> FileKind.ELF_SHARED;
          default -> FileKind.OTHER;
        };
    if (fatLto && kind == FileKind.ELF_RELOCATABLE) {
      Slice section = elf.section(FAT_LTO_SECTION);
      // LLVM's IRObjectFile::findBitcodeInObject takes a section of one byte for none.
      if (section.size() > 1) {
        BitcodeInfo info =
            Bitcode.read(in.part(section.offset() - in.slice().offset(), section.size()));
        return new FileInfo(FileKind.ELF_FAT_LTO, section, info, elf.header());
      }
    }
    return new FileInfo(kind, nothing(in.slice()), BitcodeInfo.NONE, elf.header());
  }

  private static Slice nothing(Slice slice) {
    return new Slice(slice.file(), slice.offset(), 0);
  }

  /** No byte of the first ones is a control character that text doesn't have. */
  private static boolean isText(SliceReader in) throws IOException {
    long end = Math.min(in.size(), TEXT_SAMPLE);
    for (long i = 0; i < end; i++) {
      int c = (int) in.word(i) & 0xff;
      if (c < ' ' && (c < '\t' || c > '\r')) {
        return false;
      }
    }
    return true;
  }
}
