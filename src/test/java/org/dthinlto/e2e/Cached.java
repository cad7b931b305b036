package org.dthinlto.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A cache folder of a test's own, in which the compilers are known already: to look at them for the
 * first time takes 1.5 s. Knows where things lie in it, not what links do with them.
 */
final class Cached {

  private final TestSpace space;
  private final Path folder;

  private Cached(TestSpace space, Path folder) {
    this.space = space;
    this.folder = folder;
  }

  /** The usual cache folder of a space, from now on used by its links. */
  static Cached in(TestSpace space) {
    return in(space, space.root.resolve("cache/dthinlto"));
  }

  /** Another folder, which need not be there. */
  static Cached in(TestSpace space, Path folder) {
    space.env.remove("DTHINLTO_NO_CACHE");
    space.env.put("DTHINLTO_CACHE_DIR", folder.toString());
    Cached cached = new Cached(space, folder);
    cached.seed();
    return cached;
  }

  /** Puts in what is known of the compilers. */
  void seed() {
    Path shared = TestSpace.sharedCache();
    try {
      synchronized (Cached.class) {
        Path mark = shared.resolve("known-" + space.llvm.version());
        if (!Files.exists(mark)) {
          try (TestSpace other = new TestSpace(space.llvm)) {
            other.thin("main.o", "int main(void) { return 0; }");
            other.env.remove("DTHINLTO_NO_CACHE");
            other.env.put("DTHINLTO_CACHE_DIR", shared.toString());
            other.run(other.link("main.o").command()).exits(0);
          }
          Files.createFile(mark);
        }
      }
      Files.createDirectories(root());
      Files.copy(shared.resolve("v1/CACHEDIR.TAG"), root().resolve("CACHEDIR.TAG"));
      for (String part : List.of("files", "tools")) {
        Files.createDirectory(root().resolve(part));
        for (Path file : files(shared.resolve("v1").resolve(part))) {
          Files.copy(file, root().resolve(part).resolve(file.getFileName()));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path folder() {
    return folder;
  }

  /** Where all but the trees lies. */
  Path root() {
    return folder.resolve("v1");
  }

  /** All files below a part of the cache, such as {@code v1/results} or {@code trees}. */
  List<Path> files(String part) {
    return files(folder.resolve(part));
  }

  /** The objects among the results. */
  List<Path> objects() {
    List<Path> objects = new ArrayList<>();
    for (Path file : files("v1/results")) {
      if (file.getFileName().toString().contains(".0-")) {
        objects.add(file);
      }
    }
    return objects;
  }

  private static List<Path> files(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> !Files.isDirectory(file)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@code dthinlto cache COMMAND}. */
  Ran command(String... words) {
    List<String> command = new ArrayList<>(List.of("cache"));
    command.addAll(List.of(words));
    return space.dthinlto(command);
  }

  /** Asserts that {@code cache verify} finds no damage. */
  void isClean() {
    command("verify").exits(0);
  }
}
