package org.dthinlto.exec;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The private folder of one link. Knows whose it is, not what is in it.
 *
 * <p>It carries a marker that its link holds locked. A folder without the marker is somebody else's
 * and is never touched; one whose marker is not locked was left by a link that was killed and is
 * taken over; one that is locked belongs to a link that is still at work.
 */
public final class WorkFolder implements AutoCloseable {

  private static final String MARKER = ".dthinlto-work";
  private static final int MOST = 1000;

  /**
   * Folders that this process holds. The system forgets all locks of a process on a file when the
   * process closes the file, by whichever channel: so the marker of one of these is not opened.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path folder;
  private final FileChannel marker;

  private WorkFolder(Path folder, FileChannel marker) {
    this.folder = folder;
    this.marker = marker;
  }

  /**
   * Makes the folder, or takes over one that a killed link left; tries {@code wanted}, then {@code
   * wanted.2} and so on.
   */
  public static WorkFolder open(Path wanted) throws IOException {
    for (int i = 1; i <= MOST; i++) {
      Path folder = i == 1 ? wanted : wanted.resolveSibling(wanted.getFileName() + "." + i);
      boolean fresh = create(folder);
      FileChannel marker = fresh || isOurs(folder) ? lock(folder) : null;
      if (marker != null) {
        if (!fresh) {
          clear(folder);
        }
        return new WorkFolder(folder, marker);
      }
    }
    throw new IOException("'" + wanted + "': " + MOST + " links to one output are at work");
  }

  /**
   * Makes the folder, or opens the one that an earlier link left, with all that is in it.
   *
   * @return null if another link is at work in it
   */
  public static @Nullable WorkFolder openKept(Path wanted) throws IOException {
    Path parent = wanted.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    boolean fresh = create(wanted);
    // A link was killed before it had made its marker, or when it had just deleted that.
    boolean ours = fresh || isOurs(wanted) || isEmpty(wanted);
    FileChannel marker = ours ? lock(wanted) : null;
    return marker == null ? null : new WorkFolder(wanted, marker);
  }

  /** Whether a link made it; what a symbolic link leads to, was made under another name. */
  public static boolean isOurs(Path folder) {
    return Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
        && Files.exists(folder.resolve(MARKER));
  }

  private static boolean isEmpty(Path folder) {
    String[] names =
        Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS) ? folder.toFile().list() : null;
    return names != null && names.length == 0;
  }

  private static boolean create(Path folder) throws IOException {
    try {
      Files.createDirectory(folder);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  private static @Nullable FileChannel lock(Path folder) throws IOException {
    Path key = key(folder);
    if (!HELD.add(key)) {
      return null;
    }
    FileChannel made = null;
    try {
      made = lockMarker(folder);
      return made;
    } finally {
      if (made == null) {
        HELD.remove(key);
      }
    }
  }

  private static Path key(Path folder) {
    return folder.toAbsolutePath().normalize();
  }

  private static @Nullable FileChannel lockMarker(Path folder) throws IOException {
    FileChannel channel;
    try {
      channel =
          FileChannel.open(
              folder.resolve(MARKER), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (NoSuchFileException e) {
      return null; // its owner has just deleted it
    }
    try {
      FileLock lock = channel.tryLock();
      // The owner deletes the marker while it holds the lock: a lock on a deleted one is worthless.
      if (lock != null && Files.exists(folder.resolve(MARKER))) {
        return channel;
      }
    } catch (OverlappingFileLockException e) {
      // Another link in this very process: the folder is in use.
    }
    channel.close();
    return null;
  }

  public Path path() {
    return folder;
  }

  /** Deletes the folder and everything in it; links are deleted, never followed. */
  public void delete() throws IOException {
    if (Files.exists(folder.resolve(MARKER))) {
      clear(folder);
      Files.deleteIfExists(folder.resolve(MARKER));
      Files.deleteIfExists(folder);
    }
    close();
  }

  /** Lets go of the folder and leaves it as it is. */
  @Override
  public void close() throws IOException {
    if (marker.isOpen()) {
      marker.close();
      HELD.remove(key(folder));
    }
  }

  private static void clear(Path folder) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes a) throws IOException {
            if (!file.equals(folder.resolve(MARKER))) {
              Files.deleteIfExists(file);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path at, IOException e) throws IOException {
            if (!at.equals(folder)) {
              Files.deleteIfExists(at);
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
