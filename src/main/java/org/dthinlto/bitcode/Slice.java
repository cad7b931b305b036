package org.dthinlto.bitcode;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * A run of bytes in a file: a whole file, an archive member, a section. Knows where the bytes are,
 * not what they mean.
 *
 * @param file the file
 * @param offset of the first byte, from the start of the file
 * @param size in bytes
 */
public record Slice(Path file, long offset, long size) {

  /** Bytes up to which the position of every bit fits in a long. */
  private static final long LIMIT = Long.MAX_VALUE >> 3;

  public Slice {
    if (offset < 0 || size < 0 || size > LIMIT || offset > LIMIT - size) {
      throw new IllegalArgumentException("no slice: " + offset + " + " + size);
    }
  }

  /**
   * All of a file.
   *
   * @throws FileSystemException if it can't be looked at, or is no regular file: nothing but those
   *     can be read twice, and reading a pipe might wait forever
   */
  public static Slice whole(Path file) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
    if (attributes.isDirectory()) {
      throw new FileSystemException(file.toString(), null, "is a directory");
    }
    if (!attributes.isRegularFile()) {
      throw new FileSystemException(file.toString(), null, "is no regular file");
    }
    return new Slice(file, 0, attributes.size());
  }

  /**
   * Writes the bytes to a channel, at its position.
   *
   * @throws MalformedFileException if the file ends before the slice does
   */
  public void copyTo(WritableByteChannel out) throws IOException {
    try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
      long position = offset;
      long end = offset + size;
      while (position < end) {
        long count = in.transferTo(position, end - position, out);
        if (count <= 0) {
          throw new MalformedFileException(file, position, "ends too early");
        }
        position += count;
      }
    }
  }
}
