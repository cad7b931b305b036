package org.dthinlto.bitcode;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Reads the header of an ELF file, and finds a section by its name; 32 and 64 bits, both byte
 * orders, extended numbering. Knows no symbols, relocations or segments.
 */
final class Elf {

  /** The bytes {@code 7F 'E' 'L' 'F'}, lowest first. */
  static final int MAGIC = 0x464c457f;

  private static final int HEADER_SIZE_32 = 52;
  private static final int HEADER_SIZE_64 = 64;
  private static final int SECTION_SIZE_32 = 40;
  private static final int SECTION_SIZE_64 = 64;

  /** Section number that says: look into the first section header. */
  private static final int EXTENDED = 0xffff;

  private static final int TYPE_PROGBITS = 1;

  /**
   * Section types from here on are a system's, SHT_LLVM_LTO (0x6fff4c0c, LLVM 18 on) among them.
   */
  private static final long TYPE_FIRST_OWN = 0x6000_0000L;

  private static final long FLAG_ALLOC = 2;

  private final SliceReader in;
  private final boolean wide;
  private final boolean bigEndian;
  private final ElfHeader header;

  private Elf(SliceReader in, boolean wide, boolean bigEndian) throws IOException {
    this.in = in;
    this.wide = wide;
    this.bigEndian = bigEndian;
    this.header = new ElfHeader(wide ? 64 : 32, bigEndian, half(16), half(18));
  }

  /**
   * Reads the header.
   *
   * @throws MalformedFileException if it is cut short, or of no known class or byte order
   */
  static Elf read(SliceReader in) throws IOException {
    if (in.size() < HEADER_SIZE_32) {
      throw in.malformed(in.size(), "damaged ELF file: ends within its header");
    }
    long start = in.word(0);
    int elfClass = (int) (start >>> 32) & 0xff;
    int order = (int) (start >>> 40) & 0xff;
    if (elfClass != 1 && elfClass != 2) {
      throw in.malformed(4, "damaged ELF file: has the unknown class " + elfClass);
    }
    if (order != 1 && order != 2) {
      throw in.malformed(5, "damaged ELF file: has the unknown byte order " + order);
    }
    if (elfClass == 2 && in.size() < HEADER_SIZE_64) {
      throw in.malformed(in.size(), "damaged ELF file: ends within its header");
    }
    return new Elf(in, elfClass == 2, order == 2);
  }

  ElfHeader header() {
    return header;
  }

  /**
   * How many sections there are, 0 if there is no table of them.
   *
   * @throws MalformedFileException if the table isn't wholly in the file
   */
  long sections() throws IOException {
    long table = address(wide ? 40 : 32);
    if (table == 0) {
      return 0;
    }
    int entry = half(wide ? 58 : 46);
    if (entry != sectionSize()) {
      throw malformed(wide ? 58 : 46, "has section headers of " + entry + " bytes");
    }
    if (table < 0 || table > in.size() - entry) {
      throw malformed(wide ? 40 : 32, "its section headers are missing");
    }
    long count = half(wide ? 60 : 48);
    if (count == 0) {
      count = address(table + (wide ? 32 : 20));
    }
    if (count < 0 || count > (in.size() - table) / entry) {
      throw malformed(wide ? 60 : 48, "not all of its section headers are there");
    }
    return count;
  }

  /**
   * The contents of the first section of a name that holds data which isn't loaded at run time.
   *
   * @return an empty slice if there is none
   * @throws MalformedFileException if the section headers are damaged
   */
  Slice section(String name) throws IOException {
    long count = sections();
    Slice nothing = new Slice(in.slice().file(), in.slice().offset(), 0);
    if (count == 0) {
      return nothing;
    }
    long table = address(wide ? 40 : 32);
    long namesIndex = half(wide ? 62 : 50);
    if (namesIndex == EXTENDED) {
      namesIndex = word(table + (wide ? 40 : 24));
    }
    if (namesIndex == 0) {
      return nothing;
    }
    if (namesIndex >= count) {
      throw malformed(wide ? 62 : 50, "has its section names in section " + namesIndex);
    }
    // A window of their own, or the headers and they would push each other out.
    SliceReader names = contents(table + namesIndex * sectionSize());
    byte[] wanted = (name + '\0').getBytes(StandardCharsets.UTF_8);
    for (long i = 1; i < count; i++) {
      long section = table + i * sectionSize();
      if (isSetAside(section) && isAt(names, word(section), wanted)) {
        return contents(section).slice();
      }
    }
    return nothing;
  }

  /**
   * True of data that is neither loaded at run time nor for the linker, as relocations are. Most
   * sections are one or the other, and looking at each of their names would take long.
   */
  private boolean isSetAside(long section) throws IOException {
    long type = word(section + 4);
    return (type == TYPE_PROGBITS || type >= TYPE_FIRST_OWN)
        && (address(section + 8) & FLAG_ALLOC) == 0;
  }

  private static boolean isAt(SliceReader names, long position, byte[] wanted) throws IOException {
    if (position > names.size() - wanted.length) {
      return false;
    }
    for (int i = 0; i < wanted.length; i++) {
      if ((byte) names.word(position + i) != wanted[i]) {
        return false;
      }
    }
    return true;
  }

  private SliceReader contents(long section) throws IOException {
    long offset = address(section + (wide ? 24 : 16));
    long size = address(section + (wide ? 32 : 20));
    if (offset < 0 || size < 0 || offset > in.size() || size > in.size() - offset) {
      throw malformed(section, "has a section that goes on behind its end");
    }
    return in.part(offset, size);
  }

  private int sectionSize() {
    return wide ? SECTION_SIZE_64 : SECTION_SIZE_32;
  }

  private int half(long position) throws IOException {
    long word = in.word(position);
    int half = (int) word & 0xffff;
    return bigEndian ? Short.toUnsignedInt(Short.reverseBytes((short) half)) : half;
  }

  private long word(long position) throws IOException {
    int word = (int) in.word(position);
    return Integer.toUnsignedLong(bigEndian ? Integer.reverseBytes(word) : word);
  }

  /** A number that is as wide as the file's addresses; below zero where no file is that long. */
  private long address(long position) throws IOException {
    if (!wide) {
      return word(position);
    }
    long word = in.word(position);
    return bigEndian ? Long.reverseBytes(word) : word;
  }

  private MalformedFileException malformed(long position, String what) {
    return in.malformed(position, "damaged ELF file: " + what);
  }
}
