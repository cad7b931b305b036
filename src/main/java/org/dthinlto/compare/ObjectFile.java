package org.dthinlto.compare;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dthinlto.bitcode.Slice;

/**
 * One object that a link is made of: what it defines, and what its relocations refer to. Knows
 * nothing of the program that it became part of.
 */
final class ObjectFile {

  private final String label;
  private final boolean made;
  private final ElfFile file;
  private final List<Symbol> symbols;
  private final Map<Integer, List<Relocation>> relocations = new HashMap<>();
  private final Map<Integer, List<Symbol>> named = new HashMap<>();

  private ObjectFile(String label, boolean made, ElfFile file) throws IOException {
    this.label = label;
    this.made = made;
    this.file = file;
    this.symbols = file.symbols(Section.SYMTAB);
    for (Section section : file.sections()) {
      List<Relocation> found = file.relocations(section);
      if (!found.isEmpty()) {
        relocations.computeIfAbsent(section.info(), i -> new ArrayList<>()).addAll(found);
      }
    }
    for (Symbol symbol : symbols) {
      if (symbol.section() > 0 && !symbol.isNameless()) {
        named.computeIfAbsent(symbol.section(), i -> new ArrayList<>()).add(symbol);
      }
    }
    for (List<Symbol> ofSection : named.values()) {
      ofSection.sort(Comparator.comparingLong(Symbol::value));
    }
  }

  /**
   * Reads an object.
   *
   * @param label how the user knows it
   * @param made whether code generation of the link made it; otherwise it is an input
   */
  static ObjectFile read(Slice slice, String label, boolean made) throws IOException {
    return new ObjectFile(label, made, ElfFile.read(slice));
  }

  String label() {
    return label;
  }

  boolean isMade() {
    return made;
  }

  ElfFile file() {
    return file;
  }

  List<Symbol> symbols() {
    return symbols;
  }

  Symbol symbol(int index) throws IOException {
    if (index < 0 || index >= symbols.size()) {
      throw file.malformed("refers to symbol " + index);
    }
    return symbols.get(index);
  }

  /** Symbols of a section that have names of their own, by offset. */
  List<Symbol> namedIn(int section) {
    return named.getOrDefault(section, List.of());
  }

  /** Relocations that change a section, by offset. */
  List<Relocation> relocationsOf(int section) {
    return relocations.getOrDefault(section, List.of());
  }

  /** The same within a part of the section. */
  List<Relocation> relocationsOf(Definition part) {
    List<Relocation> inside = new ArrayList<>();
    for (Relocation relocation : relocationsOf(part.section())) {
      long at = relocation.offset() - part.from();
      if (at >= 0 && at < part.size()) {
        inside.add(relocation);
      }
    }
    return inside;
  }

  /**
   * Whether a symbol of this object lies in its section, as far as its size says; hand-written code
   * may say what it likes.
   */
  boolean defines(Symbol symbol) throws IOException {
    return symbol.section() <= 0
        || fits(codeAddress(file, symbol), symbol.size(), file.section(symbol.section()).size());
  }

  /** What a symbol that this object defines stands for. */
  Definition definition(Symbol symbol) throws IOException {
    long from = symbol.section() > 0 ? codeAddress(file, symbol) : 0;
    return new Definition(this, symbol.section(), from, symbol.size());
  }

  private static boolean fits(long from, long size, long limit) {
    return from >= 0 && size >= 0 && size <= limit && from <= limit - size;
  }

  /** A symbol's value; on ARM, the low bit of a function is no part of its address. */
  static long codeAddress(ElfFile file, Symbol symbol) throws IOException {
    return file.machine() == 40 && symbol.type() == Symbol.FUNCTION
        ? symbol.value() & ~1L
        : symbol.value();
  }

  /** The bytes, zeros where the file holds none. */
  byte[] bytes(Definition part) throws IOException {
    if (part.section() <= 0 || file.section(part.section()).isEmpty()) {
      return new byte[0];
    }
    long from = file.section(part.section()).offset() + part.from();
    file.bytes().require(from, part.size(), "a symbol");
    return Arrays.copyOfRange(file.bytes().array(), (int) from, (int) (from + part.size()));
  }

  @Override
  public String toString() {
    return label;
  }
}
