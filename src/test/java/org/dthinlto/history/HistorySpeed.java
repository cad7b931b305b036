package org.dthinlto.history;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/** Measures writing and reading, for a run by hand; the argument: how many jobs. */
final class HistorySpeed {

  private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();

  private HistorySpeed() {}

  public static void main(String[] args) {
    JobHistory history = Histories.large(Integer.parseInt(args[0]));
    for (int round = 1; round <= 3; round++) {
      System.gc();
      long begin = CPU.getCurrentThreadCpuTime();
      byte[] bytes = history.bytes();
      long written = CPU.getCurrentThreadCpuTime();
      JobHistory read = JobHistory.of(bytes);
      long end = CPU.getCurrentThreadCpuTime();
      int jobs = read == null ? 0 : read.jobs().size();
      System.out.printf(
          "round %d: %d jobs, %d bytes, CPU time: written in %d us, read in %d us%n",
          round, jobs, bytes.length, (written - begin) / 1000, (end - written) / 1000);
    }
  }
}
