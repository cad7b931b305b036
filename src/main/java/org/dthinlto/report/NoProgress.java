package org.dthinlto.report;

import org.dthinlto.exec.JobResult;
import org.dthinlto.exec.JobTimes;
import org.dthinlto.plan.BackendJob;

/** Shows no progress; notes are printed all the same. */
public final class NoProgress implements Progress {

  private final StatusOutput output;

  NoProgress(StatusOutput output) {
    this.output = output;
  }

  @Override
  public void phase(String name) {}

  @Override
  public void total(int jobs) {}

  @Override
  public void expect(JobTimes times, int parallel) {}

  @Override
  public void started(BackendJob job) {}

  @Override
  public void finished(JobResult result) {}

  @Override
  public synchronized void note(String text) {
    output.write(StatusOutput.line(text));
  }

  @Override
  public void end() {}
}
