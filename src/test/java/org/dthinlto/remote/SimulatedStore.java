package org.dthinlto.remote;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.dthinlto.remote.api.Reapi.Action;
import org.dthinlto.remote.api.Reapi.ActionResult;
import org.dthinlto.remote.api.Reapi.BatchReadBlobsRequest;
import org.dthinlto.remote.api.Reapi.BatchReadBlobsResponse;
import org.dthinlto.remote.api.Reapi.BatchUpdateBlobsRequest;
import org.dthinlto.remote.api.Reapi.BatchUpdateBlobsResponse;
import org.dthinlto.remote.api.Reapi.Digest;
import org.dthinlto.remote.api.Reapi.Directory;
import org.dthinlto.remote.api.Reapi.DirectoryNode;
import org.dthinlto.remote.api.Reapi.FileNode;
import org.dthinlto.remote.api.Reapi.FindMissingBlobsRequest;
import org.dthinlto.remote.api.Reapi.FindMissingBlobsResponse;

/** What a simulated cluster keeps, in memory: blobs and results. Used by many threads. */
final class SimulatedStore {

  final Map<String, ByteString> blobs = new ConcurrentHashMap<>();
  final Map<String, ActionResult> results = new ConcurrentHashMap<>();

  /** Folders of which everything is there; others may hold them too. */
  private final Map<String, Boolean> complete = new ConcurrentHashMap<>();

  final AtomicLong received = new AtomicLong();
  final AtomicLong sent = new AtomicLong();

  /** Keeps it; returns what it is called. */
  Digest keep(ByteString content) {
    Blob blob = Blob.of(content);
    blobs.put(blob.hash(), content);
    return blob.id();
  }

  /** Keeps it if it is what its digest says. */
  boolean receive(Digest id, ByteString content) {
    received.addAndGet(content.size());
    if (!Blob.of(content).id().equals(id)) {
      return false;
    }
    blobs.put(id.getHash(), content);
    return true;
  }

  /** The empty blob is everywhere. */
  boolean has(Digest id) {
    return id.getSizeBytes() == 0 || blobs.containsKey(id.getHash());
  }

  /** Loses all blobs of these hashes. */
  void evict(Iterable<String> hashes) {
    for (String hash : hashes) {
      blobs.remove(hash);
    }
    complete.clear();
  }

  FindMissingBlobsResponse missing(FindMissingBlobsRequest request) {
    FindMissingBlobsResponse.Builder missing = FindMissingBlobsResponse.newBuilder();
    for (Digest id : request.getBlobDigestsList()) {
      if (!has(id)) {
        missing.addMissingBlobDigests(id);
      }
    }
    return missing.build();
  }

  BatchUpdateBlobsResponse update(BatchUpdateBlobsRequest request) {
    BatchUpdateBlobsResponse.Builder answer = BatchUpdateBlobsResponse.newBuilder();
    for (BatchUpdateBlobsRequest.Request one : request.getRequestsList()) {
      boolean right = receive(one.getDigest(), one.getData());
      answer.addResponses(
          BatchUpdateBlobsResponse.Response.newBuilder()
              .setDigest(one.getDigest())
              .setStatus(status(right ? Status.Code.OK : Status.Code.INVALID_ARGUMENT)));
    }
    return answer.build();
  }

  BatchReadBlobsResponse read(BatchReadBlobsRequest request) {
    BatchReadBlobsResponse.Builder answer = BatchReadBlobsResponse.newBuilder();
    for (Digest id : request.getDigestsList()) {
      ByteString content = blobs.get(id.getHash());
      BatchReadBlobsResponse.Response.Builder one =
          BatchReadBlobsResponse.Response.newBuilder().setDigest(id);
      if (content == null) {
        one.setStatus(status(Status.Code.NOT_FOUND));
      } else {
        one.setData(content);
        sent.addAndGet(content.size());
      }
      answer.addResponses(one);
    }
    return answer.build();
  }

  private static org.dthinlto.remote.api.Reapi.Status status(Status.Code code) {
    return org.dthinlto.remote.api.Reapi.Status.newBuilder().setCode(code.value()).build();
  }

  /** What of an action isn't there: the action itself, its command, folders, files. */
  List<Digest> missing(Digest id) throws InvalidProtocolBufferException {
    List<Digest> missing = new ArrayList<>();
    ByteString content = blobs.get(id.getHash());
    if (content == null) {
      missing.add(id);
      return missing;
    }
    Action action = Action.parseFrom(content);
    if (!has(action.getCommandDigest())) {
      missing.add(action.getCommandDigest());
    }
    addMissing(action.getInputRootDigest(), missing);
    return missing;
  }

  private void addMissing(Digest id, List<Digest> missing) throws InvalidProtocolBufferException {
    if (id.getSizeBytes() == 0 || complete.containsKey(id.getHash())) {
      return;
    }
    ByteString content = blobs.get(id.getHash());
    if (content == null) {
      missing.add(id);
      return;
    }
    int before = missing.size();
    Directory folder = Directory.parseFrom(content);
    for (FileNode file : folder.getFilesList()) {
      if (!has(file.getDigest())) {
        missing.add(file.getDigest());
      }
    }
    for (DirectoryNode below : folder.getDirectoriesList()) {
      addMissing(below.getDigest(), missing);
    }
    if (missing.size() == before) {
      complete.put(id.getHash(), true);
    }
  }
}
