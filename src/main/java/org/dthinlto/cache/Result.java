package org.dthinlto.cache;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;

/**
 * What is kept of one job besides its files. Knows how it is written down, not where.
 *
 * <p>The form: a line that says what it is; the key, 64 digits; milliseconds, 8 bytes; the number
 * of files, 4; size and checksum of each, 8 and 4; the digest of all of them, 32; the length of the
 * diagnostics, 4, and their text in UTF-8; and CRC-32 of all that, 4. Numbers have their highest
 * byte first. Whatever doesn't agree with its checksum is no result.
 *
 * @param key of the job
 * @param files one for each output, in the order of the job's outputs
 * @param contents stands for the contents of the files
 * @param diagnostics what the compiler wrote
 * @param millis how long the job took when it ran
 */
record Result(Digest key, List<Content> files, Digest contents, String diagnostics, long millis) {

  private static final byte[] MAGIC = "dthinlto-result-1\n".getBytes(StandardCharsets.ISO_8859_1);

  private static final int FIXED = MAGIC.length + 64 + 8 + 4 + Digest.BYTES + 4 + 4;
  private static final int PER_FILE = 12;

  Result {
    files = List.copyOf(files);
  }

  /**
   * What a file must look like to be the one that was stored.
   *
   * @param size in bytes; -1 if the job wrote no such file
   * @param checksum CRC-32: it finds damage, and costs little where SHA-256 would cost much
   */
  record Content(long size, int checksum) {

    static final Content NONE = new Content(-1, 0);

    boolean exists() {
      return size >= 0;
    }
  }

  byte[] bytes() {
    byte[] said = diagnostics.getBytes(StandardCharsets.UTF_8);
    byte[] bytes = new byte[FIXED + PER_FILE * files.size() + said.length];
    ByteBuffer out = ByteBuffer.wrap(bytes);
    out.put(MAGIC).put(key.hex().getBytes(StandardCharsets.ISO_8859_1));
    out.putLong(millis).putInt(files.size());
    for (Content file : files) {
      out.putLong(file.size()).putInt(file.checksum());
    }
    contents.write(out);
    out.putInt(said.length).put(said);
    out.putInt(checksum(bytes));
    return bytes;
  }

  /** Of all but the last four bytes, where it stands. */
  private static int checksum(byte[] bytes) {
    CRC32 sum = new CRC32();
    sum.update(bytes, 0, bytes.length - 4);
    return (int) sum.getValue();
  }

  /**
   * Reads what {@link #bytes} made.
   *
   * @throws IOException if the bytes are anything else; its text says what is wrong with the result
   */
  static Result of(byte[] bytes) throws IOException {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    if (bytes.length < FIXED || !Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw new IOException(bytes.length == 0 ? "it is empty" : "it is no result");
    }
    if (in.getInt(bytes.length - 4) != checksum(bytes)) {
      throw new IOException("its checksum is wrong");
    }
    try {
      return read(in.position(MAGIC.length));
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw new IOException("its lengths are wrong", e);
    }
  }

  private static Result read(ByteBuffer in) throws IOException {
    Digest key = new Digest(text(in, 64));
    long millis = in.getLong();
    int count = in.getInt();
    if (count < 0 || count > in.remaining() / PER_FILE) {
      throw new BufferUnderflowException();
    }
    List<Content> files = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      files.add(new Content(in.getLong(), in.getInt()));
    }
    Digest contents = Digest.read(in);
    String diagnostics = text(in, in.getInt());
    if (in.remaining() != 4) {
      throw new BufferUnderflowException();
    }
    return new Result(key, files, contents, diagnostics, millis);
  }

  private static String text(ByteBuffer in, int length) {
    if (length < 0 || length > in.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
