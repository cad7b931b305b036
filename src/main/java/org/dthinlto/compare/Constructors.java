package org.dthinlto.compare;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The functions that run before main and after it, in the order of their table. Knows no
 * priorities: a program no longer says them.
 */
final class Constructors {

  private static final String SEVERAL = "several";

  private Constructors() {}

  /** Names of the functions of each table, by the table's name; empty for a program without. */
  static Map<String, List<String>> of(Program program) throws IOException {
    Map<String, List<String>> tables = new LinkedHashMap<>();
    Map<Long, String> names = program.namesByAddress();
    Map<Long, Relocation> relocations = new HashMap<>();
    for (Relocation relocation : program.relocations()) {
      relocations.put(relocation.offset(), relocation);
    }
    boolean linked = program.file().type() != ElfFile.RELOCATABLE;
    for (Section section : program.file().sections()) {
      String table =
          switch (section.type()) {
            case Section.PREINIT_ARRAY -> "before constructors";
            case Section.INIT_ARRAY -> "constructors";
            case Section.FINI_ARRAY -> "destructors";
            default -> "";
          };
      if (!table.isEmpty() && linked) {
        List<String> entries = tables.computeIfAbsent(table, t -> new ArrayList<>());
        int size = program.file().bytes().wide() ? 8 : 4;
        for (long i = 0; i < section.size() / size; i++) {
          Relocation relocation = relocations.get(section.address() + i * size);
          long there = program.file().bytes().address(section.offset() + i * size);
          entries.add(name(program, relocation, there, names));
        }
      }
    }
    return tables;
  }

  /**
   * The priority of each function that objects put into such a table, by its name: what follows the
   * section's name, empty for none. Functions of one name and several priorities are left out.
   */
  static Map<String, String> priorities(List<ObjectFile> objects) throws IOException {
    Map<String, String> found = new HashMap<>();
    for (ObjectFile object : objects) {
      for (Section section : object.file().sections()) {
        int type = section.type();
        if (type < Section.INIT_ARRAY || type > Section.PREINIT_ARRAY) {
          continue;
        }
        int dot = section.name().indexOf('.', 1);
        String priority = type + (dot < 0 ? "" : section.name().substring(dot));
        for (Relocation relocation : object.relocationsOf(section.index())) {
          for (String name : Target.of(object, relocation).names()) {
            found.merge(name, priority, (a, b) -> a.equals(b) ? a : SEVERAL);
          }
        }
      }
    }
    found.values().removeIf(SEVERAL::equals);
    return found;
  }

  /** The priorities of functions, in their order; without those whose priority isn't known. */
  static List<String> ranked(List<String> functions, Map<String, String> priorities) {
    List<String> ranked = new ArrayList<>();
    for (String function : functions) {
      String priority = priorities.get(function);
      if (priority != null) {
        ranked.add(priority);
      }
    }
    return ranked;
  }

  private static String name(
      Program program, @Nullable Relocation relocation, long there, Map<Long, String> names)
      throws IOException {
    long address = there;
    if (relocation != null) {
      Symbol symbol = program.dynamicSymbol(relocation.symbol());
      if (relocation.symbol() != 0 && !symbol.isDefined()) {
        return symbol.plain();
      }
      long base = relocation.symbol() == 0 ? 0 : symbol.value();
      address = base + (relocation.addend() == 0 ? there : relocation.addend());
    }
    address = program.file().machine() == 40 ? address & ~1L : address;
    return names.getOrDefault(address, "(without a name)");
  }
}
