package org.dthinlto.exec;

import java.util.function.BooleanSupplier;
import org.dthinlto.plan.BackendJob;
import org.jspecify.annotations.Nullable;

/**
 * Machines elsewhere that run jobs, many at once, and keep results. The seam at which remote
 * execution goes in. All that fails is a value; may be used by many threads at once.
 */
public interface Cluster {

  /** That it has not answered so far, with its name and what is known of the reason. */
  String silence();

  /**
   * Looks a result up and waits for it: DONE with its outputs in their places, FAILED if the
   * cluster can't be asked, null if it doesn't know the result, or one that counts as none.
   *
   * @param claim asked, at most once, before anything is put in its place; if it says no, nothing
   *     is, and the result is CANCELLED
   */
  @Nullable JobResult find(BackendJob job, BooleanSupplier claim) throws InterruptedException;

  /** Whether it runs jobs; else it only keeps results. Known after the first {@link #find}. */
  boolean executes();

  /**
   * Sends what the job reads, waits for that, and has the job run; doesn't wait for its end.
   *
   * @param ended called once, by any thread, when there is something to {@link Flight#land}
   */
  Flight start(BackendJob job, Runnable ended) throws InterruptedException;

  /** Lets the cluster keep the result of a job that is DONE and ran here. Doesn't wait. */
  void offer(JobResult result);

  /** A job that runs elsewhere. */
  interface Flight {

    /** Whether the cluster says that the job waits for a machine; false if it doesn't say. */
    boolean isQueued();

    /** Sees to it that the job keeps no machine. Doesn't wait; nothing if it has ended. */
    void cancel();

    /**
     * Waits for what the job wrote, and checks it.
     *
     * @param claim as of {@link Cluster#find}
     * @return null if the job had to be begun once more: {@code ended} is called again then
     */
    @Nullable JobResult land(BooleanSupplier claim) throws InterruptedException;
  }
}
