package org.dthinlto.doctor;

/** Versions such as {@code 4.3} or {@code 1.13.0.git}. */
final class Dotted {

  private Dotted() {}

  /** The first number with dots in a text, {@code 4.3} of {@code GNU Make 4.3}; "" if none. */
  static String find(String text) {
    int from = 0;
    while (from < text.length() && !isDigit(text.charAt(from))) {
      from++;
    }
    int to = from;
    while (to < text.length() && (isDigit(text.charAt(to)) || text.charAt(to) == '.')) {
      to++;
    }
    while (to > from && text.charAt(to - 1) == '.') {
      to--;
    }
    return text.substring(from, to);
  }

  /** Whether a version is a wanted one or a later one; only its first two numbers count. */
  static boolean isAtLeast(String version, int major, int minor) {
    String[] parts = version.split("\\.");
    int first = number(parts, 0);
    return first > major || (first == major && number(parts, 1) >= minor);
  }

  /** The first number; 0 if there is none. */
  static int major(String version) {
    return number(version.split("\\."), 0);
  }

  private static int number(String[] parts, int at) {
    try {
      return at < parts.length ? Integer.parseInt(parts[at]) : 0;
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
