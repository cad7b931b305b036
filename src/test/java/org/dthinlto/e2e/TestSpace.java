package org.dthinlto.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Assertions;

/**
 * A temporary folder to link in, for one LLVM release: writes, compiles, archives and runs. Knows
 * nothing of what a good link is; that is {@link Link}'s.
 *
 * <p>{@code root/w} is the working directory, {@code root/tmp} is TMPDIR, {@code root/home} is
 * HOME: {@link #snapshot} sees these. {@code root/ref}, {@code root/log}, {@code root/bin} and
 * {@code root/src} are the test's own. The system property {@code dthinlto.keepSpaces} keeps it
 * all.
 */
final class TestSpace implements AutoCloseable {

  /** Objects of this test run by compiler, flags, name and source: nothing is compiled twice. */
  private static final Map<String, byte[]> OBJECTS = new ConcurrentHashMap<>();

  private static @org.jspecify.annotations.Nullable Path sharedCache;

  final Toolchain llvm;
  final Path root;
  final Path work;

  /** The environment of all commands; a test may add to it. */
  final Map<String, String> env = new TreeMap<>();

  TestSpace(Toolchain llvm) {
    this.llvm = llvm;
    try {
      root = Files.createTempDirectory("dthinlto-e2e").toRealPath();
      work = Files.createDirectory(root.resolve("w"));
      for (String folder : List.of("tmp", "home", "cache", "ref", "log", "bin", "src")) {
        Files.createDirectory(root.resolve(folder));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    env.put("PATH", System.getenv().getOrDefault("PATH", "/usr/bin:/bin"));
    String javaHome = System.getenv("JAVA_HOME");
    if (javaHome != null) {
      env.put("JAVA_HOME", javaHome);
    }
    env.put("TMPDIR", root.resolve("tmp").toString());
    env.put("HOME", root.resolve("home").toString());
    env.put("XDG_CACHE_HOME", root.resolve("cache").toString());
    env.put("DTHINLTO_NO_CACHE", "1");
  }

  /**
   * A cache folder that all tests of this run share: compilers are recognised once, and links that
   * run at once meet in it.
   */
  static synchronized Path sharedCache() {
    Path shared = sharedCache;
    if (shared == null) {
      try {
        shared = Files.createTempDirectory("dthinlto-e2e-cache").toRealPath();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      Path made = shared;
      Runtime.getRuntime().addShutdownHook(new Thread(() -> deleteAll(made)));
      sharedCache = shared;
    }
    return shared;
  }

  Path path(String name) {
    return work.resolve(name);
  }

  /** The launcher under test. */
  static Path launcher() {
    Path launcher = Path.of(System.getProperty("dthinlto.launcher", "target/dthinlto"));
    if (!Files.isExecutable(launcher)) {
      Assertions.fail(
          "no launcher to test at '"
              + launcher
              + "': run `mvn package` first, or name it by -Ddthinlto.launcher=FILE");
    }
    return launcher.toAbsolutePath();
  }

  // ---- files

  void write(String name, String text) {
    write(name, text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  void write(String name, byte[] bytes) {
    try {
      Files.createDirectories(path(name).getParent());
      Files.write(path(name), bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  byte[] read(String name) {
    try {
      return Files.readAllBytes(path(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean exists(String name) {
    return Files.exists(path(name), java.nio.file.LinkOption.NOFOLLOW_LINKS);
  }

  void mkdir(String name) {
    try {
      Files.createDirectories(path(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A shell script outside of the working directory; returns its path. */
  Path script(String name, String text) {
    try {
      Path file = root.resolve("bin").resolve(name);
      Files.writeString(file, "#!/bin/sh\n" + text);
      if (!file.toFile().setExecutable(true)) {
        throw new IOException("can't make '" + file + "' executable");
      }
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What lies in the working directory, TMPDIR and HOME. */
  Snapshot snapshot() {
    return Snapshot.of(root, work, root.resolve("tmp"), root.resolve("home"));
  }

  // ---- objects and archives

  /** A ThinLTO object, from C. */
  void thin(String name, String source, String... flags) {
    compile(name, source, "-flto=thin", flags);
  }

  /** A full LTO object, from C. */
  void full(String name, String source, String... flags) {
    compile(name, source, "-flto", flags);
  }

  /** Bitcode without any summary, from C. */
  void noSummary(String name, String source, String... flags) {
    compile(name, source, "-emit-llvm", flags);
  }

  /** A native object, from C. */
  void elf(String name, String source, String... flags) {
    compile(name, source, "-fno-lto", flags);
  }

  private void compile(String name, String source, String kind, String... flags) {
    // The name is in the bitcode, and tells static functions of two modules apart.
    String file = name.replaceAll("[^A-Za-z0-9_.]", "_");
    file = file.substring(Math.max(0, file.length() - 60)) + ".c";
    List<String> command = new ArrayList<>(List.of(llvm.clang(), "-O2", kind));
    command.addAll(Arrays.asList(flags));
    command.addAll(List.of("-c", file));
    String key = command + "\n" + source;
    byte[] object = OBJECTS.get(key);
    try {
      if (object == null) {
        Files.writeString(root.resolve("src").resolve(file), source);
        Path output = root.resolve("log").resolve("object");
        command.addAll(List.of("-o", output.toString()));
        Ran.run(command, root.resolve("src"), env, root.resolve("log")).exits(0);
        object = Files.readAllBytes(output);
        OBJECTS.put(key, object);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    write(name, object);
  }

  /** A GNU archive with a symbol table; an old one is replaced. */
  void archive(String name, String... members) {
    ar("rcs", name, members);
  }

  /** Makes an archive anew by {@code llvm-ar OPERATION NAME MEMBERS}. */
  void ar(String operation, String name, String... members) {
    List<String> command = new ArrayList<>(List.of(llvm.ar()));
    command.addAll(Arrays.asList(operation.split(" ")));
    command.add(name);
    command.addAll(Arrays.asList(members));
    try {
      Files.deleteIfExists(path(name));
      Files.createDirectories(path(name).getParent());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    run(command).exits(0);
  }

  void remove(String... names) {
    for (String name : names) {
      try {
        Files.delete(path(name));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  // ---- commands

  Ran run(List<String> command) {
    return Ran.run(command, work, env, root.resolve("log"));
  }

  Ran run(String... command) {
    return run(Arrays.asList(command));
  }

  /** Runs shell text in the working directory: for names that this JVM's locale can't spell. */
  Ran sh(String text) {
    try {
      Path file = Files.createTempFile(root.resolve("log"), "run", ".sh");
      Files.writeString(file, text);
      return run("/bin/sh", "-eu", file.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Ran dthinlto(String... arguments) {
    return dthinlto(Arrays.asList(arguments));
  }

  Ran dthinlto(List<String> arguments) {
    List<String> command = new ArrayList<>(List.of(launcher().toString()));
    command.addAll(arguments);
    return run(command);
  }

  /** {@code llvm-nm} of an output, without addresses, sorted. */
  List<String> symbols(Path file, String... options) {
    List<String> command = new ArrayList<>(List.of(llvm.nm()));
    command.addAll(Arrays.asList(options));
    command.add(file.toString());
    List<String> lines = new ArrayList<>();
    for (String line : run(command).exits(0).out().split("\n")) {
      lines.add(line.replaceFirst("^[0-9a-f]* *", ""));
    }
    lines.sort(null);
    return lines;
  }

  /** A link of these words, to be tried by lld in process and by dthinlto. */
  Link link(String... words) {
    return new Link(this, Arrays.asList(words));
  }

  @Override
  public void close() {
    if (System.getProperty("dthinlto.keepSpaces") != null) {
      return;
    }
    deleteAll(root);
  }

  /** By a shell: it can spell every name, and folders may be read-only. */
  private static void deleteAll(Path folder) {
    String text = "chmod -R u+rwX \"$0\"; rm -rf \"$0\"";
    try {
      new ProcessBuilder("/bin/sh", "-c", text, folder.toString())
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public String toString() {
    return llvm.toString();
  }
}
