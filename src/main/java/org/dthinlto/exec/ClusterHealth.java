package org.dthinlto.exec;

/**
 * What is known of how a cluster fares: whether it answers, what it failed at, and whether there is
 * any point in asking it. Guarded by the {@link ClusterBoard} that it belongs to.
 */
final class ClusterHealth {

  /** So many failures without a success between them, and the cluster is left alone. */
  private static final int MOST_FAILURES = 5;

  /** After a silence so long, jobs are begun here without waiting for the cluster. */
  static final long SILENCE_NANOS = 2_000_000_000L;

  private final NanoClock clock;
  private long answered;
  private boolean heard;
  private boolean missedForSilence;
  private int inARow;
  private int failures;
  private String first = "";

  ClusterHealth(NanoClock clock) {
    this.clock = clock;
    this.answered = clock.nanos();
  }

  /** It gave an answer. */
  void answers() {
    inARow = 0;
    heard = true;
    answered = clock.nanos();
  }

  /** It failed at a job, which goes on here. */
  void fails(String reason) {
    inARow++;
    if (failures++ == 0) {
      first = reason;
    }
  }

  /** Whether there is any point in asking it. */
  boolean isOn() {
    return inARow < MOST_FAILURES;
  }

  /** Whether it is to be waited for. Who doesn't, because it is silent, does its jobs. */
  boolean isAwaited() {
    boolean silent = clock.nanos() - answered > SILENCE_NANOS;
    missedForSilence |= silent && isOn();
    return isOn() && !silent;
  }

  /**
   * What it failed at, though the jobs went on here; empty if nothing.
   *
   * @param silence what there is to say if it never answered
   */
  String trouble(String silence) {
    if (failures == 0) {
      return missedForSilence && !heard ? silence + ", the jobs ran here" : "";
    }
    return (failures == 1 ? "a job" : failures + " jobs")
        + " ran here because remote execution failed, "
        + first
        + (isOn() ? "" : "; after that it was not tried any more");
  }
}
