package org.dthinlto.remote;

import static org.dthinlto.remote.RemoteException.Phase.EXECUTE;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import org.dthinlto.remote.api.Reapi.CancelOperationRequest;
import org.dthinlto.remote.api.Reapi.Digest;
import org.dthinlto.remote.api.Reapi.Empty;
import org.dthinlto.remote.api.Reapi.ExecuteOperationMetadata;
import org.dthinlto.remote.api.Reapi.ExecuteRequest;
import org.dthinlto.remote.api.Reapi.ExecuteResponse;
import org.dthinlto.remote.api.Reapi.GetCapabilitiesRequest;
import org.dthinlto.remote.api.Reapi.Operation;
import org.dthinlto.remote.api.Reapi.ServerCapabilities;
import org.dthinlto.remote.api.Reapi.WaitExecutionRequest;
import org.jspecify.annotations.Nullable;

/**
 * One execution of one action on a server. No thread waits for it: what the server sends drives it.
 * Knows nothing of what is executed.
 *
 * <p>The server answers with a stream of states of an operation. When that breaks,
 *
 * <ul>
 *   <li>before the first state, the action may not have been taken: Execute again;
 *   <li>after it, the operation goes on: WaitExecution, which begins with the present state;
 *   <li>and the operation isn't known any more: Execute again.
 * </ul>
 *
 * <p>No stream is kept for longer than a call may take, so that one that died silently is noticed:
 * then the server is asked something that it can answer at once. One that breaks streams so many
 * times without a state between them is given up.
 */
final class Execution {

  /** How long the name of an operation that is to be cancelled is waited for. */
  private static final long NAME_MILLIS = 1000;

  /** The numbers of two of the API's stages. */
  private static final int QUEUED = 2;

  private static final int EXECUTING = 3;

  private final Executions all;
  private final Digest action;
  private final boolean skipCache;
  private final long end;
  private final CompletableFuture<ExecuteResponse> result = new CompletableFuture<>();

  // All that follows is guarded by this.
  private @Nullable Stream stream;

  /** The operation's name; empty until the server has told it. */
  private String operation = "";

  /** Read without the lock. */
  private volatile int stage;

  /** {@link System#nanoTime} of the first state that said so; 0 if none did. */
  private volatile long executingSince;

  /** The same when the server said that it is done. */
  private volatile long doneAt;

  /** How often the stream broke without a state. */
  private int broken;

  private boolean cancelled;
  private boolean over;

  /** Begun by {@link Executions}. */
  Execution(Executions all, Digest action, boolean skipCache) {
    this.all = all;
    this.action = action;
    this.skipCache = skipCache;
    this.end = System.nanoTime() + all.settings().jobMillis() * 1_000_000;
  }

  /**
   * What the server says at the end: how the action ended, or why it could not be executed. Fails
   * with a {@link RemoteException} if the server can't be asked, or the time is over.
   */
  CompletableFuture<ExecuteResponse> result() {
    return result;
  }

  /** Whether the server says that the action waits for a worker; false if it doesn't say. */
  boolean isQueued() {
    return stage == QUEUED && !result.isDone();
  }

  /** {@link System#nanoTime} when the server said that a worker has begun; 0 if it didn't say. */
  long executingSince() {
    return executingSince;
  }

  /** {@link System#nanoTime} when the server said that it has ended; 0 if it didn't. */
  long doneAt() {
    return doneAt;
  }

  /** Opens the next stream. */
  synchronized void listen() {
    if (over || cancelled) {
      return;
    }
    long left = (end - System.nanoTime()) / 1_000_000;
    if (left <= 0) {
      result.completeExceptionally(
          new RemoteException(
              EXECUTE,
              Status.Code.DEADLINE_EXCEEDED,
              "the job was not done after " + all.settings().jobMillis() / 1000 + " s"));
      cancel();
      return;
    }
    Stream next = new Stream();
    stream = next;
    long millis = Math.min(left, all.settings().callMillis());
    Connection connection = all.connection();
    if (operation.isEmpty()) {
      ExecuteRequest request =
          ExecuteRequest.newBuilder()
              .setInstanceName(connection.endpoint().instance())
              .setSkipCacheLookup(skipCache)
              .setActionDigest(action)
              .build();
      next.follow(connection.follow(Methods.EXECUTE, request, millis, next));
    } else {
      WaitExecutionRequest request = WaitExecutionRequest.newBuilder().setName(operation).build();
      next.follow(connection.follow(Methods.WAIT, request, millis, next));
    }
  }

  /**
   * Sees to it that the server leaves the action; nothing if it has ended. A server goes on with a
   * job that nobody waits for, so it has to be told; and an operation without a name can't be
   * cancelled, but that comes with the first state.
   */
  synchronized void cancel() {
    if (over || cancelled) {
      return;
    }
    cancelled = true;
    Stream listening = stream;
    if (!operation.isEmpty() || listening == null) {
      leave();
    } else {
      all.later(this::leave, NAME_MILLIS);
    }
    result.completeExceptionally(
        new RemoteException(EXECUTE, Status.Code.CANCELLED, "the job was cancelled"));
  }

