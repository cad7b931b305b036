package org.dthinlto.remote;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Metadata;
import io.grpc.StatusException;
import java.util.List;
import org.dthinlto.remote.api.Reapi.Any;
import org.dthinlto.remote.api.Reapi.PreconditionFailure;
import org.dthinlto.remote.api.Reapi.RetryInfo;
import org.dthinlto.remote.api.Reapi.Status;

/** Reads what servers add to a status: which blobs they miss, how long to wait. */
final class StatusDetails {

  private static final Metadata.Key<byte[]> TRAILER =
      Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER);

  private static final String MISSING = "MISSING";

  private StatusDetails() {}

  /** What came with the status of a call; nothing if it can't be read. */
  static List<Any> of(StatusException e) {
    Metadata trailers = e.getTrailers();
    byte[] bytes = trailers == null ? null : trailers.get(TRAILER);
    if (bytes == null) {
      return List.of();
    }
    try {
      return Status.parseFrom(bytes).getDetailsList();
    } catch (InvalidProtocolBufferException x) {
      return List.of();
    }
  }

  /** Whether nothing is wrong but that blobs aren't there. */
  static boolean onlyMissing(List<Any> details) {
    boolean missing = false;
    for (Any detail : details) {
      if (isA(detail, "google.rpc.PreconditionFailure")) {
        try {
          PreconditionFailure failure = PreconditionFailure.parseFrom(detail.getValue());
          for (PreconditionFailure.Violation violation : failure.getViolationsList()) {
            if (!violation.getType().equals(MISSING)) {
              return false;
            }
            missing = true;
          }
        } catch (InvalidProtocolBufferException e) {
          return false;
        }
      }
    }
    return missing;
  }

  /** How long the server wants to be left alone, in milliseconds; 0 if it doesn't say. */
  static long retryMillis(List<Any> details) {
    for (Any detail : details) {
      if (isA(detail, "google.rpc.RetryInfo")) {
        try {
          var delay = RetryInfo.parseFrom(detail.getValue()).getRetryDelay();
          return delay.getSeconds() * 1000 + delay.getNanos() / 1_000_000;
        } catch (InvalidProtocolBufferException e) {
          return 0;
        }
      }
    }
    return 0;
  }

  private static boolean isA(Any any, String type) {
    return any.getTypeUrl().endsWith("/" + type);
  }
}
