package org.dthinlto.cache;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Deletes a cache. Links may run meanwhile; what they store afterwards makes a new one. Symbolic
 * links are not followed.
 */
public final class Clearing {

  private Clearing() {}

  /**
   * Deletes all that is ours; a cache that isn't there is cleared.
   *
   * @return whether the folder is, or was, a cache of ours
   * @throws IOException if something can't be deleted
   */
  public static boolean clear(CacheFolder folder) throws IOException {
    if (!mayClear(folder)) {
      return false;
    }
    if (Files.exists(folder.root())) {
      try {
        // At once: links see a cache that is whole or none, and make a new one with its mark.
        Files.move(folder.root(), folder.besideRoot(), StandardCopyOption.ATOMIC_MOVE);
      } catch (NoSuchFileException e) {
        // Somebody else has just done the same.
      }
    }
    for (Path leftover : leftovers(folder)) {
      // The mark goes last: what is left after a failure can be cleared by doing so again.
      Path tag = leftover.resolve(CacheFolder.TAG);
      Files.walkFileTree(leftover, new Deleting(tag));
      Files.deleteIfExists(tag);
      deleteIfEmpty(leftover);
    }
    for (KeptTrees.Tree tree : KeptTrees.of(folder)) {
      KeptTrees.delete(tree); // but for those that links are at work in
    }
    deleteIfEmpty(folder.trees());
    deleteIfEmpty(folder.path());
    return true;
  }

  /** Whether a folder is a cache of ours, or empty, or not there. */
  public static boolean mayClear(CacheFolder folder) throws IOException {
    if (Files.exists(folder.path()) && !Files.isDirectory(folder.path())) {
      return false;
    }
    return Files.exists(folder.root())
        ? CacheFolder.isOurs(folder.root())
        : !hasContent(folder.path()) || !leftovers(folder).isEmpty();
  }

  /** What is to be deleted, also by those that were killed before they had done so. */
  private static List<Path> leftovers(CacheFolder folder) throws IOException {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> all =
        Files.newDirectoryStream(folder.path(), CacheFolder.SCHEME + ".*")) {
      for (Path path : all) {
        if (CacheFolder.isOurs(path)) {
          found.add(path);
        }
      }
    } catch (NoSuchFileException e) {
      return found;
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return found;
  }

  private static boolean hasContent(Path folder) {
    String[] names = folder.toFile().list();
    for (int i = 0; names != null && i < names.length; i++) {
      if (!names[i].equals(CacheFolder.TREES)) {
        return true;
      }
    }
    return false;
  }

  private static void deleteIfEmpty(Path folder) throws IOException {
    try {
      Files.deleteIfExists(folder);
    } catch (DirectoryNotEmptyException e) {
      // A link has stored something meanwhile; or above, something else lies there.
    }
  }

  private static final class Deleting extends SimpleFileVisitor<Path> {

    private final Path tag;

    Deleting(Path tag) {
      this.tag = tag;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      if (!file.equals(tag)) {
        Files.deleteIfExists(file);
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
      if (Files.exists(file)) {
        throw e;
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e)
        throws IOException {
      deleteIfEmpty(folder);
      return FileVisitResult.CONTINUE;
    }
  }
}
