package org.dthinlto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every example runs as it stands, and one that finds its program wrong says so. */
class ExamplesE2eTest {

  @TempDir Path temp;

  static List<Path> examples() throws IOException {
    List<Path> scripts = new ArrayList<>();
    try (Stream<Path> folders = Files.list(Path.of("examples"))) {
      for (Path folder : folders.sorted().toList()) {
        if (Files.exists(folder.resolve("run.sh"))) {
          scripts.add(folder.resolve("run.sh"));
        }
      }
    }
    return scripts;
  }

  @ParameterizedTest
  @MethodSource("examples")
  void exampleRunsWithLlvm22(Path script) throws Exception {
    Path log = temp.resolve("log");
    assertEquals(0, run(script, log, "22", ""), () -> read(log));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void exampleRunsWithLlvm14(Path script) throws Exception {
    Path log = temp.resolve("log");
    assertEquals(0, run(script, log, "14", ""), () -> read(log));
  }

  @Test
  void thereAreExamplesOfAllKinds() throws IOException {
    List<String> names = new ArrayList<>();
    for (Path script : examples()) {
      names.add(String.valueOf(script.getParent().getFileName()));
    }
    assertEquals(
        List.of("archive", "autotools", "cargo", "ci", "cmake", "make", "meson", "ninja"), names);
  }

  /** The negative twin: a dthinlto that links nothing is noticed. */
  @ParameterizedTest
  @MethodSource("examples")
  void exampleFailsWithoutALink(Path script) throws Exception {
    Path log = temp.resolve("log");
    assertFalse(run(script, log, "22", "/bin/true") == 0, () -> read(log));
  }

  private static int run(Path script, Path log, String llvm, String dthinlto) throws Exception {
    ProcessBuilder builder = new ProcessBuilder("bash", script.toString());
    builder.environment().put("LLVM", llvm);
    if (!dthinlto.isEmpty()) {
      builder.environment().put("DTHINLTO", dthinlto);
    }
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    Process process = builder.start();
    if (!process.waitFor(5, TimeUnit.MINUTES)) {
      process.destroyForcibly();
    }
    return process.waitFor();
  }

  private static String read(Path log) {
    try {
      return Files.readString(log, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
