package org.dthinlto.exec;

/**
 * How jobs are shared between this machine and a cluster.
 *
 * @param here jobs at once on this machine; 0: what fails on the cluster fails
 * @param elsewhere jobs at once on the cluster
 * @param race whether jobs that run on the cluster are started here, too, when there is nothing
 *     else to do here
 */
public record ClusterLimits(int here, int elsewhere, boolean race) {

  public ClusterLimits {
    if (here < 0 || elsewhere < 1) {
      throw new IllegalArgumentException(here + ", " + elsewhere);
    }
  }
}
