package org.dthinlto.link;

/** Version numbers in what clang and lld say of themselves. */
final class LlvmVersion {

  private LlvmVersion() {}

  /** The version behind a word, such as {@code 22.1.8} behind "version "; "" if there is none. */
  static String after(String word, String line) {
    int at = line.indexOf(word);
    if (at < 0) {
      return "";
    }
    int from = at + word.length();
    int to = from;
    while (to < line.length() && (line.charAt(to) == '.' || isDigit(line.charAt(to)))) {
      to++;
    }
    return line.substring(from, to);
  }

  /** {@code 22} of {@code 22.1.8}. */
  static String major(String version) {
    int dot = version.indexOf('.');
    return dot < 0 ? version : version.substring(0, dot);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
