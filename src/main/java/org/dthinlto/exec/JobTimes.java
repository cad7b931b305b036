package org.dthinlto.exec;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dthinlto.plan.BackendJob;

/**
 * How long each job of a link is expected to take on this machine: as long as it took before, else
 * as its size says. Doesn't know who measured, nor whether the job has to run at all.
 */
public final class JobTimes {

  private static final long MILLI = 1_000_000;

  /**
   * Nanoseconds per byte of bitcode if no job was ever measured. Only how jobs compare matters
   * then, as nobody is shown an estimate that rests on this alone.
   */
  private static final double UNMEASURED = 1000;

  private final Map<String, Long> nanos;

  /** The same, ascending. */
  private final long[] sorted;

  private final long total;
  private final boolean measured;

  private JobTimes(Map<String, Long> nanos, long[] sorted, long total, boolean measured) {
    this.nanos = nanos;
    this.sorted = sorted;
    this.total = total;
    this.measured = measured;
  }

  /**
   * The times of jobs.
   *
   * @param knownMillis how long jobs took before, by module ID; others may be among them. What they
   *     took for each byte is what is expected of the rest
   */
  public static JobTimes of(Map<String, Long> knownMillis, List<BackendJob> jobs) {
    long knownNanos = 0;
    long knownBytes = 0;
    for (BackendJob job : jobs) {
      Long millis = knownMillis.get(job.moduleId());
      if (millis != null && millis >= 0) {
        knownNanos += Math.max(1, millis) * MILLI;
        knownBytes += Math.max(1, job.size());
      }
    }
    double perByte = knownBytes == 0 ? UNMEASURED : (double) knownNanos / knownBytes;
    Map<String, Long> nanos = new HashMap<>(2 * jobs.size());
    long[] sorted = new long[jobs.size()];
    long total = 0;
    for (int i = 0; i < sorted.length; i++) {
      BackendJob job = jobs.get(i);
      Long millis = knownMillis.get(job.moduleId());
      sorted[i] =
          millis != null && millis >= 0
              ? Math.max(1, millis) * MILLI
              : Math.max(1, (long) (perByte * job.size()));
      total += sorted[i];
      nanos.put(job.moduleId(), sorted[i]);
    }
    Arrays.sort(sorted);
    return new JobTimes(nanos, sorted, total, total > 0 && 2 * knownNanos >= total);
  }

  /** The times of jobs by their sizes alone. */
  public static JobTimes bySize(List<BackendJob> jobs) {
    return of(Map.of(), jobs);
  }

  /** What is expected of a job, in nanoseconds; 0 for one that isn't among them. */
  public long nanos(BackendJob job) {
    return nanos.getOrDefault(job.moduleId(), 0L);
  }

  /** What is expected of all jobs together, in nanoseconds. */
  public long total() {
    return total;
  }

  /** What the longest job takes when so many, the longest, are left out; 0 if none is left. */
  public long longestAfter(int jobs) {
    return jobs < sorted.length ? sorted[sorted.length - 1 - jobs] : 0;
  }

  /** Whether most of it was measured before, so that it is an estimate in itself. */
  public boolean measured() {
    return measured;
  }
}
