package org.dthinlto.exec;

import java.nio.file.Path;

/**
 * How much memory children take, as Linux tells in {@code /proc}: what is theirs alone, resident or
 * swapped out. The program's own pages, which all compilers share, don't count.
 */
final class ProcessMemory implements MemoryLimit.Gauge {

  /** A chain of processes that is longer than that is none. */
  private static final int DEPTH = 16;

  private final ChildProcesses children;

  ProcessMemory(ChildProcesses children) {
    this.children = children;
  }

  @Override
  public long bytes(Thread thread) {
    long pid = children.pidOf(thread);
    return pid <= 0 ? 0 : tree(pid, DEPTH);
  }

  /** Of a process and its descendants; 0 if it has ended. */
  private static long tree(long pid, int depth) {
    Path process = Path.of("/proc/" + pid);
    String status = ProcFiles.text(process.resolve("status"));
    long bytes = 1024 * (own(status) + kibibytes(status, "VmSwap:"));
    // Of the first thread, which is the only one in a clang driver and in a shell.
    String list = depth == 0 ? "" : ProcFiles.text(process.resolve("task/" + pid + "/children"));
    int at = 0;
    while (at < list.length()) {
      int end = list.indexOf(' ', at);
      end = end < 0 ? list.length() : end;
      long child = ProcFiles.number(list.substring(at, end));
      bytes += child == 0 ? 0 : tree(child, depth - 1);
      at = end + 1;
    }
    return bytes;
  }

  private static long own(String status) {
    boolean known = !ProcFiles.field(status, "RssAnon:").isEmpty();
    return kibibytes(status, known ? "RssAnon:" : "VmRSS:"); // the first since Linux 4.5
  }

  private static long kibibytes(String status, String label) {
    return ProcFiles.number(ProcFiles.field(status, label));
  }
}
