package org.dthinlto.cli;

import java.util.List;

/** How many slips of the finger two words differ by. */
final class EditDistance {

  /** A word that differs by more is taken for another word. */
  private static final int MOST = 2;

  private EditDistance() {}

  /** The one of the known words that a word most likely means; "" if it is none of them. */
  static String nearest(String word, List<String> known) {
    String nearest = "";
    int least = word.length() > MOST ? MOST + 1 : 0; // a slip in a single letter says nothing
    for (String other : known) {
      int distance = Math.abs(word.length() - other.length()) > MOST ? least : of(word, other);
      if (distance < least) {
        least = distance;
        nearest = other;
      }
    }
    return nearest;
  }

  /** Letters to add, drop, change, or swap with the next one. */
  static int of(String a, String b) {
    int[] beforeLast = new int[b.length() + 1];
    int[] last = new int[b.length() + 1];
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] free = beforeLast;
      beforeLast = last;
      last = row;
      row = free;
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        boolean same = a.charAt(i - 1) == b.charAt(j - 1);
        row[j] = Math.min(last[j - 1] + (same ? 0 : 1), 1 + Math.min(last[j], row[j - 1]));
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        if (swapped) {
          row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
        }
      }
    }
    return row[b.length()];
  }
}
