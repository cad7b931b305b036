package org.dthinlto.bitcode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An installed clang with the LLVM tools of its version. Tests use all that are installed; that
 * there are enough of them is a test of its own.
 *
 * @param suffix what follows the tools' names: {@code -22}, or nothing
 * @param major the major version
 */
record Clang(String suffix, int major) {

  private static final List<Clang> INSTALLED = new ArrayList<>();

  /** A function that calls another one. */
  static final String PLAIN = "int g(int);\nint f(int x) { return g(x) + 1; }\n";

  /** Classes with virtual functions, so that there is something to split off. */
  static final String VTABLES =
      """
      struct B { virtual int f(int); virtual ~B(); };
      struct D : B { int f(int) override; };
      int B::f(int x) { return x + 1; }
      B::~B() {}
      int D::f(int x) { return x * 2; }
      int call(B *b) { return b->f(3); }
      """;

  /** All that are installed, the one without a suffix first, then by version. */
  static synchronized List<Clang> all() throws IOException, InterruptedException {
    if (INSTALLED.isEmpty()) {
      if (isInstalled("clang")) {
        INSTALLED.add(of(""));
      }
      for (int major = 14; major < 40; major++) {
        if (isInstalled("clang-" + major)) {
          INSTALLED.add(of("-" + major));
        }
      }
      assertTrue(!INSTALLED.isEmpty(), "no clang in PATH");
    }
    return List.copyOf(INSTALLED);
  }

  static Clang newest() throws IOException, InterruptedException {
    Clang newest = all().get(0);
    for (Clang clang : all()) {
      newest = clang.major > newest.major ? clang : newest;
    }
    return newest;
  }

  /** Those that know FatLTO and unified LTO. */
  static List<Clang> fat() throws IOException, InterruptedException {
    List<Clang> found = new ArrayList<>(all());
    found.removeIf(clang -> clang.major < 17);
    return found;
  }

  private static boolean isInstalled(String program) {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  private static Clang of(String suffix) throws IOException, InterruptedException {
    String text = run(Path.of("."), "clang" + suffix, "--version");
    Matcher version = Pattern.compile("version (\\d+)").matcher(text);
    assertTrue(version.find(), text);
    return new Clang(suffix, Integer.parseInt(version.group(1)));
  }

  /** Compiles a source to {@code name.o} in a folder. */
  Path compile(Path folder, String name, String source, String... options)
      throws IOException, InterruptedException {
    boolean asm = source.startsWith("#asm");
    boolean cxx = source.startsWith("struct");
    Path input = folder.resolve(name + (asm ? ".S" : cxx ? ".cc" : ".c"));
    Path output = folder.resolve(name + ".o");
    Files.writeString(input, asm ? source.substring(4) : source);
    List<String> line = new ArrayList<>(List.of("-O1", "-c", input.toString(), "-o"));
    line.add(output.toString());
    line.addAll(List.of(options));
    tool(folder, "clang", line.toArray(String[]::new));
    return output;
  }

  /** Runs a tool of this version in a folder and gives what it wrote. */
  String tool(Path folder, String name, String... arguments)
      throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of(name + suffix));
    line.addAll(List.of(arguments));
    return run(folder, line.toArray(String[]::new));
  }

  private static String run(Path folder, String... line) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(line).directory(folder.toFile()).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), String.join(" ", line) + "\n" + text);
    return text;
  }

  @Override
  public String toString() {
    return "clang" + suffix;
  }
}
