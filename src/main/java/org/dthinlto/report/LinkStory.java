package org.dthinlto.report;

import java.util.List;

/**
 * What happened in one link, from its first moment to its last. Knows nothing of how it is shown.
 * All times are nanoseconds since the link began.
 *
 * @param summary what it came to, in numbers
 * @param kind whether it did anything at all
 * @param beganMillis when it began, in milliseconds since 1970
 * @param nanos how long it took
 * @param here how many jobs may run on this machine at once
 * @param linker what lld calls itself; empty if it was not asked
 * @param compiler what clang calls itself; empty if it was not asked
 * @param phases in the order in which they came, without gaps
 * @param modules in link order
 */
public record LinkStory(
    Summary summary,
    Kind kind,
    long beganMillis,
    long nanos,
    int here,
    String linker,
    String compiler,
    List<Phase> phases,
    List<ModuleStory> modules) {

  /** Whether a link did anything. */
  public enum Kind {
    /** It did. */
    LINKED,
    /** All was as the last link had left it. */
    UP_TO_DATE,
    /** Only what it would do was shown. */
    PLANNED
  }

  /**
   * A part of the link's time.
   *
   * @param name such as {@code thin link}
   */
  public record Phase(String name, long start, long end) {

    /** How long it took. */
    public long nanos() {
      return end - start;
    }
  }

  /** The name of the phase in which jobs run. */
  static final String BACKENDS = "backends";

  public LinkStory {
    phases = List.copyOf(phases);
    modules = List.copyOf(modules);
  }

  /** How long all phases of a name took together. */
  public long nanosOf(String phase) {
    long sum = 0;
    for (Phase each : phases) {
      sum += each.name().equals(phase) ? each.nanos() : 0;
    }
    return sum;
  }
}
