package org.dthinlto.remote;

import static org.dthinlto.remote.RemoteException.Phase.UPLOAD;

import io.grpc.Status;
import io.grpc.StatusException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.dthinlto.remote.api.Reapi.BatchUpdateBlobsRequest;
import org.dthinlto.remote.api.Reapi.BatchUpdateBlobsResponse;
import org.dthinlto.remote.api.Reapi.Digest;
import org.dthinlto.remote.api.Reapi.FindMissingBlobsRequest;

/**
 * Sees to it that a server has blobs. Each is asked for and sent once, however many jobs read it;
 * whoever needs one that another job is sending waits for that. Knows nothing of jobs.
 */
final class Uploads {

  /** Messages with contents that are on their way. */
  private static final int MOST_AT_ONCE = 16;

  /** Digests in one question, to keep it well below a megabyte. */
  private static final int MOST_DIGESTS = 5000;

  private final Connection connection;
  private final Retrier retrier;
  private final long callMillis;

  /** Who may send contents: with hundreds at once each is slow, and they fill the memory. */
  private final Semaphore sending = new Semaphore(MOST_AT_ONCE);

  /** By hash: blobs that the server has when the future says true. False: somebody failed. */
  private final Map<String, CompletableFuture<Boolean>> known = new ConcurrentHashMap<>();

  private final AtomicLong sent = new AtomicLong();

  Uploads(Connection connection, Retrier retrier, long callMillis) {
    this.connection = connection;
    this.retrier = retrier;
    this.callMillis = callMillis;
  }

  /** Bytes of content that were sent, as many as they are uncompressed. */
  long sentBytes() {
    return sent.get();
  }

  /** The server may have lost these: they are asked for again. */
  void forget(Collection<Blob> blobs) {
    for (Blob blob : blobs) {
      CompletableFuture<Boolean> future = known.get(blob.hash());
      if (future != null && future.isDone()) {
        known.remove(blob.hash(), future);
      }
    }
  }

  /** Returns when the server has all of them. */
  void upload(Collection<Blob> blobs, Capabilities capabilities)
      throws IOException, InterruptedException {
    Collection<Blob> left = blobs;
    while (!left.isEmpty()) {
      left = uploadOrWait(left, capabilities);
    }
  }

  /** Sends what nobody else does, then waits for the others; returns what these failed to send. */
  private Collection<Blob> uploadOrWait(Collection<Blob> blobs, Capabilities capabilities)
      throws IOException, InterruptedException {
    Map<String, Blob> mine = new LinkedHashMap<>();
    Map<Blob, CompletableFuture<Boolean>> others = new LinkedHashMap<>();
    CompletableFuture<Boolean> promise = new CompletableFuture<>();
    for (Blob blob : blobs) {
      CompletableFuture<Boolean> other = known.putIfAbsent(blob.hash(), promise);
      if (other == null) {
        mine.put(blob.hash(), blob);
      } else if (other != promise) {
        others.put(blob, other);
      }
    }
    boolean done = false;
    try {
      send(new ArrayList<>(mine.values()), capabilities);
      done = true;
    } finally {
      if (!done) {
        for (String hash : mine.keySet()) {
          known.remove(hash, promise);
        }
      }
      promise.complete(done);
    }
    List<Blob> failed = new ArrayList<>();
    for (Map.Entry<Blob, CompletableFuture<Boolean>> other : others.entrySet()) {
      try {
        if (!other.getValue().get()) {
          failed.add(other.getKey());
        }
      } catch (ExecutionException e) {
        throw new IllegalStateException(e); // no promise is broken so
      }
    }
    return failed;
  }

  private void send(List<Blob> blobs, Capabilities capabilities)
      throws IOException, InterruptedException {
    Map<String, Blob> byHash = new LinkedHashMap<>();
    for (Blob blob : blobs) {
      byHash.put(blob.hash(), blob);
    }
    List<Blob> missing = new ArrayList<>();
    List<Long> sizes = new ArrayList<>();
    for (int from = 0; from < blobs.size(); from += MOST_DIGESTS) {
      for (Digest id : missing(blobs.subList(from, Math.min(from + MOST_DIGESTS, blobs.size())))) {
        Blob blob = byHash.get(id.getHash());
        if (blob != null) {
          missing.add(blob);
          sizes.add(blob.size());
        }
      }
    }
    Batches batches = new Batches(sizes, capabilities.batchBytes(), capabilities.compressedFrom());
    for (List<Integer> batch : batches.together()) {
      List<Blob> some = new ArrayList<>(batch.size());
      for (int i : batch) {
        some.add(missing.get(i));
      }
      sending.acquire();
      try {
        retrier.call(UPLOAD, () -> update(some));
      } finally {
        sending.release();
      }
    }
    for (int i : batches.alone()) {
      Blob blob = missing.get(i);
      if (blob.size() > capabilities.blobBytes()) {
        throw new RemoteException(
            UPLOAD,
            Status.Code.FAILED_PRECONDITION,
            "the server takes no blobs of " + blob.size() + " bytes");
      }
      boolean zstd = blob.size() >= capabilities.compressedFrom();
      sending.acquire();
      try {
        sent.addAndGet(retrier.call(UPLOAD, new Upload(connection, blob, zstd, callMillis)));
      } finally {
        sending.release();
      }
    }
  }

  private List<Digest> missing(List<Blob> blobs) throws IOException, InterruptedException {
    FindMissingBlobsRequest.Builder question =
        FindMissingBlobsRequest.newBuilder().setInstanceName(connection.endpoint().instance());
    for (Blob blob : blobs) {
      question.addBlobDigests(blob.id());
    }
    return retrier
        .call(UPLOAD, () -> connection.ask(Methods.FIND_MISSING, question.build(), callMillis))
        .getMissingBlobDigestsList();
  }

  /** Sends small blobs in one message. Those that were taken need not be sent again. */
  private Boolean update(List<Blob> left) throws StatusException, IOException {
    BatchUpdateBlobsRequest.Builder request =
        BatchUpdateBlobsRequest.newBuilder().setInstanceName(connection.endpoint().instance());
    Map<String, Blob> open = new LinkedHashMap<>();
    for (Blob blob : left) {
      open.put(blob.hash(), blob);
      request.addRequests(
          BatchUpdateBlobsRequest.Request.newBuilder()
              .setDigest(blob.id())
              .setData(blob.content()));
    }
    Status failure = Status.INTERNAL.withDescription("the server is silent about some blobs");
    var answer = connection.ask(Methods.BATCH_UPDATE, request.build(), callMillis);
    for (BatchUpdateBlobsResponse.Response response : answer.getResponsesList()) {
      var status = response.getStatus();
      if (status.getCode() != 0) {
        failure = Status.fromCodeValue(status.getCode()).withDescription(status.getMessage());
        continue;
      }
      Blob blob = open.remove(response.getDigest().getHash());
      if (blob != null) {
        sent.addAndGet(blob.size());
        left.remove(blob);
      }
    }
    if (!open.isEmpty()) {
      throw failure.asException();
    }
    return true;
  }
}
