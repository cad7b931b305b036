package org.dthinlto.remote;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ChannelCredentials;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.StatusException;
import io.grpc.okhttp.OkHttpChannelBuilder;
import io.grpc.stub.BlockingClientCall;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.dthinlto.remote.api.Reapi.Digest;
import org.dthinlto.remote.api.Reapi.RequestMetadata;

/**
 * A connection to a server, made when the first call is. Adds to each call what the endpoint wants
 * and a bound for its time. Used by many threads; knows nothing of what the calls mean.
 */
public final class Connection implements AutoCloseable {

  /** A message holds up to 4 MiB of blobs, and their digests. */
  private static final int MOST_INBOUND = 16 << 20;

  private static final long CLOSE_MILLIS = 1000;

  /**
   * Bytes that the server may send before we have read them, of all calls together. gRPC's 64 KiB
   * would be one and a half megabytes in a second where an answer takes 40 ms.
   */
  private static final int WINDOW = 8 << 20;

  /**
   * When nothing has come for so long and calls are open, the server is asked whether it is there.
   * Servers hang up if they are asked more often than each 5 minutes; some networks forget
   * connections that are quiet for 6.
   */
  private static final long QUIET_SECONDS = 330;

  private static final long PING_SECONDS = 20;

  private static final Metadata.Key<byte[]> METADATA =
      Metadata.Key.of(
          "build.bazel.remote.execution.v2.requestmetadata-bin", Metadata.BINARY_BYTE_MARSHALLER);

  /** It tells of calls that we have cancelled, on standard error; what matters is in statuses. */
  private static final Logger GRPC = Logger.getLogger("io.grpc");

  static {
    GRPC.setLevel(Level.SEVERE);
  }

  private final Endpoint endpoint;
  private final ManagedChannel managed;
  private final Channel channel;

  private Connection(Endpoint endpoint, ManagedChannel managed, Channel channel) {
    this.endpoint = endpoint;
    this.managed = managed;
    this.channel = channel;
  }

  /**
   * Gets ready for calls. Whether the server is there shows with the first one.
   *
   * @param target what is linked, told to the server for its logs
   * @throws IOException if the files of TLS can't be used
   */
  public static Connection open(Endpoint endpoint, String target) throws IOException {
    OkHttpChannelBuilder builder;
    try {
      builder =
          OkHttpChannelBuilder.forAddress(endpoint.host(), endpoint.port(), credentials(endpoint));
    } catch (IllegalArgumentException e) {
      throw new IOException("'" + endpoint + "': TLS can't be set up, " + e.getMessage(), e);
    }
    ManagedChannel managed =
        builder
            .maxInboundMessageSize(MOST_INBOUND)
            .flowControlWindow(WINDOW)
            .keepAliveTime(QUIET_SECONDS, TimeUnit.SECONDS)
            .keepAliveTimeout(PING_SECONDS, TimeUnit.SECONDS)
            .keepAliveWithoutCalls(false)
            .userAgent("dthinlto")
            .build();
    Metadata headers = new Metadata();
    headers.put(METADATA, metadata(target));
    for (Endpoint.Header header : endpoint.headers()) {
      headers.put(Metadata.Key.of(header.name(), Metadata.ASCII_STRING_MARSHALLER), header.value());
    }
    List<ClientInterceptor> interceptors = new ArrayList<>();
    interceptors.add(MetadataUtils.newAttachHeadersInterceptor(headers));
    Credentials secrets = Credentials.of(endpoint);
    if (secrets != null) {
      interceptors.add(new Authentication(secrets));
    }
    return new Connection(endpoint, managed, ClientInterceptors.intercept(managed, interceptors));
  }

  private static byte[] metadata(String target) {
    return RequestMetadata.newBuilder()
        .setToolDetails(RequestMetadata.ToolDetails.newBuilder().setToolName("dthinlto"))
        .setToolInvocationId(UUID.randomUUID().toString())
        .setActionMnemonic("ThinLTOBackend")
        .setTargetId(target)
        .build()
        .toByteArray();
  }

  private static ChannelCredentials credentials(Endpoint endpoint) throws IOException {
    return endpoint.tls() ? Tls.credentials(endpoint.files()) : InsecureChannelCredentials.create();
  }

  public Endpoint endpoint() {
    return endpoint;
  }

  /**
   * What a blob is called when it is streamed.
   *
   * @param upload what names an upload, with a slash at its end; empty for a download
   */
  String resource(String upload, boolean zstd, Digest id) {
    String blobs = zstd ? "compressed-blobs/zstd/" : "blobs/";
    String instance = endpoint.instance();
    return (instance.isEmpty() ? "" : instance + "/") + upload + blobs + Blob.text(id);
  }

  /** Asks once and returns the answer. */
  <Q, A> A ask(MethodDescriptor<Q, A> method, Q question, long millis) throws StatusException {
    return ClientCalls.blockingV2UnaryCall(channel, method, options(millis), question);
  }

  /** Asks once; there may be many answers. The call must be read to its end or cancelled. */
  <Q, A> BlockingClientCall<Q, A> listen(MethodDescriptor<Q, A> method, Q question, long millis) {
    return ClientCalls.blockingV2ServerStreamingCall(channel, method, options(millis), question);
  }

  /**
   * Asks once; the answers are given to the observer as they come. Nobody waits.
   *
   * @return breaks the call off
   */
  <Q, A> Runnable follow(
      MethodDescriptor<Q, A> method, Q question, long millis, StreamObserver<A> observer) {
    ClientCall<Q, A> call = channel.newCall(method, options(millis));
    if (method.getType() == MethodDescriptor.MethodType.UNARY) {
      ClientCalls.asyncUnaryCall(call, question, observer);
    } else {
      ClientCalls.asyncServerStreamingCall(call, question, observer);
    }
    return () -> call.cancel("no longer needed", null);
  }

  /** Begins a call that says much and gets one answer. */
  <Q, A> BlockingClientCall<Q, A> tell(MethodDescriptor<Q, A> method, long millis) {
    return ClientCalls.blockingClientStreamingCall(channel, method, options(millis));
  }

  private static CallOptions options(long millis) {
    return CallOptions.DEFAULT.withDeadlineAfter(millis, TimeUnit.MILLISECONDS);
  }

  /** Ends all calls; those that have just been made, such as cancellations, get a moment. */
  @Override
  public void close() {
    managed.shutdown();
    try {
      managed.awaitTermination(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      managed.shutdownNow();
    }
  }
}
