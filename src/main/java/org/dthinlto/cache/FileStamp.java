package org.dthinlto.cache;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the file system says of a file: if it says the same again, the file wasn't changed in
 * between. Knows no contents.
 *
 * @param size in bytes
 * @param modified when the content was changed, in nanoseconds since 1970
 * @param changed when content, owner, mode or name was; nothing but the clock can set it back
 * @param inode tells a file from another that was renamed into its place
 */
public record FileStamp(long size, long modified, long changed, long inode) {

  /** Bytes in a {@link #write}. */
  public static final int BYTES = 4 * Long.BYTES;

  /**
   * A file that was changed so short a time before it was looked at may be changed again without
   * its times showing it: file systems count in ticks, of up to two seconds (FAT).
   */
  public static final long UNSETTLED_NANOS = 2_000_000_000L;

  private static final long SECOND = 1_000_000_000L;

  private static final String ATTRIBUTES = "unix:size,lastModifiedTime,ctime,ino";

  /**
   * Looks at a file, through symbolic links.
   *
   * @throws IOException if there is none
   */
  public static FileStamp of(Path file) throws IOException {
    return of(Files.readAttributes(file, ATTRIBUTES));
  }

  /** Looks at a file, or at the symbolic link that it is. */
  public static FileStamp ofLink(Path file) throws IOException {
    return of(Files.readAttributes(file, ATTRIBUTES, LinkOption.NOFOLLOW_LINKS));
  }

  private static FileStamp of(Map<String, Object> attributes) {
    return new FileStamp(
        (long) requireNonNull(attributes.get("size")),
        nanos(requireNonNull(attributes.get("lastModifiedTime"))),
        nanos(requireNonNull(attributes.get("ctime"))),
        (long) requireNonNull(attributes.get("ino")));
  }

  // Written out, since the methods that javac makes for records load 40 classes first.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof FileStamp stamp
        && stamp.size == size
        && stamp.modified == modified
        && stamp.changed == changed
        && stamp.inode == inode;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(size + 31 * (modified + 31 * (changed + 31 * inode)));
  }

  private static long nanos(Object time) {
    Instant instant = ((FileTime) time).toInstant();
    return instant.getEpochSecond() * SECOND + instant.getNano();
  }

  /**
   * Whether a stamp like this one means the same content.
   *
   * @param looked when the stamp was taken or before that, in nanoseconds since 1970
   */
  public boolean isSettled(long looked) {
    return modified < looked - UNSETTLED_NANOS && changed < looked - UNSETTLED_NANOS;
  }

  /** Whether the file system counts in ticks too long to tell two links apart. */
  public boolean isCoarse() {
    return modified % SECOND == 0;
  }

  /** The present, as {@link #isSettled} wants it. */
  public static long now() {
    return System.currentTimeMillis() * 1_000_000L;
  }

  /** Writes it at the buffer's position. */
  public void write(ByteBuffer out) {
    out.putLong(size).putLong(modified).putLong(changed).putLong(inode);
  }

  /** Reads what {@link #write} wrote. */
  public static FileStamp read(ByteBuffer in) {
    return new FileStamp(in.getLong(), in.getLong(), in.getLong(), in.getLong());
  }
}
