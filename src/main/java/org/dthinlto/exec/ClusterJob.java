package org.dthinlto.exec;

import org.dthinlto.plan.BackendJob;
import org.jspecify.annotations.Nullable;

/** What is known of one job while it is done; guarded by the {@link ClusterBoard} that it is on. */
final class ClusterJob implements Comparable<ClusterJob> {

  final BackendJob job;

  /** Its place among the jobs of the link. */
  final int index;

  /** Its place in the order in which jobs are begun. */
  final int rank;

  /** What it is expected to take here. */
  final long nanos;

  /** Whether the caches of this machine don't know it. */
  boolean looked;

  /** Whether somebody was told that it began. */
  boolean told;

  /** The thread that runs it here. */
  @Nullable Thread here;

  /** It on the cluster, as long as nothing has come of that. */
  Cluster.@Nullable Flight flight;

  /** When that began. */
  long since;

  /** Whether the flight had ended before it was known. */
  boolean endedEarly;

  /** Whether the cluster was told to leave it. */
  boolean takenBack;

  /** One result was found good and is being put in place: others come too late. */
  boolean claimed;

  /** Whether the cluster's result is the one. */
  boolean claimedThere;

  /** Why it failed here, while the cluster still runs it. */
  @Nullable JobResult failure;

  ClusterJob(BackendJob job, int index, int rank, long nanos) {
    this.job = job;
    this.index = index;
    this.rank = rank;
    this.nanos = nanos;
  }

  @Override
  public int compareTo(ClusterJob other) {
    return Integer.compare(rank, other.rank);
  }
}
