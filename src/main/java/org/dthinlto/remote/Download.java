package org.dthinlto.remote;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import org.dthinlto.remote.api.Reapi.Digest;
import org.dthinlto.remote.api.Reapi.ReadRequest;
import org.dthinlto.remote.api.Reapi.ReadResponse;

/**
 * Receives one large blob, piece by piece, and hashes it. Called again after a break, it goes on
 * where that was. Whether the content is the right one is left to who compares hash and size.
 */
final class Download implements Retrier.Call<Boolean> {

  private static final int PIECE = 1 << 16;

  private final Connection connection;
  private final Digest id;
  private final OutputStream out;
  private final long callMillis;
  private final MessageDigest sha = org.dthinlto.cache.Digest.sha256();
  private boolean zstd;
  private long at;

  Download(Connection connection, Digest id, OutputStream out, boolean zstd, long callMillis) {
    this.connection = connection;
    this.id = id;
    this.out = out;
    this.zstd = zstd;
    this.callMillis = callMillis;
  }

  /** Bytes of content that were received. */
  @Override
  public long reached() {
    return at;
  }

  /** Of all content that was received; to be asked once. */
  MessageDigest hash() {
    return sha;
  }

  @Override
  public Boolean run() throws StatusException, IOException, InterruptedException {
    // The offset is one of the content, also if it comes compressed.
    ReadRequest request =
        ReadRequest.newBuilder()
            .setResourceName(connection.resource("", zstd, id))
            .setReadOffset(at)
            .build();
    long millis = callMillis + (id.getSizeBytes() - at) * 1000 / Upload.SLOWEST;
    BlockingClientCall<ReadRequest, ReadResponse> call =
        connection.listen(Methods.READ, request, millis);
    try (InputStream pieces = new Pieces(call)) {
      if (zstd) {
        take(Zstd.decompressed(pieces));
      } else {
        take(pieces);
      }
      return true;
    } catch (Broken e) {
      e.unwrap();
      return false;
    } catch (Zstd.NoZstd e) {
      zstd = false; // what came so far may be right, so it goes on without
      throw Status.INTERNAL
          .withDescription(Blob.text(id) + " came in a compression that can't be read")
          .asException();
    } finally {
      call.cancel("no longer needed", null);
    }
  }

  /** One piece more than the size says is enough to know that it isn't the right content. */
  private void take(InputStream in) throws IOException {
    byte[] piece = new byte[PIECE];
    for (int n = in.read(piece); n >= 0 && at <= id.getSizeBytes(); n = in.read(piece)) {
      sha.update(piece, 0, n);
      out.write(piece, 0, n);
      at += n;
    }
  }

  /** The bytes of all messages of a call; the next is asked for when one was read. */
  private static final class Pieces extends InputStream {

    private final BlockingClientCall<ReadRequest, ReadResponse> call;
    private ByteString piece = ByteString.EMPTY;
    private int read;

    Pieces(BlockingClientCall<ReadRequest, ReadResponse> call) {
      this.call = call;
    }

    @Override
    public int read() throws IOException {
      return more() ? piece.byteAt(read++) & 0xff : -1;
    }

    @Override
    public int read(byte[] bytes, int offset, int count) throws IOException {
      if (!more()) {
        return -1;
      }
      int some = Math.min(count, piece.size() - read);
      piece.substring(read, read + some).copyTo(bytes, offset);
      read += some;
      return some;
    }

    private boolean more() throws IOException {
      try {
        while (read == piece.size()) {
          if (!call.hasNext()) {
            return false;
          }
          piece = call.read().getData();
          read = 0;
        }
        return true;
      } catch (StatusException e) {
        throw new Broken(e);
      } catch (InterruptedException e) {
        throw new Broken(e);
      }
    }
  }
}
