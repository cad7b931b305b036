package org.dthinlto.exec;

import org.dthinlto.plan.BackendJob;

/** Runs one backend job, here or elsewhere. The seam at which a cache or a cluster goes in. */
public interface Executor {

  /**
   * Runs the job and returns when it has ended. Whatever goes wrong with the job is in the result.
   *
   * @throws InterruptedException if the calling thread was interrupted; the job's process is ended
   *     before that
   */
  JobResult execute(BackendJob job) throws InterruptedException;
}
