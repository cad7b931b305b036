package org.dthinlto.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dthinlto.exec.Command;
import org.dthinlto.exec.ProcessResult;
import org.dthinlto.exec.ProcessRunner;
import org.dthinlto.exec.StartException;

/**
 * What checks look at. Tests put another one in its place.
 *
 * @param environment the variables
 * @param folder the working folder, absolute
 * @param temp an empty folder for trials, absolute
 * @param root what {@code /proc}, {@code /sys} and {@code /etc} are looked for in
 * @param runner runs programs
 */
public record Machine(
    Map<String, String> environment, Path folder, Path temp, Path root, ProcessRunner runner) {

  /** A variable; "" if it isn't set. */
  String variable(String name) {
    return environment.getOrDefault(name, "");
  }

  /** A file that the kernel or the distribution keeps. */
  Path file(String absolute) {
    return root.resolve(absolute.substring(1));
  }

  /** Its text; "" if it can't be read. */
  String read(String absolute) {
    try {
      return new String(Files.readAllBytes(file(absolute)), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }

  /** Who we are; -1 if it can't be told. */
  int user() {
    try {
      return (int) Files.getAttribute(file("/proc/self"), "unix:uid");
    } catch (IOException | UnsupportedOperationException e) {
      return -1;
    }
  }

  /** Runs a program in the user's environment; status -1 and no text if it can't be started. */
  ProcessResult run(String... argv) throws IOException, InterruptedException {
    return run(temp, List.of(argv));
  }

  ProcessResult run(Path where, List<String> argv) throws IOException, InterruptedException {
    try {
      return runner.run(Command.of(argv, where));
    } catch (StartException e) {
      return new ProcessResult(-1, "", String.valueOf(e.getMessage()));
    }
  }

  /** Whether a program was started at all. */
  static boolean started(ProcessResult result) {
    return result.exitStatus() >= 0;
  }

  /** The first line of a text that isn't blank; "" if there is none. */
  static String firstLine(String text) {
    for (String line : lines(text)) {
      if (!line.isBlank()) {
        return line.strip();
      }
    }
    return "";
  }

  /** The first line that tells of an error, without the name of who tells; else the first. */
  static String firstError(String text) {
    for (String line : lines(text)) {
      int at = line.indexOf("error: ");
      if (at >= 0) {
        return line.substring(at + "error: ".length()).strip();
      }
    }
    return firstLine(text);
  }

  static List<String> lines(String text) {
    List<String> lines = new ArrayList<>();
    text.lines().forEach(lines::add);
    return lines;
  }
}
