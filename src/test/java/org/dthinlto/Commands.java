package org.dthinlto;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assertions;

/** Commands that tests of what the build has packed run. */
final class Commands {

  private static final long MINUTES = 10;

  /** A command that has ended, with what it wrote to both. */
  record Ran(int status, String out) {}

  private Commands() {}

  static Ran run(Path folder, Map<String, String> environment, String... command)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile("dthinlto-test", ".out");
    try {
      ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
      builder.environment().putAll(environment);
      builder.redirectErrorStream(true).redirectOutput(out.toFile());
      Process process = builder.start();
      process.getOutputStream().close();
      if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        Assertions.fail("still running: " + List.of(command) + Files.readString(out));
      }
      return new Ran(process.exitValue(), new String(Files.readAllBytes(out), UTF_8));
    } finally {
      Files.delete(out);
    }
  }

  /** The same; it has to end with status 0. Returns what it wrote. */
  static String done(Path folder, Map<String, String> environment, String... command)
      throws IOException, InterruptedException {
    Ran ran = run(folder, environment, command);
    Assertions.assertEquals(0, ran.status(), () -> List.of(command) + ":\n" + ran.out());
    return ran.out();
  }

  /** The only file of target with such a name. */
  static Path built(String pattern) throws IOException {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of("target"), pattern)) {
      files.forEach(found::add);
    }
    Assertions.assertEquals(1, found.size(), pattern + ": " + found);
    return found.get(0).toAbsolutePath();
  }
}
