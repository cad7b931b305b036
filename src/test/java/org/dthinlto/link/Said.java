package org.dthinlto.link;

import org.dthinlto.exec.JobResult;
import org.dthinlto.exec.JobTimes;
import org.dthinlto.plan.BackendJob;
import org.dthinlto.report.Progress;

/** Remembers what is said of a link; shows nothing. */
final class Said implements Progress {

  private final StringBuilder text = new StringBuilder();

  String text() {
    return text.toString();
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
  public synchronized void note(String note) {
    text.append(note).append('\n');
  }

  @Override
  public void end() {}
}
