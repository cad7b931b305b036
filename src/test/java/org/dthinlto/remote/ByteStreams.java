package org.dthinlto.remote;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.dthinlto.remote.api.Reapi.Digest;
import org.dthinlto.remote.api.Reapi.QueryWriteStatusRequest;
import org.dthinlto.remote.api.Reapi.QueryWriteStatusResponse;
import org.dthinlto.remote.api.Reapi.ReadRequest;
import org.dthinlto.remote.api.Reapi.ReadResponse;
import org.dthinlto.remote.api.Reapi.WriteRequest;
import org.dthinlto.remote.api.Reapi.WriteResponse;

/**
 * Reads and Writes of a proxy. It holds whole blobs in memory: what is tested is the client. Offers
 * zstd, resumable uploads and early ends, which the real server doesn't.
 */
final class ByteStreams {

  /** The number of zstd among the API's compressors. */
  static final int ZSTD = 1;

  private static final String COMPRESSED = "compressed-blobs/zstd/";
  private static final int PIECE = 1 << 16;

  /** Bytes of blobs that were sent compressed, either way. */
  final AtomicLong compressed = new AtomicLong();

  volatile boolean resumable;
  volatile boolean early;
  volatile boolean bad;

  private final Channel real;
  private final List<Long> offsets = new ArrayList<>();

  /** By resource name: what came of uploads that were cut. */
  private final Map<String, ByteArrayOutputStream> kept = new ConcurrentHashMap<>();

  ByteStreams(Channel real) {
    this.real = real;
  }

  List<Long> offsets() {
    synchronized (offsets) {
      return List.copyOf(offsets);
    }
  }

  private void note(long offset) {
    synchronized (offsets) {
      offsets.add(offset);
    }
  }

  private static Status cut() {
    return Status.UNAVAILABLE.withDescription("the proxy cuts streams");
  }

  /** Answers a Read. */
  void read(ServerCall<byte[], byte[]> call, byte[] question, int cut, LostBlobs lost)
      throws IOException {
    ReadRequest request = ReadRequest.parseFrom(question);
    String name = request.getResourceName();
    note(request.getReadOffset());
    if (lost.contains(hash(name))) {
      call.close(Status.NOT_FOUND.withDescription("the proxy has lost it"), new Metadata());
      return;
    }
    byte[] content;
    try {
      content = fetch(request.toBuilder().setResourceName(plain(name)).build());
    } catch (StatusException e) {
      call.close(e.getStatus(), new Metadata());
      return;
    }
    if (name.contains(COMPRESSED)) {
      content = bad ? content : com.github.luben.zstd.Zstd.compress(content);
      compressed.addAndGet(content.length);
    }
    call.sendHeaders(new Metadata());
    int messages = 0;
    for (int at = 0; at < content.length; at += PIECE) {
      if (cut > 0 && messages++ == cut) {
        call.close(cut(), new Metadata());
        return;
      }
      int size = Math.min(PIECE, content.length - at);
      call.sendMessage(
          ReadResponse.newBuilder()
              .setData(ByteString.copyFrom(content, at, size))
              .build()
              .toByteArray());
    }
    call.close(Status.OK, new Metadata());
  }

  /** A blob of the real server. */
  byte[] fetch(String instance, Digest id) throws IOException {
    String name = (instance.isEmpty() ? "" : instance + "/") + "blobs/" + Blob.text(id);
    try {
      return fetch(ReadRequest.newBuilder().setResourceName(name).build());
    } catch (StatusException e) {
      throw new IOException(e);
    }
  }

