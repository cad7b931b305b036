package org.dthinlto.link;

import java.util.ArrayList;
import java.util.List;

/**
 * The user's link command: which program it starts and with which words. Knows neither lld's
 * options nor any file.
 *
 * @param program the driver or linker
 * @param words everything behind it, as the user wrote it
 * @param named whether the user named the program; otherwise it is the default driver
 */
public record LinkLine(String program, List<String> words, boolean named) {

  private static final List<String> LINKERS = List.of("ld", "ld.lld", "lld", "rust-lld");
  private static final List<String> COMPILERS =
      List.of("clang", "clang++", "cc", "c++", "gcc", "g++");

  public LinkLine {
    words = List.copyOf(words);
  }

  /** The link line that the words are; {@code driver} runs it if the first word is no driver. */
  public static LinkLine of(List<String> words, String driver) {
    if (!words.isEmpty() && (isOneOf(LINKERS, words.get(0)) || isOneOf(COMPILERS, words.get(0)))) {
      return new LinkLine(words.get(0), words.subList(1, words.size()), true);
    }
    return new LinkLine(driver, words, false);
  }

  /** Whether the program is a linker itself and not a compiler driver. */
  public boolean isLinker() {
    return isOneOf(LINKERS, program);
  }

  /** Whether a program's name is one of these, with a target before it or a version behind it. */
  private static boolean isOneOf(List<String> names, String program) {
    String base = withoutVersion(baseName(program));
    for (String name : names) {
      if (base.equals(name) || base.endsWith("-" + name)) {
        return true;
      }
    }
    return false;
  }

  /** Without {@code -22} or {@code -22.1}. No pattern: the first one takes 10 ms. */
  static String withoutVersion(String base) {
    int end = base.length();
    while (end > 0 && (base.charAt(end - 1) == '.' || isDigit(base.charAt(end - 1)))) {
      end--;
    }
    boolean version = end > 0 && end < base.length() && base.charAt(end - 1) == '-';
    return version ? base.substring(0, end - 1) : base;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /** The file of the linker, where the user names one by its path; else "". */
  String chosenLinker() {
    String chosen = "";
    for (String word : words) {
      if (word.startsWith("--ld-path=")) {
        chosen = word.substring("--ld-path=".length());
      } else if (word.startsWith("-fuse-ld=/")) {
        chosen = word.substring("-fuse-ld=".length());
      }
    }
    return chosen;
  }

  /** The command that links in lld's own process: the user's, with lld as the linker. */
  public List<String> inProcess() {
    List<String> command = new ArrayList<>(words.size() + 2);
    command.add(program);
    boolean choosesLinker = isLinker();
    for (String word : words) {
      choosesLinker |= word.startsWith("-fuse-ld=") || word.startsWith("--ld-path=");
    }
    if (!choosesLinker) {
      command.add("-fuse-ld=lld");
    }
    command.addAll(words);
    return command;
  }

  /** The command as the user meant it when there is nothing to distribute. */
  public List<String> plain() {
    if (!named) {
      return inProcess();
    }
    List<String> command = new ArrayList<>(words.size() + 1);
    command.add(program);
    command.addAll(words);
    return command;
  }

  /** The words that make the same line again. */
  List<String> whole() {
    List<String> whole = new ArrayList<>(words.size() + 1);
    if (named) {
      whole.add(program);
    }
    whole.addAll(words);
    return whole;
  }

  static String baseName(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
