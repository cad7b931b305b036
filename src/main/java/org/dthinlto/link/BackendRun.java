package org.dthinlto.link;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.dthinlto.bitcode.NativeObject;
import org.dthinlto.exec.CachingExecutor;
import org.dthinlto.exec.ClusterScheduler;
import org.dthinlto.exec.Executor;
import org.dthinlto.exec.JobResult;
import org.dthinlto.exec.JobSlots;
import org.dthinlto.exec.JobTimes;
import org.dthinlto.exec.LocalExecutor;
import org.dthinlto.exec.ProcessRunner;
import org.dthinlto.exec.ResultCache;
import org.dthinlto.exec.Scheduler;
import org.dthinlto.exec.SlottedExecutor;
import org.dthinlto.plan.BackendJob;
import org.dthinlto.plan.Plan;

/** Runs backend jobs and tells the user what became of them. Doesn't know what they are for. */
final class BackendRun {

  private final JobSlots slots;
  private final boolean kept;
  private final LinkReport report;
  private final BackendVoice voice;

  /**
   * Runs nothing yet.
   *
   * @param slots say how many compilers run here at once
   * @param kept whether the tree stays, so that a job can be run again by hand
   * @param voice says what clang says
   */
  BackendRun(JobSlots slots, boolean kept, LinkReport report, BackendVoice voice) {
    this.slots = slots;
    this.kept = kept;
    this.report = report;
    this.voice = voice;
  }

  /** What runs jobs on this machine. */
  Executor local(ProcessRunner runner, Path tree) {
    return new SlottedExecutor(new LocalExecutor(runner, tree, NativeObject::check), slots);
  }

  /**
   * Runs the jobs in a tree, those first that are expected to take longest; returns whether all
   * succeeded.
   */
  boolean run(List<BackendJob> jobs, JobTimes times, Path tree, Executor executor)
      throws InterruptedException {
    return tell(results(jobs, times, tree, executor), tree);
  }

  /** Runs the jobs without a word on what became of them. */
  List<JobResult> results(List<BackendJob> jobs, JobTimes times, Path tree, Executor executor)
      throws InterruptedException {
    for (BackendJob job : jobs) {
      report.command("backend", tree, job.argv());
    }
    report.progress().expect(times, slots.likely());
    report.detail(slots.declined());
    List<JobResult> results =
        new Scheduler(executor, slots.parallel(), report.progress()).run(jobs, times);
    tellTrouble();
    return results;
  }

  private void tellTrouble() {
    if (!slots.trouble().isEmpty()) {
      report.aside(slots.trouble());
    }
  }

  /**
   * Runs the jobs whose results nobody has, here and on a cluster if there is one; not a word on
   * what became of them.
   */
  List<JobResult> results(
      Plan plan, JobTimes times, Executor local, ResultCache cache, RemoteJobs remote)
      throws InterruptedException {
    ClusterScheduler scheduler = remote.scheduler(local, slots, cache, report.progress());
    if (scheduler == null) {
      return results(plan.jobs(), times, plan.tree(), new CachingExecutor(local, cache));
    }
    for (BackendJob job : plan.jobs()) {
      report.command("backend", plan.tree(), job.argv());
    }
    report.progress().expect(times, remote.parallel(slots.likely()));
    report.detail(slots.declined());
    List<JobResult> results = scheduler.run(plan.jobs(), times);
    tellTrouble();
    if (!scheduler.trouble().isEmpty()) {
      report.aside(scheduler.trouble());
    }
    return results;
  }

  /** Whether a job failed. */
  static boolean hasFailed(List<JobResult> results) {
    for (JobResult result : results) {
      if (result.status() == JobResult.Status.FAILED) {
        return true;
      }
    }
    return false;
  }

  /** Tells the user what became of the jobs; returns whether all succeeded. */
  boolean tell(List<JobResult> results, Path tree) {
    int failed = 0;
    Map<JobResult.Origin, Integer> count = new EnumMap<>(JobResult.Origin.class);
    for (JobResult result : results) {
      if (result.status() == JobResult.Status.DONE) {
        count.put(result.origin(), count.getOrDefault(result.origin(), 0) + 1);
      }
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
    report.ran(
        count.getOrDefault(JobResult.Origin.LOCAL, 0),
        count.getOrDefault(JobResult.Origin.CACHE, 0),
        count.getOrDefault(JobResult.Origin.REMOTE, 0),
        count.getOrDefault(JobResult.Origin.REMOTE_CACHE, 0));
    return failed == 0;
  }
}
