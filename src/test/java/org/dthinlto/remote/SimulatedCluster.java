package org.dthinlto.remote;

import com.google.protobuf.ByteString;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.okhttp.OkHttpServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.dthinlto.exec.ProcessResult;
import org.dthinlto.exec.ProcessRunner;
import org.dthinlto.remote.api.Reapi.ActionResult;
import org.dthinlto.remote.api.Reapi.CacheCapabilities;
import org.dthinlto.remote.api.Reapi.Digest;
import org.dthinlto.remote.api.Reapi.Empty;
import org.dthinlto.remote.api.Reapi.ExecutionCapabilities;
import org.dthinlto.remote.api.Reapi.Operation;
import org.dthinlto.remote.api.Reapi.ReadRequest;
import org.dthinlto.remote.api.Reapi.ReadResponse;
import org.dthinlto.remote.api.Reapi.SemVer;
import org.dthinlto.remote.api.Reapi.ServerCapabilities;
import org.dthinlto.remote.api.Reapi.UpdateActionResultRequest;
import org.dthinlto.remote.api.Reapi.WriteRequest;
import org.dthinlto.remote.api.Reapi.WriteResponse;
import org.jspecify.annotations.Nullable;

/**
 * A server of the Remote Execution API in this process, on the loopback interface: calls, messages
 * and digests are real, workers and the network's delay are simulated, and jobs play their part of
 * a script. Says nothing about any real cluster.
 */
public final class SimulatedCluster implements AutoCloseable {

  private static final int PIECE = 1 << 16;

  /**
   * Bytes that may be underway to it. gRPC's senders share out what is left of it among all calls,
   * so that with a small one and many calls each message goes in frames of some bytes.
   */
  private static final int WINDOW = 4 << 20;

  private final SimulatedClock clock;
  private final SimulatedStore store = new SimulatedStore();
  private final SimulatedWorkers workers;
  private final Shape shape;
  private final Server server;
  private final SimulatedThreads threads = new SimulatedThreads();
  private final ExecutorService pool;
  private final Map<String, Integer> calls = new ConcurrentHashMap<>();
  private final Map<ServerCall<?, ?>, Boolean> streams = new ConcurrentHashMap<>();
  private final AtomicReference<Function<String, Status>> faults =
      new AtomicReference<>(method -> Status.OK);
  private final AtomicBoolean silent = new AtomicBoolean();

  /**
   * What a cluster is like.
   *
   * @param workers how many there are; each does one job at a time
   * @param roundTripMillis how much longer than on one machine each answer takes; a state of an
   *     operation is underway for half of that
   * @param quietMillis in a silence of so many milliseconds, time that is only waiting is skipped,
   *     see {@link SimulatedClock}; 0: never
   * @param stages whether states of operations say what is being done
   * @param executes whether it runs jobs; else it is a cache
   * @param updates whether others may put results into its action cache
   * @param streams how many calls it takes at once from one connection; 0: any number
   * @param compiler what the workers' compiler says to {@code --version}
   */
  public record Shape(
      int workers,
      long roundTripMillis,
      long quietMillis,
      boolean stages,
      boolean executes,
      boolean updates,
      int streams,
      String compiler) {

    /** Who the workers' compiler is. */
    public static final String COMPILER = "a simulated compiler";

    /** Workers without any delay, in real time. */
    public static Shape of(int workers) {
      return new Shape(workers, 0, 0, true, true, true, 0, COMPILER);
    }

    public Shape withRoundTrip(long millis) {
      return new Shape(workers, millis, quietMillis, stages, executes, updates, streams, compiler);
    }

    public Shape withQuiet(long millis) {
      return new Shape(
          workers, roundTripMillis, millis, stages, executes, updates, streams, compiler);
    }

    public Shape withStages(boolean are) {
      return new Shape(
          workers, roundTripMillis, quietMillis, are, executes, updates, streams, compiler);
    }

    public Shape withExecutes(boolean does) {
      return new Shape(
          workers, roundTripMillis, quietMillis, stages, does, updates, streams, compiler);
    }

    public Shape withUpdates(boolean are) {
      return new Shape(
          workers, roundTripMillis, quietMillis, stages, executes, are, streams, compiler);
    }

    public Shape withCompiler(String version) {
      return new Shape(
          workers, roundTripMillis, quietMillis, stages, executes, updates, streams, version);
    }

    public Shape withStreams(int most) {
      return new Shape(
          workers, roundTripMillis, quietMillis, stages, executes, updates, most, compiler);
    }
  }

  /** Starts one at a free port. */
  public static SimulatedCluster start(Shape shape, SimulatedJob.Script script) throws IOException {
    return new SimulatedCluster(shape, script);
  }

