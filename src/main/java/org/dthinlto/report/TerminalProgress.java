package org.dthinlto.report;

import org.dthinlto.exec.JobResult;
import org.dthinlto.exec.JobTimes;
import org.dthinlto.exec.NanoClock;
import org.dthinlto.plan.BackendJob;

/**
 * Progress for a terminal: one line that is redrawn when something happens, but not more often than
 * the eye can follow, and twice a second when nothing does, so that a long job never looks hung.
 * Nothing is drawn in the first moments: a quick link shows nothing.
 */
public final class TerminalProgress implements Progress, Ticker.Target {

  private static final long FIRST_MILLIS = 300;
  private static final long EVERY_MILLIS = 500;
  private static final long DEBOUNCE_NANOS = 50_000_000;

  private static final String PREFIX = "dthinlto: ";

  /** To the first column, and away with what stands from there on. */
  private static final String CLEAR = "\r\033[K";

  private final StatusOutput output;
  private final NanoClock clock;
  private final boolean verbose;
  private final TerminalWidth width;
  private final Ticker ticker = new Ticker(this, FIRST_MILLIS, EVERY_MILLIS);
  private final long began;
  // All below are guarded by this.
  private final JobBoard board = new JobBoard();
  private boolean active;
  private boolean drawn;
  private long drawnAt;
  private int columns;

  TerminalProgress(StatusOutput output, NanoClock clock, boolean verbose, TerminalWidth width) {
    this.output = output;
    this.clock = clock;
    this.verbose = verbose;
    this.width = width;
    this.began = clock.nanos();
  }

  @Override
  public synchronized void phase(String name) {
    board.phase(name, clock.nanos());
    active = true;
    ticker.start();
    redraw();
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
    redraw();
  }

  @Override
  public synchronized void finished(JobResult result) {
    board.finished(result);
    if (verbose) {
      note(PREFIX + board.finishedLine(result));
    } else {
      redraw();
    }
  }

  @Override
  public synchronized void note(String text) {
    String line = StatusOutput.line(text);
    output.write(drawn ? CLEAR + line + status() : line);
  }

  @Override
  public synchronized void end() {
    active = false;
    ticker.stop();
    if (drawn) {
      drawn = false;
      output.write(CLEAR);
    }
  }

  @Override
  public void tick() {
    // Outside of the lock: the first time it runs a program, and jobs must not wait for that.
    int now = width.columns();
    synchronized (this) {
      columns = now;
      if (active) {
        draw();
      }
    }
  }

  /** Draws because of an event, if the last drawing is old enough. The first comes by a tick. */
  private void redraw() {
    if (drawn && active && clock.nanos() - drawnAt >= DEBOUNCE_NANOS) {
      draw();
    }
  }

  private void draw() {
    output.write("\r" + status() + "\033[K");
    drawn = true;
    drawnAt = clock.nanos();
  }

  private String status() {
    // One less than there are: some terminals go to the next line when the last is filled.
    int room = columns - 1 - PREFIX.length();
    return room < 1 ? "" : PREFIX + board.statusLine(clock.nanos(), began, room);
  }
}
