package org.dthinlto.cache;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.dthinlto.exec.Executor;
import org.dthinlto.exec.JobResult;
import org.dthinlto.plan.BackendJob;

/**
 * Takes results of jobs whose keys are known from an earlier link, without looking at their inputs.
 * A job whose result is gone fails: it would have to run, and its inputs may not be there.
 */
public final class KnownResults implements Executor {

  private final ResultStore store;
  private final Map<String, JobKeys.Ingredients> known;
  private final Path tree;
  private final Map<String, LocalResults.Kept> kept = new ConcurrentHashMap<>();

  /**
   * @param known what the key of each job was made of, by module ID
   * @param tree the staging tree
   */
  public KnownResults(ResultStore store, Map<String, JobKeys.Ingredients> known, Path tree) {
    this.store = store;
    this.known = known;
    this.tree = tree;
  }

  @Override
  public JobResult execute(BackendJob job) {
    long start = System.nanoTime();
    JobKeys.Ingredients ingredients = known.get(job.moduleId());
    List<Path> outputs = new ArrayList<>(job.outputs().size());
    for (String output : job.outputs()) {
      outputs.add(tree.resolve(output));
    }
    if (ingredients != null
        && store.get(ingredients.key(), outputs) instanceof ResultStore.Found.Hit hit) {
      kept.put(
          job.moduleId(),
          new LocalResults.Kept(ingredients, hit.contents(), hit.millis(), JobResult.Origin.CACHE));
      return JobResult.reused(job, hit.diagnostics(), start, System.nanoTime());
    }
    return new JobResult(
        job, JobResult.Status.FAILED, "", "its result is gone", start, System.nanoTime());
  }

  /** What is known of the jobs whose results were there, by module ID. */
  public Map<String, LocalResults.Kept> kept() {
    return kept;
  }
}
