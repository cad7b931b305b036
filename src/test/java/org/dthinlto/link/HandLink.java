package org.dthinlto.link;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.dthinlto.exec.ChildProcesses;
import org.dthinlto.exec.JobLimits;
import org.dthinlto.report.ProgressChoice;
import org.dthinlto.report.ProgressMode;

/**
 * A folder in which a thin link is run by hand, by the clang and lld of one LLVM release, and the
 * step after it by {@link BackendStep}. Its working directory is {@code folder}.
 */
final class HandLink {

  static final String MAIN =
      """
      #include <stdio.h>
      int f(int);
      int main(void) { printf("f=%d\\n", f(4)); return 0; }
      """;
  static final String F = "int h(int); int f(int x) { return h(x) * 10 + 2; }";
  static final String H = "int h(int x) { return x; }";

  private final Path base;
  private final int release;
  final Path folder;

  // What may be set before the step is run.
  PrefixReplacement replacement = PrefixReplacement.NONE;
  String natives = "n";
  boolean quoted;
  boolean keep;
  int level = 2;
  BackendStepSettings.Code code = BackendStepSettings.Code.AS_COMPILED;
  String clang;
  List<String> backendArgs = List.of();

  // What there is to see afterwards.
  String out = "";
  String err = "";

  HandLink(Path base, int release) throws IOException {
    this.base = base;
    this.release = release;
    this.folder = Files.createDirectories(base.resolve("w"));
    this.clang = "clang-" + release;
  }

  /** Makes a ThinLTO object; a relative name starts from the folder. */
  void compile(String name, String source, String... options) throws Exception {
    Path object = folder.resolve(name);
    Files.createDirectories(object.getParent());
    Path input = base.resolve("source.c");
    Files.writeString(input, source);
    List<String> line = new ArrayList<>(List.of("clang-" + release, "-O2", "-flto=thin", "-c"));
    line.addAll(List.of(options));
    line.addAll(List.of(input.toString(), "-o", object.toString()));
    run(line);
  }

  void archive(String name, String... members) throws Exception {
    Files.createDirectories(folder.resolve(name).getParent());
    List<String> line = new ArrayList<>(List.of("llvm-ar-" + release, "qcs", name));
    line.addAll(List.of(members));
    run(line);
  }

  /** The user's thin link. */
  void thinLink(String... words) throws Exception {
    List<String> line = new ArrayList<>(List.of("ld.lld-" + release, "-e", "main"));
    line.addAll(List.of(words));
    line.addAll(List.of("--unresolved-symbols=ignore-all", "-o", "main"));
    line.addAll(List.of("--thinlto-index-only=list", "--thinlto-emit-imports-files"));
    run(line);
  }

  /** Natives of lld's own backends for the same line, in link order. */
  List<byte[]> inProcess(String... words) throws Exception {
    List<String> line = new ArrayList<>(List.of("ld.lld-" + release, "-e", "main"));
    line.addAll(List.of(words));
    line.addAll(List.of("--unresolved-symbols=ignore-all", "--lto-obj-path=../ref"));
    line.addAll(List.of("-o", "/dev/null"));
    run(line);
    List<byte[]> objects = new ArrayList<>();
    for (int i = 1; Files.exists(base.resolve("ref" + i)); i++) {
      objects.add(Files.readAllBytes(base.resolve("ref" + i)));
    }
    return objects;
  }

  String run(List<String> line) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(line).directory(folder.toFile()).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), String.join(" ", line) + "\n" + text);
    return text;
  }

  /** Runs the backends; returns the exit status. */
  int step() throws InterruptedException {
    ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
    ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
    BackendStepSettings settings =
        new BackendStepSettings(
            "list",
            replacement,
            natives,
            quoted,
            level,
            code,
            JobLimits.of(2),
            clang,
            backendArgs,
            keep,
            -1);
    LinkReport report =
        new LinkReport(
            ProgressChoice.open(
                ProgressMode.NONE,
                false,
                Map.of(),
                new PrintStream(errBytes, true, StandardCharsets.UTF_8),
                new ChildProcesses()),
            new PrintStream(outBytes, true, StandardCharsets.UTF_8),
            -1);
    int status = new BackendStep(settings, folder, report).run();
    out = outBytes.toString(StandardCharsets.UTF_8);
    err = errBytes.toString(StandardCharsets.UTF_8);
    return status;
  }

  /** Runs the backends and gives the names of the objects. */
  List<String> objects() throws InterruptedException {
    assertEquals(0, step(), err);
    assertEquals("", err);
    return List.of(out.split("\n"));
  }

  /** Runs the backends, which must fail with one error and leave everything as it was. */
  String failure() throws Exception {
    List<String> before = files();
    assertEquals(1, step(), out);
    assertEquals("", out);
    assertEquals(before, files());
    String first = err.split("\n")[0];
    assertEquals(err.indexOf("error:"), err.lastIndexOf("error:"), err);
    return first;
  }

  /** Links objects with the C library and gives what the program prints. */
  String program(List<String> objects) throws Exception {
    List<String> line = new ArrayList<>(List.of("clang-" + release));
    line.addAll(objects);
    line.addAll(List.of("-o", "program"));
    run(line);
    return run(List.of("./program"));
  }

  List<String> files() throws IOException {
    try (Stream<Path> all = Files.walk(base)) {
      return all.map(file -> base.relativize(file).toString()).sorted().toList();
    }
  }
}
