package org.dthinlto.remote;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.CallOptions;
import io.grpc.HandlerRegistry;
import io.grpc.InsecureChannelCredentials;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerCredentials;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import io.grpc.TlsServerCredentials;
import io.grpc.okhttp.OkHttpChannelBuilder;
import io.grpc.okhttp.OkHttpServerBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.dthinlto.remote.api.Reapi.BatchReadBlobsResponse;
import org.dthinlto.remote.api.Reapi.BatchUpdateBlobsRequest;
import org.dthinlto.remote.api.Reapi.ExecuteRequest;
import org.dthinlto.remote.api.Reapi.FindMissingBlobsRequest;
import org.dthinlto.remote.api.Reapi.ServerCapabilities;

/**
 * Stands in front of a real server, hands all calls on, and does harm as it is told: what {@code
 * reapi-server.sh} can't do (TLS, tokens, compression) and what servers do on bad days.
 *
 * <pre>
 *   try (FaultProxy proxy = new FaultProxy(server.endpoint().port()).withEveryCallFailing(7)) {
 *     Connection.open(proxy.endpoint(), "test") ...
 *     assertTrue(proxy.calls("Execute") > 0);
 *   }
 * </pre>
 *
 * <p>It listens from the first {@link #endpoint} on. TLS must be chosen before; all else may be
 * changed at any time. Methods are named without their service: {@code Execute}, {@code
 * WaitExecution}, {@code Read}, {@code Write}, {@code QueryWriteStatus}, {@code FindMissingBlobs},
 * {@code BatchUpdateBlobs}, {@code BatchReadBlobs}, {@code GetActionResult}, {@code
 * UpdateActionResult}, {@code GetCapabilities}, {@code CancelOperation}.
 */
public final class FaultProxy implements AutoCloseable {

  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private static final Metadata.Key<String> ENCODING =
      Metadata.Key.of("grpc-encoding", Metadata.ASCII_STRING_MARSHALLER);

  /** Clients that hang up are what many tests are about. */
  private static final Logger LOGGER = Logger.getLogger("io.grpc.okhttp");

  static {
    LOGGER.setLevel(Level.OFF);
  }

  private final ManagedChannel real;
  private final ByteStreams streams;
  private final LostBlobs lost = new LostBlobs();
  private final Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();
  private final Map<String, Cut> cuts = new ConcurrentHashMap<>();
  private final AtomicInteger counted = new AtomicInteger();

  private ServerCredentials credentials = InsecureServerCredentials.create();
  private boolean tls;
  private Server server;

  private volatile String token = "";
  private volatile int failing;
  private volatile long delayMillis;
  private volatile boolean blackHole;
  private volatile String silent = "";
  private volatile long batchLimit = Long.MAX_VALUE;
  private volatile UnaryOperator<ServerCapabilities> change = UnaryOperator.identity();

  /** How often a stream is still to be cut, and after how many messages. */
  private record Cut(int after, AtomicInteger times) {}

  /**
   * @param port of the real server, on this machine, without TLS
   */
  public FaultProxy(int port) {
    this.real =
        OkHttpChannelBuilder.forAddress("127.0.0.1", port, InsecureChannelCredentials.create())
            .maxInboundMessageSize(Integer.MAX_VALUE)
            .build();
    this.streams = new ByteStreams(real);
  }

  /** Only TLS, with this certificate. */
  public FaultProxy withTls(TestCertificates.Identity identity) throws IOException {
    return withTls(identity, null);
  }

  /**
   * Only TLS, and only clients who have a certificate too.
   *
   * @param clients PEM file of the authority of theirs
   */
  public FaultProxy withTls(TestCertificates.Identity identity, Path clients) throws IOException {
    TlsServerCredentials.Builder builder =
        TlsServerCredentials.newBuilder()
            .keyManager(identity.certificate().toFile(), identity.key().toFile());
    if (clients != null) {
      builder.trustManager(clients.toFile()).clientAuth(TlsServerCredentials.ClientAuth.REQUIRE);
    }
    credentials = builder.build();
    tls = true;
    return this;
  }

