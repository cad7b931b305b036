package org.dthinlto.cli;

/**
 * Reads and shows sizes: {@code 10G}, {@code 500M}, {@code 1.5GiB}, or just bytes. Units are
 * multiples of 1024.
 */
final class CacheSize {

  private static final String UNITS = "KMGT";

  private CacheSize() {}

  /**
   * The bytes that the user means by the value of {@code --cache-size}.
   *
   * @throws UsageException if it is no size, or none that anything can have
   */
  static long of(String text) throws UsageException {
    return of("--cache-size", "10G, 1.5GiB, 500M or 100000000", text);
  }

  /** The same of another option, with examples of its values. */
  static long of(String option, String examples, String text) throws UsageException {
    int at = 0;
    double number = 0;
    while (at < text.length() && isDigit(text.charAt(at))) {
      number = number * 10 + (text.charAt(at) - '0');
      at++;
    }
    boolean valid = at > 0;
    if (valid && at < text.length() && text.charAt(at) == '.') {
      int first = ++at;
      for (double place = 0.1; at < text.length() && isDigit(text.charAt(at)); place /= 10) {
        number += place * (text.charAt(at) - '0');
        at++;
      }
      valid = at > first;
    }
    double bytes = number * unit(text.substring(at));
    if (!valid || bytes < 1 || bytes >= Long.MAX_VALUE) {
      throw new UsageException("'" + option + "': '" + text + "' is no size, such as " + examples);
    }
    return Math.round(bytes);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /** 0 if it is no unit. */
  private static long unit(String text) {
    if (text.isEmpty() || text.equals("B")) {
      return 1;
    }
    int number = UNITS.indexOf(Character.toUpperCase(text.charAt(0)));
    String rest = text.substring(1);
    // 10GB may mean 10 * 1000^3, so it is asked about.
    return number >= 0 && (rest.isEmpty() || rest.equals("iB")) ? 1L << (10 * (number + 1)) : 0;
  }

  /** For people: {@code 512 B}, {@code 1.5 GiB}. */
  static String text(long bytes) {
    if (bytes < 1024) {
      return bytes + " B";
    }
    int unit = 0;
    double number = bytes / 1024.0;
    while (number >= 1023.95 && unit < UNITS.length() - 1) {
      number /= 1024;
      unit++;
    }
    long tenths = Math.round(number * 10);
    return tenths / 10 + "." + tenths % 10 + " " + UNITS.charAt(unit) + "iB";
  }
}
