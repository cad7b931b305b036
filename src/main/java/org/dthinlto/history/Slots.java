package org.dthinlto.history;

import java.util.Arrays;

/**
 * Remembers which string stood last in each place of a job: in most places stands the same again,
 * or one that begins alike. Knows strings by their numbers.
 */
final class Slots {

  static final int MODULE = 0;
  static final int USER_NAME = 1;
  static final int ORIGIN = 2;
  static final int OTHER = 3;
  static final int ARGV = 4;
  static final int OUTPUTS = 5;
  static final int INPUTS = 6;
  private static final int LISTS = 3;

  static final int NONE = -1;

  private int[] last = new int[0];

  /** The place of an element of one of the lists. */
  static int of(int list, int element) {
    return list + LISTS * element;
  }

  int get(int slot) {
    return slot < last.length ? last[slot] : NONE;
  }

  void set(int slot, int number) {
    if (slot >= last.length) {
      int length = last.length;
      last = Arrays.copyOf(last, 2 * slot + 64);
      Arrays.fill(last, length, last.length, NONE);
    }
    last[slot] = number;
  }
}
