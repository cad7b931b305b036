package org.dthinlto.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Finds and runs the real tools that the tests hold the reader and the writer against. */
final class ArTools {

  private static final int OLDEST = 14;
  private static final int NEWEST = 40;

  private ArTools() {}

  /**
   * The tool without a version and every version that is installed.
   *
   * @throws AssertionError if there is none without a version and no version either
   */
  static List<String> all(String tool) {
    List<String> found = versioned(tool);
    if (onPath(tool)) {
      found.add(0, tool);
    }
    assertTrue(!found.isEmpty(), "'" + tool + "' must be installed to run the tests");
    return found;
  }

  /** {@code llvm-ar}, its installed versions (one at least), and GNU {@code ar}. */
  static List<String> archivers() {
    assertTrue(onPath("ar"), "GNU 'ar' must be installed to run the tests");
    List<String> found = llvmArchivers();
    found.add("ar");
    return found;
  }

  static List<String> llvmArchivers() {
    assertTrue(onPath("llvm-ar"), "'llvm-ar' must be installed to run the tests");
    assertTrue(!versioned("llvm-ar").isEmpty(), "a versioned 'llvm-ar-N' must be installed");
    return all("llvm-ar");
  }

  /** Suffixes such as {@code -22} for which clang and ld.lld are both there. */
  static List<String> llvmSuffixes() {
    List<String> suffixes = new ArrayList<>();
    for (String clang : versioned("clang")) {
      String suffix = clang.substring("clang".length());
      if (onPath("ld.lld" + suffix)) {
        suffixes.add(suffix);
      }
    }
    assertTrue(!suffixes.isEmpty(), "clang-N and ld.lld-N of one version must be installed");
    return suffixes;
  }

  private static List<String> versioned(String tool) {
    List<String> found = new ArrayList<>();
    for (int version = OLDEST; version <= NEWEST; version++) {
      if (onPath(tool + "-" + version)) {
        found.add(tool + "-" + version);
      }
    }
    return found;
  }

  private static boolean onPath(String tool) {
    for (String folder : System.getenv("PATH").split(":", -1)) {
      if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, tool))) {
        return true;
      }
    }
    return false;
  }

  /** Runs a command that must succeed; what it wrote to both streams, as UTF-8. */
  static String run(Path folder, String... argv) {
    return run(folder, Map.of(), argv);
  }

  static String run(Path folder, Map<String, String> environment, String... argv) {
    return new String(runForBytes(folder, environment, argv), StandardCharsets.UTF_8);
  }

  static byte[] runForBytes(Path folder, Map<String, String> environment, String... argv) {
    try {
      Path output = Files.createTempFile("tool", ".out");
      ProcessBuilder builder = new ProcessBuilder(argv).directory(folder.toFile());
      builder.environment().put("LC_ALL", "C.UTF-8");
      builder.environment().putAll(environment);
      Process process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        fail("no end after 60 s: " + String.join(" ", argv));
      }
      byte[] bytes = Files.readAllBytes(output);
      Files.delete(output);
      String said = String.join(" ", argv) + ":\n" + new String(bytes, StandardCharsets.UTF_8);
      assertEquals(0, process.exitValue(), said);
      return bytes;
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Compiles C source to a native object. */
  static void compile(Path folder, String source, String object, String... options) {
    compileBy("clang", folder, source, object, options);
  }

  static void compileBy(
      String clang, Path folder, String source, String object, String... options) {
    try {
      Path file = Files.createTempFile("source", ".c");
      Files.writeString(file, source);
      List<String> argv = new ArrayList<>(List.of(clang, "-c", "-O1", file.toString()));
      argv.addAll(List.of(options));
      argv.addAll(List.of("-o", object));
      run(folder, argv.toArray(String[]::new));
      Files.delete(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
