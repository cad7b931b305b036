package org.dthinlto.archive;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A file that appears whole or not at all: written beside its place, renamed into it. Knows nothing
 * of what is written.
 */
final class WholeFile implements Closeable {

  private static final AtomicLong COUNTER = new AtomicLong(System.nanoTime());

  private final Path target;
  private final Path beside;
  private final FileChannel channel;
  private boolean committed;

  private WholeFile(Path target, Path beside, FileChannel channel) {
    this.target = target;
    this.beside = beside;
    this.channel = channel;
  }

  /**
   * Opens the file beside. Its name doesn't contain the target's, which may be as long as the file
   * system allows.
   */
  static WholeFile create(Path target) throws IOException {
    while (true) {
      String name = ".dthinlto-" + Long.toHexString(COUNTER.getAndIncrement()) + ".tmp";
      Path beside = target.resolveSibling(name);
      try {
        FileChannel channel =
            FileChannel.open(beside, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
        return new WholeFile(target, beside, channel);
      } catch (FileAlreadyExistsException e) {
        // Another process drew the same number; take the next.
      } catch (IOException e) {
        throw failure(target, e);
      }
    }
  }

  FileChannel channel() {
    return channel;
  }

  /** Gives the file its name. Without this call, {@link #close} removes it. */
  void commit() throws IOException {
    try {
      channel.close();
      Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw failure(target, e);
    }
    committed = true;
  }

  @Override
  public void close() throws IOException {
    if (!committed) {
      channel.close();
      Files.deleteIfExists(beside);
    }
  }

  /** What went wrong in writing, as an exception whose message names the file meant. */
  IOException failure(IOException e) {
    return failure(target, e);
  }

  private static IOException failure(Path target, IOException e) {
    String why =
        e instanceof NoSuchFileException ? "its folder does not exist" : ArchiveException.reason(e);
    String name = ArchiveException.quote(target.toString());
    return new IOException(name + ": cannot be written, " + why, e);
  }
}
