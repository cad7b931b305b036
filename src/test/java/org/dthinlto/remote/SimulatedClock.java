package org.dthinlto.remote;

import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * Time as it passes in a simulation, and what is to happen in it: events, run by one thread, one
 * after the other. Knows nothing of what they do.
 *
 * <p>The time runs as the real one does. It may also skip what is only waiting: when nothing has
 * come from outside, no event has run for a while and all other threads of this process sleep, it
 * jumps to the next event. So nothing that the program under test does itself is made shorter.
 */
final class SimulatedClock implements AutoCloseable {

  private final Thread thread;
  private final long quietNanos;
  private final long start = System.nanoTime();
  // All guarded by this.
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::number));
  private long number;
  private long skipped;
  private long touched;
  private boolean closed;

  private record Event(long at, long number, Runnable action) {}

  /**
   * Starts the thread.
   *
   * @param quietNanos after how long a silence waiting is skipped; 0: never
   */
  SimulatedClock(long quietNanos, java.util.concurrent.ThreadFactory threads) {
    this.quietNanos = quietNanos;
    this.thread = threads.newThread(this::run);
    thread.start();
  }

  /** Nanoseconds since the start, with those that were skipped. */
  synchronized long nanos() {
    return System.nanoTime() - start + skipped;
  }

  /** Nanoseconds that were skipped. */
  synchronized long skippedNanos() {
    return skipped;
  }

  /** Something came from outside. */
  synchronized void touch() {
    touched = System.nanoTime();
  }

  /** Has something happen so much later. Events of one time happen in the order of the calls. */
  synchronized void after(long nanos, Runnable action) {
    events.add(new Event(nanos() + nanos, number++, action));
    touched = System.nanoTime();
    notifyAll();
  }

  private void run() {
    Runnable action;
    while ((action = next()) != null) {
      action.run();
      touch();
    }
  }

  /** Waits for the next event; returns null after the end. */
  private synchronized Runnable next() {
    try {
      while (!closed) {
        Event first = events.peek();
        if (first == null) {
          wait();
          continue;
        }
        long left = first.at() - nanos();
        if (left <= 0) {
          return events.remove().action();
        }
        long quiet = quietNanos == 0 ? left : touched + quietNanos - System.nanoTime();
        if (quiet <= 0 && SimulatedThreads.othersSleep()) {
          skipped += left;
        } else if (quiet <= 0) {
          touched = System.nanoTime();
        } else {
          long nanos = Math.min(left, quiet);
          wait(nanos / 1_000_000, (int) (nanos % 1_000_000));
        }
      }
    } catch (InterruptedException e) {
      closed = true;
    }
    return null;
  }

  /** No event happens any more when this returns. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
