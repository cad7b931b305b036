package org.dthinlto.remote;

import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor.DiscardPolicy;
import java.util.concurrent.TimeUnit;
import org.dthinlto.remote.api.Reapi.Digest;
import org.dthinlto.remote.api.Reapi.ExecuteResponse;

/** All executions on a server: what they share, and who is left when everything has to end. */
final class Executions implements AutoCloseable {

  private final Connection connection;
  private final RemoteSettings settings;
  private final Set<Execution> running = ConcurrentHashMap.newKeySet();
  private final ScheduledThreadPoolExecutor timer;

  Executions(Connection connection, RemoteSettings settings) {
    this.connection = connection;
    this.settings = settings;
    this.timer = new ScheduledThreadPoolExecutor(1, Executions::daemon, new DiscardPolicy());
    timer.setRemoveOnCancelPolicy(true);
    timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "remote-timer");
    thread.setDaemon(true);
    return thread;
  }

  Connection connection() {
    return connection;
  }

  RemoteSettings settings() {
    return settings;
  }

  /**
   * Begins an execution.
   *
   * @param skipCache whether the server is to execute it even if it knows the result
   */
  Execution start(Digest action, boolean skipCache) {
    Execution execution = new Execution(this, action, skipCache);
    running.add(execution);
    execution.listen();
    return execution;
  }

  /** Executes an action and waits for its end; if interrupted, the server is told to leave it. */
  ExecuteResponse run(Digest action, boolean skipCache)
      throws RemoteException, InterruptedException {
    Execution execution = start(action, skipCache);
    try {
      return execution.result().get();
    } catch (InterruptedException e) {
      execution.cancel();
      throw e;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RemoteException failure) {
        throw failure;
      }
      throw new IllegalStateException(e);
    }
  }

  /**
   * Has something done when an execution has ended, by a thread that holds no lock of ours: who is
   * told may hold one of his own while he asks an execution something.
   */
  CompletableFuture<ExecuteResponse> whenEnded(Execution execution, Runnable what) {
    return execution.result().whenCompleteAsync((response, cause) -> what.run(), timer);
  }

  void ended(Execution execution) {
    running.remove(execution);
  }

  void later(Runnable what, long millis) {
    var unused = timer.schedule(what, millis, TimeUnit.MILLISECONDS);
  }

  static StatusException failure(Throwable cause) {
    if (cause instanceof StatusException e) {
      return e;
    }
    if (cause instanceof StatusRuntimeException e) {
      return e.getStatus().asException(e.getTrailers());
    }
    return Status.fromThrowable(cause).asException();
  }

  /** Cancels what still runs, and waits a moment for the names of operations that have none yet. */
  @Override
  public void close() {
    List<Execution> left = new ArrayList<>(running);
    for (Execution execution : left) {
      execution.cancel();
    }
    long end = System.nanoTime() + 1_000_000_000L;
    boolean interrupted = false;
    while (!running.isEmpty() && System.nanoTime() < end) {
      try {
        Thread.sleep(5);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    timer.shutdownNow();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
