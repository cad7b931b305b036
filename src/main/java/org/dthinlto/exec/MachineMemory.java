package org.dthinlto.exec;

import java.nio.file.Path;

/**
 * How much memory this process may use at most: the machine's, or that of its control group if that
 * is less, as in a container. Of Linux; nothing is known elsewhere.
 */
public final class MachineMemory {

  private final Path root;

  private MachineMemory(Path root) {
    this.root = root;
  }

  /** In bytes; 0 if it isn't known. */
  public static long bytes() {
    return of(Path.of("/"));
  }

  /** The same of a machine whose files lie there. */
  static long of(Path root) {
    return new MachineMemory(root).least();
  }

  private long least() {
    String info = ProcFiles.text(root.resolve("proc/meminfo"));
    long least = 1024 * ProcFiles.number(ProcFiles.field(info, "MemTotal:"));
    String groups = ProcFiles.text(root.resolve("proc/self/cgroup"));
    for (String line : groups.split("\n", -1)) {
      // NUMBER:CONTROLLERS:PATH; version 2 has the number 0 and no controllers.
      int first = line.indexOf(':');
      int second = line.indexOf(':', first + 1);
      if (second < 0) {
        continue;
      }
      String controllers = "," + line.substring(first + 1, second) + ",";
      String path = line.substring(second + 1);
      if (controllers.equals(",,")) {
        least = least("sys/fs/cgroup", path, "memory.max", least);
      } else if (controllers.contains(",memory,")) {
        least = least("sys/fs/cgroup/memory", path, "memory.limit_in_bytes", least);
      }
    }
    return least;
  }

  /** The least that the group or one above it may use. */
  private long least(String hierarchy, String path, String file, long before) {
    Path top = root.resolve(hierarchy);
    // In a container that has a view of its own, the path may lead nowhere: its group is the top.
    Path group = top.resolve(path.substring(path.startsWith("/") ? 1 : 0)).normalize();
    long least = before;
    while (group != null && group.startsWith(top)) {
      long limit = ProcFiles.number(ProcFiles.text(group.resolve(file))); // "max": none
      if (limit > 0 && (least == 0 || limit < least)) {
        least = limit;
      }
      group = group.getParent();
    }
    return least;
  }
}
