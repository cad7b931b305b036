package org.dthinlto.remote;

import io.airlift.compress.MalformedInputException;
import io.airlift.compress.zstd.ZstdInputStream;
import io.airlift.compress.zstd.ZstdOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.Semaphore;

/**
 * Compresses and decompresses streams. The only class that knows the library, which isn't loaded
 * without a server that offers zstd.
 */
final class Zstd {

  private static final int PIECE = 1 << 16;

  /** A large stream takes 9 MiB to compress; decompressing takes what the sender's window is. */
  private static final Semaphore PLACES =
      new Semaphore(Math.max(8, Runtime.getRuntime().availableProcessors()));

  private Zstd() {}

  /** What was to be decompressed is no zstd, or none that we can do. */
  static final class NoZstd extends IOException {

    private static final long serialVersionUID = 1L;

    NoZstd(Throwable cause) {
      super(cause);
    }
  }

  /**
   * Compresses; equal content becomes equal bytes. The sink stays open.
   *
   * @return bytes of the content
   */
  static long compress(InputStream in, OutputStream sink) throws IOException, InterruptedException {
    PLACES.acquire();
    try (OutputStream out = new ZstdOutputStream(new Unclosed(sink))) {
      byte[] piece = new byte[PIECE];
      long at = 0;
      for (int n = in.readNBytes(piece, 0, PIECE); n > 0; n = in.readNBytes(piece, 0, PIECE)) {
        out.write(piece, 0, n);
        at += n;
      }
      return at;
    } finally {
      PLACES.release();
    }
  }

  /** The content of a stream, which ends where that does. */
  static InputStream decompressed(InputStream in) {
    InputStream zstd = new ZstdInputStream(in);
    return new InputStream() {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] bytes, int offset, int count) throws IOException {
        try {
          return zstd.read(bytes, offset, count);
        } catch (MalformedInputException e) {
          throw new NoZstd(e);
        }
      }

      @Override
      public void close() throws IOException {
        zstd.close();
      }
    };
  }

  /** The library writes the end of its stream when it is closed. */
  private static final class Unclosed extends FilterOutputStream {

    Unclosed(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
      out.write(bytes, offset, count);
    }

    @Override
    public void close() throws IOException {
      flush();
    }
  }
}
