package org.dthinlto.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assertions;

/**
 * A command that has ended: what it was, its exit status and what it wrote. Knows nothing of what
 * the command is for.
 *
 * @param command the program and its arguments
 * @param status the exit status; 128 + signal for a signal
 * @param out standard output, as UTF-8
 * @param err standard error, as UTF-8
 */
record Ran(List<String> command, int status, String out, String err) {

  private static final long TIMEOUT_SECONDS = 120;

  /** Runs the command to its end; its output goes through two files in {@code log}. */
  static Ran run(List<String> command, Path cwd, Map<String, String> env, Path log) {
    try {
      Path out = Files.createTempFile(log, "out", "");
      Path err = Files.createTempFile(log, "err", "");
      Process process = start(command, cwd, env, out, err);
      if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        Assertions.fail("still running after " + TIMEOUT_SECONDS + " s: " + command);
      }
      return ended(command, process.exitValue(), out, err);
    } catch (IOException e) {
      return Assertions.fail("can't run " + command + ": " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Assertions.fail("interrupted: " + command, e);
    }
  }

  /** Starts the command with exactly this environment, its output in the two files. */
  static Process start(List<String> command, Path cwd, Map<String, String> env, Path out, Path err)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.directory(cwd.toFile());
    builder.environment().clear();
    builder.environment().putAll(env);
    builder.redirectInput(new java.io.File("/dev/null"));
    builder.redirectOutput(out.toFile());
    builder.redirectError(err.toFile());
    return builder.start();
  }

  static Ran ended(List<String> command, int status, Path out, Path err) throws IOException {
    return new Ran(
        List.copyOf(command),
        status,
        new String(Files.readAllBytes(out), StandardCharsets.UTF_8),
        new String(Files.readAllBytes(err), StandardCharsets.UTF_8));
  }

  /** Asserts the exit status and returns this. */
  Ran exits(int expected) {
    if (status != expected) {
      Assertions.fail("exit status " + status + ", not " + expected + "\n" + this);
    }
    return this;
  }

  /** Asserts that standard error holds each of these texts. */
  Ran says(String... texts) {
    for (String text : texts) {
      if (!err.contains(text)) {
        Assertions.fail("standard error lacks: " + text + "\n" + this);
      }
    }
    return this;
  }

  /** Asserts that standard error holds none of these texts. */
  Ran saysNot(String... texts) {
    for (String text : texts) {
      if (err.contains(text)) {
        Assertions.fail("standard error holds: " + text + "\n" + this);
      }
    }
    return this;
  }

  /**
   * The errors on standard error: dthinlto's and lld's own lines; if there are none, those of the
   * compiler. What the compiler says below an error of dthinlto's is part of that one.
   */
  List<String> errors() {
    List<String> own = new ArrayList<>();
    List<String> compiler = new ArrayList<>();
    for (String line : err.split("\n")) {
      if (line.startsWith("dthinlto: error:") || line.contains("ld.lld: error:")) {
        own.add(line);
      } else if (line.contains("error:") && !line.contains("linker command failed")) {
        compiler.add(line);
      }
    }
    return own.isEmpty() ? compiler : own;
  }

  @Override
  public String toString() {
    return "command: "
        + String.join(" ", command)
        + "\nstatus: "
        + status
        + "\nstdout:\n"
        + out
        + "\nstderr:\n"
        + err;
  }
}
