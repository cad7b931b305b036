package org.dthinlto.cache;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Reads files whole to learn their size and checksum, and copies them on the way if asked to. Knows
 * nothing of keys and results. Any number of threads may use one.
 */
final class Contents {

  /** Most objects are smaller, so that one call reads them. */
  private static final int BUFFER = 1 << 18;

  /** Direct ones: java copies what is read into any other, and CRC-32 takes them as they are. */
  private final ConcurrentLinkedQueue<ByteBuffer> buffers = new ConcurrentLinkedQueue<>();

  /** What a file holds. */
  Result.Content of(Path file) throws IOException {
    try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
      return pump(in, null);
    }
  }

  /**
   * Makes a new file that holds the same. Its mode is what the user's umask says, whatever that of
   * the other is.
   */
  Result.Content copy(Path source, Path target) throws IOException {
    try (FileChannel in = FileChannel.open(source, StandardOpenOption.READ);
        FileChannel out =
            FileChannel.open(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      return pump(in, out);
    }
  }

  private Result.Content pump(FileChannel in, @Nullable FileChannel out) throws IOException {
    ByteBuffer free = buffers.poll();
    ByteBuffer buffer = free == null ? ByteBuffer.allocateDirect(BUFFER) : free;
    CRC32 sum = new CRC32();
    long size = 0;
    int count = in.read(buffer.clear());
    while (count > 0) {
      size += count;
      sum.update(buffer.flip());
      if (out != null) {
        buffer.rewind();
        while (buffer.hasRemaining()) {
          out.write(buffer);
        }
      }
      count = in.read(buffer.clear());
    }
    buffers.add(buffer);
    return new Result.Content(size, (int) sum.getValue());
  }
}
