package org.dthinlto.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.dthinlto.cache.CacheFolder;
import org.dthinlto.cache.Clearing;
import org.dthinlto.cache.Pruning;
import org.dthinlto.exec.IoText;
import org.dthinlto.plan.ShellWords;
import org.jspecify.annotations.Nullable;

/**
 * The cache folder itself: is it ours, can it be written, by whom, are there hard links and fine
 * times, is it larger than it may be? What file system it is on is for {@link PlaceCheck} to say.
 */
final class CacheCheck implements Check {

  private static final String SUBJECT = "cache";
  private static final int GROUP_OR_OTHERS_WRITE = 022;
  private static final int PROBE_BYTES = 64 << 10;

  private final Machine machine;
  private final Path folder;
  private final long limit;
  private final String move;

  /**
   * @param limit bytes that it may grow to
   * @param move how links are given another cache
   */
  CacheCheck(Machine machine, Path folder, long limit, String move) {
    this.machine = machine;
    this.folder = folder;
    this.limit = limit;
    this.move = move;
  }

  @Override
  public List<Finding> look() throws IOException {
    CacheFolder cache = new CacheFolder(folder);
    String name = "'" + folder + "'";
    if (!Files.exists(folder)) {
      return List.of(Finding.ok(SUBJECT, name + " will be made by the first link"));
    }
    Path inside = folder.resolve("v1");
    List<Finding> findings = new ArrayList<>();
    if (Files.exists(inside) && !Clearing.mayClear(cache)) {
      if (!Files.isDirectory(inside.resolve("tmp"))) {
        return List.of(Finding.failed(SUBJECT, name + " is no cache of dthinlto's", move));
      }
      String fact = "'" + inside + "' has no mark of dthinlto's, so it is never pruned";
      findings.add(Finding.note(SUBJECT, fact, move));
    }
    probe(inside, findings);
    owner(findings);
    long bytes = Pruning.count(cache).bytes();
    if (bytes > limit) {
      findings.add(
          Finding.note(
              SUBJECT,
              name + " holds " + Sizes.text(bytes) + ", more than " + Sizes.text(limit),
              "dthinlto cache prune --cache-size " + limit + " --cache-dir " + quoted()));
    }
    if (findings.isEmpty()) {
      String of = Sizes.text(bytes) + " of " + Sizes.text(limit);
      findings.add(Finding.ok(SUBJECT, of + ", writable, with hard links"));
    }
    return findings;
  }

  /** Writes as links do: into the deepest folder that is there already. */
  private void probe(Path inside, List<Finding> findings) {
    Path place = PlaceCheck.existing(inside.resolve("tmp"));
    @Nullable Path first = null;
    @Nullable Path second = null;
    try {
      first = Files.createTempFile(place, "doctor-", "");
      Files.write(first, new byte[PROBE_BYTES]);
      FileTime before = Files.getLastModifiedTime(first);
      second = place.resolve(first.getFileName() + "-link");
      if (!canLink(first, second)) {
        findings.add(
            Finding.note(
                SUBJECT,
                "'" + folder + "' is where hard links can't be made: results are copied",
                move));
      }
      Files.write(first, new byte[1]);
      if (isWhole(before) && isWhole(Files.getLastModifiedTime(first))) {
        findings.add(
            Finding.note(
                SUBJECT,
                "'" + folder + "' has times in whole seconds: what has just changed is read again",
                move));
      }
    } catch (IOException e) {
      findings.add(Finding.failed(SUBJECT, "can't be written, " + IoText.of(e), move));
    } finally {
      delete(first);
      delete(second);
    }
  }

  private static boolean canLink(Path first, Path second) {
    try {
      Files.createLink(second, first);
      return true;
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  private static boolean isWhole(FileTime time) {
    return time.to(TimeUnit.NANOSECONDS) % 1_000_000_000 == 0;
  }

  private static void delete(@Nullable Path file) {
    if (file != null) {
      CacheFolder.deleteQuietly(file);
    }
  }

  private void owner(List<Finding> findings) throws IOException {
    int owner = (int) Files.getAttribute(folder, "unix:uid");
    int we = machine.user();
    if (we >= 0 && owner != we) {
      String fact = "'" + folder + "' belongs to user " + owner + ", and we are user " + we;
      findings.add(Finding.note(SUBJECT, fact, move));
    }
    int mode = (int) Files.getAttribute(folder, "unix:mode");
    if ((mode & GROUP_OR_OTHERS_WRITE) != 0) {
      findings.add(
          Finding.note(
              SUBJECT,
              "'" + folder + "' can be written by others, who can put code into your programs",
              "chmod go-w " + quoted()));
    }
  }

  private String quoted() {
    return ShellWords.join(List.of(folder.toString()));
  }
}
