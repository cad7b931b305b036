package org.dthinlto.exec;

import java.util.ArrayList;
import java.util.List;
import org.dthinlto.plan.BackendJob;

/**
 * Runs jobs on this machine and on a cluster at once, the longest first. A few threads talk to the
 * cluster, however many jobs it runs; as many as jobs may run here do that. Who does what is
 * decided by a {@link ClusterBoard}.
 *
 * <p>A failure of the cluster is no failure of a job as long as jobs may run here.
 */
public final class ClusterScheduler {

  /**
   * They wait for answers most of the time: with four calls a job and 20 ms to the server, so many
   * keep 1,000 workers busy for as long as this machine's processors can (remote-bench).
   */
  private static final int TALKERS = 96;

  private final Executor local;
  private final ResultCache cache;
  private final Cluster cluster;
  private final ClusterLimits limits;
  private final JobListener listener;
  private String trouble = "";

  /**
   * Runs nothing yet.
   *
   * @param local runs jobs on this machine
   * @param cache of this machine
   * @param listener is told of starts and ends
   */
  public ClusterScheduler(
      Executor local,
      ResultCache cache,
      Cluster cluster,
      ClusterLimits limits,
      JobListener listener) {
    this.local = local;
    this.cache = cache;
    this.cluster = cluster;
    this.limits = limits;
    this.listener = listener;
  }

  /**
   * Runs the jobs and returns their results, in the order of the jobs whatever ended first. Jobs
   * that were not done because another failed are CANCELLED.
   *
   * @param times what is expected of each: the longest starts first
   * @throws InterruptedException if the calling thread was interrupted; no job runs any more when
   *     it is thrown, and the cluster has been told
   */
  public List<JobResult> run(List<BackendJob> jobs, JobTimes times) throws InterruptedException {
    ClusterRound round =
        new ClusterRound(local, cache, cluster, limits, listener, ordered(jobs, times));
    try {
      return round.run(Math.min(jobs.size(), TALKERS), Math.min(jobs.size(), limits.here()));
    } finally {
      trouble = round.trouble();
    }
  }

  /** What the cluster failed at, though the jobs went on here; empty if nothing. */
  public String trouble() {
    return trouble;
  }

  private static List<ClusterJob> ordered(List<BackendJob> jobs, JobTimes times) {
    List<Integer> order = LongestFirst.order(jobs, times);
    List<ClusterJob> ordered = new ArrayList<>(order.size());
    for (int rank = 0; rank < order.size(); rank++) {
      int index = order.get(rank);
      BackendJob job = jobs.get(index);
      ordered.add(new ClusterJob(job, index, rank, times.nanos(job)));
    }
    return ordered;
  }
}
