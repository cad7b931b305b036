package org.dthinlto.cache;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/**
 * The SHA-256 of some content, which stands for it. Doesn't know where the content lies.
 *
 * @param hex 64 hexadecimal digits, lower case
 */
public record Digest(String hex) {

  private static final String DIGITS = "0123456789abcdef";
  private static final int BUFFER = 1 << 16;

  public Digest {
    if (hex.length() != 64) {
      throw new IllegalArgumentException("no digest: " + hex);
    }
  }

  /** Bytes in a {@link #write}. */
  static final int BYTES = 32;

  /** Stands for no content at all. */
  public static final Digest NONE = new Digest("0".repeat(64));

  // Written out, since the methods that javac makes for records load 40 classes first.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Digest digest && digest.hex.equals(hex);
  }

  @Override
  public int hashCode() {
    return hex.hashCode();
  }

  /** Writes it at the buffer's position. */
  public void write(ByteBuffer out) {
    for (int i = 0; i < hex.length(); i += 2) {
      out.put(
          (byte)
              (Character.digit(hex.charAt(i), 16) << 4 | Character.digit(hex.charAt(i + 1), 16)));
    }
  }

  /** Reads what {@link #write} wrote. */
  public static Digest read(ByteBuffer in) {
    byte[] bytes = new byte[BYTES];
    in.get(bytes);
    return ofBytes(bytes);
  }

  /** Takes bytes piece by piece, for {@link #of(MessageDigest)}. */
  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }

  /** The digest of all bytes that were taken; there may be no more after it. */
  public static Digest of(MessageDigest done) {
    return ofBytes(done.digest());
  }

  private static Digest ofBytes(byte[] bytes) {
    char[] hex = new char[64];
    for (int i = 0; i < bytes.length; i++) {
      hex[2 * i] = DIGITS.charAt(bytes[i] >> 4 & 15);
      hex[2 * i + 1] = DIGITS.charAt(bytes[i] & 15);
    }
    return new Digest(new String(hex));
  }

  /** The digest of bytes. */
  public static Digest of(byte[] bytes) {
    MessageDigest digest = sha256();
    digest.update(bytes);
    return of(digest);
  }

  /** The digest of a whole file. */
  public static Digest of(Path file) throws IOException {
    try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
      return of(in, 0, in.size());
    }
  }

  /**
   * The digest of a part of a file.
   *
   * @param in open for reading; its position stays
   * @throws IOException if the file ends before the part does
   */
  public static Digest of(FileChannel in, long offset, long size) throws IOException {
    MessageDigest digest = sha256();
    ByteBuffer buffer = ByteBuffer.allocate((int) Math.max(1, Math.min(size, BUFFER)));
    long position = offset;
    long end = offset + size;
    while (position < end) {
      buffer.clear().limit((int) Math.min(buffer.capacity(), end - position));
      int count = in.read(buffer, position);
      if (count < 0) {
        throw new IOException("a file became shorter while it was read");
      }
      digest.update(buffer.array(), 0, count);
      position += count;
    }
    return of(digest);
  }
}