  private SimulatedCluster(Shape shape, SimulatedJob.Script script) throws IOException {
    this.shape = shape;
    pool =
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            1,
            TimeUnit.HOURS,
            new SynchronousQueue<>(),
            threads,
            new ThreadPoolExecutor.DiscardPolicy()); // what transports say when all is over
    clock = new SimulatedClock(shape.quietMillis() * 1_000_000, threads);
    workers =
        new SimulatedWorkers(
            clock, store, script, shape.workers(), shape.stages(), shape.compiler());
    OkHttpServerBuilder builder =
        OkHttpServerBuilder.forPort(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                InsecureServerCredentials.create())
            .executor(pool)
            .transportExecutor(pool)
            .maxInboundMessageSize(16 << 20)
            .flowControlWindow(WINDOW)
            .permitKeepAliveTime(1, TimeUnit.MILLISECONDS)
            .permitKeepAliveWithoutCalls(true)
            .intercept(new Entrance());
    if (shape.streams() > 0) {
      builder.maxConcurrentCallsPerConnection(shape.streams());
    }
    new Services().addTo(builder);
    server = builder.build().start();
  }

  public Endpoint endpoint() {
    return Endpoint.parse("grpc://127.0.0.1:" + server.getPort());
  }

  /** The same compiler on this machine, which says who it is and does nothing else. */
  LocalCompiler localCompiler(Path folder) {
    ProcessRunner runner = command -> new ProcessResult(0, shape.compiler() + "\n", "");
    return new LocalCompiler("clang", Toolchain.NONE, folder, runner);
  }

  // ---------------------------------------------------------------- the calls

  /** Counts calls, lets them fail, and keeps those that are open. */
  private final class Entrance implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      clock.touch();
      String method = call.getMethodDescriptor().getBareMethodName();
      calls.merge(method, 1, Integer::sum);
      if (silent.get()) {
        return new ServerCall.Listener<>() {};
      }
      Status fault = faults.get().apply(method);
      if (!fault.isOk()) {
        call.close(fault, new Metadata());
        return new ServerCall.Listener<>() {};
      }
      AtomicBoolean closed = new AtomicBoolean();
      ServerCall<Q, A> own =
          new SimpleForwardingServerCall<>(call) {
            @Override
            public void close(Status status, Metadata trailers) {
              streams.remove(this);
              if (closed.compareAndSet(false, true)) {
                super.close(status, trailers);
              }
            }
          };
      if (method.equals("Execute") || method.equals("WaitExecution")) {
        streams.put(own, true);
      }
      return next.startCall(own, headers);
    }
  }

  /** One call's answers, each of them after a delay. */
  private final class Answers<A> {
    private final ServerCallStreamObserver<A> observer;
    private final long nanos;

    Answers(StreamObserver<A> observer, long millis) {
      this.observer = (ServerCallStreamObserver<A>) observer;
      this.nanos = millis * 1_000_000;
      this.observer.setOnCancelHandler(() -> {}); // or answers would throw
    }

    void onEnd(Runnable action) {
      observer.setOnCancelHandler(() -> clock.after(0, action));
    }

    void next(A answer) {
      later(() -> observer.onNext(answer));
    }

    void last(A answer) {
      later(
          () -> {
            observer.onNext(answer);
            observer.onCompleted();
          });
    }

    void end() {
      later(observer::onCompleted);
    }

    void fail(Status status) {
      later(() -> observer.onError(status.asRuntimeException()));
    }

    private void later(Runnable action) {
      clock.after(
          nanos,
          () -> {
            if (!observer.isCancelled() && !silent.get()) {
              try {
                action.run();
              } catch (IllegalStateException | StatusRuntimeException expected) {
                // It was closed by a test meanwhile: nobody hears it.
              }
            }
          });
    }
  }

  /** The services, by their methods. */
  private final class Services {
    private final Map<String, ServerServiceDefinition.Builder> services = new HashMap<>();

    void addTo(OkHttpServerBuilder builder) {
      ask(Methods.CAPABILITIES, request -> capabilities());
      ask(Methods.FIND_MISSING, store::missing);
      ask(Methods.BATCH_UPDATE, store::update);
      ask(Methods.BATCH_READ, store::read);
      ask(Methods.GET_RESULT, request -> store.results.get(request.getActionDigest().getHash()));
      ask(Methods.UPDATE_RESULT, SimulatedCluster.this::update);
      inTime(
          Methods.EXECUTE,
          (request, watcher) ->
              workers.execute(request.getActionDigest(), request.getSkipCacheLookup(), watcher));
      inTime(
          Methods.WAIT,
          (request, watcher) -> workers.watch(request.getName(), watcher) ? request.getName() : "");
      add(
          Methods.CANCEL,
          ServerCalls.asyncUnaryCall(
              (request, observer) -> {
                Answers<Empty> answers = new Answers<>(observer, shape.roundTripMillis() / 2);
                clock.after(
                    shape.roundTripMillis() * 500_000,
                    () -> {
                      if (workers.cancel(request.getName())) {
                        answers.last(Empty.getDefaultInstance());
                      } else {
                        answers.fail(Status.NOT_FOUND);
                      }
                    });
              }));
      add(Methods.READ, ServerCalls.asyncServerStreamingCall(SimulatedCluster.this::read));
      add(Methods.WRITE, ServerCalls.asyncClientStreamingCall(SimulatedCluster.this::write));
      for (ServerServiceDefinition.Builder service : services.values()) {
        builder.addService(service.build());
      }
    }

    private <Q, A> void add(MethodDescriptor<Q, A> method, ServerCallHandler<Q, A> handler) {
      services
          .computeIfAbsent(method.getServiceName(), ServerServiceDefinition::builder)
          .addMethod(method, handler);
    }

    /** A call with one answer; null is NOT_FOUND. */
    private <Q, A> void ask(MethodDescriptor<Q, A> method, Function<Q, @Nullable A> answer) {
      add(
          method,
          ServerCalls.asyncUnaryCall(
              (request, observer) -> {
                Answers<A> answers = new Answers<>(observer, shape.roundTripMillis());
                A said = answer.apply(request);
                if (said == null) {
                  answers.fail(Status.NOT_FOUND);
                } else {
                  answers.last(said);
                }
              }));
    }

    /** A call about an operation. */
    private <Q> void inTime(MethodDescriptor<Q, Operation> method, Watching<Q> watching) {
      add(
          method,
          ServerCalls.asyncServerStreamingCall(
              (request, observer) -> {
                Answers<Operation> answers = new Answers<>(observer, shape.roundTripMillis() / 2);
                Consumer<Operation> watcher =
                    state -> {
                      answers.next(state);
                      if (state.getDone()) {
                        answers.end();
                      }
                    };
                AtomicReference<String> name = new AtomicReference<>("");
                answers.onEnd(() -> workers.leave(name.get(), watcher));
                clock.after(
                    shape.roundTripMillis() * 500_000,
                    () -> {
                      name.set(watching.begin(request, watcher));
                      if (name.get().isEmpty()) {
                        answers.fail(Status.NOT_FOUND.withDescription("no such operation"));
                      }
                    });
              }));
    }
  }

  /** Returns the name of the operation that is watched, empty if there is none. */
  private interface Watching<Q> {
    String begin(Q request, Consumer<Operation> watcher);
  }

  private ServerCapabilities capabilities() {
    return ServerCapabilities.newBuilder()
        .setLowApiVersion(SemVer.newBuilder().setMajor(2))
        .setHighApiVersion(SemVer.newBuilder().setMajor(2).setMinor(3))
        .setCacheCapabilities(
            CacheCapabilities.newBuilder()
                .addDigestFunctions(1)
                .setActionCacheUpdateCapabilities(
                    CacheCapabilities.ActionCacheUpdateCapabilities.newBuilder()
                        .setUpdateEnabled(shape.updates())))
        .setExecutionCapabilities(
            ExecutionCapabilities.newBuilder()
                .setDigestFunction(1)
                .setExecEnabled(shape.executes()))
        .build();
  }

  private @Nullable ActionResult update(UpdateActionResultRequest request) {
    if (!shape.updates()) {
      return null;
    }
    store.results.put(request.getActionDigest().getHash(), request.getActionResult());
    return request.getActionResult();
  }

  private void read(ReadRequest request, StreamObserver<ReadResponse> observer) {
    Answers<ReadResponse> answers = new Answers<>(observer, shape.roundTripMillis());
    String[] parts = request.getResourceName().split("/");
    ByteString content = store.blobs.get(parts[parts.length - 2]);
    if (content == null) {
      answers.fail(Status.NOT_FOUND);
      return;
    }
    for (int at = (int) request.getReadOffset(); at < content.size(); at += PIECE) {
      ByteString piece = content.substring(at, Math.min(content.size(), at + PIECE));
      store.sent.addAndGet(piece.size());
      answers.next(ReadResponse.newBuilder().setData(piece).build());
    }
    answers.end();
  }

  private StreamObserver<WriteRequest> write(StreamObserver<WriteResponse> observer) {
    Answers<WriteResponse> answers = new Answers<>(observer, shape.roundTripMillis());
    return new StreamObserver<>() {
      private String name = "";
      private ByteString content = ByteString.EMPTY;

      @Override
      public void onNext(WriteRequest request) {
        name = request.getResourceName().isEmpty() ? name : request.getResourceName();
        content = content.concat(request.getData());
        clock.touch();
      }

      @Override
      public void onError(Throwable t) {
        content = ByteString.EMPTY;
      }

      @Override
      public void onCompleted() {
        String[] parts = name.split("/");
        long size = Long.parseLong(parts[parts.length - 1]);
        if (store.receive(Blob.id(parts[parts.length - 2], size), content)) {
          answers.last(WriteResponse.newBuilder().setCommittedSize(size).build());
        } else {
          answers.fail(Status.INVALID_ARGUMENT.withDescription("not what its digest says"));
        }
      }
    };
  }

  // ---------------------------------------------------------------- what tests do to it

  /** From now on a call ends at once with the status that is given for its method, unless OK. */
  public void fail(Function<String, Status> method) {
    faults.set(method);
  }

  /** Says nothing any more, to no call, and closes no connection. */
  public void fallSilent() {
    silent.set(true);
  }

  /** Open calls of Execute and WaitExecution break; the operations go on. */
  public void breakStreams() {
    inTime(
        () -> {
          for (ServerCall<?, ?> call : List.copyOf(streams.keySet())) {
            call.close(Status.UNAVAILABLE.withDescription("broken by the test"), new Metadata());
          }
          return true;
        });
  }

  /** Loses all operations, as after an accident, and breaks their streams. */
  public void forgetOperations() {
    inTime(
        () -> {
          workers.forget();
          return true;
        });
    breakStreams();
  }

  /** Workers take no more jobs, or do again. */
  public void pause(boolean now) {
    inTime(
        () -> {
          workers.pause(now);
          return true;
        });
  }

  /**
   * Takes workers away, busy ones first.
   *
   * @param requeue whether their jobs wait for others; else these are over, UNAVAILABLE
   */
  public void lose(int count, boolean requeue) {
    inTime(
        () -> {
          workers.lose(count, requeue);
          return true;
        });
  }

  /** Loses all blobs. */
  public void evictAll() {
    store.evict(List.copyOf(store.blobs.keySet()));
  }

  /** Keeps a result of an action, right or not. */
  void poison(Digest action, ActionResult result) {
    store.results.put(action.getHash(), result);
  }

  /** Keeps a blob; returns its digest. */
  Digest keep(ByteString content) {
    return store.keep(content);
  }

  // ---------------------------------------------------------------- what tests ask

  /** How often a method was called, by its name without the service's. */
  public int calls(String method) {
    return calls.getOrDefault(method, 0);
  }

  /** How many calls came in all. */
  public int calls() {
    int all = 0;
    for (int some : calls.values()) {
      all += some;
    }
    return all;
  }

  /** How many results the action cache has. */
  public int results() {
    return store.results.size();
  }

  /** How often jobs of a module were begun. */
  public int begun(String module) {
    return inTime(() -> workers.begun(module));
  }

  /** How many jobs were begun. */
  public int begun() {
    return inTime(() -> workers.begun(null));
  }

  public int queued() {
    return inTime(workers::queued);
  }

  public int running() {
    return inTime(workers::running);
  }

  /** How many operations were cancelled before their end. */
  public int cancelled() {
    return inTime(workers::cancelled);
  }

  /** The most workers that were ever busy at once. */
  public int mostRunning() {
    return inTime(workers::most);
  }

  /** How long workers were busy in all, in the simulation's nanoseconds. */
  public long busyNanos() {
    return inTime(workers::busyNanos);
  }

  /** When the last job ended, in the simulation's nanoseconds. */
  public long lastEndNanos() {
    return inTime(workers::lastEnd);
  }

  /** The simulation's time, with what was skipped. */
  public long nanos() {
    return clock.nanos();
  }

  /** Bytes of blobs that came and went. */
  public long receivedBytes() {
    return store.received.get();
  }

  public long sentBytes() {
    return store.sent.get();
  }

  /** CPU time of the cluster's threads. */
  public long cpuNanos() {
    return threads.cpuNanos();
  }

  /** Has it done by the clock's thread, as everything about operations is. */
  private <T> T inTime(Supplier<T> action) {
    CompletableFuture<T> done = new CompletableFuture<>();
    clock.after(0, () -> done.complete(action.get()));
    return done.join();
  }

  @Override
  public void close() {
    server.shutdownNow();
    try {
      server.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    clock.close();
    pool.shutdownNow();
  }
}
