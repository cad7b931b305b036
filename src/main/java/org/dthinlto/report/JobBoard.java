package org.dthinlto.report;

import java.util.ArrayList;
import java.util.List;
import org.dthinlto.exec.JobResult;
import org.dthinlto.exec.JobTimes;
import org.dthinlto.plan.BackendJob;

/**
 * Keeps count of the phase, its jobs and which of them run, and says so in words. Knows nothing of
 * where the words go, nor of threads: who uses it holds a lock.
 */
final class JobBoard {

  private static final long SECOND = 1_000_000_000L;

  /** A job that runs, since when. */
  private record Running(BackendJob job, long since) {}

  /** In the order of their starts, so the longest-running comes first. */
  private final List<Running> running = new ArrayList<>();

  private String phase = "";
  private long phaseSince;
  private int total;
  private int done;
  private int hits;
  private TimeLeft left = new TimeLeft(JobTimes.bySize(List.of()), 1);

  void phase(String name, long now) {
    phase = name;
    phaseSince = now;
    total = 0;
    done = 0;
    hits = 0;
    running.clear();
    left = new TimeLeft(JobTimes.bySize(List.of()), 1);
  }

  void total(int jobs) {
    total = jobs;
  }

  void expect(JobTimes times, int parallel) {
    left = new TimeLeft(times, parallel);
  }

  void started(BackendJob job, long now) {
    left.started(job, now);
    running.add(new Running(job, now));
  }

  void finished(JobResult result) {
    BackendJob job = result.job();
    left.finished(result);
    done++;
    if (result.status() == JobResult.Status.DONE && isReused(result.origin())) {
      hits++;
    }
    for (int i = 0; i < running.size(); i++) {
      if (running.get(i).job().moduleId().equals(job.moduleId())) {
        running.remove(i);
        return;
      }
    }
  }

  /**
   * One line for a log: {@code backends 120/658, 80 cached, 4 running, 50 s left, longest
   * 'lib.a(x.o)' 12 s}.
   */
  String logLine(long now) {
    if (running.isEmpty()) {
      return count() + ", " + seconds(now - phaseSince);
    }
    Running longest = running.get(0);
    return count()
        + ", "
        + running.size()
        + " running"
        + left(now)
        + ", longest '"
        + name(longest.job())
        + "' "
        + seconds(now - longest.since());
  }

  /**
   * One line for a terminal, cut to so many columns: {@code backends 120/658, 80 cached, 14 s, 50 s
   * left: lib.a(x.o) 12 s, foo.o 3 s}.
   */
  String statusLine(long now, long linkSince, int columns) {
    String elapsed = ", " + seconds(now - linkSince);
    String left = left(now);
    StringBuilder line = new StringBuilder(count()).append(elapsed).append(left);
    // In a narrow window what is left counts most, then how far it is.
    if (line.length() > columns && !left.isEmpty()) {
      line = new StringBuilder(count()).append(left);
      if (line.length() > columns) {
        line = new StringBuilder(plainCount()).append(left);
      }
    }
    String separator = ": ";
    for (Running each : running) {
      if (line.length() > columns) {
        break;
      }
      line.append(separator).append(name(each.job()));
      line.append(' ').append(seconds(now - each.since()));
      separator = ", ";
    }
    return Columns.cut(line.toString(), columns);
  }

  /** A line for a job that has ended: {@code [3/12] 'lib.a(x.o)' 1.2 s, remote}. */
  String finishedLine(JobResult result) {
    long tenths = (result.endNanos() - result.startNanos()) / (SECOND / 10);
    String failed = result.status() == JobResult.Status.DONE ? "" : "failed after ";
    return "["
        + done
        + "/"
        + total
        + "] '"
        + name(result.job())
        + "' "
        + failed
        + tenths / 10
        + "."
        + tenths % 10
        + " s"
        + place(result.origin());
  }

  /** Where a job was done, if not on this machine. */
  private static String place(JobResult.Origin origin) {
    return switch (origin) {
      case LOCAL, CACHE -> "";
      case REMOTE -> ", remote";
      case REMOTE_CACHE -> ", remote cache";
    };
  }

  private String left(long now) {
    long nanos = left.nanos(now);
    return nanos < 0 ? "" : ", " + about(nanos) + " left";
  }

  /** A time no finer than it can be known: {@code 7 s}, {@code 45 s}, {@code 3 min}. */
  private static String about(long nanos) {
    long seconds = Math.max(1, (nanos + SECOND - 1) / SECOND);
    if (seconds <= 10) {
      return seconds + " s";
    }
    long fives = (seconds + 4) / 5 * 5;
    return fives < 60 ? fives + " s" : (seconds + 59) / 60 + " min";
  }

  private String count() {
    return hits == 0 ? plainCount() : plainCount() + ", " + hits + " cached";
  }

  private String plainCount() {
    return total == 0 ? phase : phase + " " + done + "/" + total;
  }

  private static boolean isReused(JobResult.Origin origin) {
    return origin == JobResult.Origin.CACHE || origin == JobResult.Origin.REMOTE_CACHE;
  }

  private static String name(BackendJob job) {
    return Columns.printable(job.userName());
  }

  /** {@code 59 s}, {@code 2 min 5 s}. */
  private static String seconds(long nanos) {
    long seconds = nanos / SECOND;
    return seconds < 60 ? seconds + " s" : seconds / 60 + " min " + seconds % 60 + " s";
  }
}
