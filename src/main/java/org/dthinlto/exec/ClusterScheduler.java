package org.dthinlto.exec;

import java.util.ArrayList;
import java.util.List;
import org.dthinlto.plan.BackendJob;
import org.jspecify.annotations.Nullable;

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
    Round round = new Round(ordered(jobs, times));
    return round.run(Math.min(jobs.size(), TALKERS), Math.min(jobs.size(), limits.here()));
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

  /** What the threads of one {@link #run} share. */
  private final class Round {

    private final ClusterBoard board;
    private final List<Member> members = new ArrayList<>();
    private volatile @Nullable Throwable broken;

    Round(List<ClusterJob> order) {
      board = new ClusterBoard(limits, order, NanoClock.SYSTEM);
    }

    List<JobResult> run(int talkers, int workers) throws InterruptedException {
      for (int i = 0; i < talkers; i++) {
        members.add(new Member(this, true, "remote-" + (i + 1)));
      }
      for (int i = 0; i < workers; i++) {
        members.add(new Member(this, false, "job-" + (i + 1)));
      }
      for (Member member : members) {
        member.start();
      }
      boolean interrupted = false;
      try {
        board.await();
      } catch (InterruptedException e) {
        interrupted = true;
        board.stop();
        for (Member member : members) {
          member.interrupt();
        }
      }
      interrupted |= end();
      rethrow();
      trouble = board.trouble();
      if (interrupted) {
        throw new InterruptedException();
      }
      return board.results();
    }

    /** Waits for all threads; those that wait for the cluster have nothing more to wait for. */
    private boolean end() {
      boolean interrupted = false;
      for (Member member : members) {
        member.stopTalking();
      }
      for (Member member : members) {
        while (member.isAlive()) {
          try {
            member.join();
          } catch (InterruptedException e) {
            interrupted = true;
            for (Member other : members) {
              other.interrupt();
            }
          }
        }
      }
      return interrupted;
    }

    private void rethrow() {
      Throwable cause = broken;
      if (cause instanceof Error error) {
        throw error;
      }
      if (cause != null) {
        throw (RuntimeException) cause;
      }
    }

    void breaks(Throwable cause) {
      broken = cause; // a mistake of ours; run() throws it in the thread that can say so
      board.stop();
    }

    /** Looks a job up, here and on the cluster. */
    void look(ClusterJob job, Member me) throws InterruptedException {
      JobResult known = cache.find(job.job);
      if (known != null) {
        board.looked();
        settle(job, known);
        return;
      }
      me.talking(true);
      JobResult found;
      try {
        found = cluster.find(job.job);
      } finally {
        me.talking(false);
      }
      if (found == null) {
        board.missed(job, cluster.executes());
      } else if (found.status() == JobResult.Status.DONE) {
        board.answered();
        cache.keep(found);
        board.looked();
        settle(job, found);
      } else {
        job.looked = true;
        failedThere(job, found, false);
      }
    }

    void start(ClusterJob job, Member me) throws InterruptedException {
      tell(job);
      me.talking(true);
      try {
        board.flies(job, cluster.start(job.job, new Ended(board, job)));
      } finally {
        me.talking(false);
      }
    }

    void land(ClusterJob job, Member me) throws InterruptedException {
      Cluster.Flight flight = job.flight;
      if (flight == null) {
        return;
      }
      JobResult result;
      me.talking(true);
      try {
        result = flight.land(() -> board.claim(job));
      } finally {
        me.talking(false);
      }
      if (result == null) {
        return;
      }
      switch (result.status()) {
        case DONE -> {
          board.answered();
          cache.keep(result);
          board.gone(job);
          settle(job, result);
        }
        case FAILED -> failedThere(job, result, true);
        case CANCELLED -> board.gone(job);
      }
    }

    private void failedThere(ClusterJob job, JobResult result, boolean flew) {
      JobResult last = board.failedThere(job, result, flew);
      if (last != null) {
        settle(job, last);
      }
    }

    /** Runs a job on this machine. */
    void work(ClusterJob job) throws InterruptedException {
      JobResult result;
      try {
        JobResult known = job.looked ? null : cache.find(job.job);
        if (known == null) {
          tell(job);
        }
        result = known == null ? local.execute(job.job) : known;
      } catch (InterruptedException e) {
        if (board.leaves(job, false)) {
          throw e;
        }
        return; // the cluster was faster
      }
      boolean good = result.status() == JobResult.Status.DONE;
      if (!board.leaves(job, good)) {
        return;
      }
      if (!good) {
        if (board.failedHere(job, result)) {
          settle(job, result);
        }
        return;
      }
      if (result.origin() == JobResult.Origin.LOCAL) {
        cache.keep(result);
        cluster.offer(result);
      }
      settle(job, result);
    }

    private void tell(ClusterJob job) {
      if (board.begins(job)) {
        listener.started(job.job);
      }
    }

    private void settle(ClusterJob job, JobResult result) {
      tell(job);
      listener.finished(result);
      board.settle(job, result);
    }
  }

  /** Called when a job has ended on the cluster. */
  private record Ended(ClusterBoard board, ClusterJob job) implements Runnable {
    @Override
    public void run() {
      board.ended(job);
    }
  }

  /** A thread: one that talks to the cluster, or one that runs jobs here. */
  private static final class Member extends Thread {

    private final Round round;
    private final boolean talks;
    // Both guarded by this.
    private boolean talking;
    private boolean ending;

    Member(Round round, boolean talks, String name) {
      super(name);
      setDaemon(true);
      this.round = round;
      this.talks = talks;
    }

    /** Says whether it waits for the cluster: then it may be interrupted, and only then. */
    synchronized void talking(boolean now) throws InterruptedException {
      talking = now;
      if (ending && now) {
        throw new InterruptedException();
      }
    }

    synchronized void stopTalking() {
      ending = true;
      if (talking) {
        interrupt();
      }
    }

    @Override
    public void run() {
      try {
        boolean more;
        do {
          more = talks ? talk() : work();
        } while (more);
      } catch (InterruptedException e) {
        round.board.stop();
      } catch (RuntimeException | Error e) {
        round.breaks(e);
      }
    }

    private boolean talk() throws InterruptedException {
      ClusterBoard.Task task = round.board.talk();
      if (task == null) {
        return false;
      }
      switch (task.talk()) {
        case LOOK -> round.look(task.job(), this);
        case START -> round.start(task.job(), this);
        case LAND -> round.land(task.job(), this);
      }
      return true;
    }

    private boolean work() throws InterruptedException {
      ClusterJob job = round.board.work();
      if (job == null) {
        return false;
      }
      round.work(job);
      return true;
    }
  }
}
