package org.dthinlto.exec;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Knows where each job of a link stands, and what each thread is to do next. Does nothing itself.
 *
 * <p>A job is looked up, by the caches of this machine and then by the cluster. If nobody knows it,
 * it is taken by whoever has room: this machine, which has no way to go, takes the longest; so does
 * the cluster. What fails on the cluster is done here. At the end, when nothing is left to begin,
 * this machine takes jobs back that still wait on the cluster, and begins once more what the
 * cluster seems to have lost, or anything if it is a race. Of two results the first good one
 * counts.
 */
final class ClusterBoard {

  /** How often those who have nothing to do look whether time has brought something. */
  private static final long LOOK_MILLIS = 500;

  /** A job is lost if it takes that long, and so many times as long as it would here. */
  private static final long LOST_NANOS = 30_000_000_000L;

  private static final int LOST_TIMES = 4;

  private final ClusterLimits limits;
  private final NanoClock clock;
  private final List<ClusterJob> order;
  private final JobResult[] results;

  // All that follows is guarded by this.
  private int unseen;
  private final PriorityQueue<ClusterJob> missed = new PriorityQueue<>();
  private final PriorityQueue<ClusterJob> hereOnly = new PriorityQueue<>();
  private final Deque<ClusterJob> ended = new ArrayDeque<>();

  /** On the cluster, longest first. */
  private final Set<ClusterJob> flying = new LinkedHashSet<>();

  private int flights;

  /** That are being looked up. */
  private final Set<ClusterJob> looking = new LinkedHashSet<>();

  private int open;
  private boolean stopped;
  private boolean clusterRuns = true;
  private final ClusterHealth health;

  /** What a thread that talks to the cluster is to do. */
  enum Talk {
    LAND,
    START,
    LOOK
  }

  /** Something to do. */
  record Task(Talk talk, ClusterJob job) {}

  /**
   * @param order the jobs as they are to be begun
   */
  ClusterBoard(ClusterLimits limits, List<ClusterJob> order, NanoClock clock) {
    this.limits = limits;
    this.clock = clock;
    this.order = List.copyOf(order);
    this.open = order.size();
    this.health = new ClusterHealth(clock);
    this.results = new JobResult[order.size()];
    for (ClusterJob job : order) {
      results[job.index] = new JobResult(job.job, JobResult.Status.CANCELLED, "", "", 0, 0);
    }
  }

  private boolean isOver() {
    return open == 0 || stopped;
  }

  /** What is next for a thread that talks to the cluster; null if nothing ever will be. */
  synchronized @Nullable Task talk() throws InterruptedException {
    while (!isOver()) {
      ClusterJob landing = ended.poll();
      if (landing != null) {
        return new Task(Talk.LAND, landing);
      }
      boolean starts = health.isOn() && (clusterRuns || limits.here() == 0);
      if (starts && flights < limits.elsewhere() && !missed.isEmpty()) {
        ClusterJob job = missed.remove();
        flights++;
        job.since = clock.nanos();
        return new Task(Talk.START, job);
      }
      if (health.isOn() && unseen < order.size()) {
        ClusterJob job = order.get(unseen++);
        looking.add(job);
        return new Task(Talk.LOOK, job);
      }
      wait();
    }
    return null;
  }

  /** What is next for a thread of this machine; null if nothing ever will be. */
  synchronized @Nullable ClusterJob work() throws InterruptedException {
    while (!isOver()) {
      ClusterJob job = next();
      if (job != null) {
        job.here = Thread.currentThread();
        return job;
      }
      // Not to miss that the cluster has become silent, or has lost a job.
      wait(LOOK_MILLIS);
    }
    return null;
  }

  /** Waits until {@link #workNow} would give a job; returns false if it never will. */
  synchronized boolean awaitWork() throws InterruptedException {
    while (!isOver()) {
      if (hasWork()) {
        return true;
      }
      wait(LOOK_MILLIS);
    }
    return false;
  }

  /** The same as {@link #work} without waiting: null if there is nothing to do just now. */
  synchronized @Nullable ClusterJob workNow() {
    ClusterJob job = isOver() ? null : next();
    if (job != null) {
      job.here = Thread.currentThread();
    }
    return job;
  }

  /** Whether {@link #next} would give a job. */
  private boolean hasWork() {
    if (!missed.isEmpty() || !hereOnly.isEmpty()) {
      return true;
    }
    if (unseen < order.size() || !looking.isEmpty()) {
      return !health.isAwaited() && (unseen < order.size() || unanswered() != null);
    }
    return secondTry() != null;
  }

  private @Nullable ClusterJob next() {
    ClusterJob a = missed.peek();
    ClusterJob b = hereOnly.peek();
    if (a != null || b != null) {
      boolean first = b == null || (a != null && a.rank < b.rank);
      return first ? missed.remove() : hereOnly.remove();
    }
    if (unseen < order.size() || !looking.isEmpty()) {
      if (health.isAwaited()) {
        return null;
      }
      return unseen < order.size() ? order.get(unseen++) : unanswered();
    }
    return again();
  }

  /** A job that the cluster was asked for in vain so far; it may still answer. */
  private @Nullable ClusterJob unanswered() {
    for (ClusterJob job : looking) {
      if (job.looked && job.here == null && !job.claimed) {
        return job;
      }
    }
    return null;
  }

  /** A job that the cluster has, to be done here as well. */
  private @Nullable ClusterJob again() {
    ClusterJob job = secondTry();
    Cluster.Flight flight = job == null ? null : job.flight;
    if (job != null && flight != null && flight.isQueued()) {
      job.takenBack = true;
      flight.cancel();
    }
    return job;
  }

