package org.dthinlto.doctor;

import java.util.ArrayList;
import java.util.List;

/**
 * Cores and memory, of the machine and of the control group that bounds us, against the jobs that a
 * link runs at once. Knows nothing of how large this program's modules are.
 */
final class MemoryCheck implements Check {

  /** A backend of a large C++ module takes between 0.2 and 1 GiB. */
  static final long PER_JOB = 1L << 30;

  private static final String GROUPS = "/sys/fs/cgroup";

  private final Machine machine;
  private final int cores;
  private final int jobs;
  private final boolean canLimit;

  /**
   * @param jobs as many as a link would run at once
   * @param canLimit whether links can be bounded by memory
   */
  MemoryCheck(Machine machine, int cores, int jobs, boolean canLimit) {
    this.machine = machine;
    this.cores = cores;
    this.jobs = jobs;
    this.canLimit = canLimit;
  }

  @Override
  public List<Finding> look() {
    List<Finding> findings = new ArrayList<>();
    if (jobs > 2 * cores) {
      String fact = cores + ", but a link runs " + jobs + " jobs at once";
      findings.add(Finding.note("cores", fact, "export DTHINLTO_JOBS=" + cores));
    } else {
      findings.add(Finding.ok("cores", cores + ", and " + jobs + " jobs at once"));
    }
    long total = kilobytes("MemTotal:");
    if (total == 0) {
      findings.add(Finding.ok("memory", "'/proc/meminfo' doesn't say how much there is"));
      return findings;
    }
    long limit = limit();
    long usable = Math.min(total, limit);
    long free = Math.min(usable, kilobytes("MemAvailable:"));
    String what =
        Sizes.text(usable)
            + (limit < total ? ", the limit of the control group" : "")
            + ", "
            + Sizes.text(free)
            + " of it free";
    long fit = Math.max(1, usable / PER_JOB);
    if (fit < jobs) {
      String more = canLimit ? ", or bound it by --memory-limit" : "";
      findings.add(
          Finding.note(
              "memory",
              what + ": " + jobs + " jobs of large modules may need more" + more,
              "export DTHINLTO_JOBS=" + fit));
    } else if (free < PER_JOB) {
      findings.add(Finding.note("memory", what + ", which is little", "export DTHINLTO_JOBS=1"));
    } else {
      findings.add(Finding.ok("memory", what));
    }
    return findings;
  }

  /** Bytes of a row of /proc/meminfo; 0 if it isn't there. */
  private long kilobytes(String row) {
    for (String line : Machine.lines(machine.read("/proc/meminfo"))) {
      if (line.startsWith(row)) {
        return number(Dotted.find(line), 0) * 1024;
      }
    }
    return 0;
  }

  /** The least limit of the group we are in and of those around it; very much if there is none. */
  private long limit() {
    long least = Long.MAX_VALUE;
    for (String line : Machine.lines(machine.read("/proc/self/cgroup"))) {
      String[] parts = line.split(":", 3);
      if (parts.length == 3 && parts[1].isEmpty()) {
        least = Math.min(least, limit(GROUPS, parts[2], "memory.max"));
      } else if (parts.length == 3 && List.of(parts[1].split(",")).contains("memory")) {
        least = Math.min(least, limit(GROUPS + "/memory", parts[2], "memory.limit_in_bytes"));
      }
    }
    return least;
  }

  private long limit(String mount, String group, String file) {
    long least = Long.MAX_VALUE;
    String path = group;
    while (!path.isEmpty()) {
      least = Math.min(least, number(machine.read(mount + path + "/" + file).strip(), least));
      int slash = path.lastIndexOf('/');
      path = slash < 0 ? "" : path.substring(0, slash);
    }
    // In a container, the own group may be mounted there without its path.
    return Math.min(least, number(machine.read(mount + "/" + file).strip(), least));
  }

  private static long number(String text, long otherwise) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      return otherwise; // "max", or nothing
    }
  }
}
