package org.dthinlto.remote;

import static org.dthinlto.remote.RemoteException.Phase.DOWNLOAD;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.StatusException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.dthinlto.remote.api.Reapi.BatchReadBlobsRequest;
import org.dthinlto.remote.api.Reapi.BatchReadBlobsResponse;
import org.dthinlto.remote.api.Reapi.Digest;

/**
 * Gets blobs from a server, and believes none whose content isn't what its digest says. Knows
 * nothing of jobs.
 */
final class Downloads {

  private final Connection connection;
  private final Retrier retrier;
  private final long callMillis;
  private final AtomicLong received = new AtomicLong();

  Downloads(Connection connection, Retrier retrier, long callMillis) {
    this.connection = connection;
    this.retrier = retrier;
    this.callMillis = callMillis;
  }

  /** A blob and the file that it is to become; the file's folder exists. */
  record Wanted(Digest id, Path file) {}

  /** Bytes of content that were received, as many as they are uncompressed. */
  long receivedBytes() {
    return received.get();
  }

  /**
   * Gets blobs, small ones together, into files. Their content is never whole in memory, but for
   * those that come together.
   *
   * @throws RemoteException with the code NOT_FOUND if the server has one no more
   */
  void download(List<Wanted> wanted, Capabilities capabilities)
      throws IOException, InterruptedException {
    List<Long> sizes = new ArrayList<>();
    for (Wanted one : wanted) {
      sizes.add(one.id().getSizeBytes());
    }
    Batches batches = new Batches(sizes, capabilities.batchBytes(), capabilities.compressedFrom());
    for (List<Integer> batch : batches.together()) {
      List<Wanted> some = new ArrayList<>();
      for (int i : batch) {
        if (sizes.get(i) == 0) {
          Files.write(wanted.get(i).file(), new byte[0]);
        } else {
          some.add(wanted.get(i));
        }
      }
      if (!some.isEmpty()) {
        retrier.call(DOWNLOAD, () -> batch(some));
      }
    }
    for (int i : batches.alone()) {
      try (OutputStream out = Files.newOutputStream(wanted.get(i).file())) {
        read(wanted.get(i).id(), out, sizes.get(i) >= capabilities.compressedFrom());
      }
    }
  }

  /** The content of a blob that fits into memory. */
  ByteString bytes(Digest id) throws IOException, InterruptedException {
    if (id.getSizeBytes() == 0) {
      return ByteString.EMPTY;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    read(id, out, false);
    return ByteString.copyFrom(out.toByteArray());
  }

  private Boolean batch(List<Wanted> wanted) throws StatusException, IOException {
    BatchReadBlobsRequest.Builder question =
        BatchReadBlobsRequest.newBuilder().setInstanceName(connection.endpoint().instance());
    Map<String, Wanted> open = new HashMap<>();
    for (Wanted one : wanted) {
      if (open.put(one.id().getHash(), one) == null) {
        question.addDigests(one.id());
      }
    }
    var answer = connection.ask(Methods.BATCH_READ, question.build(), callMillis);
    Map<String, ByteString> contents = new HashMap<>();
    for (BatchReadBlobsResponse.Response response : answer.getResponsesList()) {
      var status = response.getStatus();
      if (status.getCode() != 0) {
        throw Status.fromCodeValue(status.getCode())
            .withDescription(Blob.text(response.getDigest()) + ": " + status.getMessage())
            .asException();
      }
      contents.put(response.getDigest().getHash(), response.getData());
    }
    for (Wanted one : wanted) {
      ByteString content = contents.get(one.id().getHash());
      if (content == null) {
        throw Status.NOT_FOUND.withDescription(Blob.text(one.id()) + " wasn't sent").asException();
      }
      MessageDigest sha = org.dthinlto.cache.Digest.sha256();
      content.asReadOnlyByteBufferList().forEach(sha::update);
      verify(one.id(), content.size(), sha);
      try (OutputStream out = Files.newOutputStream(one.file())) {
        content.writeTo(out);
      }
      received.addAndGet(content.size());
    }
    return true;
  }

  private void read(Digest id, OutputStream out, boolean zstd)
      throws IOException, InterruptedException {
    Download download = new Download(connection, id, out, zstd, callMillis);
    retrier.call(DOWNLOAD, download);
    verify(id, download.reached(), download.hash());
    received.addAndGet(download.reached());
  }

  private static void verify(Digest id, long size, MessageDigest sha) throws RemoteException {
    String hash = org.dthinlto.cache.Digest.of(sha).hex();
    if (size != id.getSizeBytes() || !hash.equals(id.getHash())) {
      throw new RemoteException(
          DOWNLOAD,
          Status.Code.DATA_LOSS,
          "the content of " + Blob.text(id) + " is not what its digest says");
    }
  }
}
