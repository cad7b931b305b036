package org.dthinlto.exec;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The jobserver of GNU make: a pipe that holds a byte for each job that may run beside those that
 * do. Knows how it is reached and spoken to, not when a token is wanted.
 *
 * <p>The pipe is opened anew, because Java can't use file descriptors that it was born with, nor
 * look into a pipe without waiting. So a {@link #take} waits in a read, and {@link #stop} ends that
 * by closing the file. A byte that the system had given to the read by then arrives all the same
 * (AbstractInterruptibleChannel: asynchronous close). Interrupts would not be as harmless: these
 * threads get none.
 */
final class Jobserver implements TokenSource {

  private static final int FILE_TYPE = 0170000;
  private static final int NAMED_PIPE = 0010000;

  private final FileChannel reader;
  private final FileChannel writer;

  /** One at a time; direct, so that nothing has to be got or copied between read and return. */
  private final ByteBuffer taken = ByteBuffer.allocateDirect(1);

  private final ByteBuffer given = ByteBuffer.allocateDirect(1);

  private Jobserver(FileChannel reader, FileChannel writer) {
    this.reader = reader;
    this.writer = writer;
  }

  /**
   * Opens the jobserver.
   *
   * @throws IOException if there is none at this address that this process may use
   */
  static Jobserver open(JobserverAddress address) throws IOException {
    if (!address.fifo().isEmpty()) {
      return openFifo(Path.of(address.fifo()));
    }
    if (!address.isUsable()) {
      throw new IOException("make keeps it to itself");
    }
    Path self = Path.of("/proc/self");
    Path owner = holds(self, address) ? self : ancestor(address);
    if (owner == null) {
      throw new IOException("no process above this one has it");
    }
    Path files = owner.resolve("fd");
    return open(
        files.resolve(Integer.toString(address.read())),
        files.resolve(Integer.toString(address.write())),
        StandardOpenOption.READ);
  }

  /** For reading and writing at once: opened for reading alone, it would wait for a writer. */
  private static Jobserver openFifo(Path fifo) throws IOException {
    if (((Integer) Files.getAttribute(fifo, "unix:mode") & FILE_TYPE) != NAMED_PIPE) {
      throw new IOException("'" + fifo + "' is no named pipe");
    }
    return open(fifo, fifo, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  private static Jobserver open(Path read, Path write, StandardOpenOption... how)
      throws IOException {
    FileChannel reader = FileChannel.open(read, how);
    try {
      return new Jobserver(reader, FileChannel.open(write, StandardOpenOption.WRITE));
    } catch (IOException e) {
      reader.close();
      throw e;
    }
  }

  /**
   * The process above this one that has the pipe. make closes it for commands that don't look like
   * a make (a recipe line without {@code +} or {@code $(MAKE)}), but has it itself, and a user may
   * open what his own processes have open. A process that was started without {@code MAKEFLAGS} may
   * be the make that made the pipe; those above it have nothing to do with it.
   */
  private static @Nullable Path ancestor(JobserverAddress address) {
    boolean below = true;
    long pid = ProcFiles.parent("self");
    while (pid > 0 && below) {
      Path process = Path.of("/proc/" + pid);
      if (holds(process, address)) {
        return process;
      }
      String environment = ProcFiles.text(process.resolve("environ"));
      below = environment.isEmpty() || environment.contains("MAKEFLAGS=");
      pid = ProcFiles.parent(Long.toString(pid));
    }
    return null;
  }

  /** Whether these numbers are the two ends of one pipe in the process. */
  private static boolean holds(Path process, JobserverAddress address) {
    String read = pipe(process, address.read(), 0);
    return !read.isEmpty() && read.equals(pipe(process, address.write(), 1));
  }

  /** Which pipe the file is, {@code pipe:[123]}; empty if none, or its other end. */
  private static String pipe(Path process, int number, int mode) {
    try {
      String target = Files.readSymbolicLink(process.resolve("fd/" + number)).toString();
      if (!target.startsWith("pipe:")) {
        return "";
      }
      String flags = ProcFiles.field(process.resolve("fdinfo/" + number), "flags:");
      // In octal; the last two bits say what it was opened for.
      int last = flags.isEmpty() ? -1 : flags.charAt(flags.length() - 1) - '0';
      return (last & 3) == mode ? target : "";
    } catch (IOException e) {
      return "";
    }
  }

  @Override
  public int take() {
    taken.clear();
    try {
      reader.read(taken);
    } catch (IOException e) {
      // Stopped, or the server is gone. The byte counts if there is one.
    }
    return taken.position() == 0 ? -1 : taken.get(0) & 0xff;
  }

  @Override
  public void give(byte token) {
    given.clear();
    given.put(0, token);
    try {
      writer.write(given);
    } catch (IOException e) {
      // The server is gone, and with it everybody who could use the token.
    }
  }

  @Override
  public void stop() {
    close(reader);
  }

  @Override
  public void close() {
    close(reader);
    close(writer);
  }

  private static void close(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      // Nothing was written that could be lost.
    }
  }
}
