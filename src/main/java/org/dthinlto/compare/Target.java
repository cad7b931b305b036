package org.dthinlto.compare;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a relocation refers to: something that has a name, or nameless contents. Knows one object,
 * not the other one that it is compared with.
 *
 * @param names what it is called, without suffixes of promoted symbols; empty if it is nameless
 * @param offset from what the name stands for, or from the start of the contents
 * @param contents the nameless contents
 */
record Target(List<String> names, long offset, Definition contents) {

  private static final String NOTHING = "nothing";

  Target {
    names = List.copyOf(names);
  }

  /** What a relocation of an object refers to. */
  static Target of(ObjectFile object, Relocation relocation) throws IOException {
    Symbol symbol = object.symbol(relocation.symbol());
    Definition none = new Definition(object, Symbol.UNDEFINED, 0, 0);
    long addend = relocation.addend();
    if (relocation.symbol() == 0 || (symbol.isNameless() && symbol.section() <= 0)) {
      return new Target(List.of(NOTHING), symbol.value() + addend, none);
    }
    if (!symbol.isNameless()) {
      List<String> names = new ArrayList<>(List.of(symbol.plain()));
      for (Symbol alias : object.namedIn(symbol.section())) {
        if (alias.value() == symbol.value() && !alias.plain().equals(symbol.plain())) {
          names.add(alias.plain());
        }
      }
      return new Target(names, addend, none);
    }
    Section section = object.file().section(symbol.section());
    if (section.isMergeable()) {
      // What lies beside a mergeable constant is by chance; to say which one is meant, LLVM names
      // it where the addend would lead elsewhere (ELFObjectWriter, shouldRelocateWithSymbol).
      boolean whole = symbol.type() == Symbol.SECTION;
      long at = whole ? addend : symbol.value();
      long size = constant(object, section, at);
      if (size > 0) {
        Definition constant = new Definition(object, symbol.section(), at, size);
        return new Target(List.of(), whole ? 0 : addend, constant);
      }
    }
    return inSection(object, section, symbol.value() + addend);
  }

  /** A place in a section by the last name before it; by the section if there is none. */
  private static Target inSection(ObjectFile object, Section section, long at) {
    List<String> names = new ArrayList<>();
    long start = 0;
    for (Symbol symbol : object.namedIn(section.index())) {
      if (names.isEmpty() || symbol.value() <= at) {
        if (symbol.value() != start) {
          names.clear();
          start = symbol.value();
        }
        names.add(symbol.plain());
      }
    }
    return new Target(
        names, at - start, new Definition(object, section.index(), 0, section.size()));
  }

  /** Bytes of the mergeable constant at an offset, the end of a string too; 0 if there is none. */
  private static long constant(ObjectFile object, Section section, long at) throws IOException {
    long entry = section.entrySize();
    if (at < 0 || at > section.size() - entry || section.isEmpty()) {
      return 0;
    }
    if (!section.isStrings()) {
      return entry;
    }
    for (long end = at; end <= section.size() - entry; end += entry) {
      boolean zero = true;
      for (long i = 0; i < entry; i++) {
        zero &= object.file().bytes().octet(section.offset() + end + i) == 0;
      }
      if (zero) {
        return end + entry - at;
      }
    }
    return 0;
  }

  boolean isNameless() {
    return names.isEmpty();
  }

  /** Whether both have a name in common and mean the same place of it. */
  boolean isNamedLike(Target other) {
    if (offset != other.offset) {
      return false;
    }
    for (String name : names) {
      if (other.names.contains(name)) {
        return true;
      }
    }
    return false;
  }

  /** For a message: {@code 'f'+8}, {@code a constant}. */
  String shown() throws IOException {
    if (isNameless()) {
      return "nameless data";
    }
    String name = names.get(0).equals(NOTHING) ? NOTHING : "'" + names.get(0) + "'";
    return offset == 0 ? name : name + (offset > 0 ? "+" : "") + offset;
  }
}
