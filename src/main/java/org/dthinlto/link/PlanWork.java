package org.dthinlto.link;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.dthinlto.cache.FileDigests;
import org.dthinlto.exec.WorkFolder;
import org.jspecify.annotations.Nullable;

/**
 * The work folder of a plan: it stays, and is made anew in the same place. Others work in it when
 * nobody holds it.
 */
final class PlanWork implements Place, AutoCloseable {

  /** Behind the name of the output. */
  static final String SUFFIX = ".dthinlto-plan";

  private final String wanted;
  private final Path folder;
  private final FileDigests digests;
  private @Nullable WorkFolder opened;
  private @Nullable KeptTree kept;
  private @Nullable LastPlan last;

  /**
   * Opens nothing yet.
   *
   * @param wanted what the user calls it; empty: beside the output
   */
  PlanWork(String wanted, Path folder, FileDigests digests) {
    this.wanted = wanted;
    this.folder = folder;
    this.digests = digests;
  }

  @Override
  public Path path(String output) throws IOException {
    WorkFolder made = opened;
    if (made == null) {
      made = open(wanted.isEmpty() ? beside(output) : wanted);
      opened = made;
      last = LastPlan.put(made.path());
      kept = KeptTree.open(made.path(), digests);
    }
    return made.path();
  }

  private String beside(String output) throws IOException {
    if (Files.exists(folder.resolve(output)) && !Files.isRegularFile(folder.resolve(output))) {
      throw new IOException(
          "'" + output + "': no place for a work folder beside it; name one by --work-dir");
    }
    return output + SUFFIX;
  }

  private WorkFolder open(String name) throws IOException {
    Path place = folder.resolve(name).normalize();
    boolean there = Files.exists(place, LinkOption.NOFOLLOW_LINKS);
    boolean ours = !there || WorkFolder.isOurs(place);
    WorkFolder made = WorkFolder.openKept(place);
    if (made == null) {
      throw new IOException(
          "'"
              + name
              + "': "
              + (ours
                  ? "another plan or run is at work in it"
                  : "is there and no work folder of dthinlto's; name one by --work-dir"));
    }
    return made;
  }

  @Override
  public @Nullable KeptTree kept() {
    return kept;
  }

  @Override
  public void requireUsable() {}

  /** What an earlier plan left, once {@link #path} was asked. */
  LastPlan last() {
    LastPlan known = last;
    if (known == null) {
      throw new IllegalStateException("no folder yet");
    }
    return known;
  }

  /** Lets go of the folder; what has not been taken over from the last plan goes back. */
  @Override
  public void close() throws IOException {
    WorkFolder made = opened;
    if (made != null) {
      last().putBack();
      made.close();
    }
  }
}
