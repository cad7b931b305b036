package org.dthinlto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Holds the README to what lies in the project. */
final class ReadmeTest {

  @Test
  void continuousIntegrationRunsTheTestCommandOfTheReadme() throws IOException {
    List<String> readme = Files.readAllLines(Path.of("README.md"));
    List<String> ci = Files.readAllLines(Path.of(".ci", "run"));
    String command = ci.get(ci.size() - 1);
    assertTrue(command.contains("mvn -B verify"), command);
    int at = readme.indexOf(command);
    assertTrue(at > 0, "README.md has no line: " + command);
    assertEquals("```sh", readme.get(at - 1));
    assertEquals("```", readme.get(at + 1));
  }
}