  /** Calls without {@code Authorization: Bearer TOKEN} are UNAUTHENTICATED; empty: all may call. */
  public FaultProxy withToken(String wanted) {
    token = wanted;
    return this;
  }

  /** Every n-th call, of whatever method, is UNAVAILABLE; 0: none. */
  public FaultProxy withEveryCallFailing(int n) {
    failing = n;
    return this;
  }

  /**
   * Streams are cut, UNAVAILABLE, after some messages (of the client with Write, else of the
   * server).
   *
   * @param times how many streams; those after them are left alone
   */
  public FaultProxy withCuts(String method, int messages, int times) {
    cuts.put(method, new Cut(messages, new AtomicInteger(times)));
    return this;
  }

  /** Every call waits before it is handed on. */
  public FaultProxy withDelay(long millis) {
    delayMillis = millis;
    return this;
  }

  /** Calls are taken and never answered. */
  public FaultProxy withBlackHole(boolean on) {
    blackHole = on;
    return this;
  }

  /** The same for one method. */
  public FaultProxy withSilence(String method) {
    silent = method;
    return this;
  }

  /**
   * A blob is gone without FindMissingBlobs knowing it, until an Execute that needs it has failed;
   * then it is missing, until it is sent again. Reading it is NOT_FOUND.
   *
   * @param hash of the blob, whether or not the real server has it
   * @param how it is said
   */
  public FaultProxy withLostBlob(String hash, LostBlobs.Said how) {
    lost.lose(hash, how);
    return this;
  }

  /** The server says that it can do other things than it can. */
  public FaultProxy withCapabilities(UnaryOperator<ServerCapabilities> other) {
    UnaryOperator<ServerCapabilities> before = change;
    change = said -> other.apply(before.apply(said));
    return this;
  }

  /** The server is a cache only; Execute is left alone. */
  public FaultProxy withoutExecution() {
    return withCapabilities(
        said ->
            said.toBuilder()
                .setExecutionCapabilities(
                    said.getExecutionCapabilities().toBuilder().setExecEnabled(false))
                .build());
  }

  /** The server says that it does these digest functions only, by the API's numbers. */
  public FaultProxy withDigestFunctions(Integer... numbers) {
    return withCapabilities(
        said ->
            said.toBuilder()
                .setCacheCapabilities(
                    said.getCacheCapabilities().toBuilder()
                        .clearDigestFunctions()
                        .addAllDigestFunctions(java.util.List.of(numbers)))
                .build());
  }

  /** The server takes no more bytes of blobs in a message than this: more is INVALID_ARGUMENT. */
  public FaultProxy withBatchLimit(long bytes) {
    batchLimit = bytes;
    return withCapabilities(
        said ->
            said.toBuilder()
                .setCacheCapabilities(
                    said.getCacheCapabilities().toBuilder().setMaxBatchTotalSizeBytes(bytes))
                .build());
  }

  /** The server says that it takes no larger blobs than this. */
  public FaultProxy withBlobLimit(long bytes) {
    return withCapabilities(
        said ->
            said.toBuilder()
                .setCacheCapabilities(
                    said.getCacheCapabilities().toBuilder().setMaxCasBlobSizeBytes(bytes))
                .build());
  }

  /** The server offers zstd for streams; the proxy does it, by the library that servers use. */
  public FaultProxy withZstd() {
    return withCapabilities(
        said ->
            said.toBuilder()
                .setCacheCapabilities(
                    said.getCacheCapabilities().toBuilder()
                        .addSupportedCompressors(ByteStreams.ZSTD))
                .build());
  }

  /** What is read as zstd is none. */
  public FaultProxy withBadZstd() {
    streams.bad = true;
    return this;
  }

