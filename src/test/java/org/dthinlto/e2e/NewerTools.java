package org.dthinlto.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assertions;

/** make from 4.4 on and ninja from 1.13 on, by {@code debian-tools.sh}; else the test fails. */
final class NewerTools {

  private static final Path SCRIPT = Path.of("src", "build", "debian-tools.sh").toAbsolutePath();

  private NewerTools() {}

  static String make() {
    return program("make");
  }

  static String ninja() {
    return program("ninja");
  }

  private static synchronized String program(String name) {
    List<String> command =
        List.of(SCRIPT.toString(), "make-ninja", "usr/bin/make", "make", "ninja-build");
    try {
      Path log = Files.createTempDirectory("dthinlto-tools");
      Ran ran = Ran.run(command, log, Map.copyOf(System.getenv()), log);
      try (var files = Files.list(log)) {
        for (Path file : (Iterable<Path>) files::iterator) {
          Files.delete(file);
        }
      }
      Files.delete(log);
      if (ran.status() != 0) {
        Assertions.fail("make and ninja of a newer Debian are needed, by apt-get\n" + ran);
      }
      Path program = Path.of(ran.out().strip(), "starters", name);
      Assertions.assertTrue(Files.isExecutable(program), program::toString);
      return program.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
