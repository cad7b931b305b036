package org.dthinlto.cache;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import org.dthinlto.exec.WorkFolder;

/**
 * The work folders that links leave in the cache folder for the next link of the same output. They
 * lie beside the results, since a link that works in one must not lose it when the rest is cleared.
 * Knows how they are counted and deleted, not what is in them.
 */
final class KeptTrees {

  private KeptTrees() {}

  /**
   * One of them.
   *
   * @param bytes of all its files
   * @param used when a link last worked in it, in milliseconds since 1970
   */
  record Tree(Path folder, long bytes, long used) {}

  static List<Tree> of(CacheFolder folder) throws IOException {
    List<Tree> trees = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(folder.trees())) {
      for (Path tree : found) {
        if (WorkFolder.isOurs(tree)) {
          Sizes sizes = new Sizes();
          Files.walkFileTree(tree, sizes);
          trees.add(new Tree(tree, sizes.bytes, Files.getLastModifiedTime(tree).toMillis()));
        }
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      return trees; // none yet, or gone meanwhile
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return trees;
  }

  /** Deletes one unless a link is at work in it; returns whether it is gone. */
  static boolean delete(Tree tree) {
    try {
      WorkFolder folder = WorkFolder.openKept(tree.folder());
      if (folder == null) {
        return false;
      }
      folder.delete();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static final class Sizes extends SimpleFileVisitor<Path> {
    private long bytes;

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      bytes += attributes.size();
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      return FileVisitResult.CONTINUE; // deleted meanwhile
    }
  }
}
