package org.dthinlto.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.dthinlto.exec.Command;
import org.dthinlto.exec.ProcessResult;
import org.dthinlto.exec.ProcessRunner;

/** A machine to be examined: files of the kernel's as written here, programs that say a text. */
final class Fixture implements ProcessRunner {

  /** As the kernel writes it on a Debian machine. */
  static final String EXT4 =
      """
      27 1 254:0 / / rw,relatime - ext4 /dev/vda rw,discard,resuid=65534
      22 27 0:21 / /proc rw,relatime - proc proc rw
      """;

  final Map<String, String> environment = new TreeMap<>();
  final List<List<String>> ran = new ArrayList<>();
  private final Map<String, ProcessResult> answers = new TreeMap<>();
  private final Path root;
  private final Path folder;

  Fixture(Path temp) {
    try {
      root = Files.createDirectories(temp.resolve("root"));
      folder = Files.createDirectories(temp.resolve("folder")).toRealPath();
      Files.createDirectories(root.resolve("proc/self"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Machine machine() {
    return new Machine(environment, folder, folder, root, this);
  }

  Path folder() {
    return folder;
  }

  /** A file of the kernel's or the distribution's. */
  Fixture file(String absolute, String text) {
    try {
      Path file = root.resolve(absolute.substring(1));
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  Path path(String absolute) {
    return root.resolve(absolute.substring(1));
  }

  /** A program that says this on standard output. */
  Fixture says(String program, String text) {
    return answers(program, new ProcessResult(0, text, ""));
  }

  Fixture answers(String program, ProcessResult answer) {
    answers.put(program, answer);
    return this;
  }

  /** Programs that nothing was said of are not there. */
  @Override
  public ProcessResult run(Command command) {
    ran.add(command.argv());
    return answers.getOrDefault(
        command.argv().get(0), new ProcessResult(-1, "", "no such program in PATH"));
  }

  /** Asserts that a check finds one thing, and that each finding says how to mend it. */
  static void finds(Check check, Severity severity, String text) throws Exception {
    List<Finding> all = check.look();
    assertEquals(1, all.size(), all::toString);
    has(all, severity, text);
  }

  /** Asserts that there is a finding with a text, and that it says how to mend it. */
  static void has(List<Finding> all, Severity severity, String text) {
    List<Finding> found = new ArrayList<>(all);
    found.removeIf(finding -> !(finding.fact() + "\n" + finding.mend()).contains(text));
    assertEquals(1, found.size(), () -> "'" + text + "' in " + all);
    assertEquals(severity, found.get(0).severity(), found::toString);
    assertEquals(severity == Severity.OK, found.get(0).mend().isEmpty(), found::toString);
  }
}