  /** Writes go through hands that keep what came before a cut, and say so to QueryWriteStatus. */
  public FaultProxy withResumableWrites() {
    streams.resumable = true;
    return this;
  }

  /** Writes are answered after their first message, as if somebody else had sent the blob. */
  public FaultProxy withEarlyCompletion() {
    streams.early = true;
    return this;
  }

  /** Where it listens. */
  public synchronized Endpoint endpoint() {
    if (server == null) {
      try {
        server =
            OkHttpServerBuilder.forPort(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), credentials)
                .maxInboundMessageSize(Integer.MAX_VALUE)
                .fallbackHandlerRegistry(new Registry())
                .build()
                .start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return Endpoint.parse((tls ? "grpcs" : "grpc") + "://localhost:" + server.getPort());
  }

  /** How often a method was called. */
  public int calls(String method) {
    AtomicInteger count = calls.get(method);
    return count == null ? 0 : count.get();
  }

  /**
   * Bytes of blobs in ByteStream messages, as they were on the wire, that compressed calls moved.
   */
  public long compressedBytes() {
    return streams.compressed.get();
  }

  /** The offsets of the first messages of all Writes, and of all Reads, in their order. */
  public java.util.List<Long> offsets() {
    return streams.offsets();
  }

  @Override
  public synchronized void close() {
    if (server != null) {
      server.shutdownNow();
    }
    real.shutdownNow();
  }

  /** Messages as bytes. */
  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private final class Registry extends HandlerRegistry {
    @Override
    public ServerMethodDefinition<?, ?> lookupMethod(String path, String authority) {
      MethodDescriptor<byte[], byte[]> method =
          MethodDescriptor.<byte[], byte[]>newBuilder()
              .setType(MethodDescriptor.MethodType.UNKNOWN)
              .setFullMethodName(path)
              .setRequestMarshaller(new Bytes())
              .setResponseMarshaller(new Bytes())
              .build();
      ServerCallHandler<byte[], byte[]> handler = FaultProxy.this::handle;
      return ServerMethodDefinition.create(method, handler);
    }
  }

  /** Refuses a call when it was heard; a Write, which may be long, soon. */
  private static ServerCall.Listener<byte[]> refuse(
      ServerCall<byte[], byte[]> call, Status status) {
    if (call.getMethodDescriptor().getBareMethodName().equals("Write")) {
      closeWhenBlocked(call, status);
      return new ServerCall.Listener<>() {};
    }
    return new OneQuestion(call, question -> call.close(status, new Metadata()));
  }

  /**
   * Ends a call whose client has more to say. Whatever arrives for a closed stream is lost to the
   * window of the whole connection, by a fault of gRPC's OkHttp server, until all its calls hang.
   * So the client must have come to the end of the stream's own window before.
   */
  static void closeWhenBlocked(ServerCall<byte[], byte[]> call, Status status) {
    CompletableFuture.delayedExecutor(150, TimeUnit.MILLISECONDS)
        .execute(() -> call.close(status, new Metadata()));
  }

  private ServerCall.Listener<byte[]> handle(ServerCall<byte[], byte[]> call, Metadata headers) {
    String method = call.getMethodDescriptor().getBareMethodName();
    calls.computeIfAbsent(method, key -> new AtomicInteger()).incrementAndGet();
    if (blackHole || method.equals(silent)) {
      call.request(1);
      return new ServerCall.Listener<>() {};
    }
    if (!token.isEmpty() && !("Bearer " + token).equals(headers.get(AUTHORIZATION))) {
      return refuse(call, Status.UNAUTHENTICATED.withDescription("the proxy wants another token"));
    }
    int n = failing;
    if (n > 0 && counted.incrementAndGet() % n == 0) {
      return refuse(call, Status.UNAVAILABLE.withDescription("the proxy fails every n-th call"));
    }
    if (delayMillis > 0) {
      try {
        Thread.sleep(delayMillis);
      } catch (InterruptedException e) {
        return refuse(call, Status.UNAVAILABLE.withDescription("the proxy ends"));
      }
    }
    int cut = cut(method);
    if (method.equals("QueryWriteStatus") && streams.resumable) {
      return new OneQuestion(call, question -> streams.status(call, question));
    }
    if (method.equals("Read")) {
      return new OneQuestion(call, question -> streams.read(call, question, cut, lost));
    }
    if (method.equals("Write")) {
      return streams.write(call, cut, lost);
    }
    headers.discardAll(ENCODING);
    return PassThrough.start(
        call,
        real.newCall(call.getMethodDescriptor(), CallOptions.DEFAULT),
        headers,
        new Faults(call, method, cut));
  }

  /** After how many messages this call is to be cut; 0: never. */
  private int cut(String method) {
    Cut cut = cuts.get(method);
    return cut != null && cut.times().getAndDecrement() > 0 ? cut.after() : 0;
  }

  /** What is done to the messages of calls that are handed on. */
  private final class Faults implements PassThrough.Hook {

    private final ServerCall<byte[], byte[]> call;
    private final String method;
    private final int cut;
    private byte[] question = {};
    private int messages;

    Faults(ServerCall<byte[], byte[]> call, String method, int cut) {
      this.call = call;
      this.method = method;
      this.cut = cut;
    }

    @Override
    public Status asked(byte[] message) {
      question = message;
      try {
        if (method.equals("BatchUpdateBlobs")) {
          long bytes = 0;
          for (var request : BatchUpdateBlobsRequest.parseFrom(message).getRequestsList()) {
            bytes += request.getData().size();
            lost.found(request.getDigest().getHash());
          }
          if (bytes > batchLimit) {
            return Status.INVALID_ARGUMENT.withDescription("the batch has " + bytes + " bytes");
          }
        }
      } catch (InvalidProtocolBufferException e) {
        return Status.INTERNAL.withCause(e);
      }
      return Status.OK;
    }

    @Override
    public boolean answers(byte[] message) {
      try {
        if (method.equals("Execute") && lost.isNeeded(ExecuteRequest.parseFrom(message), streams)) {
          lost.execute(call);
          return true;
        }
        return false;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public byte[] answered(byte[] answer) {
      try {
        return switch (method) {
          case "GetCapabilities" ->
              change.apply(ServerCapabilities.parseFrom(answer)).toByteArray();
          case "FindMissingBlobs" ->
              lost.missing(FindMissingBlobsRequest.parseFrom(question), answer);
          case "BatchReadBlobs" ->
              limited(lost.read(BatchReadBlobsResponse.parseFrom(answer))).toByteArray();
          default -> answer;
        };
      } catch (InvalidProtocolBufferException e) {
        throw new UncheckedIOException(e);
      }
    }

    private BatchReadBlobsResponse limited(BatchReadBlobsResponse answer) {
      long bytes = 0;
      for (var response : answer.getResponsesList()) {
        bytes += response.getData().size();
      }
      if (bytes > batchLimit) {
        throw Status.INVALID_ARGUMENT
            .withDescription("the batch has " + bytes + " bytes")
            .asRuntimeException();
      }
      return answer;
    }

    @Override
    public Status sent() {
      messages++;
      return messages == cut
          ? Status.UNAVAILABLE.withDescription("the proxy cuts streams")
          : Status.OK;
    }
  }

  /** For calls that the proxy answers itself: it is heard to its end first. */
  static final class OneQuestion extends ServerCall.Listener<byte[]> {

    private final Answer answer;
    private byte[] question = {};

    interface Answer {
      void to(byte[] question) throws IOException;
    }

    OneQuestion(ServerCall<byte[], byte[]> call, Answer answer) {
      this.answer = answer;
      call.request(2);
    }

    @Override
    public void onMessage(byte[] message) {
      question = message;
    }

    @Override
    public void onHalfClose() {
      try {
        answer.to(question);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
