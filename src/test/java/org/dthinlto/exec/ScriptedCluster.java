package org.dthinlto.exec;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.dthinlto.exec.JobResult.Origin;
import org.dthinlto.exec.JobResult.Status;
import org.dthinlto.plan.BackendJob;
import org.jspecify.annotations.Nullable;

/** A cluster that does with each job what it was told. No network, no files. */
final class ScriptedCluster implements Cluster {

  /** What becomes of a job that is started. */
  enum Fate {
    DONE,
    FAILED,
    /** It waits for a worker, and never gets one. */
    QUEUED,
    /** It runs, until it is told to end by {@link #finish}. */
    RUNS,
    /** As done, but what it wrote can't be put in its place. */
    UNPLACED
  }

  /** What it says when it is asked for a job. */
  enum Answer {
    UNKNOWN,
    KNOWN,
    FAILED,
    /** Nothing, ever. */
    SILENT
  }

  private final Map<String, Fate> fates = new HashMap<>();
  private final Map<String, Answer> answers = new HashMap<>();
  private Fate fate = Fate.DONE;
  private Answer answer = Answer.UNKNOWN;
  boolean executes = true;

  final List<String> asked = new ArrayList<>();
  final List<String> begun = new ArrayList<>();
  final List<String> cancelled = new ArrayList<>();
  final List<String> offered = new ArrayList<>();
  private final Map<String, Scripted> flights = new ConcurrentHashMap<>();

  ScriptedCluster all(Fate what) {
    fate = what;
    return this;
  }

  ScriptedCluster all(Answer what) {
    answer = what;
    return this;
  }

  ScriptedCluster job(String name, Fate what) {
    fates.put(name, what);
    return this;
  }

  ScriptedCluster job(String name, Answer what) {
    answers.put(name, what);
    return this;
  }

  private static JobResult result(BackendJob job, Status status, Origin origin) {
    return new JobResult(
        job, status, "", status == Status.FAILED ? "the cluster is broken" : "", 1, 2, origin);
  }

  @Override
  public @Nullable JobResult find(BackendJob job, BooleanSupplier claim)
      throws InterruptedException {
    note(asked, job);
    return switch (answers.getOrDefault(job.moduleId(), answer)) {
      case KNOWN ->
          result(job, claim.getAsBoolean() ? Status.DONE : Status.CANCELLED, Origin.REMOTE_CACHE);
      case FAILED -> result(job, Status.FAILED, Origin.REMOTE);
      case SILENT -> {
        new CountDownLatch(1).await();
        yield null;
      }
      case UNKNOWN -> null;
    };
  }

  @Override
  public String silence() {
    return "'here://there' did not answer";
  }

  @Override
  public boolean executes() {
    return executes;
  }

  @Override
  public Flight start(BackendJob job, Runnable ended) {
    note(begun, job);
    Scripted flight = new Scripted(job, ended, fates.getOrDefault(job.moduleId(), fate));
    flights.put(job.moduleId(), flight);
    if (flight.fate != Fate.QUEUED && flight.fate != Fate.RUNS) {
      ended.run();
    }
    return flight;
  }

  @Override
  public void offer(JobResult result) {
    note(offered, result.job());
  }

  private static void note(List<String> list, BackendJob job) {
    synchronized (list) {
      list.add(job.moduleId());
    }
  }

  /** Lets a job that runs end well; waits until it was begun. */
  void finish(String name) throws InterruptedException {
    for (int i = 0; !flights.containsKey(name); i++) {
      if (i == 1000) {
        throw new AssertionError(name + " isn't begun");
      }
      TimeUnit.MILLISECONDS.sleep(5);
    }
    flights.get(name).ended.run();
  }

  /** One job. */
  private final class Scripted implements Flight {
    private final BackendJob job;
    private final Runnable ended;
    private final Fate fate;
    private boolean over;

    Scripted(BackendJob job, Runnable ended, Fate fate) {
      this.job = job;
      this.ended = ended;
      this.fate = fate;
    }

    @Override
    public boolean isQueued() {
      return fate == Fate.QUEUED;
    }

    @Override
    public void cancel() {
      synchronized (this) {
        if (over) {
          return;
        }
        over = true;
      }
      note(cancelled, job);
      new Thread(ended).start();
    }

    @Override
    public JobResult land(BooleanSupplier claim) {
      synchronized (this) {
        if (over) {
          return result(job, Status.CANCELLED, Origin.REMOTE);
        }
        over = true;
      }
      if (fate == Fate.FAILED) {
        return result(job, Status.FAILED, Origin.REMOTE);
      }
      boolean mine = claim.getAsBoolean();
      if (fate == Fate.UNPLACED) {
        return result(job, Status.FAILED, Origin.REMOTE);
      }
      return result(job, mine ? Status.DONE : Status.CANCELLED, Origin.REMOTE);
    }
  }
}
