package org.dthinlto.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Says how two commands differ, option by option. Knows no table of options, only how clang's look:
 * a word that begins with a dash, and perhaps a value in the next word, which doesn't.
 */
final class OptionChanges {

  private OptionChanges() {}

  /**
   * One text for each option that was replaced, added or dropped, in this order, each kind in the
   * order of its command; one text if only the order differs; none if nothing does.
   */
  static List<String> between(List<String> before, List<String> now) {
    List<String> texts = new ArrayList<>();
    if (before.equals(now)) {
      return texts;
    }
    List<String> had = options(before);
    List<String> has = options(now);
    List<String> dropped = without(had, has);
    List<String> added = without(has, had);
    List<String> onlyAdded = new ArrayList<>();
    for (String option : added) {
      int replaced = indexOfKin(option, dropped);
      if (replaced < 0) {
        onlyAdded.add("option '" + option + "' added");
      } else {
        texts.add("option " + dropped.remove(replaced) + " → " + option);
      }
    }
    texts.addAll(onlyAdded);
    for (String option : dropped) {
      texts.add("option '" + option + "' dropped");
    }
    if (texts.isEmpty()) {
      texts.add("the order of its options changed");
    }
    return texts;
  }

  /** The words, each option together with what belongs to it. */
  static List<String> options(List<String> argv) {
    List<String> options = new ArrayList<>();
    int i = 0;
    while (i < argv.size()) {
      int end = end(argv, i);
      StringBuilder option = new StringBuilder(argv.get(i));
      for (int j = i + 1; j < end; j++) {
        option.append(' ').append(argv.get(j));
      }
      options.add(option.toString());
      i = end;
    }
    return options;
  }

  /** Behind the last word of the option that begins at a place. */
  private static int end(List<String> argv, int at) {
    String word = argv.get(at);
    int next = at + 1;
    if (!isOption(word) || next == argv.size()) {
      return next;
    }
    if (word.equals("-mllvm")) {
      return next + 1;
    }
    if (word.equals("-Xclang")) {
      // "-Xclang -target-cpu -Xclang skylake" is one option with its value.
      boolean value =
          isOption(argv.get(next))
              && next + 2 < argv.size()
              && argv.get(next + 1).equals("-Xclang")
              && !isOption(argv.get(next + 2));
      return value ? next + 3 : next + 1;
    }
    return isOption(argv.get(next)) ? next : next + 1;
  }

  private static boolean isOption(String word) {
    return word.length() > 1 && word.charAt(0) == '-';
  }

  /** What the first list has and the second has not, or not as often. */
  private static List<String> without(List<String> all, List<String> these) {
    Map<String, Integer> left = new HashMap<>();
    for (String each : these) {
      left.put(each, left.getOrDefault(each, 0) + 1);
    }
    List<String> rest = new ArrayList<>();
    for (String each : all) {
      int count = left.getOrDefault(each, 0);
      if (count > 0) {
        left.put(each, count - 1);
      } else {
        rest.add(each);
      }
    }
    return rest;
  }

  private static int indexOfKin(String option, List<String> others) {
    String family = family(option);
    for (int i = 0; i < others.size(); i++) {
      if (family(others.get(i)).equals(family)) {
        return i;
      }
    }
    return -1;
  }

  /** The same for options of which the last one counts, so that one replaces the other. */
  static String family(String option) {
    if (!isOption(option)) {
      return "";
    }
    if (option.startsWith("-O")) {
      return "-O";
    }
    int begin = 0;
    String[] outer = {"-mllvm ", "-Xclang "};
    for (String word : outer) {
      begin = option.startsWith(word) ? word.length() : begin;
    }
    int end = option.length();
    for (int i = begin; i < end; i++) {
      char c = option.charAt(i);
      if (c == '=' || c == ' ') {
        end = i;
      }
    }
    String name = option.substring(begin, end);
    if (name.startsWith("-fno-")) {
      name = "-f" + name.substring("-fno-".length());
    }
    return switch (name) {
      case "-fPIC", "-fpic", "-fPIE", "-fpie" -> "-fpic";
      case "-g", "-g0", "-g1", "-g2", "-g3", "-gline-tables-only", "-gmlt" -> "-g";
      default -> option.substring(0, begin) + name;
    };
  }
}
