package org.dthinlto.report;

import java.util.HashMap;
import java.util.Map;
import org.dthinlto.exec.JobResult;
import org.dthinlto.exec.JobTimes;
import org.dthinlto.plan.BackendJob;

/**
 * Estimates when the jobs of a link will have ended. Knows what was expected of them and what those
 * took that have ended. Knows nothing of words, nor of threads: who uses it holds a lock.
 *
 * <p>What is left of the expected work, divided by how many jobs run at once, but at least what the
 * longest job needs; times what real times have been to expected ones so far in this link. Jobs
 * whose results were found in a cache take next to no time: they count as work that is gone, not as
 * work that was quick. Of the jobs that haven't begun, as large a share is expected to be found as
 * of those that have.
 */
final class TimeLeft {

  /** So many jobs must have run before sizes alone are a basis. */
  private static final int BASIS_JOBS = 3;

  /** And this share of the work must be done before times of this link count: one in so many. */
  private static final int BASIS_SHARE = 20;

  /** A job that takes longer than expected is expected to take this share of its time more. */
  private static final int OVERDUE_SHARE = 10;

  private final JobTimes times;
  private final int parallel;
  private final Map<String, Running> running = new HashMap<>();
  private int begun;
  private long begunWork;
  private int ran;
  private long ranWork;
  private long ranNanos;
  private long foundWork;

  /** A job that runs: since when, and what is expected of it. */
  private record Running(long since, long expected) {}

  TimeLeft(JobTimes times, int parallel) {
    this.times = times;
    this.parallel = Math.max(1, parallel);
  }

  void started(BackendJob job, long now) {
    long expected = times.nanos(job);
    running.put(job.moduleId(), new Running(now, expected));
    begun++;
    begunWork += expected;
  }

  void finished(JobResult result) {
    Running job = running.remove(result.job().moduleId());
    long took = result.endNanos() - result.startNanos();
    if (job == null) {
      return;
    }
    if (isFound(result)) {
      foundWork += job.expected();
    } else {
      ran++;
      ranWork += job.expected();
      ranNanos += took;
    }
  }

  private static boolean isFound(JobResult result) {
    return result.origin() == JobResult.Origin.CACHE
        || result.origin() == JobResult.Origin.REMOTE_CACHE;
  }

  /** Nanoseconds until the last job ends; -1 as long as nobody can tell. */
  long nanos(long now) {
    double scale = scale();
    if (scale < 0) {
      return -1;
    }
    double work = 0;
    double longest = 0;
    long runningWork = 0;
    for (Running job : running.values()) {
      double elapsed = now - job.since();
      double left = Math.max(scale * job.expected() - elapsed, elapsed / OVERDUE_SHARE);
      work += left;
      longest = Math.max(longest, left);
      runningWork += job.expected();
    }
    double mustRun = (double) ranWork + runningWork;
    double share = mustRun + foundWork == 0 ? 1 : mustRun / (mustRun + foundWork);
    work += share * scale * Math.max(0, times.total() - begunWork);
    longest = Math.max(longest, share * scale * times.longestAfter(begun));
    return (long) Math.max(work / parallel, longest);
  }

  /** What real times are to expected ones; negative if there is no basis. */
  private double scale() {
    boolean enough = ranWork > 0 && ranWork >= (times.total() - foundWork) / BASIS_SHARE;
    if (times.measured()) {
      return enough ? (double) ranNanos / ranWork : 1;
    }
    return enough && ran >= BASIS_JOBS ? (double) ranNanos / ranWork : -1;
  }
}
