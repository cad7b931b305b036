package org.dthinlto.bitcode;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;

/**
 * Reads the names of the global symbols of native objects and shared libraries, and writes objects
 * that hold nothing but such names. Knows ELF for x86-64 only.
 *
 * <p>What it writes changes nothing in a link but the order in which lld comes to know the names:
 * they are weak and undefined, so that nothing is extracted or needed for them. The note says that
 * every feature is supported, because lld's output has those that all objects have; an empty
 * address-significance table says that no address is taken, because all are in objects without a
 * table.
 */
public final class ObjectNames {

  private static final int MACHINE_X86_64 = 62;
  private static final int HEADER_SIZE = 64;
  private static final int SECTION_SIZE = 64;
  private static final int SYMBOL_SIZE = 24;
  private static final int TYPE_PROGBITS = 1;
  private static final int TYPE_SYMTAB = 2;
  private static final int TYPE_STRTAB = 3;
  private static final int TYPE_NOTE = 7;
  private static final int TYPE_DYNSYM = 11;
  private static final int TYPE_VERSYM = 0x6fffffff;
  private static final int TYPE_LLVM_ADDRSIG = 0x6fff4c03;

  /** Versions from here on have a name; those below zero are not the default one. */
  private static final int UNVERSIONED = 1;

  private static final long FLAG_ALLOC = 2;
  private static final long FLAG_EXCLUDE = 0x8000_0000L;
  private static final int WEAK_BINDING = 2 << 4;
  private static final int FEATURES_OF_ALL = 0xc000_0002;

  private static final String SECTION_NAMES =
      "\0.note.GNU-stack\0.note.gnu.property\0.llvm_addrsig\0.symtab\0.strtab\0";

  private ObjectNames() {}

  /**
   * Reads the names of the global symbols of an object, a character for a byte, in its order; of an
   * object for another machine none.
   *
   * @param defined gets those that it defines
   * @param undefined gets those that it only mentions
   * @throws MalformedFileException if it is damaged, as far as that was noticed
   */
  public static void read(Slice object, Collection<String> defined, Collection<String> undefined)
      throws IOException {
    read(object, TYPE_SYMTAB, defined, undefined);
  }

  /**
   * Reads the names that a shared library defines or mentions, as lld does (SharedFile::parse): in
   * its order, and without those that have a version in them.
   */
  public static void readShared(Slice library, Collection<String> names) throws IOException {
    read(library, TYPE_DYNSYM, names, names);
  }

  private static void read(
      Slice file, int type, Collection<String> defined, Collection<String> undefined)
      throws IOException {
    try (SliceReader in = SliceReader.open(file)) {
      if (in.size() < HEADER_SIZE || (int) in.word(0) != Elf.MAGIC) {
        throw in.malformed(0, "damaged ELF file: lacks its header");
      }
      Elf elf = Elf.read(in);
      if (elf.header().machine() != MACHINE_X86_64 || elf.header().bits() != 64) {
        return;
      }
      int count = (int) Math.min(elf.sections(), 1 << 24);
      ByteBuffer sections = bytes(in, in.word(40), (long) count * SECTION_SIZE);
      ByteBuffer versions = ByteBuffer.allocate(0);
      int symbols = -1;
      for (int at = 0; at < sections.limit(); at += SECTION_SIZE) {
        int found = sections.getInt(at + 4);
        if (found == type) {
          symbols = at;
        } else if (found == TYPE_VERSYM) {
          versions = bytes(in, sections.getLong(at + 24), sections.getLong(at + 32));
        }
      }
      if (symbols < 0) {
        return;
      }
      long strings = Integer.toUnsignedLong(sections.getInt(symbols + 40)) * SECTION_SIZE;
      if (strings >= sections.limit()) {
        throw in.malformed(0, "damaged ELF file: has symbols without names");
      }
      ByteBuffer table = bytes(in, sections.getLong(symbols + 24), sections.getLong(symbols + 32));
      byte[] names =
          bytes(in, sections.getLong((int) strings + 24), sections.getLong((int) strings + 32))
              .array();
      int first = Math.max(sections.getInt(symbols + 44), 0);
      for (int i = first; i < table.limit() / SYMBOL_SIZE; i++) {
        boolean isDefined = table.getShort(i * SYMBOL_SIZE + 6) != 0;
        int version = 2 * i + 2 > versions.limit() ? 0 : versions.getShort(2 * i);
        if (isDefined ? version >= 0 : version <= UNVERSIONED) {
          String name = name(in, names, table.getInt(i * SYMBOL_SIZE));
          (isDefined ? defined : undefined).add(name);
        } // else it goes under another name: NAME@VERSION
      }
    }
  }

