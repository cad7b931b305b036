package org.dthinlto.link;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dthinlto.plan.PlanDocument;
import org.dthinlto.plan.PlanFile;
import org.dthinlto.thinlink.StagedNames;
import org.jspecify.annotations.Nullable;

/**
 * What an earlier plan and its jobs left in the work folder, put aside while the next plan is made.
 * Build tools go by times, so what comes out the same keeps its time, and objects that are still
 * good stay.
 */
final class LastPlan {

  /** Where the plan lies in the work folder. */
  static final String PLAN = "plan.json";

  private static final String ASIDE = ".last";
  private static final String MERGED = "merged.o";

  /** What is put aside, seen from the work folder. */
  private static final String[] PARTS = {
    PlanDocument.TREE + "/" + StagedNames.INDEX,
    PlanDocument.TREE + "/" + StagedNames.NATIVE,
    PlanDocument.TREE + "/" + StagedNames.SIDE,
    MERGED,
    PLAN,
    PlanStamps.FILE
  };

  private final Path work;
  private Map<String, String> before = Map.of();
  private Map<String, String> now = Map.of();
  private boolean taken;

  private LastPlan(Path work) {
    this.work = work;
  }

  /** Puts it aside. */
  static LastPlan put(Path work) throws IOException {
    LastPlan last = new LastPlan(work);
    if (Files.exists(last.aside(""))) {
      last.putBack(); // a plan was interrupted
    }
    for (String part : PARTS) {
      Path from = work.resolve(part);
      if (Files.exists(from, LinkOption.NOFOLLOW_LINKS)) {
        Path to = last.aside(part);
        Files.createDirectories(Programs.folderOf(to));
        Files.move(from, to);
      }
    }
    return last;
  }

  private Path aside(String part) {
    return work.resolve(ASIDE).resolve(part);
  }

  /** The last plan; null if there was none that can be read. */
  @Nullable PlanDocument document() {
    try {
      return PlanFile.read(aside(PLAN));
    } catch (IOException e) {
      return null;
    }
  }

  /**
   * Takes over what is still good for a new plan, whose stamps are written; the rest goes.
   *
   * @param folder the working directory of the line
   */
  void takeOver(PlanDocument plan, String text, Path folder) throws IOException {
    before = PlanStamps.read(aside(PlanStamps.FILE));
    now = PlanStamps.read(work.resolve(PlanStamps.FILE));
    PlanDocument last = document();
    Map<String, PlanDocument.Job> jobs = new HashMap<>();
    if (last != null && last.compiler().equals(plan.compiler())) {
      for (PlanDocument.Job job : last.jobs()) {
        jobs.put(job.id(), job);
      }
    }
    keepTime(MERGED);
    for (PlanDocument.Job job : plan.jobs()) {
      keepTime(PlanDocument.TREE + "/" + job.inputs().get(1));
      if (isSame(job, jobs.get(job.id()))) {
        takeOutputs(job);
      }
    }
    Files.writeString(work.resolve(PLAN), text);
    boolean same = true;
    for (String input : plan.finalLink().inputs()) {
      same &= looksTheSame(folder.resolve(input).normalize());
    }
    if (same) {
      keepTime(PLAN);
    }
    taken = true;
    KeptTree.delete(aside(""));
  }

  /** Whether a file of the user's is as it was; a younger one may have given way to an older. */
  private boolean looksTheSame(Path file) {
    String stamp = now.get(file.toString());
    return stamp == null || stamp.equals(before.get(file.toString()));
  }

  /** Whether two jobs do the same; the user's name holds an offset that says nothing. */
  private static boolean isSame(PlanDocument.Job job, PlanDocument.@Nullable Job before) {
    return before != null
        && job.argv().equals(before.argv())
        && job.inputs().equals(before.inputs())
        && job.outputs().equals(before.outputs());
  }

  /** Gives a file the time that one of the same content had. */
  private void keepTime(String name) throws IOException {
    Path now = work.resolve(name);
    Path last = aside(name);
    if (Files.isRegularFile(last) && Files.isRegularFile(now) && Files.mismatch(last, now) < 0) {
      Files.setLastModifiedTime(now, Files.getLastModifiedTime(last));
    }
  }

  /** Takes the outputs of a job if all are there and none is older than what the job reads. */
  private void takeOutputs(PlanDocument.Job job) throws IOException {
    Path tree = work.resolve(PlanDocument.TREE);
    FileTime newest = FileTime.fromMillis(0);
    for (String input : job.inputs()) {
      Path staged = tree.resolve(input);
      boolean link = Files.isSymbolicLink(staged);
      if (link && !looksTheSame(Files.readSymbolicLink(staged).normalize())) {
        return;
      }
      FileTime time = Files.getLastModifiedTime(staged);
      newest = time.compareTo(newest) > 0 ? time : newest;
    }
    List<Path> outputs = new ArrayList<>();
    for (String output : job.outputs()) {
      Path last = aside(PlanDocument.TREE).resolve(output);
      if (!Files.isRegularFile(last) || Files.getLastModifiedTime(last).compareTo(newest) < 0) {
        return;
      }
      outputs.add(last);
    }
    for (int i = 0; i < outputs.size(); i++) {
      Path to = tree.resolve(job.outputs().get(i));
      Files.createDirectories(Programs.folderOf(to));
      Files.move(outputs.get(i), to, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** Puts everything back, unless it was taken over: the next plan did not come about. */
  void putBack() throws IOException {
    if (taken || !Files.exists(aside(""))) {
      return;
    }
    for (String part : PARTS) {
      Path from = aside(part);
      Path to = work.resolve(part);
      if (Files.exists(from, LinkOption.NOFOLLOW_LINKS)) {
        KeptTree.delete(to);
        Files.createDirectories(Programs.folderOf(to));
        Files.move(from, to);
      }
    }
    KeptTree.delete(aside(""));
  }
}
