package org.dthinlto.exec;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.dthinlto.plan.BackendJob;

/** The longer job first; of equal ones the earlier. */
final class LongestFirst implements Comparator<Integer> {

  private final long[] nanos;

  private LongestFirst(List<BackendJob> jobs, JobTimes times) {
    nanos = new long[jobs.size()];
    for (int i = 0; i < nanos.length; i++) {
      nanos[i] = times.nanos(jobs.get(i));
    }
  }

  /** The indices of the jobs in the order in which they are to be begun. */
  static List<Integer> order(List<BackendJob> jobs, JobTimes times) {
    Integer[] order = new Integer[jobs.size()];
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
    }
    Arrays.sort(order, new LongestFirst(jobs, times));
    return List.of(order);
  }

  @Override
  public int compare(Integer a, Integer b) {
    int byTime = Long.compare(nanos[b], nanos[a]);
    return byTime != 0 ? byTime : Integer.compare(a, b);
  }
}
