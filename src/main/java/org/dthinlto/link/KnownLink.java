package org.dthinlto.link;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dthinlto.cache.CacheFolder;
import org.dthinlto.cache.Digest;
import org.dthinlto.cache.JobKeys;
import org.dthinlto.cache.KnownResults;
import org.dthinlto.cache.LocalResults;
import org.dthinlto.cache.ResultStore;
import org.dthinlto.exec.Executor;
import org.dthinlto.exec.JobListener;
import org.dthinlto.exec.JobResult;
import org.dthinlto.exec.ProcessResult;
import org.dthinlto.exec.Scheduler;
import org.dthinlto.history.JobHistory;
import org.dthinlto.history.JobRecord;
import org.dthinlto.history.LinkRecord;
import org.dthinlto.plan.BackendJob;
import org.dthinlto.thinlink.Candidate;
import org.jspecify.annotations.Nullable;

/**
 * A thin link that need not run again, because the last one read the same: what it said, and the
 * jobs that it made, with their results.
 *
 * @param thin as if it had run
 * @param jobs in link order
 * @param results of the jobs, by module ID
 * @param known what the keys of the jobs were made of, by module ID
 * @param kept what is known of the results, once they are fetched
 */
record KnownLink(
    ProcessResult thin,
    List<BackendJob> jobs,
    Map<String, JobResult> results,
    Map<String, JobKeys.Ingredients> known,
    Map<String, LocalResults.Kept> kept) {

  /** The last link, if enough is known of it; else null. */
  static @Nullable KnownLink of(
      LinkRecord last, @Nullable JobHistory history, Prepared prepared, Compiler compiler) {
    if (history == null) {
      return null;
    }
    List<BackendJob> jobs = new ArrayList<>(history.jobs().size());
    Map<String, JobKeys.Ingredients> known = new HashMap<>();
    for (JobRecord job : history.jobs()) {
      Candidate module = prepared.objects().get(job.moduleId());
      if (module == null) {
        return null;
      }
      List<String> argv = new ArrayList<>(job.argv().size() + 1);
      argv.add(compiler.program());
      argv.addAll(job.argv());
      List<String> inputs = new ArrayList<>(job.inputs().size());
      List<Digest> contents = new ArrayList<>(job.inputs().size());
      for (JobRecord.Input input : job.inputs()) {
        inputs.add(input.name());
        contents.add(input.content());
      }
      jobs.add(
          new BackendJob(
              job.moduleId(),
              job.userName(),
              argv,
              inputs,
              job.outputs(),
              module.triple(),
              module.content().size()));
      known.put(job.moduleId(), new JobKeys.Ingredients(job.key(), contents));
    }
    ProcessResult thin = new ProcessResult(0, last.thin().trace(), last.thin().said());
    return new KnownLink(thin, jobs, new HashMap<>(), known, new HashMap<>());
  }

  /** Puts the results of all jobs in place, or none. */
  boolean fetch(ResultStore store, Path tree, int parallel) throws InterruptedException {
    KnownResults found = new KnownResults(store, known, tree);
    boolean all = true;
    for (JobResult result : new Scheduler(found, parallel, new Unheard()).run(jobs)) {
      all &= result.status() == JobResult.Status.DONE;
      results.put(result.job().moduleId(), result);
    }
    if (!all) {
      remove(tree);
    }
    kept.putAll(found.kept());
    return all;
  }

  /** Takes back what {@link #fetch} put in place. */
  void remove(Path tree) {
    for (BackendJob job : jobs) {
      for (String output : job.outputs()) {
        CacheFolder.deleteQuietly(tree.resolve(output));
      }
    }
  }

  /** Gives the results again. */
  Executor executor() {
    return new Fetched(results);
  }

  private record Fetched(Map<String, JobResult> results) implements Executor {
    @Override
    public JobResult execute(BackendJob job) {
      JobResult result = results.get(job.moduleId());
      if (result == null) {
        throw new IllegalStateException(job.moduleId());
      }
      return result;
    }
  }

  /** The user hears of the jobs later. */
  private static final class Unheard implements JobListener {
    @Override
    public void started(BackendJob job) {}

    @Override
    public void finished(JobResult result) {}
  }
}
