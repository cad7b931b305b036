package org.dthinlto.exec;

import java.util.List;

/**
 * Says whether there is memory for one more compiler. Knows how much each takes now, and from those
 * that have ended how much one takes in the end. Guarded by who uses it.
 *
 * <p>A compiler is small at first, so each counts with what is expected of it, or with what it has
 * if that is more. Expected is what the smallest has taken so far, and so much for each byte of
 * bitcode as they have taken beyond that. At the beginning these are figures of clang; they weigh
 * as much as one module of {@link #USUAL_SIZE}. As long as none has ended, they start one after the
 * other with a pause between them, so that it shows if they are not what they were taken for.
 */
final class MemoryLimit {

  /** What is known of the memory of compilers that run. */
  interface Gauge {
    /** Bytes of the process that the thread runs, descendants included; 0 if it runs none. */
    long bytes(Thread thread);
  }

  /** What clang 14 to 22 take for an empty module. */
  static final long USUAL_BYTES = 12L << 20;

  /** For each byte of bitcode beyond that: twice as for sqlite3 alone, because of imports. */
  static final long USUAL_RATIO = 100;

  static final long USUAL_SIZE = 1L << 20;

  /** Between starts as long as nothing was learned. */
  static final long PAUSE_NANOS = 500_000_000L;

  private final long limit;
  private final Gauge gauge;
  private final NanoClock clock;
  private int ended;
  private long smallest;
  private long sizes;
  private long peaks;
  private long lastStart;

  /**
   * @param limit in bytes
   */
  MemoryLimit(long limit, Gauge gauge, NanoClock clock) {
    this.limit = limit;
    this.gauge = gauge;
    this.clock = clock;
  }

  /** Whether one more may start beside those that run, of which there is at least one. */
  boolean allows(JobSlot next, List<JobSlot> running) {
    if (ended == 0 && clock.nanos() - lastStart < PAUSE_NANOS) {
      return false;
    }
    long sum = expected(next.size);
    for (JobSlot slot : running) {
      long now = gauge.bytes(slot.thread);
      slot.peak = Math.max(slot.peak, now);
      sum += Math.max(now, expected(slot.size));
    }
    return sum <= limit;
  }

  /** One starts. */
  void began() {
    lastStart = clock.nanos();
  }

  /** One has ended. Of a quick one nobody may have seen anything: that teaches nothing. */
  void ended(JobSlot slot) {
    if (slot.peak == 0) {
      return;
    }
    smallest = ended == 0 ? slot.peak : Math.min(smallest, slot.peak);
    ended++;
    sizes += slot.size;
    peaks += slot.peak;
  }

  /** What a module of that size is expected to take. */
  long expected(long size) {
    long base = ended == 0 ? USUAL_BYTES : smallest;
    double learned = (double) peaks - (double) ended * smallest;
    double perByte = (learned + (double) USUAL_RATIO * USUAL_SIZE) / ((double) sizes + USUAL_SIZE);
    return base + (long) (perByte * size);
  }
}
