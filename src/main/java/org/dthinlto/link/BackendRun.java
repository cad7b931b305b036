package org.dthinlto.link;

import java.nio.file.Path;
import java.util.List;
import org.dthinlto.bitcode.NativeObject;
import org.dthinlto.exec.JobResult;
import org.dthinlto.exec.LocalExecutor;
import org.dthinlto.exec.ProcessRunner;
import org.dthinlto.exec.Scheduler;
import org.dthinlto.plan.BackendJob;

/** Runs backend jobs and tells the user what became of them. Doesn't know what they are for. */
final class BackendRun {

  private final ProcessRunner runner;
  private final int parallel;
  private final boolean kept;
  private final LinkReport report;
  private final BackendVoice voice;

  /**
   * Runs nothing yet.
   *
   * @param parallel jobs at once
   * @param kept whether the tree stays, so that a job can be run again by hand
   * @param voice says what clang says
   */
  BackendRun(
      ProcessRunner runner, int parallel, boolean kept, LinkReport report, BackendVoice voice) {
    this.runner = runner;
    this.parallel = parallel;
    this.kept = kept;
    this.report = report;
    this.voice = voice;
  }

  /** Runs the jobs in a tree; returns whether all succeeded. */
  boolean run(List<BackendJob> jobs, Path tree) throws InterruptedException {
    LocalExecutor local = new LocalExecutor(runner, tree, NativeObject::check);
    for (BackendJob job : jobs) {
      report.command("backend", tree, job.argv());
    }
    int failed = 0;
    int done = 0;
    for (JobResult result : new Scheduler(local, parallel, report.progress()).run(jobs)) {
      done += result.status() == JobResult.Status.DONE ? 1 : 0;
      String said = voice.restate(result.job().userName(), result.diagnostics());
      if (result.status() == JobResult.Status.FAILED) {
        failed++;
        BackendJob job = result.job();
        report.error("'" + job.userName() + "': backend failed, " + result.reason());
        report.pass(said);
        report.pass(
            (kept ? "" : "to run it by hand, give --keep, then paste: ")
                + LinkReport.inFolder(tree, job.argv()));
      } else {
        report.pass(said);
        if (voice.fails(said)) {
          failed++;
          report.failedBecause("a backend warned, and warnings are fatal");
        }
      }
    }
    report.ran(done);
    return failed == 0;
  }
}
