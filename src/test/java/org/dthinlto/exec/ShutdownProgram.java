package org.dthinlto.exec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dthinlto.plan.BackendJob;

/**
 * A small dthinlto for {@link ShutdownTest}. Arguments: a folder, how many jobs to run in it (two
 * at a time), the shell script that is a job; its {@code $1} is the job's name. What the program
 * does, it writes into {@code log}. With no jobs it sleeps for a minute.
 */
final class ShutdownProgram {

  private final Path dir;
  private final ChildProcesses children = new ChildProcesses();

  private ShutdownProgram(Path dir) {
    this.dir = dir;
  }

  public static void main(String[] args) throws IOException {
    System.exit(new ShutdownProgram(Path.of(args[0])).run(Integer.parseInt(args[1]), args[2]));
  }

  private int run(int count, String script) throws IOException {
    List<BackendJob> jobs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      jobs.add(Jobs.job("m" + i, count - i, List.of("/bin/sh", "-c", script, "sh", "m" + i)));
    }
    int status = 1;
    try (Shutdown shutdown = Shutdown.install(children)) {
      shutdown.add(() -> log("first clean-up"));
      shutdown.add(
          () -> {
            throw new IOException("a clean-up that fails must not stop the next");
          });
      Shutdown.CleanUp done = () -> log("clean-up that was taken back");
      shutdown.add(done);
      shutdown.remove(done);
      shutdown.add(() -> log("last clean-up"));
      status = work(jobs);
      log(shutdown.began() ? "began" : "not began");
    }
    return status;
  }

  private int work(List<BackendJob> jobs) throws IOException {
    try {
      if (jobs.isEmpty()) {
        log("sleeping");
        Thread.sleep(60_000);
      }
      Executor executor = new LocalExecutor(children, dir, (object, triple) -> "");
      Scheduler scheduler = new Scheduler(executor, 2, new Listener());
      List<JobResult> results = scheduler.run(jobs);
      log("ended " + results.get(0).reason());
      return 0;
    } catch (InterruptedException e) {
      log("interrupted");
      return 1;
    }
  }

  private synchronized void log(String text) throws IOException {
    Path log = dir.resolve("log");
    String before = Files.exists(log) ? Files.readString(log) : "";
    Files.writeString(log, before + text + "\n");
  }

  private static final class Listener implements JobListener {
    @Override
    public void started(BackendJob job) {}

    @Override
    public void finished(JobResult result) {}
  }
}
