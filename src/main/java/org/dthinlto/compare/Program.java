package org.dthinlto.compare;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dthinlto.bitcode.Slice;

/**
 * What a link made: a program, a library, or with -r an object. Knows its symbols and its dynamic
 * section; not the objects that it was made of.
 */
final class Program {

  private static final long NEEDED = 1;
  private static final long SONAME = 14;
  private static final long RPATH = 15;
  private static final long TEXTREL = 22;
  private static final long FLAGS = 30;
  private static final long RUNPATH = 29;
  private static final long FLAGS_1 = 0x6fff_fffbL;

  private final ElfFile file;
  private final List<Symbol> symbols;
  private final List<Symbol> dynamicSymbols;
  private final List<Relocation> relocations = new ArrayList<>();

  private Program(ElfFile file) throws IOException {
    this.file = file;
    this.symbols = file.symbols(Section.SYMTAB);
    this.dynamicSymbols = file.symbols(Section.DYNSYM);
    for (Section section : file.sections()) {
      if (section.isLoaded()) {
        relocations.addAll(file.relocations(section));
      }
    }
  }

  static Program read(Slice slice) throws IOException {
    return new Program(ElfFile.read(slice));
  }

  ElfFile file() {
    return file;
  }

  /** Symbols of the full table; none if the program was stripped. */
  List<Symbol> symbols() {
    return symbols;
  }

  /** Relocations that the dynamic linker applies; it knows the symbols of the other table. */
  List<Relocation> relocations() {
    return relocations;
  }

  /** Symbols of the dynamic table with their versions in their names. */
  List<Symbol> dynamicSymbols() throws IOException {
    Versions versions = Versions.of(file);
    List<Symbol> found = new ArrayList<>();
    for (int i = 0; i < dynamicSymbols.size(); i++) {
      Symbol s = dynamicSymbols.get(i);
      String name = s.name() + versions.of(i);
      found.add(
          new Symbol(
              name, s.type(), s.binding(), s.visibility(), s.section(), s.value(), s.size()));
    }
    return found;
  }

  /** The symbol that a relocation refers to; that of index 0 is there in any case. */
  Symbol dynamicSymbol(int index) throws IOException {
    if (index == 0) {
      return new Symbol("", 0, Symbol.LOCAL, 0, Symbol.UNDEFINED, 0, 0);
    }
    if (index < 0 || index >= dynamicSymbols.size()) {
      throw file.malformed("refers to dynamic symbol " + index);
    }
    return dynamicSymbols.get(index);
  }

  /** The bytes that a symbol stands for; none where the file holds none. */
  byte[] bytes(Symbol symbol) throws IOException {
    if (symbol.section() <= 0) {
      return new byte[0];
    }
    Section section = file.section(symbol.section());
    // A thread-local symbol's value is an offset in its segment, not an address.
    if (section.isEmpty() || symbol.type() == Symbol.TLS) {
      return new byte[0];
    }
    long from = ObjectFile.codeAddress(file, symbol) - section.address();
    if (from < 0 || symbol.size() < 0 || from > section.size() - symbol.size()) {
      return new byte[0]; // symbols of scripts may lie anywhere
    }
    int at = (int) (section.offset() + from);
    return Arrays.copyOfRange(file.bytes().array(), at, at + (int) symbol.size());
  }

  /** Symbols by address, the best name of each: global ones before local ones. */
  Map<Long, String> namesByAddress() throws IOException {
    Map<Long, String> names = new HashMap<>();
    List<Symbol> all = new ArrayList<>(symbols);
    all.addAll(dynamicSymbols);
    for (int pass = 0; pass < 2; pass++) {
      for (Symbol symbol : all) {
        boolean local = symbol.isLocal();
        if (symbol.section() > 0 && local == (pass == 1) && !symbol.isNameless()) {
          names.putIfAbsent(ObjectFile.codeAddress(file, symbol), symbol.plain());
        }
      }
    }
    return names;
  }

  /** What the program is as a whole, in words: property to value. */
  Map<String, String> properties() throws IOException {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("type", String.valueOf(file.type()));
    properties.put("machine", file.machine() + ", flags 0x" + Long.toHexString(file.flags()));
    properties.put("interpreter", file.interpreter());
    long entry = file.entry();
    properties.put(
        "entry", entry == 0 ? "" : namesByAddress().getOrDefault(entry, "without a name"));
    List<String> needed = new ArrayList<>();
    Map<String, String> dynamic = new HashMap<>();
    readDynamic(needed, dynamic);
    properties.put("needed libraries", String.join(" ", needed));
    for (String name : List.of("soname", "rpath", "runpath", "flags", "text relocations")) {
      properties.put(name, dynamic.getOrDefault(name, ""));
    }
    return properties;
  }

  private void readDynamic(List<String> needed, Map<String, String> found) throws IOException {
    for (Section section : file.sections()) {
      if (section.type() != Section.DYNAMIC) {
        continue;
      }
      Section strings = file.section(section.link());
      int half = file.bytes().wide() ? 8 : 4;
      for (long i = 0; i < section.size() / (2L * half); i++) {
        long at = section.offset() + i * 2 * half;
        long tag = file.bytes().address(at);
        long value = file.bytes().address(at + half);
        if (tag == 0) {
          break;
        } else if (tag == NEEDED) {
          needed.add(file.string(strings, value));
        } else if (tag == SONAME || tag == RPATH || tag == RUNPATH) {
          String name = tag == SONAME ? "soname" : tag == RPATH ? "rpath" : "runpath";
          found.put(name, file.string(strings, value));
        } else if (tag == FLAGS || tag == FLAGS_1) {
          String text = (tag == FLAGS ? "0x" : "1:0x") + Long.toHexString(value);
          found.merge("flags", text, (a, b) -> a + " " + b);
        } else if (tag == TEXTREL) {
          found.put("text relocations", "yes");
        }
      }
    }
  }
}