  /** Which one that would be: one that waits there, else one that is late. */
  private @Nullable ClusterJob secondTry() {
    ClusterJob raced = null;
    for (ClusterJob job : flying) {
      Cluster.Flight flight = job.flight;
      if (flight == null || job.here != null || job.claimed || job.failure != null) {
        continue;
      }
      if (flight.isQueued()) {
        return job;
      }
      long elapsed = clock.nanos() - job.since;
      boolean lost = elapsed > LOST_NANOS && elapsed / LOST_TIMES > job.nanos;
      if ((limits.race() || !health.isOn() || lost) && (raced == null || job.rank < raced.rank)) {
        raced = job;
      }
    }
    return raced;
  }

  /** Whether somebody has to be told that the job began; true once. */
  synchronized boolean begins(ClusterJob job) {
    boolean first = !job.told;
    job.told = true;
    return first;
  }

  /** The caches of this machine don't know the result. */
  synchronized void unknownHere(ClusterJob job) {
    job.looked = true;
  }

  /** Nobody knows the result. */
  synchronized void missed(ClusterJob job, boolean runsThere) {
    looked(job);
    health.answers();
    clusterRuns = runsThere;
    if (job.here == null && !job.claimed) {
      missed.add(job);
    }
  }

  /** The look-up of a job has ended. */
  synchronized void looked(ClusterJob job) {
    looking.remove(job);
    notifyAll();
  }

  /** The cluster gave a result. */
  synchronized void answered() {
    health.answers();
  }

  /** The cluster has begun with a job. */
  synchronized void flies(ClusterJob job, Cluster.Flight flight) {
    job.flight = flight;
    flying.add(job);
    if (job.endedEarly) {
      ended.add(job);
    }
    if (stopped) {
      flight.cancel();
    }
    notifyAll();
  }

  /** A flight has ended, one way or another; may be told before {@link #flies}. */
  synchronized void ended(ClusterJob job) {
    if (job.flight == null) {
      job.endedEarly = true;
    } else {
      ended.add(job);
    }
    notifyAll();
  }

  /**
   * Whether a result of the cluster may be put in its place. Waits until nothing runs here that
   * would be in the way.
   */
  synchronized boolean claim(ClusterJob job) {
    if (job.claimed || stopped) {
      return false;
    }
    job.claimed = true;
    job.claimedThere = true;
    boolean interrupted = false;
    Thread worker = job.here;
    if (worker != null) {
      worker.interrupt();
    }
    while (job.here != null) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return true;
  }

  /** A thread of this machine has left the job; returns whether its result is to count. */
  synchronized boolean leaves(ClusterJob job, boolean good) {
    job.here = null;
    boolean first = !job.claimed;
    if (first) {
      job.claimed = good;
    } else {
      Thread.interrupted(); // by claim(), at this very moment perhaps
    }
    notifyAll();
    return first;
  }

  /** The flight is over and is no longer to be counted. */
  private void landed(ClusterJob job) {
    flights--;
    flying.remove(job);
    job.flight = null;
    notifyAll();
  }

  /** Nothing came of a flight, and nothing was to. */
  synchronized void gone(ClusterJob job) {
    landed(job);
  }

  /**
   * A job failed on the cluster, or could not be looked up there.
   *
   * @return what is to be told as the job's result; null if it goes on here
   */
  synchronized @Nullable JobResult failedThere(ClusterJob job, JobResult result, boolean flew) {
    if (flew) {
      landed(job);
    } else {
      looked(job);
    }
    if (job.claimedThere) {
      // It could not be put in its place, and whoever ran it here has left it for that.
      job.claimed = false;
      job.claimedThere = false;
      job.takenBack = false;
    }
    if (job.takenBack || job.claimed) {
      return null;
    }
    if (limits.here() == 0) {
      if (stopped) {
        return null; // one that says what is wrong with the cluster is enough
      }
      stop();
      return result;
    }
    health.fails(result.reason());
    notifyAll();
    if (job.here == null) {
      JobResult before = job.failure;
      if (before != null) {
        return before;
      }
      hereOnly.add(job);
    }
    return null;
  }

  /** A job failed here; returns whether that is its result, for nobody else runs it. */
  synchronized boolean failedHere(ClusterJob job, JobResult result) {
    if (job.flight == null || job.takenBack) {
      return true;
    }
    job.failure = result;
    return false;
  }

  /** See {@link ClusterHealth#trouble}. */
  synchronized String trouble(String silence) {
    return health.trouble(silence);
  }

  /** The job is done, or has failed for good. */
  synchronized void settle(ClusterJob job, JobResult result) {
    results[job.index] = result;
    open--;
    Cluster.Flight flight = job.flight;
    if (flight != null) {
      flight.cancel(); // it was done here first
    }
    if (result.status() == JobResult.Status.FAILED) {
      stop();
    }
    notifyAll();
  }

  /** Begins nothing more, and lets the cluster leave what it runs. */
  synchronized void stop() {
    stopped = true;
    for (ClusterJob job : new ArrayList<>(flying)) {
      Cluster.Flight flight = job.flight;
      if (flight != null) {
        flight.cancel();
      }
    }
    notifyAll();
  }

  /** Waits until there is nothing more to do. */
  synchronized void await() throws InterruptedException {
    while (!isOver()) {
      wait();
    }
  }

  /** The results, in the order of the link. */
  synchronized List<JobResult> results() {
    return List.of(results);
  }
}
