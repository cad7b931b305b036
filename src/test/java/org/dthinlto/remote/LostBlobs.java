package org.dthinlto.remote;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.dthinlto.remote.api.Reapi.Action;
import org.dthinlto.remote.api.Reapi.Any;
import org.dthinlto.remote.api.Reapi.BatchReadBlobsResponse;
import org.dthinlto.remote.api.Reapi.Digest;
import org.dthinlto.remote.api.Reapi.Directory;
import org.dthinlto.remote.api.Reapi.DirectoryNode;
import org.dthinlto.remote.api.Reapi.ExecuteRequest;
import org.dthinlto.remote.api.Reapi.ExecuteResponse;
import org.dthinlto.remote.api.Reapi.FileNode;
import org.dthinlto.remote.api.Reapi.FindMissingBlobsRequest;
import org.dthinlto.remote.api.Reapi.FindMissingBlobsResponse;
import org.dthinlto.remote.api.Reapi.Operation;
import org.dthinlto.remote.api.Reapi.PreconditionFailure;

/** Blobs that a proxy says were lost, and how it says so. */
public final class LostBlobs {

  private static final String TYPES = "type.googleapis.com/";

  private static final Metadata.Key<byte[]> DETAILS =
      Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER);

  /** How Execute says it. */
  public enum Said {
    /** As the API wants it: FAILED_PRECONDITION, MISSING, as the status of the job. */
    PRECONDITION(Status.Code.FAILED_PRECONDITION, false),
    /** The same, but as the status of the call. */
    PRECONDITION_OF_CALL(Status.Code.FAILED_PRECONDITION, true),
    NOT_FOUND(Status.Code.NOT_FOUND, false),
    NOT_FOUND_OF_CALL(Status.Code.NOT_FOUND, true),
    /** As buildbox. */
    INTERNAL(Status.Code.INTERNAL, false);

    private final Status.Code code;
    private final boolean ofCall;

    Said(Status.Code code, boolean ofCall) {
      this.code = code;
      this.ofCall = ofCall;
    }
  }

  /** By hash. */
  private final Map<String, Said> lost = new ConcurrentHashMap<>();

  /** Those of which FindMissingBlobs knows. */
  private final Map<String, Boolean> noticed = new ConcurrentHashMap<>();

  void lose(String hash, Said how) {
    lost.put(hash, how);
  }

  boolean contains(String hash) {
    return lost.containsKey(hash);
  }

  /** It was sent again. */
  void found(String hash) {
    lost.remove(hash);
    noticed.remove(hash);
  }

  byte[] missing(FindMissingBlobsRequest question, byte[] answer)
      throws InvalidProtocolBufferException {
    FindMissingBlobsResponse.Builder changed = FindMissingBlobsResponse.newBuilder();
    for (Digest id : FindMissingBlobsResponse.parseFrom(answer).getMissingBlobDigestsList()) {
      if (!lost.containsKey(id.getHash())) {
        changed.addMissingBlobDigests(id);
      }
    }
    for (Digest id : question.getBlobDigestsList()) {
      if (noticed.containsKey(id.getHash())) {
        changed.addMissingBlobDigests(id);
      }
    }
    return changed.build().toByteArray();
  }

  BatchReadBlobsResponse read(BatchReadBlobsResponse answer) {
    BatchReadBlobsResponse.Builder changed = BatchReadBlobsResponse.newBuilder();
    for (BatchReadBlobsResponse.Response one : answer.getResponsesList()) {
      if (lost.containsKey(one.getDigest().getHash())) {
        changed.addResponses(
            BatchReadBlobsResponse.Response.newBuilder()
                .setDigest(one.getDigest())
                .setStatus(
                    org.dthinlto.remote.api.Reapi.Status.newBuilder()
                        .setCode(Status.Code.NOT_FOUND.value())
                        .setMessage("the proxy has lost it")));
      } else {
        changed.addResponses(one);
      }
    }
    return changed.build();
  }

  /**
   * Whether an action needs one that is lost.
   *
   * @param streams where the others are
   */
  boolean isNeeded(ExecuteRequest request, ByteStreams streams) throws IOException {
    if (lost.isEmpty()) {
      return false;
    }
    Digest id = request.getActionDigest();
    if (contains(id.getHash())) {
      return true;
    }
    String instance = request.getInstanceName();
    Action action = Action.parseFrom(streams.fetch(instance, id));
    return contains(action.getCommandDigest().getHash())
        || isIn(action.getInputRootDigest(), instance, streams);
  }

  private boolean isIn(Digest folder, String instance, ByteStreams streams) throws IOException {
    if (contains(folder.getHash())) {
      return true;
    }
    Directory directory = Directory.parseFrom(streams.fetch(instance, folder));
    for (FileNode file : directory.getFilesList()) {
      if (contains(file.getDigest().getHash())) {
        return true;
      }
    }
    for (DirectoryNode below : directory.getDirectoriesList()) {
      if (isIn(below.getDigest(), instance, streams)) {
        return true;
      }
    }
    return false;
  }

  /** Answers an Execute. */
  void execute(ServerCall<byte[], byte[]> call) {
    PreconditionFailure.Builder failure = PreconditionFailure.newBuilder();
    Said said = Said.PRECONDITION;
    for (Map.Entry<String, Said> one : lost.entrySet()) {
      said = one.getValue();
      noticed.put(one.getKey(), true);
      failure.addViolations(
          PreconditionFailure.Violation.newBuilder()
              .setType("MISSING")
              .setSubject("blobs/" + one.getKey() + "/1"));
    }
    var status =
        org.dthinlto.remote.api.Reapi.Status.newBuilder()
            .setCode(said.code.value())
            .setMessage("the proxy has lost a blob");
    if (said.code == Status.Code.FAILED_PRECONDITION) {
      status.addDetails(
          Any.newBuilder()
              .setTypeUrl(TYPES + "google.rpc.PreconditionFailure")
              .setValue(failure.build().toByteString()));
    }
    if (said.ofCall) {
      Metadata trailers = new Metadata();
      trailers.put(DETAILS, status.build().toByteArray());
      call.close(said.code.toStatus().withDescription("the proxy has lost a blob"), trailers);
      return;
    }
    Operation operation =
        Operation.newBuilder()
            .setName("lost")
            .setDone(true)
            .setResponse(
                Any.newBuilder()
                    .setTypeUrl(TYPES + "build.bazel.remote.execution.v2.ExecuteResponse")
                    .setValue(
                        ExecuteResponse.newBuilder().setStatus(status).build().toByteString()))
            .build();
    call.sendHeaders(new Metadata());
    call.sendMessage(operation.toByteArray());
    call.close(Status.OK, new Metadata());
  }
}
