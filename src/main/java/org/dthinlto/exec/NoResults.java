package org.dthinlto.exec;

import org.dthinlto.plan.BackendJob;
import org.jspecify.annotations.Nullable;

/** A cache that keeps nothing. */
final class NoResults implements ResultCache {

  @Override
  public @Nullable JobResult find(BackendJob job) {
    return null;
  }

  @Override
  public void keep(JobResult result) {}
}
