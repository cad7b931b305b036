package org.dthinlto.remote;

import static org.dthinlto.remote.RemoteException.Phase.EXECUTE;

import io.grpc.Status;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import org.dthinlto.exec.Cluster;
import org.dthinlto.exec.IoText;
import org.dthinlto.exec.JobResult;
import org.dthinlto.plan.BackendJob;
import org.dthinlto.remote.api.Reapi.ExecuteResponse;
import org.jspecify.annotations.Nullable;

/**
 * One job on its way through a server: sent, executed, taken back. A server that has lost what the
 * job reads or wrote gets it once more.
 */
final class RemoteFlight implements Cluster.Flight {

  private final RemoteCluster cluster;
  private final BackendJob job;
  private final RemoteAction action;
  private final Runnable ended;
  private final long start = System.nanoTime();
  private boolean skipCache;
  private int tried;
  private volatile long sent;
  private String failure = "";
  private volatile @Nullable Execution execution;
  private volatile boolean cancelled;

  /**
   * @param skipCache whether what the server knows of the action is wrong
   */
  RemoteFlight(
      RemoteCluster cluster,
      BackendJob job,
      RemoteAction action,
      boolean skipCache,
      Runnable ended) {
    this.cluster = cluster;
    this.job = job;
    this.action = action;
    this.skipCache = skipCache;
    this.ended = ended;
  }

  /** Sends what the job reads and has it executed; a failure waits to be landed. */
  void begin() throws InterruptedException {
    try {
      cluster.send(job, action);
      sent = System.nanoTime();
      Execution made = cluster.executions().start(action.id(), skipCache);
      execution = made;
      if (cancelled) {
        made.cancel();
      }
      var unused = cluster.executions().whenEnded(made, ended);
    } catch (RemoteException e) {
      fail(cluster.reason(e.phase() + " failed, " + e.getMessage(), action));
    } catch (IOException e) {
      fail(IoText.of(e));
    }
  }

  private void fail(String why) {
    failure = why;
    execution = null;
    ended.run();
  }

  @Override
  public boolean isQueued() {
    Execution now = execution;
    return now != null && now.isQueued();
  }

  @Override
  public void cancel() {
    cancelled = true;
    Execution now = execution;
    if (now != null) {
      now.cancel();
    }
  }

  @Override
  public @Nullable JobResult land(BooleanSupplier claim) throws InterruptedException {
    Execution now = execution;
    if (cancelled) {
      return result(JobResult.Status.CANCELLED, "", "", 0, false);
    }
    if (now == null) {
      return result(JobResult.Status.FAILED, failure, "", 0, false);
    }
    try {
      return land(now.result().get(), claim);
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof RemoteException)) {
        throw new IllegalStateException(e);
      }
      RemoteException cause = (RemoteException) e.getCause();
      String why = cause.phase() + " failed, " + cause.getMessage();
      // Of a blob that is gone, servers also tell by the status of the call.
      boolean gone =
          cause.code() == Status.Code.FAILED_PRECONDITION || cause.code() == Status.Code.NOT_FOUND;
      return gone ? again(why, 0, false) : failed(why, "");
    } catch (RemoteException e) {
      return failed(e.phase() + " failed, " + e.getMessage(), "");
    } catch (IOException e) {
      return result(JobResult.Status.FAILED, IoText.of(e), "", 0, false);
    }
  }

  private @Nullable JobResult land(ExecuteResponse response, BooleanSupplier claim)
      throws IOException, InterruptedException {
    if (response.getStatus().getCode() != 0) {
      return refused(response);
    }
    RemoteResults.Taken taken = cluster.results().take(job, response.getResult(), claim);
    if (taken == null) {
      return again("what the job wrote is gone from the server", 0, true);
    }
    if (!taken.reason().isEmpty()) {
      return response.getCachedResult()
          ? again(taken.reason(), 0, true)
          : failed(taken.reason(), taken.said());
    }
    return taken.claimed()
        ? result(JobResult.Status.DONE, "", taken.said(), taken.nanos(), response.getCachedResult())
        : result(JobResult.Status.CANCELLED, "", "", 0, false);
  }

  /** The server could not execute it: again, if the reason may pass. */
  private @Nullable JobResult refused(ExecuteResponse response)
      throws IOException, InterruptedException {
    var status = response.getStatus();
    Status.Code code = Status.fromCodeValue(status.getCode()).getCode();
    String why = EXECUTE + " failed, " + code + ": " + status.getMessage();
    if (!response.getMessage().isEmpty()) {
      why += ", " + response.getMessage();
    }
    boolean missing =
        code == Status.Code.FAILED_PRECONDITION
            && StatusDetails.onlyMissing(status.getDetailsList());
    // What is not found is a blob or the compiler: only what the server says in words tells which.
    missing |= tried == 0 && code == Status.Code.NOT_FOUND;
    // The deadline is the job's own here, and it would be exceeded again.
    boolean passes = Retrier.mayPass(code) && code != Status.Code.DEADLINE_EXCEEDED;
    return missing || passes
        ? again(why, StatusDetails.retryMillis(status.getDetailsList()), false)
        : failed(why, cluster.results().diagnostics(response.getResult()));
  }

  /**
   * Has it executed once more, unless that was done often enough.
   *
   * @param wanted how long the server wants to be left alone, in milliseconds; 0 if it doesn't say
   * @param distrust whether the server's cache is not to be asked again
   */
  private @Nullable JobResult again(String why, long wanted, boolean distrust)
      throws InterruptedException {
    if (tried >= cluster.settings().retries()) {
      return failed(why, "");
    }
    skipCache |= distrust;
    cluster.forget(action);
    Retrier.pause(tried++, wanted);
    begin();
    return null;
  }

  private JobResult failed(String why, String said) {
    return result(JobResult.Status.FAILED, cluster.reason(why, action), said, 0, false);
  }

  private JobResult result(
      JobResult.Status status, String reason, String said, long nanos, boolean cached) {
    long end = System.nanoTime();
    Execution made = execution;
    List<JobResult.Stage> stages =
        made == null || sent == 0
            ? List.of()
            : RemoteStages.of(start, sent, made.executingSince(), made.doneAt(), nanos, end);
    return new JobResult(
        job,
        status,
        said,
        reason,
        nanos > 0 ? end - nanos : start,
        end,
        cached ? JobResult.Origin.REMOTE_CACHE : JobResult.Origin.REMOTE,
        stages);
  }
}
