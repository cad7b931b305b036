package org.dthinlto.compare;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Compares two symbol tables name by name: kinds, and sizes of data. Sizes of functions are left to
 * those who compare their code.
 */
final class SymbolComparison {

  private SymbolComparison() {}

  /** Compares those symbols that are defined, or those that are not. */
  static Share compare(List<Symbol> ours, List<Symbol> theirs, boolean defined) {
    Map<String, List<String>> here = byName(ours, defined);
    Map<String, List<String>> there = byName(theirs, defined);
    TreeMap<String, List<String>> all = new TreeMap<>(here);
    all.putAll(there);
    int total = 0;
    List<Difference> differing = new ArrayList<>();
    for (String name : all.keySet()) {
      List<String> a = new ArrayList<>(here.getOrDefault(name, List.of()));
      List<String> b = new ArrayList<>(there.getOrDefault(name, List.of()));
      total += Math.max(a.size(), b.size());
      for (String kind : List.copyOf(a)) {
        if (b.remove(kind)) {
          a.remove(kind);
        }
      }
      for (int i = 0; i < Math.max(a.size(), b.size()); i++) {
        String why;
        if (i >= a.size()) {
          why = "only in process: " + b.get(i);
        } else if (i >= b.size()) {
          why = "not in process: " + a.get(i);
        } else {
          why = a.get(i) + "; in process " + b.get(i);
        }
        differing.add(new Difference(name, why));
      }
    }
    return new Share(total, differing);
  }

  private static Map<String, List<String>> byName(List<Symbol> symbols, boolean defined) {
    Map<String, List<String>> found = new TreeMap<>();
    for (Symbol symbol : symbols) {
      boolean counts =
          symbol.isDefined() == defined
              && !symbol.isNameless()
              && symbol.type() != Symbol.FILE
              && !(symbol.isLocal() && symbol.type() == 0);
      if (counts) {
        String size = defined && symbol.isData() ? ", " + symbol.size() + " bytes" : "";
        found.computeIfAbsent(symbol.plain(), n -> new ArrayList<>()).add(symbol.kind() + size);
      }
    }
    for (List<String> kinds : found.values()) {
      Collections.sort(kinds);
    }
    return found;
  }
}
