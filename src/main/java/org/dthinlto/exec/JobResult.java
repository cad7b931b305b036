package org.dthinlto.exec;

import org.dthinlto.plan.BackendJob;

/**
 * What became of one backend job. A failure is a value, not an exception.
 *
 * @param job the job
 * @param status how it ended
 * @param diagnostics what the compiler wrote, to be shown to the user; may be empty
 * @param reason why the job counts as failed, a lower-case fragment; empty unless FAILED
 * @param startNanos {@link System#nanoTime} when it started; 0 if it never did
 * @param endNanos the same when it ended
 */
public record JobResult(
    BackendJob job,
    Status status,
    String diagnostics,
    String reason,
    long startNanos,
    long endNanos) {

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
