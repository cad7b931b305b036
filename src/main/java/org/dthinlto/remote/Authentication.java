package org.dthinlto.remote;

import io.grpc.CallCredentials;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.io.IOException;
import java.util.concurrent.Executor;

/**
 * Adds credentials to calls. A call that is refused with credentials that may have become too old
 * ends as one that may be made again, with new ones.
 */
final class Authentication implements ClientInterceptor {

  private final Credentials credentials;

  Authentication(Credentials credentials) {
    this.credentials = credentials;
  }

  @Override
  public <Q, A> ClientCall<Q, A> interceptCall(
      MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
    Proof proof = new Proof();
    ClientCall<Q, A> call = next.newCall(method, options.withCallCredentials(proof));
    return new SimpleForwardingClientCall<>(call) {
      @Override
      public void start(Listener<A> listener, Metadata headers) {
        Listener<A> judging =
            new SimpleForwardingClientCallListener<>(listener) {
              @Override
              public void onClose(Status status, Metadata trailers) {
                super.onClose(proof.judged(status), trailers);
              }
            };
        super.start(judging, headers);
      }
    };
  }

  /** The credentials of one call. */
  private final class Proof extends CallCredentials {

    /** Which they were; -1 as long as there are none. */
    private volatile long number = -1;

    @Override
    public void applyRequestMetadata(RequestInfo info, Executor executor, MetadataApplier applier) {
      executor.execute(() -> apply(applier));
    }

    private void apply(MetadataApplier applier) {
      try {
        Credentials.Current current = credentials.current();
        Metadata headers = new Metadata();
        for (Endpoint.Header header : current.headers()) {
          headers.put(
              Metadata.Key.of(header.name(), Metadata.ASCII_STRING_MARSHALLER), header.value());
        }
        number = current.number();
        applier.apply(headers);
      } catch (IOException e) {
        applier.fail(Status.UNAUTHENTICATED.withDescription(e.getMessage()));
      } catch (InterruptedException e) {
        applier.fail(Status.CANCELLED.withCause(e));
      }
    }

    /** What the status of the call is to mean for who made it. */
    Status judged(Status status) {
      if (number < 0) {
        return status;
      }
      if (status.getCode() != Status.Code.UNAUTHENTICATED) {
        // What became of the call later doesn't matter, if it came so far.
        if (status.isOk() || status.getCode() == Status.Code.NOT_FOUND) {
          credentials.accepted(number);
        }
        return status;
      }
      return credentials.refused(number)
          ? Status.UNAVAILABLE.withDescription(
              "the server wants other credentials, " + status.getDescription())
          : status;
    }
  }
}
