package org.dthinlto.link;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.dthinlto.exec.Shutdown;
import org.dthinlto.thinlink.WorkFolder;
import org.jspecify.annotations.Nullable;

/**
 * The work folder of this link, made when it is first needed and gone at the end, by a signal too,
 * unless the user keeps it.
 */
final class Work implements AutoCloseable {

  /** Bytes of a folder's name: file systems take 255, and there may be a ".1000" behind it. */
  private static final int LONGEST = 200;

  private final LinkSettings settings;
  private final Path folder;
  private final Shutdown shutdown;
  private @Nullable WorkFolder opened;
  private Shutdown.@Nullable CleanUp cleanUp;

  Work(LinkSettings settings, Path folder, Shutdown shutdown) {
    this.settings = settings;
    this.folder = folder;
    this.shutdown = shutdown;
  }

  /**
   * The folder, beside the output unless that is no regular file or its folder can't be written.
   */
  Path path(String output) throws IOException {
    WorkFolder made = opened;
    if (made == null) {
      made = WorkFolder.open(place(output));
      opened = made;
      if (!settings.keep()) {
        cleanUp = made::delete;
        shutdown.add(cleanUp);
      }
    }
    return made.path();
  }

  private Path place(String output) throws IOException {
    if (!settings.workDir().isEmpty()) {
      Path wanted = folder.resolve(settings.workDir());
      Path parent = wanted.getParent();
      if (parent != null) {
        Files.createDirectories(parent);
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
    return folder.resolve(temp).resolve("dthinlto-" + ProcessHandle.current().pid());
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
    if (settings.keep()) {
      folderOpened.close();
    } else {
      folderOpened.delete();
      if (cleanUp != null) {
        shutdown.remove(cleanUp);
      }
    }
  }
}
