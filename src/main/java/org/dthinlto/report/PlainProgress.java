package org.dthinlto.report;

import org.dthinlto.exec.JobResult;
import org.dthinlto.exec.JobTimes;
import org.dthinlto.exec.NanoClock;
import org.dthinlto.plan.BackendJob;

/**
 * Progress for build logs: nothing for a quick link, a line every ten seconds for a long one, so
 * that nobody takes it for dead; on request a line for each job that has ended.
 */
public final class PlainProgress implements Progress, Ticker.Target {

  private static final long EVERY_MILLIS = 10_000;
  private static final String PREFIX = "dthinlto: ";

  private final StatusOutput output;
  private final NanoClock clock;
  private final boolean verbose;
  private final Ticker ticker = new Ticker(this, EVERY_MILLIS, EVERY_MILLIS);
  // The two below are guarded by this.
  private final JobBoard board = new JobBoard();
  private boolean active;

  PlainProgress(StatusOutput output, NanoClock clock, boolean verbose) {
    this.output = output;
    this.clock = clock;
    this.verbose = verbose;
  }

  @Override
  public synchronized void phase(String name) {
    board.phase(name, clock.nanos());
    active = true;
    ticker.start();
  }

  @Override
  public synchronized void total(int jobs) {
    board.total(jobs);
  }

  @Override
  public synchronized void expect(JobTimes times, int parallel) {
    board.expect(times, parallel);
  }

  @Override
  public synchronized void started(BackendJob job) {
    board.started(job, clock.nanos());
  }

  @Override
  public synchronized void finished(JobResult result) {
    board.finished(result);
    if (verbose) {
      output.write(PREFIX + board.finishedLine(result) + "\n");
    }
  }

  @Override
  public synchronized void note(String text) {
    output.write(StatusOutput.line(text));
  }

  @Override
  public synchronized void end() {
    active = false;
    ticker.stop();
  }

  @Override
  public synchronized void tick() {
    if (active) {
      output.write(PREFIX + board.logLine(clock.nanos()) + "\n");
    }
  }
}
