package org.dthinlto.exec;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The threads that do the jobs of one link, and what they do: look up, start and land jobs on the
 * cluster, run jobs here. Who does what is decided by the board.
 */
final class ClusterRound {

  private final Executor local;
  private final @Nullable JobSlots slots;
  private final ResultCache cache;
  private final Cluster cluster;
  private final JobListener listener;
  private final ClusterBoard board;
  private final List<Member> members = new ArrayList<>();
  private volatile @Nullable Throwable broken;

  ClusterRound(
      Executor local,
      ResultCache cache,
      Cluster cluster,
      ClusterLimits limits,
      JobListener listener,
      List<ClusterJob> order) {
    // A slot comes before the job: one that waits for a slot here could run on the cluster.
    this.local = local instanceof SlottedExecutor slotted ? slotted.executor() : local;
    this.slots =
        local instanceof SlottedExecutor slotted && slotted.slots().isLimited()
            ? slotted.slots()
            : null;
    this.cache = cache;
    this.cluster = cluster;
    this.listener = listener;
    this.board = new ClusterBoard(limits, order, NanoClock.SYSTEM);
  }

  /** Does all of it; see {@link ClusterScheduler#run}. */
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
    if (interrupted) {
      throw new InterruptedException();
    }
    return board.results();
  }

  /** See {@link ClusterHealth#trouble}. */
  String trouble() {
    return board.trouble(cluster.silence());
  }

  /** Waits for all threads; those that wait for others have nothing more to wait for. */
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
      board.looked(job);
      settle(job, known);
      return;
    }
    board.unknownHere(job);
    me.talking(true);
    JobResult found;
    try {
      found = cluster.find(job.job, () -> board.claim(job));
    } finally {
      me.talking(false);
    }
    if (found == null) {
      board.missed(job, cluster.executes());
      return;
    }
    switch (found.status()) {
      case DONE -> {
        board.answered();
        cache.keep(found);
        board.looked(job);
        settle(job, found);
      }
      case FAILED -> failedThere(job, found, false);
      case CANCELLED -> board.looked(job);
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

  /** Runs the next job on this machine as soon as it has a slot; returns false if there is none. */
  boolean workInSlot(JobSlots limited, Member me) throws InterruptedException {
    if (!board.awaitWork()) {
      return false;
    }
    JobSlot slot;
    me.talking(true);
    try {
      slot = limited.enter(0);
    } finally {
      me.talking(false);
    }
    try {
      ClusterJob job = board.workNow();
      if (job != null) {
        limited.isFor(slot, job.job.size());
        work(job);
      }
    } finally {
      limited.leave(slot);
    }
    return true;
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

  /** Called when a job has ended on the cluster. */
  private record Ended(ClusterBoard board, ClusterJob job) implements Runnable {
    @Override
    public void run() {
      board.ended(job);
    }
  }

  /** A thread: one that talks to the cluster, or one that runs jobs here. */
  private static final class Member extends Thread {

    private final ClusterRound round;
    private final boolean talks;
    // Both guarded by this.
    private boolean talking;
    private boolean ending;

    Member(ClusterRound round, boolean talks, String name) {
      super(name);
      setDaemon(true);
      this.round = round;
      this.talks = talks;
    }

    /** Says whether it waits for others: then it may be interrupted, and only then. */
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
      JobSlots limited = round.slots;
      if (limited != null) {
        return round.workInSlot(limited, this);
      }
      ClusterJob job = round.board.work();
      if (job == null) {
        return false;
      }
      round.work(job);
      return true;
    }
  }
}
