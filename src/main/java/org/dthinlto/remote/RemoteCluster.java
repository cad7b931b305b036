package org.dthinlto.remote;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.dthinlto.cache.FileDigests;
import org.dthinlto.exec.Cluster;
import org.dthinlto.exec.IoText;
import org.dthinlto.exec.JobResult;
import org.dthinlto.exec.ObjectCheck;
import org.dthinlto.plan.BackendJob;
import org.dthinlto.remote.api.Reapi.ActionResult;
import org.jspecify.annotations.Nullable;

/**
 * A server of the Remote Execution API as a cluster: looks results up, else sends what the server
 * lacks, has jobs executed, and gets what they wrote. Knows nothing of other ways to run a job.
 *
 * <p>A result out of the server's cache that doesn't count was a lie of that cache: the job is
 * executed.
 */
public final class RemoteCluster implements Cluster, AutoCloseable {

  private static final long LEFT_ALONE_NANOS = 10_000_000_000L;

  private static final String REFUSES = "the server executes nothing, or not for this account";

  private final Connection connection;
  private final RemoteCache cache;
  private final RemoteSettings settings;
  private final Path tree;
  private final FileDigests digests;
  private final RemoteResults results;
  private final Executions executions;
  private final Offers offers;
  private final boolean executing;
  private final LocalCompiler compiler;
  private final Actions makers;

  /** Of jobs that were looked up and may be executed, by module ID. */
  private final Map<String, RemoteAction> actions = new ConcurrentHashMap<>();

  /** Jobs of which the server's cache knows something wrong. */
  private final Set<String> distrusted = ConcurrentHashMap.newKeySet();

  private volatile boolean executes = true;

  // All guarded by this.
  private @Nullable String unfit;
  private @Nullable RemoteException unasked;
  private long unaskedSince;

  /**
   * Connects to nothing yet.
   *
   * @param executing whether jobs are to run there; else only results are shared
   * @param compiler what jobs are run with here
   * @param tree the staging tree
   * @param digests of files in the tree
   */
  public RemoteCluster(
      Connection connection,
      RemoteSettings settings,
      boolean executing,
      LocalCompiler compiler,
      Path tree,
      FileDigests digests,
      ObjectCheck check) {
    this.connection = connection;
    this.settings = settings;
    this.executing = executing;
    this.tree = tree;
    this.digests = digests;
    this.cache = new RemoteCache(connection, settings);
    this.results = new RemoteResults(cache, tree, check);
    this.executions = new Executions(connection, settings);
    this.offers = new Offers(cache, tree);
    this.compiler = compiler;
    this.makers = new Actions(tree, digests, settings, compiler.toolchain());
  }

  RemoteSettings settings() {
    return settings;
  }

  RemoteResults results() {
    return results;
  }

  Executions executions() {
    return executions;
  }

  @Override
  public String silence() {
    String why = cache.lastTrouble();
    String name = "'" + connection.endpoint() + "' did not answer";
    return why.isEmpty() ? name : name + " (" + why + ")";
  }

  /** Why no job can run there, though some were to; empty if they can. */
  public String refusal() {
    return executing && !executes ? at(REFUSES) : "";
  }

  @Override
  public @Nullable JobResult find(BackendJob job, BooleanSupplier claim)
      throws InterruptedException {
    long start = System.nanoTime();
    try {
      executes = executing && cache.capabilities().executes();
      RemoteAction action = action(job);
      ActionResult known = cache.find(action.id());
      if (known == null) {
        return null;
      }
      long asked = System.nanoTime();
      RemoteResults.Taken taken = results.take(job, known, claim);
      if (taken == null || !taken.reason().isEmpty()) {
        distrusted.add(job.moduleId());
        return null;
      }
      long end = System.nanoTime();
      actions.remove(job.moduleId());
      return new JobResult(
          job,
          taken.claimed() ? JobResult.Status.DONE : JobResult.Status.CANCELLED,
          taken.said(),
          "",
          taken.nanos() > 0 ? end - taken.nanos() : start,
          end,
          JobResult.Origin.REMOTE_CACHE,
          RemoteStages.ofKnown(start, asked, end));
    } catch (RemoteException e) {
      return failed(job, at(e.phase() + " failed, " + e.getMessage()), start);
    } catch (IOException e) {
      return failed(job, IoText.of(e), start);
    }
  }

