package org.dthinlto.exec;

import java.util.HashSet;
import java.util.Set;
import org.dthinlto.plan.BackendJob;

/**
 * Passes on what becomes of jobs that need slots: one that waits for its slot has not started.
 * Knows nothing of slots; {@link SlottedExecutor} tells when there is one.
 */
public final class SlotListener implements JobListener {

  private final JobListener listener;

  /** Module IDs of jobs that were passed on as started. Guarded by itself. */
  private final Set<String> told = new HashSet<>();

  public SlotListener(JobListener listener) {
    this.listener = listener;
  }

  /** Begun, but maybe only to wait. */
  @Override
  public void started(BackendJob job) {}

  /** It has its slot. */
  void runs(BackendJob job) {
    boolean first;
    synchronized (told) {
      first = told.add(job.moduleId());
    }
    if (first) {
      listener.started(job);
    }
  }

  /** One that needed no slot, as its result was known, started and ended in one. */
  @Override
  public void finished(JobResult result) {
    runs(result.job());
    listener.finished(result);
  }
}
