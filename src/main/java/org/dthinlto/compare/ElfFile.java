package org.dthinlto.compare;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.dthinlto.bitcode.MalformedFileException;
import org.dthinlto.bitcode.Slice;

/**
 * An ELF object or program: header, sections, symbols and relocations, of both classes and byte
 * orders. Knows no machine's relocations, and not what is in the sections.
 */
final class ElfFile {

  /** The type of an object. */
  static final int RELOCATABLE = 1;

  private static final int EXTENDED = 0xffff;
  private static final int FIRST_RESERVED = 0xff00;
  private static final int COMMON = 0xfff2;
  private static final int SEGMENT_INTERPRETER = 3;

  private final ElfBytes in;
  private final List<Section> sections = new ArrayList<>();

  private ElfFile(ElfBytes in) {
    this.in = in;
  }

  /**
   * Reads a file's section headers.
   *
   * @throws MalformedFileException if it is no ELF file, or is damaged
   */
  static ElfFile read(Slice slice) throws IOException {
    ElfFile file = new ElfFile(ElfBytes.read(slice));
    file.readSections();
    return file;
  }

  ElfBytes bytes() {
    return in;
  }

  List<Section> sections() {
    return sections;
  }

  int type() throws MalformedFileException {
    return in.half(16);
  }

  int machine() throws MalformedFileException {
    return in.half(18);
  }

  long entry() throws MalformedFileException {
    return in.address(24);
  }

  /** Flags of the machine's: its ABI, most of all. */
  long flags() throws MalformedFileException {
    return in.word(in.wide() ? 48 : 36);
  }

