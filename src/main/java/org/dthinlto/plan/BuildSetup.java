package org.dthinlto.plan;

import java.util.List;

/**
 * What a file for a build tool needs to know besides the plan: how to come back to dthinlto. Paths
 * are as the build tool sees them, which runs in the working directory of the line.
 *
 * @param file the file itself
 * @param plan the plan
 * @param again the command that makes both anew
 * @param run the command that carries out a plan, which is the next word
 * @param launcher what stands before each backend's command, as a shell has it, with {@code
 *     $inputs} and {@code $outputs} for the job's files, relative to the staging tree, with commas
 *     between them; empty for nothing
 */
public record BuildSetup(
    String file, String plan, List<String> again, List<String> run, String launcher) {

  public BuildSetup {
    again = List.copyOf(again);
    run = List.copyOf(run);
  }

  /**
   * The shell command of a job. clang exits 0 when it could not read an index or an import, and
   * leaves an empty object: then, too, nothing is left.
   */
  String command(PlanDocument plan, PlanDocument.Job job) {
    String inputs = ShellWords.join(List.of(String.join(",", job.inputs())));
    String outputs = ShellWords.join(List.of(String.join(",", job.outputs())));
    String before = launcher.replace("$inputs", inputs).replace("$outputs", outputs);
    String all = ShellWords.join(job.outputs());
    return "cd "
        + ShellWords.join(List.of(tree(plan)))
        + " && { rm -f "
        + all
        + " && "
        + (before.isEmpty() ? "" : before + " ")
        + ShellWords.join(job.argv())
        + " && test -s "
        + ShellWords.join(List.of(job.outputs().get(0)))
        + " || { rm -f "
        + all
        + "; exit 1; }; }";
  }

  /** The staging tree. */
  static String tree(PlanDocument plan) {
    return plan.work() + "/" + PlanDocument.TREE;
  }

  /** The command that does the final link, or the user's own line if there is nothing else. */
  String last(PlanDocument plan) {
    if (!plan.distributed()) {
      return ShellWords.join(plan.finalLink().linker());
    }
    return ShellWords.join(run) + " --final-link " + ShellWords.join(List.of(this.plan));
  }
}
