package org.dthinlto.exec;

/** A clock for durations. The seam at which tests set the time. */
public interface NanoClock {

  /** The clock of this machine, {@link System#nanoTime}. */
  NanoClock SYSTEM = new SystemClock();

  /** Nanoseconds since some fixed moment. */
  long nanos();

  /** A class and not a method reference: the first of those costs every link some milliseconds. */
  final class SystemClock implements NanoClock {
    private SystemClock() {}

    @Override
    public long nanos() {
      return System.nanoTime();
    }
  }
}