  private byte[] fetch(ReadRequest request) throws StatusException, IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    var far =
        ClientCalls.blockingV2ServerStreamingCall(real, Methods.READ, CallOptions.DEFAULT, request);
    try {
      while (far.hasNext()) {
        far.read().getData().writeTo(out);
      }
    } catch (InterruptedException e) {
      throw Status.CANCELLED.withCause(e).asException();
    }
    return out.toByteArray();
  }

  /** Answers a QueryWriteStatus. */
  void status(ServerCall<byte[], byte[]> call, byte[] question) throws IOException {
    String name = QueryWriteStatusRequest.parseFrom(question).getResourceName();
    ByteArrayOutputStream bytes = kept.get(name);
    if (bytes == null) {
      call.close(Status.NOT_FOUND.withDescription("no such upload"), new Metadata());
    } else {
      answer(
          call,
          QueryWriteStatusResponse.newBuilder()
              .setCommittedSize(bytes.size())
              .build()
              .toByteArray());
    }
  }

  private static void answer(ServerCall<byte[], byte[]> call, byte[] message) {
    call.sendHeaders(new Metadata());
    call.sendMessage(message);
    call.close(Status.OK, new Metadata());
  }

  /** Listens to a Write. */
  ServerCall.Listener<byte[]> write(ServerCall<byte[], byte[]> call, int cut, LostBlobs lost) {
    call.request(1);
    return new Write(call, cut, lost);
  }

  /** {@code uploads/UUID/compressed-blobs/zstd/HASH/SIZE} without what only the proxy knows. */
  private static String plain(String name) {
    return name.replace(COMPRESSED, "blobs/");
  }

  private static String hash(String name) {
    String[] words = name.split("/");
    return words[words.length - 2];
  }

  private static long size(String name) {
    return Long.parseLong(name.substring(name.lastIndexOf('/') + 1));
  }

  private final class Write extends ServerCall.Listener<byte[]> {

    private final ServerCall<byte[], byte[]> call;
    private final int cut;
    private final LostBlobs lost;
    private ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private String name = "";
    private int messages;
    private boolean closed;

    Write(ServerCall<byte[], byte[]> call, int cut, LostBlobs lost) {
      this.call = call;
      this.cut = cut;
      this.lost = lost;
    }

    @Override
    public void onMessage(byte[] message) {
      if (closed) {
        return;
      }
      try {
        take(WriteRequest.parseFrom(message));
      } catch (InvalidProtocolBufferException e) {
        close(Status.INTERNAL.withCause(e));
      }
    }

    private void take(WriteRequest request) {
      if (name.isEmpty()) {
        name = request.getResourceName();
        note(request.getWriteOffset());
        if (resumable) {
          bytes = kept.computeIfAbsent(name, key -> bytes);
        }
      }
      if (request.getWriteOffset() != bytes.size()) {
        close(Status.INVALID_ARGUMENT.withDescription("the offset isn't " + bytes.size()));
        return;
      }
      if (early) {
        lost.found(hash(name));
        closed = true;
        call.sendHeaders(new Metadata());
        call.sendMessage(response(name.contains(COMPRESSED) ? -1 : size(name)));
        FaultProxy.closeWhenBlocked(call, Status.OK);
        return;
      }
      bytes.writeBytes(request.getData().toByteArray());
      if (++messages == cut) {
        closed = true;
        FaultProxy.closeWhenBlocked(call, cut());
      } else if (request.getFinishWrite()) {
        finish();
      } else {
        call.request(1);
      }
    }

    private void close(Status status) {
      closed = true;
      call.close(status, new Metadata());
    }

    private byte[] response(long committed) {
      return WriteResponse.newBuilder().setCommittedSize(committed).build().toByteArray();
    }

    private void finish() {
      byte[] content = bytes.toByteArray();
      try {
        if (name.contains(COMPRESSED)) {
          compressed.addAndGet(content.length);
          content = decompress(content, size(name));
        }
        WriteResponse answer = store(plain(name), content);
        lost.found(hash(name));
        kept.remove(name);
        closed = true;
        answer(call, name.contains(COMPRESSED) ? response(bytes.size()) : answer.toByteArray());
      } catch (StatusException e) {
        close(e.getStatus());
      }
    }

    private byte[] decompress(byte[] content, long size) throws StatusException {
      byte[] plain = new byte[(int) size];
      long got = com.github.luben.zstd.Zstd.decompress(plain, content);
      if (got != size) {
        throw Status.INVALID_ARGUMENT
            .withDescription(
                "no zstd of " + size + " bytes: " + com.github.luben.zstd.Zstd.getErrorName(got))
            .asException();
      }
      return plain;
    }

    private WriteResponse store(String resource, byte[] content) throws StatusException {
      BlockingClientCall<WriteRequest, WriteResponse> far =
          ClientCalls.blockingClientStreamingCall(real, Methods.WRITE, CallOptions.DEFAULT);
      try {
        int at = 0;
        boolean more = true;
        while (more && at < content.length) {
          int size = Math.min(PIECE, content.length - at);
          more =
              far.write(
                  WriteRequest.newBuilder()
                      .setResourceName(resource)
                      .setWriteOffset(at)
                      .setData(ByteString.copyFrom(content, at, size))
                      .setFinishWrite(at + size == content.length)
                      .build());
          at += size;
        }
        far.halfClose();
        return far.read();
      } catch (InterruptedException e) {
        throw Status.CANCELLED.withCause(e).asException();
      }
    }
  }
}