  private synchronized void leave() {
    if (over) {
      return;
    }
    over = true;
    if (!operation.isEmpty()) {
      CancelOperationRequest request =
          CancelOperationRequest.newBuilder().setName(operation).build();
      all.connection().follow(Methods.CANCEL, request, NAME_MILLIS, new Unheard());
    }
    Stream listening = stream;
    if (listening != null) {
      listening.close();
    }
    all.ended(this);
  }

  private synchronized void heard(Stream from, Operation state) {
    if (over || from != stream) {
      return;
    }
    operation = state.getName();
    broken = 0;
    stage = stage(state);
    if (stage == EXECUTING && executingSince == 0) {
      executingSince = System.nanoTime();
    }
    if (state.getDone()) {
      doneAt = System.nanoTime();
      finish(state);
    } else if (cancelled) {
      leave();
    }
  }

  private static int stage(Operation state) {
    try {
      return ExecuteOperationMetadata.parseFrom(state.getMetadata().getValue()).getStage();
    } catch (InvalidProtocolBufferException e) {
      return 0; // somebody's own metadata
    }
  }

  /** Three things can go wrong: here the operation itself does. */
  private void finish(Operation state) {
    over = true;
    all.ended(this);
    if (state.hasError()) {
      result.completeExceptionally(
          new RemoteException(
              EXECUTE,
              Status.fromCodeValue(state.getError().getCode()).getCode(),
              state.getError().getMessage()));
      return;
    }
    try {
      result.complete(ExecuteResponse.parseFrom(state.getResponse().getValue()));
    } catch (InvalidProtocolBufferException e) {
      result.completeExceptionally(
          new RemoteException(EXECUTE, Status.Code.INTERNAL, "the server's answer can't be read"));
    }
  }

  private synchronized void broke(Stream from, StatusException failure) {
    if (over || from != stream) {
      return;
    }
    if (cancelled) {
      leave();
      return;
    }
    boolean known = !operation.isEmpty();
    if (failure.getStatus().getCode() == Status.Code.DEADLINE_EXCEEDED && known) {
      // Not every state is worth a message to every server: is it there at all?
      GetCapabilitiesRequest question =
          GetCapabilitiesRequest.newBuilder()
              .setInstanceName(all.connection().endpoint().instance())
              .build();
      long millis = all.settings().callMillis();
      all.connection().follow(Methods.CAPABILITIES, question, millis, new Answer(failure));
      return;
    }
    again(failure);
  }

  private void again(StatusException failure) {
    Status.Code code = failure.getStatus().getCode();
    boolean lost = code == Status.Code.NOT_FOUND && !operation.isEmpty();
    if (!(lost || Retrier.mayPass(code)) || broken >= all.settings().retries()) {
      over = true;
      all.ended(this);
      result.completeExceptionally(RemoteException.of(EXECUTE, failure));
      return;
    }
    if (lost) {
      operation = "";
    }
    long wanted = StatusDetails.retryMillis(StatusDetails.of(failure));
    all.later(this::listen, Retrier.pauseMillis(broken++, wanted));
  }

  private synchronized void answers(boolean there, StatusException failure) {
    if (over || cancelled) {
      return;
    }
    if (there) {
      listen();
    } else {
      again(failure);
    }
  }

  /** What comes from one call. */
  private final class Stream implements StreamObserver<Operation> {

    private @Nullable Runnable closer;

    void follow(Runnable how) {
      closer = how;
    }

    void close() {
      Runnable how = closer;
      if (how != null) {
        how.run();
      }
    }

    @Override
    public void onNext(Operation state) {
      heard(this, state);
    }

    @Override
    public void onError(Throwable cause) {
      broke(this, Executions.failure(cause));
    }

    @Override
    public void onCompleted() {
      Status early = Status.UNAVAILABLE.withDescription("the server ended the call too early");
      broke(this, early.asException());
    }
  }

  /** Whether the server is there. */
  private final class Answer implements StreamObserver<ServerCapabilities> {

    private final StatusException otherwise;

    Answer(StatusException otherwise) {
      this.otherwise = otherwise;
    }

    @Override
    public void onNext(ServerCapabilities said) {
      answers(true, otherwise);
    }

    @Override
    public void onError(Throwable cause) {
      answers(false, otherwise);
    }

    @Override
    public void onCompleted() {}
  }

  /** It is over, or the server is away: there is no more that we can do. */
  private static final class Unheard implements StreamObserver<Empty> {

    @Override
    public void onNext(Empty said) {}

    @Override
    public void onError(Throwable cause) {}

    @Override
    public void onCompleted() {}
  }
}
