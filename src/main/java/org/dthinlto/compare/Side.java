package org.dthinlto.compare;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One of the two programs with the objects that it was linked of: which definition each of its
 * symbols came from. Knows nothing of the other program.
 */
final class Side {

  /** The bytes around a relocation's place that the linker may change when it resolves it. */
  private static final int BEFORE = 4;

  private static final int BEHIND = 12;

  private final Program program;
  private final List<ObjectFile> objects;
  private final MapFile map;
  private final Map<String, List<Symbol>> symbols = new HashMap<>();
  private final Map<String, List<Definition>> definitions = new HashMap<>();
  private final Set<String> inputs = new HashSet<>();

  Side(Program program, List<ObjectFile> objects, MapFile map) throws IOException {
    this.program = program;
    this.objects = List.copyOf(objects);
    this.map = map;
    for (ObjectFile object : objects) {
      if (!object.isMade()) {
        inputs.add(object.label());
      }
      for (Symbol symbol : object.symbols()) {
        boolean counts = isCounted(symbol);
        if (counts && object.defines(symbol)) {
          String name = symbol.plain();
          definitions.computeIfAbsent(name, n -> new ArrayList<>()).add(object.definition(symbol));
          if (isStripped() && object.isMade()) {
            symbols.computeIfAbsent(name, n -> new ArrayList<>()).add(symbol);
          }
        }
      }
    }
    for (Symbol symbol : program.symbols()) {
      if (isCounted(symbol)) {
        symbols.computeIfAbsent(symbol.plain(), n -> new ArrayList<>()).add(symbol);
      }
    }
  }

  private static boolean isCounted(Symbol symbol) {
    return symbol.isDefined() && !symbol.isNameless() && (symbol.isFunction() || symbol.isData());
  }

  /** Without its symbols, a program is judged by the objects that were made for it. */
  boolean isStripped() {
    return program.symbols().isEmpty();
  }

  Program program() {
    return program;
  }

  List<ObjectFile> objects() {
    return objects;
  }

  Set<String> names() {
    return symbols.keySet();
  }

  /** The functions, or the data, of a name. */
  List<Symbol> called(String name, boolean functions) {
    List<Symbol> found = new ArrayList<>();
    for (Symbol symbol : symbols.getOrDefault(name, List.of())) {
      if (symbol.isFunction() == functions) {
        found.add(symbol);
      }
    }
    return found;
  }

  /**
   * The definitions that a symbol of the program may have come from: usually one; none if it comes
   * from what is no known object, such as the linker itself.
   */
  List<Definition> originsOf(Symbol symbol) throws IOException {
    List<Definition> all = definitions.getOrDefault(symbol.plain(), List.of());
    if (all.size() < 2 || isStripped()) {
      return all;
    }
    List<Definition> fitting = new ArrayList<>();
    for (Definition definition : fromFile(symbol, all)) {
      if (isLinkedAs(definition, symbol)) {
        fitting.add(definition);
      }
    }
    return fitting.isEmpty() ? all : fitting;
  }

  private List<Definition> fromFile(Symbol symbol, List<Definition> all) throws IOException {
    boolean placed = symbol.section() > 0 && symbol.type() != Symbol.TLS;
    boolean linked = program.file().type() != ElfFile.RELOCATABLE;
    String file = placed && linked ? map.fileAt(symbol.value()) : "";
    if (file.isEmpty()) {
      return all;
    }
    boolean input = inputs.contains(file);
    List<Definition> ofFile = new ArrayList<>();
    List<Definition> made = new ArrayList<>();
    for (Definition definition : all) {
      ObjectFile object = definition.object();
      if (object.label().equals(file)) {
        ofFile.add(definition);
      } else if (object.isMade() && !input) {
        made.add(definition);
      }
    }
    return ofFile.isEmpty() ? made : ofFile; // lld gives what it makes names of its own
  }

  /** Whether the program has a definition's bytes there, but for what relocations change. */
  private boolean isLinkedAs(Definition definition, Symbol symbol) throws IOException {
    if (definition.size() != symbol.size()) {
      return false;
    }
    byte[] linked = program.bytes(symbol);
    byte[] own = definition.object().bytes(definition);
    if (linked.length == 0 || own.length == 0) {
      return linked.length == own.length;
    }
    boolean[] changed = new boolean[own.length];
    for (Relocation relocation : definition.object().relocationsOf(definition)) {
      int at = (int) (relocation.offset() - definition.from());
      for (int i = Math.max(0, at - BEFORE); i < Math.min(own.length, at + BEHIND); i++) {
        changed[i] = true;
      }
    }
    for (int i = 0; i < own.length; i++) {
      if (!changed[i] && own[i] != linked[i]) {
        return false;
      }
    }
    return true;
  }
}
