package org.dthinlto.exec;

import java.util.ArrayList;
import java.util.List;
import org.dthinlto.plan.BackendJob;

/**
 * Runs jobs through an executor, so many at once, the longest first. A failure stops new jobs;
 * those that run go on to their end. Knows nothing of how a job is run.
 *
 * <p>The longest first, as far as is known, because a long job that starts last runs alone.
 */
public final class Scheduler {

  private final Executor executor;
  private final int parallel;
  private final JobListener listener;

  /**
   * Runs nothing yet.
   *
   * @param parallel how many jobs run at once, 1 or more
   * @param listener is told of starts and ends
   */
  public Scheduler(Executor executor, int parallel, JobListener listener) {
    if (parallel < 1) {
      throw new IllegalArgumentException("parallel: " + parallel);
    }
    this.executor = executor;
    this.parallel = parallel;
    this.listener = listener;
  }

  /** Runs the jobs, the largest first; see {@link #run(List, JobTimes)}. */
  public List<JobResult> run(List<BackendJob> jobs) throws InterruptedException {
    return run(jobs, JobTimes.bySize(jobs));
  }

  /**
   * Runs the jobs and returns their results, in the order of the jobs whatever ended first. Jobs
   * that were not started are CANCELLED.
   *
   * @param times what is expected of each: the longest starts first
   * @throws InterruptedException if the calling thread was interrupted, or the executor was; no job
   *     runs any more when it is thrown
   */
  public List<JobResult> run(List<BackendJob> jobs, JobTimes times) throws InterruptedException {
    Round round = new Round(jobs, times);
    int extra = Math.min(parallel, jobs.size()) - 1;
    List<Worker> workers = new ArrayList<>();
    // The calling thread is the first worker.
    for (int i = 0; i < extra; i++) {
      Worker worker = new Worker(round, i + 2);
      workers.add(worker);
      worker.start();
    }
    boolean interrupted = !round.work();
    interrupted = join(workers, interrupted) || interrupted || round.interrupted();
    round.rethrow();
    if (interrupted) {
      throw new InterruptedException();
    }
    return round.results();
  }

  /** Waits for the workers whatever comes; returns whether this thread was interrupted. */
  private static boolean join(List<Worker> workers, boolean alreadyInterrupted) {
    boolean interrupted = false;
    if (alreadyInterrupted) {
      interruptAll(workers);
    }
    for (Worker worker : workers) {
      while (worker.isAlive()) {
        try {
          worker.join();
        } catch (InterruptedException e) {
          interrupted = true;
          interruptAll(workers);
        }
      }
    }
    return interrupted;
  }

  private static void interruptAll(List<Worker> workers) {
    for (Worker worker : workers) {
      worker.interrupt();
    }
  }

  /** One more thread that takes jobs. */
  private static final class Worker extends Thread {
    private final Round round;

    Worker(Round round, int number) {
      super("job-" + number);
      setDaemon(true);
      this.round = round;
    }

    @Override
    public void run() {
      round.work();
    }
  }

  /** What the workers of one {@link #run} share. */
  private final class Round {
    private final List<BackendJob> jobs;
    private final List<Integer> order;
    private final JobResult[] results;
    // The four below are guarded by this.
    private int next;
    private boolean stopped;
    private boolean interrupted;
    private final List<Throwable> broken = new ArrayList<>();

    Round(List<BackendJob> jobs, JobTimes times) {
      this.jobs = List.copyOf(jobs);
      this.order = LongestFirst.order(jobs, times);
      this.results = new JobResult[jobs.size()];
      for (int i = 0; i < results.length; i++) {
        results[i] = new JobResult(jobs.get(i), JobResult.Status.CANCELLED, "", "", 0, 0);
      }
    }

    /** Runs jobs until there are no more; returns false if it was interrupted in one. */
    boolean work() {
      try {
        int index;
        while ((index = take()) >= 0) {
          BackendJob job = jobs.get(index);
          listener.started(job);
          JobResult result = executor.execute(job);
          put(index, result);
          listener.finished(result);
        }
        return true;
      } catch (InterruptedException e) {
        stop(List.of());
        synchronized (this) {
          interrupted = true;
        }
        return false;
      } catch (RuntimeException | Error e) {
        // A mistake of ours; run() throws it in the thread that can say so.
        stop(List.of(e));
        return true;
      }
    }

    /** The index of the next job to run, -1 if there is none. */
    private synchronized int take() throws InterruptedException {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      return stopped || next == order.size() ? -1 : order.get(next++);
    }

    private synchronized void put(int index, JobResult result) {
      results[index] = result;
      if (result.status() == JobResult.Status.FAILED) {
        stopped = true;
      }
    }

    private synchronized void stop(List<Throwable> because) {
      stopped = true;
      broken.addAll(because);
    }

    synchronized boolean interrupted() {
      return interrupted;
    }

    synchronized void rethrow() {
      for (Throwable cause : broken) {
        if (cause instanceof Error error) {
          throw error;
        }
        throw (RuntimeException) cause;
      }
    }

    synchronized List<JobResult> results() {
      return List.of(results);
    }
  }
}
