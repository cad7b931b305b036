package org.dthinlto.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Finds and runs the installed clang and lld; a test that needs one fails if it is missing. */
final class Tools {

  /** The oldest and the newest supported release: the tests must have run with both. */
  static final List<String> REQUIRED = List.of("14", "22");

  private static final int NEWEST = 40;

  private Tools() {}

  /**
   * How a process ended.
   *
   * @param text what it wrote to both streams, in order
   */
  record Outcome(int status, String text) {}

  /** Major versions of which clang, ld.lld and llvm-ar are all installed, oldest first. */
  static List<String> versions() {
    List<String> found = new ArrayList<>();
    for (int major = 14; major <= NEWEST; major++) {
      if (onPath("clang-" + major) && onPath("ld.lld-" + major) && onPath("llvm-ar-" + major)) {
        found.add(String.valueOf(major));
      }
    }
    assertTrue(found.containsAll(REQUIRED), "LLVM " + REQUIRED + " must be installed: " + found);
    return found;
  }

  static boolean onPath(String program) {
    for (String folder : System.getenv("PATH").split(":")) {
      if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, program))) {
        return true;
      }
    }
    return false;
  }

  /** Runs a command to its end. */
  static Outcome run(Path folder, List<String> argv) {
    try {
      Path output = Files.createTempFile("tool", ".out");
      try {
        Process process =
            new ProcessBuilder(argv)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .redirectInput(Path.of("/dev/null").toFile())
                .start();
        if (!process.waitFor(120, TimeUnit.SECONDS)) {
          process.destroyForcibly();
          fail("no end after 120 s: " + String.join(" ", argv));
        }
        String text = new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
        return new Outcome(process.exitValue(), text);
      } finally {
        Files.delete(output);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Runs a command that must succeed; what it wrote. */
  static String succeed(Path folder, String... argv) {
    Outcome outcome = run(folder, List.of(argv));
    assertEquals(0, outcome.status(), String.join(" ", argv) + "\n" + outcome.text());
    return outcome.text();
  }

  /** Compiles C source to {@code name} with clang 22, as ThinLTO bitcode or, with "", natively. */
  static void compile(Path folder, String name, String lto, String source) throws IOException {
    Path file = Files.createTempFile("source", ".c");
    Files.writeString(file, source);
    Path target = folder.resolve(name);
    Files.createDirectories(target.getParent());
    List<String> argv = new ArrayList<>(List.of("clang-22", "-O2", "-c", file.toString()));
    if (!lto.isEmpty()) {
      argv.add("-flto=" + lto);
    }
    argv.addAll(List.of("-o", target.toString()));
    succeed(folder, argv.toArray(String[]::new));
    Files.delete(file);
  }
}
