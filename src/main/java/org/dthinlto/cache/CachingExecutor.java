package org.dthinlto.cache;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.dthinlto.exec.Executor;
import org.dthinlto.exec.IoText;
import org.dthinlto.exec.JobResult;
import org.dthinlto.plan.BackendJob;

/**
 * Takes results out of the cache, and lets another executor run the jobs that have none. Knows when
 * a result may be kept, not how a job runs.
 *
 * <p>What goes wrong with the cache is a miss. Its first trouble is remembered, to be said once.
 */
public final class CachingExecutor implements Executor {

  private final Executor executor;
  private final ResultStore store;
  private final JobKeys keys;
  private final Path tree;
  private final Map<String, Kept> kept = new ConcurrentHashMap<>();
  private final AtomicLong stored = new AtomicLong();
  private volatile String trouble = "";

  /**
   * What is known of a job that is done.
   *
   * @param ingredients what its key was made of
   * @param contents stands for the contents of its outputs
   * @param millis how long it took when it ran
   * @param ran whether it ran now
   */
  public record Kept(JobKeys.Ingredients ingredients, Digest contents, long millis, boolean ran) {}

  /**
   * @param executor runs what isn't in the cache
   * @param tree the staging tree
   */
  public CachingExecutor(Executor executor, ResultStore store, JobKeys keys, Path tree) {
    this.executor = executor;
    this.store = store;
    this.keys = keys;
    this.tree = tree;
  }

  @Override
  public JobResult execute(BackendJob job) throws InterruptedException {
    long start = System.nanoTime();
    JobKeys.Ingredients ingredients;
    try {
      ingredients = keys.of(job);
    } catch (IOException e) {
      return executor.execute(job); // which says what is wrong with it
    }
    List<Path> outputs = new ArrayList<>(job.outputs().size());
    for (String output : job.outputs()) {
      outputs.add(tree.resolve(output));
    }
    ResultStore.Found found = store.get(ingredients.key(), outputs);
    if (found instanceof ResultStore.Found.Hit hit) {
      kept.put(job.moduleId(), new Kept(ingredients, hit.contents(), hit.millis(), false));
      return JobResult.reused(job, hit.diagnostics(), start, System.nanoTime());
    }
    if (found instanceof ResultStore.Found.Damaged damaged) {
      trouble("a result in the cache was damaged (" + damaged.why() + "); its job runs again");
    }
    JobResult result = executor.execute(job);
    if (result.status() == JobResult.Status.DONE) {
      keep(job, ingredients, outputs, result);
    }
    return result;
  }

  private void keep(
      BackendJob job, JobKeys.Ingredients ingredients, List<Path> outputs, JobResult result) {
    long millis = (result.endNanos() - result.startNanos()) / 1_000_000;
    if (!keys.inputs().areUnchanged(job.inputs())) {
      return; // whose result this is nobody can say
    }
    try {
      ResultStore.Stored put = store.put(ingredients.key(), outputs, result.diagnostics(), millis);
      stored.addAndGet(put.bytes());
      kept.put(job.moduleId(), new Kept(ingredients, put.contents(), millis, true));
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
