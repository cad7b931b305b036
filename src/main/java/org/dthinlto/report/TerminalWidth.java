package org.dthinlto.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.dthinlto.exec.Command;
import org.dthinlto.exec.ProcessResult;
import org.dthinlto.exec.ProcessRunner;

/**
 * How many columns the terminal has: what COLUMNS says, else what {@code stty} says, else 80. It is
 * asked once, when first needed: Java has no system call for it, and a process costs milliseconds.
 */
final class TerminalWidth {

  private static final int USUAL = 80;

  private final Map<String, String> environment;
  private final ProcessRunner runner;
  private int known;

  TerminalWidth(Map<String, String> environment, ProcessRunner runner) {
    this.environment = environment;
    this.runner = runner;
  }

  synchronized int columns() {
    if (known == 0) {
      known = positive(environment.getOrDefault("COLUMNS", ""));
    }
    if (known == 0) {
      known = asked();
    }
    if (known == 0) {
      known = USUAL;
    }
    return known;
  }

  /** The second number of {@code 24 80}; 0 if nobody knows. */
  private int asked() {
    Command stty = Command.of(List.of("/bin/sh", "-c", "stty size </dev/tty"), Path.of("/"));
    try {
      ProcessResult result = runner.run(stty);
      String said = result.stdout().trim();
      return result.ok() ? positive(said.substring(said.indexOf(' ') + 1)) : 0;
    } catch (IOException e) {
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 0;
    }
  }

  /** The number that the text is; 0 if it is none, or none that a terminal can have. */
  private static int positive(String text) {
    int number = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9' || number > 9999) {
        return 0;
      }
      number = number * 10 + (c - '0');
    }
    return number;
  }
}
