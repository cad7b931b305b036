package org.dthinlto.exec;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Ends processes and what they have started: SIGTERM, a grace in which they can remove what they
 * have half written, then SIGKILL. Knows only of processes that it is given and their descendants.
 */
final class ProcessTree {

  private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(1000);
  private static final long KILL_NANOS = TimeUnit.MILLISECONDS.toNanos(1000);
  private static final long POLL_MILLIS = 5;

  private ProcessTree() {}

  /**
   * Returns when all are gone, or after two seconds at most (a process in an uninterruptible system
   * call goes later). An interrupt of the calling thread cuts the grace short and is kept.
   */
  static void end(List<Process> roots) {
    // From here on by handle: Process.destroy would close streams that another thread reads.
    List<ProcessHandle> targets = new ArrayList<>();
    Set<Long> known = new HashSet<>();
    for (Process root : roots) {
      if (root.isAlive() && known.add(root.pid())) {
        targets.add(root.toHandle());
      }
    }
    if (targets.isEmpty()) {
      return;
    }
    addDescendants(targets, known);
    boolean interrupted = Thread.interrupted();
    for (ProcessHandle target : targets) {
      target.destroy();
    }
    interrupted |= awaitGone(targets, interrupted ? 0 : GRACE_NANOS);
    if (!allGone(targets)) {
      addDescendants(targets, known);
      for (ProcessHandle target : targets) {
        target.destroyForcibly();
      }
      interrupted |= awaitGone(targets, KILL_NANOS);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Adds descendants of the targets that aren't known yet; one pass over the process table. */
  private static void addDescendants(List<ProcessHandle> targets, Set<Long> known) {
    // Parents come before their children in this list.
    List<ProcessHandle> ours = ProcessHandle.current().descendants().toList();
    for (ProcessHandle candidate : ours) {
      Optional<ProcessHandle> parent = candidate.parent();
      if (parent.isPresent() && known.contains(parent.get().pid()) && known.add(candidate.pid())) {
        targets.add(candidate);
      }
    }
  }

  /** Returns true if the wait was interrupted. */
  private static boolean awaitGone(List<ProcessHandle> targets, long nanos) {
    long end = System.nanoTime() + nanos;
    while (!allGone(targets) && System.nanoTime() - end < 0) {
      try {
        Thread.sleep(POLL_MILLIS);
      } catch (InterruptedException e) {
        return true;
      }
    }
    return false;
  }

  private static boolean allGone(List<ProcessHandle> targets) {
    for (ProcessHandle target : targets) {
      if (target.isAlive() && !isZombie(target.pid())) {
        return false;
      }
    }
    return true;
  }

  /** An orphan that process 1 does not collect, as in many containers, has ended all the same. */
  private static boolean isZombie(long pid) {
    try {
      byte[] stat = Files.readAllBytes(Path.of("/proc/" + pid + "/stat"));
      String text = new String(stat, StandardCharsets.ISO_8859_1);
      return text.startsWith(") Z", text.lastIndexOf(')'));
    } catch (IOException e) {
      return false;
    }
  }
}
