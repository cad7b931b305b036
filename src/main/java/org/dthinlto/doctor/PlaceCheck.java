package org.dthinlto.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dthinlto.exec.ProcessResult;
import org.dthinlto.plan.ShellWords;

/**
 * A folder that links work in: what file system it is on, whether it can be written, and how much
 * room there is. Writes nothing.
 */
final class PlaceCheck implements Check {

  /** A link of a large program takes some GiB; with less than this none works. */
  private static final long LEAST_BYTES = 64L << 20;

  private static final long FEW_BYTES = 1L << 30;
  private static final long LEAST_FILES = 1_000;
  private static final long FEW_FILES = 10_000;

  private final Machine machine;
  private final String subject;
  private final Path folder;
  private final boolean made;
  private final Severity unwritable;
  private final String move;
  private final String room;

  /**
   * @param folder absolute; if it isn't there and links make it, what is above it counts
   * @param unwritable how bad it is if it can't be written
   * @param move how links are made to work elsewhere
   * @param made whether links make it if it isn't there
   * @param room how more room is made there; empty if that is the same
   */
  PlaceCheck(
      Machine machine,
      String subject,
      Path folder,
      boolean made,
      Severity unwritable,
      String move,
      String room) {
    this.machine = machine;
    this.subject = subject;
    this.folder = folder;
    this.made = made;
    this.unwritable = unwritable;
    this.move = move;
    this.room = room.isEmpty() ? move : room;
  }

  /** The nearest folder that is there. */
  static Path existing(Path folder) {
    Path at = folder;
    while (!Files.exists(at) && at.getParent() != null) {
      at = at.getParent();
    }
    return at;
  }

  @Override
  public List<Finding> look() throws IOException, InterruptedException {
    Path there = existing(folder);
    String name = "'" + folder + "'";
    if (!made && !Files.exists(folder)) {
      String mend = "mkdir -p " + ShellWords.join(List.of(folder.toString()));
      return List.of(Finding.failed(subject, name + " is not there", mend));
    }
    if (!Files.isDirectory(there)) {
      return List.of(Finding.failed(subject, "'" + there + "' is no folder", move));
    }
    Path real = there.toRealPath();
    Mounts.Mount mount = Mounts.parse(machine.read("/proc/self/mountinfo")).of(real);
    List<Finding> findings = new ArrayList<>();
    if (!Files.isWritable(there)) {
      String why = mount.readOnly() ? "a read-only file system" : "permission denied";
      findings.add(new Finding(unwritable, subject, name + " can't be written: " + why, move));
    }
    String on = mount.type().isEmpty() ? "" : " on " + mount.type();
    if (mount.isNetwork()) {
      findings.add(
          Finding.note(
              subject,
              name + " is" + on + ", a network file system: slow, and seen by other machines",
              move));
    }
    if (mount.isCoarse()) {
      String fact = name + " is" + on + ", whose times are too coarse to tell quick changes apart";
      findings.add(Finding.note(subject, fact, move));
    }
    String free = space(there, findings);
    if (findings.isEmpty()) {
      findings.add(Finding.ok(subject, name + on + free));
    }
    return findings;
  }

  /** Says how much is free; what is too little becomes a finding. */
  private String space(Path there, List<Finding> findings)
      throws IOException, InterruptedException {
    // Blocks for us, their size, free and all inodes; Java doesn't know inodes.
    ProcessResult said =
        machine.run(machine.folder(), List.of("stat", "-f", "-c", "%a %S %d %c", there.toString()));
    String[] words = said.stdout().strip().split(" ", -1);
    long bytes = Files.getFileStore(there).getUsableSpace();
    long files = Long.MAX_VALUE;
    try {
      if (said.ok() && words.length == 4) {
        bytes = Long.parseLong(words[0]) * Long.parseLong(words[1]);
        files = words[3].equals("0") ? files : Long.parseLong(words[2]); // btrfs counts none
      }
    } catch (NumberFormatException e) {
      files = Long.MAX_VALUE; // stat writes "?" for what it can't find out
    }
    String name = "'" + folder + "' has room for ";
    if (bytes < FEW_BYTES) {
      String fact = name + Sizes.text(bytes) + " only";
      findings.add(
          bytes < LEAST_BYTES
              ? Finding.failed(subject, fact, room)
              : Finding.note(subject, fact, room));
    }
    if (files < FEW_FILES) {
      String fact = name + files + " more files only";
      findings.add(
          files < LEAST_FILES
              ? Finding.failed(subject, fact, room)
              : Finding.note(subject, fact, room));
    }
    return ", " + Sizes.text(bytes) + " free";
  }
}
