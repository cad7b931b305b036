package org.dthinlto.cache;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Counts hits, misses and bytes over all links that use a cache folder. The numbers are for people
 * and for the moment of pruning; a link that can't get at them goes on without.
 */
public final class CacheCounters {

  private static final int TRIES = 20;
  private static final long PAUSE_MILLIS = 5;

  private final CacheFolder folder;

  public CacheCounters(CacheFolder folder) {
    this.folder = folder;
  }

  /**
   * The numbers since the cache was cleared.
   *
   * @param bytes in the cache, as far as is known without looking at every file
   */
  public record Counts(long links, long hits, long misses, long bytes) {

    static final Counts NONE = new Counts(0, 0, 0, 0);

    Counts plus(Counts other) {
      return new Counts(
          links + other.links, hits + other.hits, misses + other.misses, bytes + other.bytes);
    }

    /** With what a look at every file has shown. */
    Counts withBytes(long exact) {
      return new Counts(links, hits, misses, exact);
    }

    private String text() {
      return links + " " + hits + " " + misses + " " + bytes + "\n";
    }

    /** What can't be read counts as nothing: the next pruning sets the bytes right. */
    private static Counts of(String text) {
      String[] parts = text.strip().split(" ", -1);
      long[] numbers = new long[4];
      if (parts.length != numbers.length) {
        return NONE;
      }
      for (int i = 0; i < numbers.length; i++) {
        try {
          numbers[i] = Math.max(0, Long.parseLong(parts[i]));
        } catch (NumberFormatException e) {
          return NONE;
        }
      }
      return new Counts(numbers[0], numbers[1], numbers[2], numbers[3]);
    }
  }

  /** The numbers as they are now; all 0 if there are none. */
  public Counts read() {
    try {
      return Counts.of(Files.readString(file(), StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      return Counts.NONE;
    }
  }

  /** Adds to the numbers; returns the sums, or just what was added if others hold the file. */
  public Counts add(Counts more) throws InterruptedException {
    return change(more, false);
  }

  /** Says how many bytes there really are. */
  void setBytes(long bytes) throws InterruptedException {
    change(Counts.NONE.withBytes(bytes), true);
  }

  private Counts change(Counts more, boolean exact) throws InterruptedException {
    try (FileChannel channel =
        FileChannel.open(
            file(), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      try (FileLock lock = lock(channel)) {
        if (lock == null) {
          return more;
        }
        byte[] old = new byte[(int) Math.min(channel.size(), 200)];
        ByteBuffer buffer = ByteBuffer.wrap(old);
        int count = 0;
        while (count >= 0 && buffer.hasRemaining()) {
          count = channel.read(buffer, buffer.position());
        }
        Counts before = Counts.of(new String(old, StandardCharsets.ISO_8859_1));
        Counts after = exact ? before.withBytes(more.bytes()) : before.plus(more);
        byte[] text = after.text().getBytes(StandardCharsets.ISO_8859_1);
        channel.write(ByteBuffer.wrap(text), 0);
        channel.truncate(text.length);
        return after;
      }
    } catch (IOException e) {
      return more;
    }
  }

  /** Links end at about the same time under make -j, but none holds the file for long. */
  private static @Nullable FileLock lock(FileChannel channel)
      throws IOException, InterruptedException {
    for (int i = 0; i < TRIES; i++) {
      try {
        FileLock lock = channel.tryLock();
        if (lock != null) {
          return lock;
        }
      } catch (OverlappingFileLockException e) {
        // Another thread of this process: wait as for another process.
      }
      Thread.sleep(PAUSE_MILLIS);
    }
    return null;
  }

  private Path file() {
    return folder.file("counts");
  }
}
