package org.dthinlto.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Damages a cache while links use it: bits, lengths, whole files; prunes and clears it. Leaves
 * alone what a link that runs has as its own, for that nobody could notice: the tree that it has
 * locked, and the results that are linked into it. So while links run, a file of the cache is
 * replaced by a damaged one, and written to only between links.
 */
final class Gremlin implements Callable<Void> {

  /** Does nothing. */
  static final Gremlin NONE = new Gremlin();

  private static final List<String> DEEDS =
      List.of("replace", "write", "tree", "delete", "prune", "clear", "verify");

  private final TestSpace space;
  private final Cached cached;
  private final Random random;
  private final ReadWriteLock links = new ReentrantReadWriteLock(true);
  private final Map<String, Integer> done = new TreeMap<>();
  private volatile boolean stopped;

  @SuppressWarnings("NullAway") // never called
  private Gremlin() {
    this.space = null;
    this.cached = null;
    this.random = new Random(0);
  }

  Gremlin(TestSpace space, Cached cached, Random random) {
    this.space = space;
    this.cached = cached;
    this.random = random;
  }

  void linkBegins() {
    links.readLock().lock();
  }

  void linkEnds() {
    links.readLock().unlock();
  }

  void stop() {
    stopped = true;
  }

  /** Whether there was some of everything. */
  boolean didAll() {
    return done.keySet().containsAll(DEEDS);
  }

  @Override
  public String toString() {
    return done.toString();
  }

  @Override
  public Void call() throws Exception {
    for (int i = 0; !stopped || !didAll(); i++) {
      // The rare ones cost every link its results.
      int dice = random.nextInt(40);
      String deed =
          stopped
              ? DEEDS.get(i % DEEDS.size())
              : DEEDS.get(dice < 35 ? dice % 4 : dice < 37 ? 4 : dice < 38 ? 5 : 6);
      if (act(deed)) {
        done.merge(deed, 1, Integer::sum);
      }
      Thread.sleep(random.nextInt(120));
    }
    return null;
  }

  private boolean act(String deed) throws Exception {
    return switch (deed) {
      case "replace" -> replace(any("v1"));
      case "write" -> {
        links.writeLock().lock();
        try {
          yield write(any("v1"));
        } finally {
          links.writeLock().unlock();
        }
      }
      case "tree" -> inTree();
      case "delete" -> Files.deleteIfExists(any("v1"));
      case "prune" -> {
        String[] sizes = {"1", "4K", "20K", "100K", "1M"};
        cached
            .command("prune", "--cache-size", sizes[random.nextInt(sizes.length)])
            .exits(0)
            .saysNot("Exception");
        yield true;
      }
      case "clear" -> {
        cached.command("clear").exits(0).saysNot("Exception");
        try {
          cached.seed();
        } catch (UncheckedIOException e) {
          // A link was faster.
        }
        yield true;
      }
      default -> {
        Ran ran = cached.command("verify").saysNot("Exception");
        yield ran.status() == 0 || ran.exits(1) != null;
      }
    };
  }

  /**
   * A file; what says whose the folder is isn't the cache. One that isn't there if there is none.
   */
  private Path any(String part) {
    List<Path> files;
    try {
      files = new ArrayList<>(cached.files(part));
    } catch (UncheckedIOException e) {
      files = new ArrayList<>(); // gone meanwhile
    }
    files.removeIf(file -> file.endsWith("CACHEDIR.TAG"));
    // Not the compilers' digests each time: a link without them takes seconds.
    files.removeIf(
        file -> random.nextInt(50) != 0 && file.toString().matches(".*/(files|tools)/.*"));
    return files.isEmpty()
        ? cached.folder().resolve("none")
        : files.get(random.nextInt(files.size()));
  }

  private byte[] damaged(byte[] bytes) {
    if (bytes.length == 0 || random.nextInt(8) == 0) {
      return new byte[random.nextInt(5000)]; // zeros, as after a power loss
    }
    if (random.nextInt(3) == 0) {
      return Arrays.copyOf(bytes, random.nextInt(bytes.length));
    }
    bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    return bytes;
  }

  private boolean replace(Path file) throws IOException {
    try {
      byte[] bytes = damaged(Files.readAllBytes(file));
      Path beside = Files.write(space.root.resolve("log/gremlin"), bytes);
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
      return true;
    } catch (IOException e) {
      return false; // gone meanwhile
    }
  }

  private boolean write(Path file) throws IOException {
    try {
      Files.write(
          file,
          damaged(Files.readAllBytes(file)),
          StandardOpenOption.WRITE,
          StandardOpenOption.TRUNCATE_EXISTING);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Damages a tree in which no link is at work. */
  private boolean inTree() throws IOException {
    List<Path> trees = new ArrayList<>();
    try (var found = Files.list(cached.folder().resolve("trees"))) {
      trees.addAll(found.toList());
    } catch (IOException e) {
      return false;
    }
    if (trees.isEmpty()) {
      return false;
    }
    Path tree = trees.get(random.nextInt(trees.size()));
    Path marker = tree.resolve(".dthinlto-work");
    try (FileChannel channel = FileChannel.open(marker, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      if (lock == null) {
        return false;
      }
      Path file = any("trees/" + tree.getFileName());
      if (file.equals(marker)) {
        return false;
      }
      return switch (random.nextInt(4)) {
        case 0 -> Files.deleteIfExists(file);
        case 1 -> {
          if (file.toString().contains("/_index/")) {
            yield false; // lld would write through it, and to the user's file
          }
          Files.deleteIfExists(file);
          Files.createSymbolicLink(file, space.path("v.o"));
          yield true;
        }
        case 2 -> {
          Files.deleteIfExists(file);
          Files.createDirectories(file.resolve("x/y"));
          yield true;
        }
        // Through a symbolic link this would be the user's file, and in place maybe a result.
        default ->
            !Files.isSymbolicLink(file) && !file.toString().contains("/_native/") && write(file);
      };
    } catch (IOException e) {
      return false;
    }
  }
}
