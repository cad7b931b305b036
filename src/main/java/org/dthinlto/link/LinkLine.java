package org.dthinlto.link;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The user's link command: which program it starts and with which words. Knows neither lld's
 * options nor any file.
 *
 * @param program the driver or linker
 * @param words everything behind it, as the user wrote it
 * @param named whether the user named the program; otherwise it is the default driver
 */
public record LinkLine(String program, List<String> words, boolean named) {

  private static final Pattern DRIVER =
      Pattern.compile(
          "(.*-)?(clang|clang\\+\\+|cc|c\\+\\+|gcc|g\\+\\+|ld|ld\\.lld|lld|rust-lld)(-[0-9.]+)?");
  private static final Pattern LINKER =
      Pattern.compile("(.*-)?(ld|ld\\.lld|lld|rust-lld)(-[0-9.]+)?");
  private static final Pattern GCC = Pattern.compile("(.*-)?(gcc|g\\+\\+)(-[0-9.]+)?");

  public LinkLine {
    words = List.copyOf(words);
  }

  /** The link line that the words are; {@code driver} runs it if the first word is no driver. */
  public static LinkLine of(List<String> words, String driver) {
    if (!words.isEmpty() && DRIVER.matcher(baseName(words.get(0))).matches()) {
      return new LinkLine(words.get(0), words.subList(1, words.size()), true);
    }
    return new LinkLine(driver, words, false);
  }

  /** Whether the program is a linker itself and not a compiler driver. */
  public boolean isLinker() {
    return LINKER.matcher(baseName(program)).matches();
  }

  public boolean isGcc() {
    return GCC.matcher(baseName(program)).matches();
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

  static String baseName(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
