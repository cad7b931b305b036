package org.dthinlto.report;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes whole texts to standard error, each in one piece: parallel links share a terminal or a
 * log. Knows nothing of what they say.
 */
final class StatusOutput {

  private final PrintStream err;

  StatusOutput(PrintStream err) {
    this.err = err;
  }

  void write(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    err.write(bytes, 0, bytes.length);
    err.flush();
  }

  /** The text, ended by a line end. */
  static String line(String text) {
    return text.isEmpty() || text.endsWith("\n") ? text : text + "\n";
  }
}
