package org.dthinlto.link;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32;

/** The CRC-32 of a file: it tells whether a file was changed by chance, not on purpose. */
final class Checksum {

  private static final int BUFFER = 1 << 16;

  private Checksum() {}

  static long of(Path file) throws IOException {
    CRC32 sum = new CRC32();
    try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
      while (in.read(buffer) >= 0) {
        sum.update(buffer.flip());
        buffer.clear();
      }
    }
    return sum.getValue();
  }
}
