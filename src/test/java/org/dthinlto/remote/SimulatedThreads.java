package org.dthinlto.remote;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadFactory;

/** The threads of a simulated cluster, so that their CPU time isn't taken for the client's. */
final class SimulatedThreads implements ThreadFactory {

  private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();

  private final List<Thread> threads = new CopyOnWriteArrayList<>();

  @Override
  public Thread newThread(Runnable action) {
    Thread thread = new Thread(action, "simulated-" + threads.size());
    thread.setDaemon(true);
    threads.add(thread);
    return thread;
  }

  /**
   * Whether all threads of this process but the calling one wait for something, by what Linux says
   * of each; where it says nothing: true. So one that is only waiting for a processor isn't idle.
   */
  static boolean othersSleep() {
    int awake = 0;
    try (DirectoryStream<Path> tasks = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
      for (Path task : tasks) {
        String stat = Files.readString(task.resolve("stat"), ISO_8859_1);
        char state = stat.charAt(stat.lastIndexOf(')') + 2);
        if ((state == 'R' || state == 'D') && ++awake > 1) {
          return false;
        }
      }
      return true;
    } catch (NoSuchFileException e) {
      return !Files.isDirectory(Path.of("/proc/self/task")); // else a thread has just ended
    } catch (IOException e) {
      return true;
    }
  }

  /** CPU time of those that live, in nanoseconds. */
  long cpuNanos() {
    long nanos = 0;
    for (Thread thread : threads) {
      nanos += Math.max(0, CPU.getThreadCpuTime(thread.getId()));
    }
    return nanos;
  }
}
