package org.dthinlto.exec;

import java.util.List;
import org.dthinlto.plan.BackendJob;

/**
 * What became of one backend job. A failure is a value, not an exception.
 *
 * @param job the job
 * @param status how it ended
 * @param diagnostics what the compiler wrote, to be shown to the user; may be empty
 * @param reason why the job counts as failed, a lower-case fragment; empty unless FAILED
 * @param startNanos {@link System#nanoTime} when it started; 0 if it never did. Of a result from
 *     elsewhere: so long before the end as the job ran there, if that is known
 * @param endNanos the same when it ended
 * @param origin where the result came from
 * @param stages what it went through on its way elsewhere and back, one after the other; empty for
 *     what was done here
 */
public record JobResult(
    BackendJob job,
    Status status,
    String diagnostics,
    String reason,
    long startNanos,
    long endNanos,
    Origin origin,
    List<Stage> stages) {

  public JobResult {
    stages = List.copyOf(stages);
  }

  /**
   * A part of the time that a job took.
   *
   * @param name a word for the user: {@code upload}, {@code queued}
   * @param startNanos {@link System#nanoTime} when it began
   * @param endNanos the same when it ended
   */
  public record Stage(String name, long startNanos, long endNanos) {}

  /** Where a result came from. */
  public enum Origin {
    /** The job ran on this machine. */
    LOCAL,
    /** It ran here before, and the local cache has kept what it made. */
    CACHE,
    /** It ran elsewhere. */
    REMOTE,
    /** It ran before, and a remote cache has kept what it made. */
    REMOTE_CACHE
  }

  /** A result of which no stages are known. */
  public JobResult(
      BackendJob job,
      Status status,
      String diagnostics,
      String reason,
      long startNanos,
      long endNanos,
      Origin origin) {
    this(job, status, diagnostics, reason, startNanos, endNanos, origin, List.of());
  }

  /** The result of a job that ran here, or didn't. */
  public JobResult(
      BackendJob job,
      Status status,
      String diagnostics,
      String reason,
      long startNanos,
      long endNanos) {
    this(job, status, diagnostics, reason, startNanos, endNanos, Origin.LOCAL);
  }

  /** The result of a job that was in the local cache. */
  public static JobResult reused(
      BackendJob job, String diagnostics, long startNanos, long endNanos) {
    return new JobResult(job, Status.DONE, diagnostics, "", startNanos, endNanos, Origin.CACHE);
  }

  /** How a job ended. */
  public enum Status {
    /** The native object is there and was checked. */
    DONE,
    /** It ran, or could not be started, and gave no valid object. */
    FAILED,
    /** It was not run, or was stopped, because another job failed or the link was interrupted. */
    CANCELLED
  }
}
