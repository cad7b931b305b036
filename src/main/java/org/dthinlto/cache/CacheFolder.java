package org.dthinlto.cache;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The folder in which results lie, and how files get into it: written beside, then renamed, so that
 * no half-written one is ever under its name. Knows no contents.
 *
 * <p>Folders are made when they are needed and once more if they have vanished: somebody may delete
 * the cache at any time.
 *
 * <p>Nothing is flushed to the disk. After a power loss a renamed file may be empty or hold zeros
 * on some file systems; what is read from here must therefore carry a checksum, and a lost result
 * costs one job. Flushing would cost every job some milliseconds.
 *
 * @param path absolute
 */
public record CacheFolder(Path path) {

  /** Changes whenever older entries can't be read any more. */
  static final String SCHEME = "v1";

  /**
   * Backup programs leave out folders with this signature (bford.info/cachedir); the second line
   * says whose it is. It lies in the folder of the scheme, not above it: so a folder that the user
   * has for other things as well is neither marked nor cleared.
   */
  static final String TAG = "CACHEDIR.TAG";

  private static final String TAG_TEXT =
      "Signature: 8a477f597d28d172789f06886806bc55\n# Results of dthinlto; may be deleted.\n";

  private static final int TRIES = 4;

  static final String TREES = "trees";

  private static final AtomicInteger COUNTER = new AtomicInteger();

  /** Process ids alone are not enough: containers that share a folder have the same ones. */
  private static final String PREFIX =
      ProcessHandle.current().pid() + "-" + Long.toHexString(System.nanoTime()) + "-";

  /** {@code $XDG_CACHE_HOME/dthinlto}, or {@code ~/.cache/dthinlto}; "" if neither is known. */
  public static String usual(Map<String, String> environment) {
    String base = environment.getOrDefault("XDG_CACHE_HOME", "");
    // The XDG specification says that relative paths are to be ignored.
    if (base.startsWith("/")) {
      return base + "/dthinlto";
    }
    String home = environment.getOrDefault("HOME", "");
    return home.startsWith("/") ? home + "/.cache/dthinlto" : "";
  }

  /** Where everything of this version of the cache lies. */
  Path root() {
    return path.resolve(SCHEME);
  }

  /**
   * Where a file of the cache lies.
   *
   * @param name {@code links/ab12…}, relative; the first part is the kind of what lies there
   */
  public Path file(String name) {
    return root().resolve(name);
  }

  /** Where links leave their work folders; see {@link KeptTrees}. */
  public Path trees() {
    return path.resolve(TREES);
  }

  /** Makes a file under a name of its own, and says which name it is to get then. */
  interface Maker {
    Path make(Path beside) throws IOException;
  }

  /** Puts a file under its name, whole or not at all; replaces what is there. */
  void put(Maker maker) throws IOException {
    for (int attempt = 1; ; attempt++) {
      Path beside = file("tmp").resolve(PREFIX + COUNTER.incrementAndGet());
      try {
        Path target = maker.make(beside);
        if (attempt > 1) {
          makeParent(target);
        }
        Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE);
        return;
      } catch (NoSuchFileException e) {
        // A folder isn't there yet, or was deleted just now.
        if (attempt == TRIES) {
          throw e;
        }
        makeFolders();
      } finally {
        deleteQuietly(beside);
      }
    }
  }

  /** Puts bytes under a name, whole or not at all. */
  public void write(Path target, byte[] content) throws IOException {
    put(new Bytes(target, content));
  }

  private static final class Bytes implements Maker {

    private final Path target;
    private final byte[] content;

    Bytes(Path target, byte[] content) {
      this.target = target;
      this.content = content;
    }

    @Override
    public Path make(Path beside) throws IOException {
      Files.write(beside, content, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      return target;
    }
  }

  /**
   * Makes {@code target}, which must not be there, the same as {@code source}.
   *
   * @return whether it is a link
   */
  static boolean linkOrCopy(Path source, Path target) throws IOException {
    try {
      Files.createLink(target, source);
      return true;
    } catch (NoSuchFileException | FileAlreadyExistsException e) {
      throw e;
    } catch (IOException | UnsupportedOperationException e) {
      // Another file system, one without hard links, too many links, or somebody else's file.
      Files.copy(source, target);
      return false;
    }
  }

  /** Deletes a file if it is there and can be deleted. */
  public static void deleteQuietly(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // It can't be deleted: a read-only cache, or somebody else's. Whoever reads it checks it.
    }
  }

  /** Whether a folder has our mark. */
  static boolean isOurs(Path root) {
    try {
      return Files.readString(root.resolve(TAG), StandardCharsets.ISO_8859_1).equals(TAG_TEXT);
    } catch (IOException e) {
      return false;
    }
  }

  /** A new name beside {@link #root}: what is made or deleted there isn't the cache. */
  Path besideRoot() {
    return path.resolve(SCHEME + "." + PREFIX + COUNTER.incrementAndGet());
  }

  /**
   * Makes {@link #root}, with the mark in it from the first moment on: without it, a folder is
   * somebody else's.
   */
  private void makeFolders() throws IOException {
    Path tmp = file("tmp");
    if (Files.exists(file(TAG))) {
      makeFolder(tmp);
      return;
    }
    Files.createDirectories(path);
    Path beside = besideRoot();
    Path tag = beside.resolve(TAG);
    Files.createDirectory(beside);
    try {
      Files.write(tag, TAG_TEXT.getBytes(StandardCharsets.ISO_8859_1));
      // This replaces an empty folder only.
      Files.move(beside, root(), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      deleteQuietly(tag);
      deleteQuietly(beside);
      if (!Files.exists(file(TAG))) {
        throw Files.exists(root())
            ? new IOException(
                "'" + root() + "': it is no cache of dthinlto's, use another cache folder", e)
            : e;
      }
    }
    makeFolder(tmp);
  }

  /** Makes the folders between {@link #root} and a file, but not the root, which needs its mark. */
  private void makeParent(Path target) throws IOException {
    Path parent = target.getParent();
    if (parent != null && parent.startsWith(root()) && !parent.equals(root())) {
      makeParent(parent);
      makeFolder(parent);
    }
  }

  private static void makeFolder(Path folder) throws IOException {
    try {
      Files.createDirectory(folder);
    } catch (FileAlreadyExistsException e) {
      // Another thread or link was faster; or it is a file, and whoever needs a folder fails.
    }
  }
}
