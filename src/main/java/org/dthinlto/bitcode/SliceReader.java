package org.dthinlto.bitcode;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/**
 * Reads a slice at any position, through a small window, so that a jump over megabytes costs one
 * read of some kilobytes. Positions count from the start of the slice; none outside it can be read.
 * Knows no file format.
 */
final class SliceReader implements Closeable {

  /** One read takes about as long as copying this much, so that less wouldn't be quicker. */
  private static final int WINDOW = 8192;

  private final FileChannel channel;
  private final boolean owned;
  private final Slice slice;

  /** The window, and behind its last byte eight zeros, so that a word can be had anywhere. */
  private final ByteBuffer window;

  /** Position of the first byte of the window. */
  private long start;

  /** How many positions from {@link #start} on a word can be read at. */
  private int words;

  private SliceReader(FileChannel channel, boolean owned, Slice slice) {
    this.channel = channel;
    this.owned = owned;
    this.slice = slice;
    this.window = ByteBuffer.allocate((int) Math.min(slice.size(), WINDOW) + Long.BYTES);
    window.order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Opens the file of the slice. */
  static SliceReader open(Slice slice) throws IOException {
    return new SliceReader(FileChannel.open(slice.file(), StandardOpenOption.READ), true, slice);
  }

  /** Reads from a channel that is somebody else's; {@link #close} leaves it open. */
  static SliceReader on(FileChannel channel, Slice slice) {
    return new SliceReader(channel, false, slice);
  }

  /** A reader of a part of this slice, for as long as this reader is open. */
  SliceReader part(long position, long size) {
    Objects.checkFromIndexSize(position, size, slice.size());
    return on(channel, new Slice(slice.file(), slice.offset() + position, size));
  }

  Slice slice() {
    return slice;
  }

  long size() {
    return slice.size();
  }

  /**
   * The eight bytes from a position on, the first one lowest; those behind the end are zero.
   *
   * @throws MalformedFileException if the position isn't in the slice
   */
  long word(long position) throws IOException {
    long at = position - start;
    if (at < 0 || at >= words) {
      fill(position);
      at = 0;
    }
    return window.getLong((int) at);
  }

  /**
   * A run of bytes.
   *
   * @throws MalformedFileException if not all of it is in the slice
   */
  byte[] bytes(long position, int count) throws IOException {
    if (position < 0 || count > slice.size() - position) {
      throw malformed(Math.min(position, slice.size()), "ends too early");
    }
    ByteBuffer all = ByteBuffer.allocate(count);
    while (all.hasRemaining()) {
      if (read(all, slice.offset() + position + all.position()) < 0) {
        throw malformed(position + all.position(), "ends too early");
      }
    }
    return all.array();
  }

  private void fill(long position) throws IOException {
    long left = slice.size() - position;
    if (position < 0 || left <= 0) {
      throw malformed(position, "ends too early");
    }
    int length = (int) Math.min(left, window.capacity() - Long.BYTES);
    words = 0;
    start = position;
    window.clear().limit(length);
    while (window.hasRemaining()) {
      if (read(window, slice.offset() + position + window.position()) < 0) {
        throw malformed(position + window.position(), "ends too early");
      }
    }
    window.clear();
    window.putLong(length, 0);
    words = length == left ? length : length - (Long.BYTES - 1);
  }

  private int read(ByteBuffer into, long fileOffset) throws IOException {
    try {
      return channel.read(into, fileOffset);
    } catch (FileSystemException | ClosedChannelException e) {
      throw e;
    } catch (IOException e) {
      // What the system says of a read doesn't name the file.
      FileSystemException named =
          new FileSystemException(slice.file().toString(), null, String.valueOf(e.getMessage()));
      named.initCause(e);
      throw named;
    }
  }

  /** An error at a position of this slice. */
  MalformedFileException malformed(long position, String what) {
    return new MalformedFileException(slice.file(), slice.offset() + position, what);
  }

  @Override
  public void close() throws IOException {
    if (owned) {
      channel.close();
    }
  }
}
