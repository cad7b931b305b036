package org.dthinlto.bitcode;

import java.util.Arrays;

/**
 * A set of symbols by their numbers, without an object for each. Knows no order.
 *
 * <p>The numbers are digests, so their low bits do for a place in the table.
 */
public final class GuidSet {

  private static final int SMALL = 64;

  /** A greater table is not worth being emptied. */
  private static final int LARGE = 4096;

  private long[] table = new long[SMALL];
  private int size;
  private boolean zero;

  /** Adds a number; false if it was there. */
  public boolean add(long guid) {
    if (guid == 0) {
      boolean added = !zero;
      zero = true;
      return added;
    }
    int at = place(guid);
    if (table[at] == guid) {
      return false;
    }
    table[at] = guid;
    size++;
    if (size > table.length / 2) {
      grow();
    }
    return true;
  }

  public boolean contains(long guid) {
    return guid == 0 ? zero : table[place(guid)] == guid;
  }

  /** Empties the set. */
  public void clear() {
    if (table.length > LARGE) {
      table = new long[SMALL];
    } else {
      Arrays.fill(table, 0);
    }
    size = 0;
    zero = false;
  }

  /** Where the number is, or would be put. */
  private int place(long guid) {
    int mask = table.length - 1;
    int at = (int) guid & mask;
    while (table[at] != 0 && table[at] != guid) {
      at = (at + 1) & mask;
    }
    return at;
  }

  private void grow() {
    long[] old = table;
    table = new long[old.length * 2];
    for (long guid : old) {
      if (guid != 0) {
        table[place(guid)] = guid;
      }
    }
  }
}
