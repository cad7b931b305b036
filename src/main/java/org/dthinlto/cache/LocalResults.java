package org.dthinlto.cache;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.dthinlto.exec.IoText;
import org.dthinlto.exec.JobResult;
import org.dthinlto.exec.ResultCache;
import org.dthinlto.plan.BackendJob;
import org.jspecify.annotations.Nullable;

/**
 * Results of jobs that were run on this machine, or for it: takes them out of the cache folder and
 * puts them there. Knows when a result may be kept, not how a job runs.
 *
 * <p>What goes wrong with the cache is a miss. Its first trouble is remembered, to be said once.
 */
public final class LocalResults implements ResultCache {

  private final ResultStore store;
  private final JobKeys keys;
  private final Path tree;

  /** What the keys of jobs are made of that were looked for in vain, by module ID. */
  private final Map<String, JobKeys.Ingredients> missed = new ConcurrentHashMap<>();

  private final Map<String, Kept> kept = new ConcurrentHashMap<>();
  private final AtomicLong stored = new AtomicLong();
  private volatile String trouble = "";

  /**
   * What is known of a job that is done.
   *
   * @param ingredients what its key was made of
   * @param contents stands for the contents of its outputs
   * @param millis how long it took when it ran
   * @param origin where the result came from now
   */
  public record Kept(
      JobKeys.Ingredients ingredients, Digest contents, long millis, JobResult.Origin origin) {}

  /**
   * @param tree the staging tree
   */
  public LocalResults(ResultStore store, JobKeys keys, Path tree) {
    this.store = store;
    this.keys = keys;
    this.tree = tree;
  }

  @Override
  public @Nullable JobResult find(BackendJob job) {
    long start = System.nanoTime();
    JobKeys.Ingredients ingredients;
    try {
      ingredients = keys.of(job);
    } catch (IOException e) {
      return null; // the job will say what is wrong with it
    }
    ResultStore.Found found = store.get(ingredients.key(), outputs(job));
    if (found instanceof ResultStore.Found.Hit hit) {
      kept.put(
          job.moduleId(),
          new Kept(ingredients, hit.contents(), hit.millis(), JobResult.Origin.CACHE));
      return JobResult.reused(job, hit.diagnostics(), start, System.nanoTime());
    }
    if (found instanceof ResultStore.Found.Damaged damaged) {
      trouble("a result in the cache was damaged (" + damaged.why() + "); its job runs again");
    }
    missed.put(job.moduleId(), ingredients);
    return null;
  }

  private List<Path> outputs(BackendJob job) {
    List<Path> outputs = new ArrayList<>(job.outputs().size());
    for (String output : job.outputs()) {
      outputs.add(tree.resolve(output));
    }
    return outputs;
  }

  @Override
  public void keep(JobResult result) {
    BackendJob job = result.job();
    long millis = (result.endNanos() - result.startNanos()) / 1_000_000;
    JobKeys.Ingredients ingredients = missed.remove(job.moduleId());
    if (ingredients == null || !keys.inputs().areUnchanged(job.inputs())) {
      return; // whose result this is nobody can say
    }
    try {
      ResultStore.Stored put =
          store.put(ingredients.key(), outputs(job), result.diagnostics(), millis);
      stored.addAndGet(put.bytes());
      kept.put(job.moduleId(), new Kept(ingredients, put.contents(), millis, result.origin()));
    } catch (IOException e) {
      trouble("results can't be kept in the cache, " + IoText.of(e));
    }
  }

  private void trouble(String what) {
    if (trouble.isEmpty()) {
      trouble = what;
    }
  }

  /** What went wrong with the cache first; "" if nothing did. */
  public String trouble() {
    return trouble;
  }

  /** What is known of the jobs whose results are in the cache, by module ID. */
  public Map<String, Kept> kept() {
    return kept;
  }

  /** Bytes that went into the cache. */
  public long storedBytes() {
    return stored.get();
  }
}