  private void readSections() throws MalformedFileException {
    boolean wide = in.wide();
    long table = in.address(wide ? 40 : 32);
    if (table == 0) {
      return;
    }
    int entry = wide ? 64 : 40;
    if (in.half(wide ? 58 : 46) != entry) {
      throw in.malformed(wide ? 58 : 46, "damaged ELF file: odd size of section headers");
    }
    long count = in.half(wide ? 60 : 48);
    long names = in.half(wide ? 62 : 50);
    count = count == 0 ? in.address(table + (wide ? 32 : 20)) : count;
    names = names == EXTENDED ? in.word(table + (wide ? 40 : 24)) : names;
    if (count < 0 || count > in.array().length / entry) {
      throw in.malformed(wide ? 60 : 48, "damaged ELF file: not all section headers are there");
    }
    in.require(table, count * entry, "the table of sections");
    List<Section> nameless = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      nameless.add(header(i, table + (long) i * entry, ""));
    }
    if (names >= count && count > 0) {
      throw in.malformed(wide ? 62 : 50, "damaged ELF file: no section " + names + " of names");
    }
    for (int i = 0; i < count; i++) {
      long at = table + (long) i * entry;
      String name = names == 0 || i == 0 ? "" : string(nameless.get((int) names), in.word(at));
      sections.add(header(i, at, name));
    }
  }

  private Section header(int index, long at, String name) throws MalformedFileException {
    boolean wide = in.wide();
    int type = (int) in.word(at + 4);
    long offset = in.address(at + (wide ? 24 : 16));
    long size = in.address(at + (wide ? 32 : 20));
    if (index == 0) {
      size = 0; // the number of sections, if there are many
    } else if (type != Section.NOBITS) {
      in.require(offset, size, "a section");
    } else if (size < 0) {
      throw in.malformed(at, "damaged ELF file: a section of " + size + " bytes");
    }
    return new Section(
        index,
        name,
        type,
        in.address(at + 8),
        in.address(at + (wide ? 16 : 12)),
        offset,
        size,
        (int) in.word(at + (wide ? 40 : 24)),
        (int) in.word(at + (wide ? 44 : 28)),
        in.address(at + (wide ? 56 : 36)));
  }

  /** A section by its index. */
  Section section(long index) throws MalformedFileException {
    if (index < 0 || index >= sections.size()) {
      throw in.malformed(0, "damaged ELF file: refers to section " + index);
    }
    return sections.get((int) index);
  }

  /** The text at an offset in a section of strings. */
  String string(Section strings, long offset) throws MalformedFileException {
    return in.text(strings.offset() + offset, strings.offset() + strings.size());
  }

  /** The file that the kernel starts a program with; empty if there is none. */
  String interpreter() throws MalformedFileException {
    boolean wide = in.wide();
    long table = in.address(wide ? 32 : 28);
    long entry = in.half(wide ? 54 : 42);
    long count = in.half(wide ? 56 : 44);
    for (long i = 0; i < count; i++) {
      long at = table + i * entry;
      if (in.word(at) == SEGMENT_INTERPRETER) {
        long offset = in.address(at + (wide ? 8 : 4));
        long size = in.address(at + (wide ? 32 : 16));
        in.require(offset, size, "a segment");
        return in.text(offset, offset + size);
      }
    }
    return "";
  }

  /** All entries of the symbol tables of a type; that with index 0 of each, too. */
  List<Symbol> symbols(int tableType) throws MalformedFileException {
    List<Symbol> symbols = new ArrayList<>();
    for (Section table : sections) {
      if (table.type() == tableType) {
        addSymbols(table, symbols);
      }
    }
    return symbols;
  }

  private void addSymbols(Section table, List<Symbol> symbols) throws MalformedFileException {
    boolean wide = in.wide();
    int entry = wide ? 24 : 16;
    Section strings = section(table.link());
    long extended = -1;
    for (Section other : sections) {
      if (other.type() == Section.SYMTAB_SHNDX && other.link() == table.index()) {
        in.require(other.offset(), table.size() / entry * 4, "a table of section numbers");
        extended = other.offset();
      }
    }
    long count = table.size() / entry;
    for (long i = 0; i < count; i++) {
      long at = table.offset() + i * entry;
      int info = in.octet(at + (wide ? 4 : 12));
      int other = in.octet(at + (wide ? 5 : 13));
      int where = in.half(at + (wide ? 6 : 14));
      if (where == EXTENDED && extended >= 0) {
        where = (int) in.word(extended + i * 4);
        section(where);
      } else if (where >= FIRST_RESERVED) {
        where = where == COMMON ? Symbol.COMMON : Symbol.ABSOLUTE;
      } else {
        section(where);
      }
      String name = string(strings, in.word(at));
      if ((info & 15) == Symbol.SECTION && where > 0) {
        name = section(where).name();
      }
      long value = in.address(at + (wide ? 8 : 4));
      long size = in.address(at + (wide ? 16 : 8));
      symbols.add(new Symbol(name, info & 15, info >> 4, other & 3, where, value, size));
    }
  }

  /** The relocations of one relocation section, by offset; none of another section. */
  List<Relocation> relocations(Section table) throws MalformedFileException {
    if (table.type() == Section.CREL) {
      throw in.malformed(table.offset(), "has relocations in a form that is not known, CREL");
    }
    List<Relocation> relocations = new ArrayList<>();
    if (table.type() != Section.RELA && table.type() != Section.REL) {
      return relocations;
    }
    boolean wide = in.wide();
    boolean addends = table.type() == Section.RELA;
    int entry = (wide ? 8 : 4) * (addends ? 3 : 2);
    for (long i = 0; i < table.size() / entry; i++) {
      long at = table.offset() + i * entry;
      long info = in.address(at + (wide ? 8 : 4));
      relocations.add(
          new Relocation(
              in.address(at),
              wide ? (int) info : (int) info & 0xff,
              (int) (wide ? info >>> 32 : info >>> 8),
              addends ? in.signed(at + (wide ? 16 : 8)) : 0));
    }
    relocations.sort(Comparator.comparingLong(Relocation::offset));
    return relocations;
  }

  MalformedFileException malformed(String what) {
    return in.malformed(0, "damaged ELF file: " + what);
  }
}
