package org.dthinlto.link;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.dthinlto.exec.IoText;
import org.dthinlto.exec.Shutdown;
import org.dthinlto.exec.WorkFolder;
import org.jspecify.annotations.Nullable;

/**
 * The work folder of this link, made when it is first needed and gone at the end, by a signal too,
 * unless the user keeps it.
 */
final class Work implements Place, AutoCloseable {

  /** Bytes of a folder's name: file systems take 255, and there may be a ".1000" behind it. */
  private static final int LONGEST = 200;

  private final LinkSettings settings;
  private final Path folder;
  private final Shutdown shutdown;
  private @Nullable WorkFolder opened;
  private Shutdown.@Nullable CleanUp cleanUp;
  private @Nullable Path own;
  private final LinkReport report;
  private final LinkCache cache;
  private @Nullable KeptTree kept;

  Work(LinkSettings settings, Path folder, Shutdown shutdown, LinkReport report, LinkCache cache) {
    this.cache = cache;
    this.report = report;
    this.settings = settings;
    this.folder = folder;
    this.shutdown = shutdown;
  }

  /**
   * The folder, beside the output unless that is no regular file or its folder can't be written.
   */
  @Override
  public Path path(String output) throws IOException {
    WorkFolder made = opened;
    if (made == null) {
      made = openKept(output);
    }
    if (made == null) {
      made = WorkFolder.open(place(output));
      opened = made;
      if (!settings.keep()) {
        WorkFolder mine = made;
        cleanUp = () -> remove(mine);
        shutdown.add(cleanUp);
      }
    }
    return made.path();
  }

  /**
   * The folder in the cache that stays from link to link; null if there is none, or another link is
   * at work in it.
   */
  private @Nullable WorkFolder openKept(String output) throws IOException {
    Path place = cache.treeOf(output);
    if (place == null || !settings.workDir().isEmpty() || settings.keep()) {
      return null;
    }
    try {
      WorkFolder made = WorkFolder.openKept(place);
      if (made != null && !KeptTree.hasRoom(made.path())) {
        made.delete();
        return null;
      }
      if (made != null) {
        opened = made;
        kept = cache.openTree(made.path());
      }
      return made;
    } catch (IOException e) {
      return null; // a cache that can't be written
    }
  }

  /**
   * Whether this link works in the cache folder and can't go on there: it was deleted, or its disk
   * is full. Asked when something has failed.
   */
  boolean isLost() {
    KeptTree tree = kept;
    return tree != null && !tree.isUsable();
  }

  /**
   * To be called before the user is told that something failed.
   *
   * @throws IOException if {@link #isLost}
   */
  @Override
  public void requireUsable() throws IOException {
    if (isLost()) {
      throw new IOException("the cache folder can't be worked in any more");
    }
  }

  /** The staging tree of the last link; null if this link has one of its own. */
  @Override
  public @Nullable KeptTree kept() {
    return kept;
  }

  private Path place(String output) throws IOException {
    if (!settings.workDir().isEmpty()) {
      Path wanted = folder.resolve(settings.workDir());
      Path parent = wanted.getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      if (Files.exists(wanted, LinkOption.NOFOLLOW_LINKS) && !WorkFolder.isOurs(wanted)) {
        removeEmpty(wanted);
      }
      return wanted;
    }
    Path target = folder.resolve(output).toAbsolutePath().normalize();
    Path parent = target.getParent();
    boolean regular = !Files.exists(target) || isRegular(target);
    if (regular && !settings.dryRun() && parent != null && Files.isWritable(parent)) {
      Path beside = parent.resolve(target.getFileName() + ".dthinlto");
      if (beside.getFileName().toString().getBytes(StandardCharsets.UTF_8).length <= LONGEST) {
        return beside;
      }
    }
    String temp = System.getenv().getOrDefault("TMPDIR", "/tmp");
    // Random and private: others may write there, too.
    own = Files.createTempDirectory(folder.resolve(temp), "dthinlto-");
    return own.resolve("work");
  }

  /** An empty folder is as good as none. */
  private void removeEmpty(Path wanted) throws IOException {
    String what = "'" + settings.workDir() + "': is there and no work folder of dthinlto's";
    if (!Files.isDirectory(wanted, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException(what);
    }
    try {
      Files.delete(wanted);
    } catch (IOException e) {
      throw new IOException(what, e);
    }
  }

  private static boolean isRegular(Path target) throws IOException {
    return Files.readAttributes(target, BasicFileAttributes.class).isRegularFile();
  }

  @Override
  public void close() throws IOException {
    WorkFolder folderOpened = opened;
    if (folderOpened == null) {
      return;
    }
    if (settings.keep() || kept != null) {
      folderOpened.close();
    } else {
      try {
        remove(folderOpened);
      } catch (IOException e) {
        // The link is done; a folder that somebody else still writes into doesn't undo it.
        report.note("the work folder was not removed, " + IoText.of(e));
      }
      if (cleanUp != null) {
        shutdown.remove(cleanUp);
      }
    }
  }

  private void remove(WorkFolder made) throws IOException {
    made.delete();
    if (own != null) {
      Files.deleteIfExists(own);
    }
  }
}
