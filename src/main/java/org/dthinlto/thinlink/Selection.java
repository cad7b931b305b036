package org.dthinlto.thinlink;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the thin link selected. Knows lld's two lists, not the files behind them.
 *
 * @param thin link names of the ThinLTO modules, in link order: one backend job each
 * @param loaded link names of everything that lld loaded, and their place in load order
 * @param linker lld's version line
 */
public record Selection(List<String> thin, Map<String, Integer> loaded, String linker) {

  /** What --trace-symbol prints behind a file's name, with the symbol behind it (lld 14 to 22). */
  private static final String[] OF_SYMBOLS = {
    ": reference to ",
    ": definition of ",
    ": lazy definition of ",
    ": shared definition of ",
    ": common definition of "
  };

  /**
   * Reads both.
   *
   * @param list what {@code --thinlto-index-only=} wrote: one name a line, not quoted
   * @param trace standard output of the thin link
   * @param linkNames link names of what the trace calls otherwise
   */
  public static Selection read(String list, String trace, Map<String, String> linkNames) {
    String prefix = StagedNames.INDEX + "/";
    List<String> thin = new ArrayList<>();
    for (String line : Lines.of(list)) {
      // lld applies the prefix replacement to the list as well.
      thin.add(line.startsWith(prefix) ? line.substring(prefix.length()) : line);
    }
    Map<String, Integer> loaded = new HashMap<>();
    String linker = "";
    for (String line : Lines.of(trace)) {
      if (linker.isEmpty() && line.contains("LLD ")) {
        linker = line;
      } else if (!isOfSymbol(line)) {
        loaded.putIfAbsent(linkNames.getOrDefault(line, line), loaded.size());
      }
    }
    return new Selection(thin, loaded, linker);
  }

  private static boolean isOfSymbol(String line) {
    for (String text : OF_SYMBOLS) {
      if (line.contains(text)) {
        return true;
      }
    }
    return false;
  }

  /** Names among what was loaded or selected that are none of the given ones, sorted. */
  public List<String> strangers(Set<String> known) {
    Set<String> strangers = new TreeSet<>(loaded.keySet());
    strangers.addAll(thin);
    strangers.removeAll(known);
    return List.copyOf(strangers);
  }
}
