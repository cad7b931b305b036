package org.dthinlto.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileStampTest {

  private static final long SECOND = 1_000_000_000L;

  @TempDir Path folder;

  @Test
  void sameFile_sameStamp() throws IOException {
    Path file = Files.writeString(folder.resolve("a"), "text");
    Path link = Files.createSymbolicLink(folder.resolve("link"), file);
    FileStamp stamp = FileStamp.of(file);
    assertEquals(stamp, FileStamp.of(file));
    assertEquals(stamp, FileStamp.of(link), "through links");
    assertEquals(stamp.hashCode(), FileStamp.of(link).hashCode());
    assertNotEquals(stamp, FileStamp.ofLink(link));
    assertThrows(IOException.class, () -> FileStamp.of(folder.resolve("none")));
  }

  @Test
  void anotherFileInItsPlace_anotherStamp() throws IOException {
    Path file = Files.writeString(folder.resolve("a"), "text");
    Path other = Files.writeString(folder.resolve("b"), "more");
    Files.setLastModifiedTime(other, Files.getLastModifiedTime(file));
    FileStamp stamp = FileStamp.of(file);
    Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
    assertNotEquals(stamp, FileStamp.of(file));
  }

  @Test
  void everyPartCounts() {
    FileStamp stamp = new FileStamp(1, 2, 3, 4);
    assertEquals(stamp, new FileStamp(1, 2, 3, 4));
    assertNotEquals(stamp, new FileStamp(9, 2, 3, 4));
    assertNotEquals(stamp, new FileStamp(1, 9, 3, 4));
    assertNotEquals(stamp, new FileStamp(1, 2, 9, 4));
    assertNotEquals(stamp, new FileStamp(1, 2, 3, 9));
  }

  @Test
  void settled_isWhatIsOlderThanTwoSeconds() {
    long now = 100 * SECOND;
    assertTrue(new FileStamp(1, 97 * SECOND, 97 * SECOND, 1).isSettled(now));
    assertFalse(new FileStamp(1, 98 * SECOND, 97 * SECOND, 1).isSettled(now));
    assertFalse(new FileStamp(1, 97 * SECOND, 98 * SECOND, 1).isSettled(now), "renamed just now");
    assertFalse(new FileStamp(1, 200 * SECOND, 97 * SECOND, 1).isSettled(now), "of the future");
  }

  @Test
  void coarse_isWhatCountsInSeconds() {
    assertTrue(new FileStamp(1, 97 * SECOND, 5, 1).isCoarse());
    assertFalse(new FileStamp(1, 97 * SECOND + 4_000_000, 5, 1).isCoarse());
  }

  @Test
  void whatWasWritten_isRead() {
    ByteBuffer buffer = ByteBuffer.allocate(FileStamp.BYTES);
    FileStamp stamp = new FileStamp(1, -2, 3, Long.MAX_VALUE);
    stamp.write(buffer);
    assertFalse(buffer.hasRemaining());
    assertEquals(stamp, FileStamp.read(buffer.flip()));
  }
}
