package org.dthinlto.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Gives intervals of time lanes on which they don't overlap: whoever begins first gets the lowest
 * lane that is free, of two that begin at once the first of the list. Which thread did what is not
 * asked, so the same times give the same lanes.
 */
final class Lanes {

  private Lanes() {}

  /**
   * A number from 1 for each interval; 0 for those that are no intervals, as they end before they
   * start.
   */
  static int[] of(long[] starts, long[] ends) {
    List<Integer> order = new ArrayList<>(starts.length);
    for (int i = 0; i < starts.length; i++) {
      if (ends[i] >= starts[i]) {
        order.add(i);
      }
    }
    order.sort(new ByStart(starts));
    int[] lanes = new int[starts.length];
    List<Long> free = new ArrayList<>(); // from when on each lane is
    for (int i : order) {
      int lane = 0;
      while (lane < free.size() && free.get(lane) > starts[i]) {
        lane++;
      }
      if (lane == free.size()) {
        free.add(ends[i]);
      } else {
        free.set(lane, ends[i]);
      }
      lanes[i] = lane + 1;
    }
    return lanes;
  }

  /** A list is sorted stably, so equal starts stay in the order of the list. */
  private static final class ByStart implements Comparator<Integer> {
    private final long[] starts;

    ByStart(long[] starts) {
      this.starts = starts;
    }

    @Override
    public int compare(Integer a, Integer b) {
      return Long.compare(starts[a], starts[b]);
    }
  }
}
