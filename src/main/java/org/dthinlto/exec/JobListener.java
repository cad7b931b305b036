package org.dthinlto.exec;

import org.dthinlto.plan.BackendJob;

/**
 * Is told what becomes of jobs. Called by many threads at once; what it does holds up the next job.
 */
public interface JobListener {

  /** The job is about to run. Comes before its {@link #finished}. */
  void started(BackendJob job);

  /** The job has ended, well or badly. Not called for jobs that never started. */
  void finished(JobResult result);
}
