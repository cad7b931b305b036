package org.dthinlto.cache;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/** Reads what {@link RecordWriter} wrote, if it is whole and of the kind that is wanted. */
public final class RecordReader {

  private final ByteBuffer in;

  /**
   * Checks the bytes.
   *
   * @throws IOException if they are anything else
   */
  public RecordReader(String kind, byte[] bytes) throws IOException {
    this.in = ByteBuffer.wrap(bytes);
    int end = bytes.length - Integer.BYTES;
    if (end < 0) {
      throw new IOException("ends too early");
    }
    CRC32 sum = new CRC32();
    sum.update(bytes, 0, end);
    if (in.getInt(end) != (int) sum.getValue()) {
      throw new IOException("its checksum is wrong");
    }
    in.limit(end);
    if (!text().equals(kind + "\n")) {
      throw new IOException("is no " + kind);
    }
  }

  private void require(long bytes) throws IOException {
    if (bytes < 0 || bytes > in.remaining()) {
      throw new IOException("ends too early");
    }
  }

  public long number() throws IOException {
    require(Long.BYTES);
    return in.getLong();
  }

  /** A number that is mostly small. */
  public int small() throws IOException {
    require(Integer.BYTES);
    return in.getInt();
  }

  /** How many there are of something, each of which takes a byte at least. */
  public int count() throws IOException {
    int count = small();
    require(count);
    return count;
  }

  public String text() throws IOException {
    int length = count();
    String text = new String(in.array(), in.position(), length, StandardCharsets.UTF_8);
    in.position(in.position() + length);
    return text;
  }

  public List<String> texts() throws IOException {
    int count = count();
    List<String> texts = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      texts.add(text());
    }
    return texts;
  }

  public Digest digest() throws IOException {
    require(Digest.BYTES);
    return Digest.read(in);
  }

  public FileStamp stamp() throws IOException {
    require(FileStamp.BYTES);
    return FileStamp.read(in);
  }
}
