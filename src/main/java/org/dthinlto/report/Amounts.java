package org.dthinlto.report;

/** Times and counts as people read them. */
final class Amounts {

  private static final long MILLI = 1_000_000L;
  private static final long SECOND = 1000 * MILLI;

  private Amounts() {}

  /** {@code 45 ms}, {@code 4.2 s}, {@code 42 s}, {@code 3 min 5 s}, {@code 1 h 3 min}. */
  static String time(long nanos) {
    if (nanos < SECOND - MILLI / 2) {
      return (nanos + MILLI / 2) / MILLI + " ms";
    }
    long tenths = (nanos + SECOND / 20) / (SECOND / 10);
    if (tenths < 100) {
      return tenths / 10 + "." + tenths % 10 + " s";
    }
    long seconds = (nanos + SECOND / 2) / SECOND;
    if (seconds < 60) {
      return seconds + " s";
    }
    if (seconds < 3600) {
      return seconds / 60 + " min" + (seconds % 60 == 0 ? "" : " " + seconds % 60 + " s");
    }
    long minutes = seconds / 60;
    return minutes / 60 + " h" + (minutes % 60 == 0 ? "" : " " + minutes % 60 + " min");
  }

  /** {@code 1 module}, {@code 10,000 modules}. */
  static String count(long count, String what) {
    return number(count) + " " + what + (count == 1 ? "" : "s");
  }

  /** {@code 10,000}. */
  static String number(long number) {
    StringBuilder text = new StringBuilder().append(number);
    for (int i = text.length() - 3; i > (number < 0 ? 1 : 0); i -= 3) {
      text.insert(i, ',');
    }
    return text.toString();
  }

  /** A quotient with one place: {@code 11.6}. */
  static String tenths(long dividend, long divisor) {
    long tenths = (10 * dividend + divisor / 2) / Math.max(1, divisor);
    return number(tenths / 10) + "." + tenths % 10;
  }
}