  private static String name(SliceReader in, byte[] names, int start) throws IOException {
    if (start < 0 || start >= names.length) {
      throw in.malformed(0, "damaged ELF file: has a name that isn't there");
    }
    int end = start;
    while (end < names.length && names[end] != 0) {
      end++;
    }
    return new String(names, start, end - start, StandardCharsets.ISO_8859_1);
  }

  private static ByteBuffer bytes(SliceReader in, long offset, long size) throws IOException {
    if (offset < 0 || size < 0 || size > Integer.MAX_VALUE - 8 || offset > in.size() - size) {
      throw in.malformed(0, "damaged ELF file: has a section that goes on behind its end");
    }
    return ByteBuffer.wrap(in.bytes(offset, (int) size)).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** An object that mentions the names, in their order. */
  public static byte[] write(Collection<String> names) {
    int strings = 1;
    for (String name : names) {
      strings += name.length() + 1;
    }
    int note = HEADER_SIZE;
    int symbols = note + 32;
    int text = symbols + (names.size() + 1) * SYMBOL_SIZE;
    int sectionNames = text + strings;
    int table = (sectionNames + SECTION_NAMES.length() + 7) & -8;
    ByteBuffer out = ByteBuffer.allocate(table + 7 * SECTION_SIZE).order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(Elf.MAGIC).putInt(0x0001_0102); // 64 bits, little endian, version 1
    out.putShort(16, (short) ElfHeader.RELOCATABLE).putShort(18, (short) MACHINE_X86_64);
    out.putInt(20, 1).putLong(40, table).putShort(52, (short) HEADER_SIZE);
    out.putShort(58, (short) SECTION_SIZE).putShort(60, (short) 7).putShort(62, (short) 6);
    out.position(note).putInt(4).putInt(16).putInt(5).putInt(0x554e47); // "GNU"
    out.putInt(FEATURES_OF_ALL).putInt(4).putInt(-1);
    out.position(text).put((byte) 0);
    int symbol = symbols + SYMBOL_SIZE;
    for (String name : names) {
      out.putInt(symbol, out.position() - text).put(symbol + 4, (byte) WEAK_BINDING);
      out.put(name.getBytes(StandardCharsets.ISO_8859_1)).put((byte) 0);
      symbol += SYMBOL_SIZE;
    }
    out.put(SECTION_NAMES.getBytes(StandardCharsets.ISO_8859_1));
    out.position(table + SECTION_SIZE);
    section(out, ".note.GNU-stack", TYPE_PROGBITS, note, 0, 0);
    section(out, ".note.gnu.property", TYPE_NOTE, note, 32, 0);
    section(out, ".llvm_addrsig", TYPE_LLVM_ADDRSIG, note, 0, 4);
    section(out, ".symtab", TYPE_SYMTAB, symbols, text - symbols, 5);
    section(out, ".strtab", TYPE_STRTAB, text, strings, 0);
    section(out, ".strtab", TYPE_STRTAB, sectionNames, SECTION_NAMES.length(), 0);
    return out.array();
  }

  private static void section(
      ByteBuffer out, String name, int type, int offset, int size, int link) {
    boolean isNote = type == TYPE_NOTE;
    boolean isSymbols = type == TYPE_SYMTAB;
    long flags = isNote ? FLAG_ALLOC : type == TYPE_LLVM_ADDRSIG ? FLAG_EXCLUDE : 0;
    out.putInt(SECTION_NAMES.indexOf(name + "\0")).putInt(type).putLong(flags).putLong(0);
    out.putLong(offset).putLong(size).putInt(link).putInt(isSymbols ? 1 : 0);
    out.putLong(isNote || isSymbols ? 8 : 1).putLong(isSymbols ? SYMBOL_SIZE : 0);
  }
}
