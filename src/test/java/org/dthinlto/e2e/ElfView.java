package org.dthinlto.e2e;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What others see of a linked file, by llvm-readelf, without addresses: its symbols with type,
 * binding, visibility, section and version; its dynamic tags; its dynamic relocations. Knows
 * nothing of how the file came about.
 *
 * <p>Left out: sizes of functions, and what code generation leaves, which is local symbols with a
 * dot in their names, of files and of sections, and relocations by these. So is whatever lays
 * things out: addresses, the order of sections.
 */
final class ElfView {

  private ElfView() {}

  static List<String> of(TestSpace space, Path file) {
    String readelf = "/usr/bin/llvm-readelf-" + space.llvm.version();
    List<String> sections = new ArrayList<>();
    List<String> view = new ArrayList<>();
    String path = file.toString();
    for (String line : space.run(readelf, "-S", "-W", path).exits(0).out().split("\n")) {
      int end = line.indexOf(']');
      String[] words = end < 0 ? new String[0] : line.substring(end + 1).trim().split("\\s+");
      if (line.trim().startsWith("[") && !line.contains("[Nr]")) {
        sections.add(words[0]);
      }
    }
    for (String option : List.of("-s", "--dyn-syms")) {
      for (String line : space.run(readelf, option, "-W", path).exits(0).out().split("\n")) {
        String[] words = line.trim().split("\\s+");
        if (words.length >= 8 && words[0].matches("[0-9]+:") && !isLeftOver(words)) {
          view.add(option + " " + symbol(words, sections));
        }
      }
    }
    for (String line : space.run(readelf, "-d", "-W", path).exits(0).out().split("\n")) {
      if (line.contains("(") && !line.matches(".*(SZ|ENT|COUNT|HASH)\\).*")) {
        view.add(line.trim().replaceAll("0x[0-9a-f]+", "").replaceAll("\\s+", " "));
      }
    }
    for (String line : space.run(readelf, "-r", "-W", path).exits(0).out().split("\n")) {
      String[] words = line.trim().split("\\s+");
      if (words.length >= 5 && words[2].startsWith("R_") && !words[4].startsWith(".")) {
        view.add("reloc " + words[2] + " " + words[4]);
      }
    }
    view.sort(null);
    return view;
  }

  private static boolean isLeftOver(String[] words) {
    return words[4].equals("LOCAL")
        && (words[3].equals("FILE") || words[3].equals("SECTION") || words[7].contains("."));
  }

  private static String symbol(String[] words, List<String> sections) {
    String section = words[6];
    if (section.matches("[0-9]+")) {
      section = sections.get(Integer.parseInt(section));
    }
    boolean local = words[4].equals("LOCAL");
    // A local symbol may be of a copy that one of the two inlined everywhere.
    String size = words[3].equals("FUNC") || local ? "" : words[2];
    return String.join(" ", words[7], words[3], words[4], words[5], section, size).trim();
  }
}
