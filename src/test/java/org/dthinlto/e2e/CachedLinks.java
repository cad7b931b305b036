package org.dthinlto.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Assertions;

/**
 * Links of one output, one after the other, by dthinlto with a cache folder of their own and by lld
 * with its own cache. The linker is a program that counts its runs. Knows what a link did, not what
 * it should have done.
 */
final class CachedLinks {

  /** Releases whose compilers are known in the shared cache. */
  private static final Set<Integer> WARM = new HashSet<>();

  private final TestSpace space;
  private final List<String> words;
  private final Path cache;
  private final Path linker;
  private final List<String> options = new ArrayList<>();
  private String output = "out";
  private int lines;

  /**
   * One link.
   *
   * @param jobs modules that are linked
   * @param local jobs that ran
   * @param hits results that were taken from the cache
   * @param relinked whether the final link was done
   * @param lldRuns how many times lld ran
   */
  record Done(Ran ran, int jobs, int local, int hits, boolean relinked, int lldRuns) {

    Done ran(int expected) {
      Assertions.assertEquals(expected, local, () -> "jobs that ran\n" + this);
      Assertions.assertEquals(jobs, local + hits, () -> "all jobs\n" + this);
      return this;
    }

    /** Asserts that nothing was done at all. */
    Done nothing() {
      ran(0);
      Assertions.assertEquals(0, lldRuns, () -> "lld ran\n" + this);
      Assertions.assertFalse(relinked, () -> "linked again\n" + this);
      return this;
    }

    /** Asserts that the final link alone was done. */
    Done finalLinkOnly() {
      ran(0);
      Assertions.assertEquals(1, lldRuns, () -> "lld ran\n" + this);
      Assertions.assertTrue(relinked, () -> "not linked again\n" + this);
      return this;
    }

    /** Asserts that thin and final link were done. */
    Done bothLinks() {
      Assertions.assertEquals(2, lldRuns, () -> "lld ran\n" + this);
      Assertions.assertTrue(relinked, () -> "not linked again\n" + this);
      return this;
    }

    /** Asserts that lld ran for the thin link, and that what came of it was known. */
    Done thinLinkOnly() {
      Assertions.assertEquals(1, lldRuns, () -> "lld ran\n" + this);
      Assertions.assertFalse(relinked, () -> "linked again\n" + this);
      return this;
    }
  }

  /** An output as it lies there. */
  record State(Object inode, FileTime modified, FileTime changed, long size) {}

  CachedLinks(TestSpace space, String... words) {
    this(space, Arrays.asList(words));
  }

  CachedLinks(TestSpace space, List<String> words) {
    this.space = space;
    this.words = new ArrayList<>(words);
    this.cache = space.root.resolve("own-cache");
    this.linker = countingLinker(space);
    space.env.remove("DTHINLTO_NO_CACHE");
    warm(space, cache);
  }

  private CachedLinks(CachedLinks other, TestSpace space) {
    this.space = space;
    this.words = new ArrayList<>(other.words);
    this.cache = other.cache;
    this.linker = other.linker;
  }

  /** The same line, with the same cache and linker, in another space. */
  CachedLinks in(TestSpace other) {
    other.env.remove("DTHINLTO_NO_CACHE");
    return new CachedLinks(this, other);
  }

  CachedLinks output(String name) {
    output = name;
    return this;
  }

  CachedLinks options(String... more) {
    options.addAll(Arrays.asList(more));
    return this;
  }

  /** To be changed between links. */
  List<String> words() {
    return words;
  }

  Path cache() {
    return cache;
  }

  Path linker() {
    return linker;
  }

  /** A cache in which nothing but the installed compiler is known, which takes long to read. */
  private static synchronized void warm(TestSpace space, Path cache) {
    Path shared = TestSpace.sharedCache();
    if (WARM.add(space.llvm.version())) {
      space.thin("warm/main.o", "int main(void) { return 0; }");
      List<String> command =
          new ArrayList<>(
              List.of(
                  TestSpace.launcher().toString(), "link", "--cache-dir", shared.toString(), "--"));
      command.addAll(space.llvm.driver());
      command.addAll(List.of("warm/main.o", "-o", "warm/out"));
      space.run(command).exits(0);
      space.sh("rm -r warm");
    }
    space
        .sh(
            "mkdir -p '%s/v1'; cd '%s/v1'; cp -r CACHEDIR.TAG files tools '%s/v1'"
                .formatted(cache, shared, cache))
        .exits(0);
  }

