package org.dthinlto.remote;

import com.google.protobuf.UnsafeByteOperations;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.UUID;
import org.dthinlto.remote.api.Reapi.QueryWriteStatusRequest;
import org.dthinlto.remote.api.Reapi.QueryWriteStatusResponse;
import org.dthinlto.remote.api.Reapi.WriteRequest;
import org.dthinlto.remote.api.Reapi.WriteResponse;

/**
 * Sends one large blob, piece by piece, as fast as the server takes them; it is never whole in
 * memory. Called again after a break, it goes on where the server is. The answer is the bytes of
 * content that this took: none if somebody else was quicker.
 */
final class Upload implements Retrier.Call<Long> {

  /** Bytes in a message; servers that decompress or hash like many small ones. */
  private static final int PIECE = 1 << 16;

  /** Bytes that a connection moves in a second at least; a large blob may take longer. */
  static final long SLOWEST = 1 << 20;

  /** What servers say who have it already, if it was to be compressed. */
  private static final long HAVE_IT = -1;

  private final Connection connection;
  private final Blob blob;
  private final boolean zstd;
  private final long callMillis;

  /** Of the upload; empty if there is none that could be gone on with. */
  private String name = "";

  private long reached;

  Upload(Connection connection, Blob blob, boolean zstd, long callMillis) {
    this.connection = connection;
    this.blob = blob;
    this.zstd = zstd;
    this.callMillis = callMillis;
  }

  @Override
  public long reached() {
    return reached;
  }

  @Override
  public Long run() throws StatusException, IOException, InterruptedException {
    long from = 0;
    if (!name.isEmpty()) {
      QueryWriteStatusResponse status = status();
      if (status.getComplete()) {
        return 0L;
      }
      from = status.getCommittedSize();
      reached = Math.max(reached, from);
    }
    if (from <= 0 || (!zstd && from >= blob.size())) {
      from = 0;
      name = connection.resource("uploads/" + UUID.randomUUID() + "/", zstd, blob.id());
    }
    return write(from) ? blob.size() : 0;
  }

  /** How much of it the server has. Many servers don't know: then it begins anew. */
  private QueryWriteStatusResponse status() throws InterruptedException {
    try {
      return connection.ask(
          Methods.WRITE_STATUS,
          QueryWriteStatusRequest.newBuilder().setResourceName(name).build(),
          callMillis);
    } catch (StatusException e) {
      Retrier.interruptedBy(e);
      return QueryWriteStatusResponse.getDefaultInstance();
    }
  }

  /** Sends what is behind that offset; returns whether all of it had to be sent. */
  private boolean write(long from) throws StatusException, IOException, InterruptedException {
    BlockingClientCall<WriteRequest, WriteResponse> call =
        connection.tell(Methods.WRITE, callMillis + (blob.size() - from) * 1000 / SLOWEST);
    boolean ended = false;
    try (InputStream in = blob.open()) {
      Pieces pieces = new Pieces(call, from);
      boolean all = send(in, from, pieces);
      call.halfClose();
      WriteResponse response = call.read();
      ended = true;
      check(response == null ? 0 : response.getCommittedSize(), pieces.at);
      return all;
    } catch (Broken e) {
      e.unwrap();
      return false;
    } finally {
      if (!ended) {
        call.cancel("broken off", null);
      }
    }
  }

  private boolean send(InputStream in, long from, Pieces pieces)
      throws IOException, InterruptedException {
    try {
      long size;
      if (zstd) {
        size = Zstd.compress(in, pieces);
      } else {
        in.skipNBytes(from);
        pieces.at = from;
        size = from + in.transferTo(pieces);
      }
      if (size != blob.size()) {
        throw new IOException("'" + blob.file() + "': changed its size while it was sent");
      }
      pieces.send(true);
      return true;
    } catch (Enough e) {
      return false;
    }
  }

  private void check(long committed, long compressed) throws StatusException, IOException {
    boolean all = committed == blob.size(); // some count what they keep, not what they were sent
    if (!all && !(zstd && (committed == compressed || committed == HAVE_IT))) {
      name = "";
      throw Status.INTERNAL
          .withDescription("the server took only a part of " + Blob.text(blob.id()))
          .asException();
    }
  }

  /** The server has said its last word before the last piece. */
  private static final class Enough extends IOException {
    private static final long serialVersionUID = 1L;
  }

  /** Cuts what is written to it into messages; the last one is held back until it is known. */
  private final class Pieces extends OutputStream {

    private final BlockingClientCall<WriteRequest, WriteResponse> call;

    /** Bytes at the beginning that the server has. */
    private final long from;

    private byte[] piece = new byte[PIECE];
    private int filled;

    /** Bytes that came, those that the server has and those in the piece included. */
    private long at;

    private boolean begun;

    Pieces(BlockingClientCall<WriteRequest, WriteResponse> call, long from) {
      this.call = call;
      this.from = from;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
      int done = (int) Math.min(count, Math.max(0, from - at));
      at += done;
      while (done < count) {
        if (filled == PIECE) {
          send(false);
        }
        int some = Math.min(PIECE - filled, count - done);
        System.arraycopy(bytes, offset + done, piece, filled, some);
        filled += some;
        done += some;
        at += some;
      }
    }

    void send(boolean last) throws IOException {
      WriteRequest.Builder request =
          WriteRequest.newBuilder()
              .setWriteOffset(at - filled)
              .setData(UnsafeByteOperations.unsafeWrap(piece, 0, filled))
              .setFinishWrite(last);
      if (!begun) {
        request.setResourceName(name);
        begun = true;
      }
      try {
        if (!call.write(request.build()) && !last) {
          throw new Enough();
        }
      } catch (StatusException e) {
        throw new Broken(e);
      } catch (InterruptedException e) {
        throw new Broken(e);
      }
      piece = new byte[PIECE]; // the other is gRPC's now
      filled = 0;
    }
  }
}
