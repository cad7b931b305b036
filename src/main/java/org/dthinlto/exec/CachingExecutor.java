package org.dthinlto.exec;

import org.dthinlto.plan.BackendJob;

/** Takes results out of a cache, and lets another executor run the jobs that have none. */
public final class CachingExecutor implements Executor {

  private final Executor executor;
  private final ResultCache cache;

  /**
   * @param executor runs what isn't in the cache
   */
  public CachingExecutor(Executor executor, ResultCache cache) {
    this.executor = executor;
    this.cache = cache;
  }

  @Override
  public JobResult execute(BackendJob job) throws InterruptedException {
    JobResult known = cache.find(job);
    if (known != null) {
      return known;
    }
    JobResult result = executor.execute(job);
    if (result.status() == JobResult.Status.DONE) {
      cache.keep(result);
    }
    return result;
  }
}
