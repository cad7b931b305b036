package org.dthinlto.archive;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * A piece of a file held in memory, moved by positioned reads. Knows nothing of archives.
 *
 * <p>Positions are {@code long}: an archive may be larger than one memory mapping can be.
 */
final class ReadWindow {

  /** The largest piece, bytes. */
  static final int CAPACITY = 64 * 1024;

  private final FileChannel channel;
  private final long length;
  private final ByteBuffer buffer;
  private long start;
  private int filled;
  private long bytesRead;

  ReadWindow(FileChannel channel) throws IOException {
    this.channel = channel;
    this.length = channel.size();
    this.buffer = ByteBuffer.allocate((int) Math.min(length, CAPACITY));
  }

  /** Bytes in the file when it was opened. */
  long length() {
    return length;
  }

  /** Bytes fetched from the file so far; what a test holds against the size of the payloads. */
  long bytesRead() {
    return bytesRead;
  }

  byte[] array() {
    return buffer.array();
  }

  /**
   * Brings bytes into the window.
   *
   * @param position where they start; the caller has checked that {@code position + count} is
   *     within {@link #length}
   * @param count how many, at most {@link #CAPACITY}
   * @param ahead how many to fetch if a read is needed at all; cut to the file and the window
   * @return index in {@link #array} of the byte at the position
   */
  int need(long position, int count, int ahead) throws IOException {
    if (position < start || position + count > start + filled) {
      int want = (int) Math.min(Math.max(count, ahead), Math.min(length - position, CAPACITY));
      buffer.clear().limit(want);
      filled = 0;
      start = position;
      fill(buffer, position);
      filled = want;
    }
    return (int) (position - start);
  }

  /** Reads past the window, for what may be larger than it: the name table. */
  byte[] copy(long position, int count) throws IOException {
    byte[] bytes = new byte[count];
    fill(ByteBuffer.wrap(bytes), position);
    return bytes;
  }

  private void fill(ByteBuffer into, long position) throws IOException {
    bytesRead += into.remaining();
    readFully(channel, into, position);
  }

  /** Fills the buffer up to its limit, or throws if the file ends before that. */
  static void readFully(FileChannel channel, ByteBuffer into, long position) throws IOException {
    long at = position;
    while (into.hasRemaining()) {
      int n = channel.read(into, at);
      if (n < 0) {
        throw new EOFException("it became shorter while it was being read");
      }
      at += n;
    }
  }
}
