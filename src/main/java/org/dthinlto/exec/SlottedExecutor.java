package org.dthinlto.exec;

import org.dthinlto.plan.BackendJob;

/** Runs jobs through another executor as slots come free. The jobs wait as long. */
public final class SlottedExecutor implements Executor {

  private final Executor executor;
  private final JobSlots slots;

  /**
   * @param executor starts a compiler for each job
   */
  public SlottedExecutor(Executor executor, JobSlots slots) {
    this.executor = executor;
    this.slots = slots;
  }

  @Override
  public JobResult execute(BackendJob job) throws InterruptedException {
    JobSlot slot = slots.enter(job.size());
    try {
      return executor.execute(job);
    } finally {
      slots.leave(slot);
    }
  }

  /** For those that ask for a slot before they choose a job. */
  JobSlots slots() {
    return slots;
  }

  /** Runs a job for which there is a slot. */
  Executor executor() {
    return executor;
  }
}