  /** With the name of the server. */
  private String at(String why) {
    return "'" + connection.endpoint() + "': " + why;
  }

  private JobResult failed(BackendJob job, String why, long start) {
    return new JobResult(
        job, JobResult.Status.FAILED, "", why, start, System.nanoTime(), JobResult.Origin.REMOTE);
  }

  private RemoteAction action(BackendJob job) throws IOException, InterruptedException {
    RemoteAction known = actions.get(job.moduleId());
    if (known == null) {
      known = makers.of(job, cache.capabilities());
      actions.put(job.moduleId(), known);
    }
    return known;
  }

  @Override
  public boolean executes() {
    return executes;
  }

  @Override
  public Flight start(BackendJob job, Runnable ended) throws InterruptedException {
    RemoteAction action;
    try {
      action = action(job);
    } catch (IOException e) {
      ended.run();
      return new Grounded(failed(job, IoText.of(e), System.nanoTime()));
    }
    boolean skip = distrusted.contains(job.moduleId());
    RemoteFlight flight = new RemoteFlight(this, job, action, skip, ended);
    flight.begin();
    return flight;
  }

  /** Sees to it that the server has all that a job reads, and can run it. */
  void send(BackendJob job, RemoteAction action) throws IOException, InterruptedException {
    if (!executes) {
      throw new IOException(at(REFUSES));
    }
    cache.upload(action.blobs());
    // What was sent is what the digests say only if no file was changed meanwhile.
    checkUnchanged(job);
    String unfit = unfit();
    if (!unfit.isEmpty()) {
      throw new IOException(at(unfit));
    }
  }

  /**
   * Why no job can be run; "" if they can. Found out once, by the first job. A server that can't
   * tell is left alone for a while: all the others wait for the answer.
   */
  private synchronized String unfit() throws IOException, InterruptedException {
    RemoteException before = unasked;
    if (before != null && System.nanoTime() - unaskedSince < LEFT_ALONE_NANOS) {
      throw before;
    }
    if (unfit == null) {
      try {
        unfit =
            CompilerCheck.of(
                connection, cache, settings, makers, compiler.program(), compiler.version());
      } catch (RemoteException e) {
        unasked = e;
        unaskedSince = System.nanoTime();
        throw e;
      }
    }
    return unfit;
  }

  private void checkUnchanged(BackendJob job) throws IOException {
    for (String input : job.inputs()) {
      if (!digests.isUnchanged(tree.resolve(input))) {
        throw new IOException("'" + input + "': was changed while the link ran");
      }
    }
  }

  /** The server may have lost what a job reads. */
  void forget(RemoteAction action) {
    cache.forget(action.blobs());
  }

  /** Why a job failed, with all that is needed to look it up on the server. */
  String reason(String why, RemoteAction action) {
    return at(why) + "; action " + Blob.text(action.id());
  }

  @Override
  public void offer(JobResult result) {
    RemoteAction action = actions.remove(result.job().moduleId());
    // A server that has never said a word isn't to be waited for at the end.
    if (action != null && cache.isKnown()) {
      offers.add(result, action);
    }
  }

  /** Bytes of blobs that went to the server. */
  public long sentBytes() {
    return cache.sentBytes();
  }

  /** Bytes of blobs that came from the server. */
  public long receivedBytes() {
    return cache.receivedBytes();
  }

  /** Ends everything; results that were offered get the time that a call may take. */
  @Override
  public void close() {
    offers.close();
    executions.close();
    connection.close();
  }

  /** A job that could not be begun. */
  private record Grounded(JobResult result) implements Flight {
    @Override
    public boolean isQueued() {
      return false;
    }

    @Override
    public void cancel() {}

    @Override
    public JobResult land(BooleanSupplier claim) {
      return result;
    }
  }
}
