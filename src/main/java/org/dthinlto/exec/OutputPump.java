package org.dthinlto.exec;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * Waits for a process and collects what it writes, in the calling thread and without blocking in a
 * read.
 *
 * <p>Reads that block would need a thread per stream (or a child that fills one pipe while we wait
 * for the other hangs), can't be interrupted, and last until the last process that has the pipe
 * open is gone, which may be an orphan of the child. So this sleeps until the child exits, which
 * ends the sleep at once, and looks into the pipes in between. A pipe holds 64 KiB: a child that
 * writes more than that between two looks waits for the next one.
 */
final class OutputPump {

  private static final long SHORTEST_SLEEP_MILLIS = 4;
  private static final long LONGEST_SLEEP_MILLIS = 64;
  private static final int MUCH = 16 * 1024;

  private final Process process;
  private final InputStream stdout;
  private final InputStream stderr;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream(0);
  private final ByteArrayOutputStream err = new ByteArrayOutputStream(0);
  private byte[] buffer = new byte[0];

  OutputPump(Process process) {
    this.process = process;
    this.stdout = process.getInputStream();
    this.stderr = process.getErrorStream();
  }

  /** Returns the exit status when the process has ended and all it wrote has been read. */
  int waitFor() throws IOException, InterruptedException {
    long sleep = SHORTEST_SLEEP_MILLIS;
    while (!process.waitFor(sleep, TimeUnit.MILLISECONDS)) {
      int read = drain();
      sleep = read > MUCH ? SHORTEST_SLEEP_MILLIS : Math.min(2 * sleep, LONGEST_SLEEP_MILLIS);
    }
    drain();
    return process.exitValue();
  }

  String stdoutText() {
    return out.toString(StandardCharsets.UTF_8);
  }

  String stderrText() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private int drain() throws IOException {
    return drain(stdout, out) + drain(stderr, err);
  }

  /** Reads what is there; never blocks, for it asks for no more than that. */
  private int drain(InputStream from, ByteArrayOutputStream to) throws IOException {
    int total = 0;
    int there;
    while ((there = from.available()) > 0) {
      if (buffer.length == 0) {
        buffer = new byte[MUCH];
      }
      int read = from.read(buffer, 0, Math.min(there, buffer.length));
      if (read <= 0) {
        break;
      }
      to.write(buffer, 0, read);
      total += read;
    }
    return total;
  }
}
