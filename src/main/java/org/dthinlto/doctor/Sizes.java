package org.dthinlto.doctor;

/** Shows numbers of bytes to people. */
final class Sizes {

  private static final String UNITS = "KMGT";

  private Sizes() {}

  /** {@code 512 B}, {@code 1.5 GiB}. */
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
