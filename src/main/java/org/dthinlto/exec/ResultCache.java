package org.dthinlto.exec;

import org.dthinlto.plan.BackendJob;
import org.jspecify.annotations.Nullable;

/** Results of jobs that ran before. Whatever goes wrong with it is a miss. */
public interface ResultCache {

  /** Keeps nothing. */
  ResultCache NONE = new NoResults();

  /** The result, its outputs in their places; null if it isn't known. */
  @Nullable JobResult find(BackendJob job) throws InterruptedException;

  /** Keeps the result of a job that is DONE and wasn't found here. */
  void keep(JobResult result);
}
