package org.dthinlto.cache;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;

/**
 * Writes down numbers, texts and digests, with a line before them that says what they are and a
 * checksum behind them. Doesn't know what they mean.
 */
public final class RecordWriter {

  private ByteBuffer out = ByteBuffer.allocate(1 << 12);

  /**
   * @param kind what is written and in which version of the form, ASCII
   */
  public RecordWriter(String kind) {
    add(kind + "\n");
  }

  private ByteBuffer room(int bytes) {
    if (out.remaining() < bytes) {
      int size = Math.max(2 * out.capacity(), out.position() + bytes);
      out = ByteBuffer.wrap(Arrays.copyOf(out.array(), size)).position(out.position());
    }
    return out;
  }

  /** Adds a number. */
  public RecordWriter add(long number) {
    room(Long.BYTES).putLong(number);
    return this;
  }

  /** Adds a number that is mostly small. */
  public RecordWriter add(int number) {
    room(Integer.BYTES).putInt(number);
    return this;
  }

  /** Adds a text. */
  public RecordWriter add(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    room(Integer.BYTES + bytes.length).putInt(bytes.length).put(bytes);
    return this;
  }

  /** Adds texts and how many there are. */
  public RecordWriter add(List<String> texts) {
    add(texts.size());
    for (String text : texts) {
      add(text);
    }
    return this;
  }

  /** Adds a digest. */
  public RecordWriter add(Digest digest) {
    digest.write(room(Digest.BYTES));
    return this;
  }

  /** Adds a stamp. */
  public RecordWriter add(FileStamp stamp) {
    stamp.write(room(FileStamp.BYTES));
    return this;
  }

  /** All of it, with its checksum. */
  public byte[] bytes() {
    CRC32 sum = new CRC32();
    sum.update(out.array(), 0, out.position());
    byte[] bytes = Arrays.copyOf(out.array(), out.position() + Integer.BYTES);
    ByteBuffer.wrap(bytes).putInt(out.position(), (int) sum.getValue());
    return bytes;
  }
}