  /** A program, not a script: of a script nobody knows what it does. */
  private static Path countingLinker(TestSpace space) {
    Path log = space.root.resolve("log/lld-runs");
    Path source = space.root.resolve("bin/linker.c");
    Path linker = space.root.resolve("bin/ld.lld");
    String text =
        """
        #include <stdio.h>
        #include <unistd.h>
        int main(int argc, char **argv) {
          FILE *log = fopen("LOG", "a");
          int version = argc == 2 && argv[1][0] == '-' && argv[1][1] == '-';
          if (!version) fprintf(log, "%d words\\n", argc);
          fclose(log);
          argv[0] = "ld.lld";
          execv("LLD", argv);
          return 127;
        }
        """;
    try {
      Files.writeString(
          source, text.replace("LOG", log.toString()).replace("LLD", space.llvm.lld()));
      Files.writeString(log, "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    space.run(space.llvm.clang(), source.toString(), "-o", linker.toString()).exits(0);
    return linker;
  }

  List<String> command() {
    List<String> command = new ArrayList<>(List.of(TestSpace.launcher().toString(), "link"));
    command.addAll(
        List.of("--strict", "--cache-dir", cache.toString(), "--summary", summary().toString()));
    command.addAll(options);
    command.add("--");
    command.addAll(line());
    command.addAll(List.of("-o", output));
    return command;
  }

  private List<String> line() {
    List<String> line = new ArrayList<>(List.of(space.llvm.clangxx(), "--ld-path=" + linker));
    line.addAll(words);
    return line;
  }

  private Path summary() {
    return space.root.resolve("log/summary.json");
  }

  /** Links by dthinlto. */
  Done link() {
    lines = lldRuns();
    Ran ran = space.run(command()).exits(0);
    int runs = lldRuns() - lines;
    Summary summary = Summary.read(summary());
    Assertions.assertEquals("distributed", summary.outcome(), ran::toString);
    return new Done(
        ran,
        summary.jobs(),
        summary.number("localJobs"),
        summary.number("cacheHits"),
        summary.json().replace(" ", "").contains("\"relinked\":true"),
        runs);
  }

  /** Links by dthinlto, and asserts that the program does what lld's own does. */
  Done linkRight() {
    Done done = link();
    assertRight();
    return done;
  }

  /** Asserts that the output behaves as what lld makes of the line now. */
  void assertRight() {
    lldMisses();
    Ran expected = space.run(space.root.resolve("ref/out").toString());
    Ran actual = space.run(space.path(output).toString());
    Assertions.assertEquals(expected.out(), actual.out(), "what the program prints");
    Assertions.assertEquals(expected.status(), actual.status(), "the program's exit status");
  }

  /** The command by which lld links the line in process, to a file of the test's. */
  List<String> inProcess(String file) {
    List<String> command = new ArrayList<>(line());
    command.addAll(List.of("-o", space.root.resolve(file).toString()));
    return command;
  }

  /** Links by lld in process with its own cache, and says how many modules it compiled. */
  int lldMisses() {
    Path kept = space.root.resolve("lld-cache");
    Set<Path> before = files(kept);
    List<String> command = new ArrayList<>(line());
    command.addAll(
        List.of("-Wl,--thinlto-cache-dir=" + kept, "-o", space.root.resolve("ref/out").toString()));
    space.run(command).exits(0);
    Set<Path> after = files(kept);
    after.removeAll(before);
    return after.size();
  }

  private static Set<Path> files(Path folder) {
    Set<Path> found = new HashSet<>();
    if (Files.isDirectory(folder)) {
      try (var files = Files.newDirectoryStream(folder, "llvmcache-*")) {
        files.forEach(found::add);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return found;
  }

  private int lldRuns() {
    try {
      return Files.readAllLines(linker.resolveSibling("../log/lld-runs").normalize()).size();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How the output lies there: if it is the same again, nobody touched it. */
  State state(String name) {
    try {
      Map<String, Object> found =
          Files.readAttributes(space.path(name), "unix:size,lastModifiedTime,ctime,ino");
      return new State(
          found.get("ino"),
          (FileTime) found.get("lastModifiedTime"),
          (FileTime) found.get("ctime"),
          (long) found.get("size"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
