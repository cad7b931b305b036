package org.dthinlto.report;

/** Fits text into the columns of a terminal. */
final class Columns {

  private static final String CUT = "...";

  private Columns() {}

  /** The text, with a question mark for each character that would steer a terminal. */
  static String printable(String text) {
    int i = 0;
    while (i < text.length() && !steers(text.charAt(i))) {
      i++;
    }
    if (i == text.length()) {
      return text;
    }
    StringBuilder clean = new StringBuilder(text);
    for (; i < clean.length(); i++) {
      if (steers(clean.charAt(i))) {
        clean.setCharAt(i, '?');
      }
    }
    return clean.toString();
  }

  /** Control characters, and those that are invisible or turn the direction of writing. */
  private static boolean steers(char c) {
    return in(c, 0, 0x1f) || in(c, 0x7f, 0x9f) || in(c, 0x200b, 0x200f) || in(c, 0x2028, 0x202e);
  }

  private static boolean in(int c, int first, int last) {
    return first <= c && c <= last;
  }

  /** The text if it fits, else as much of its beginning as fits with dots after it. */
  static String cut(String text, int columns) {
    int room = columns - CUT.length();
    int used = 0;
    int keep = 0;
    int i = 0;
    while (i < text.length()) {
      int c = text.codePointAt(i);
      used += width(c);
      if (used > columns) {
        return room < 0 ? "" : text.substring(0, keep) + CUT;
      }
      i += Character.charCount(c);
      if (used <= room) {
        keep = i;
      }
    }
    return text;
  }

  /** 2 for what East Asian scripts and pictures take, else 1; rather too much than too little. */
  private static int width(int c) {
    return in(c, 0x1100, 0x115f) || in(c, 0x2e80, 0xfe6f) || c >= 0xff00 ? 2 : 1;
  }
}
