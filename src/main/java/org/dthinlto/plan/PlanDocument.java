package org.dthinlto.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A plan as it is written to a file, complete: whoever has it, and the files that it names, can do
 * the jobs and the final link without the line that it comes from. Knows nothing of JSON.
 *
 * <p>Paths are relative to {@code directory}, those of jobs to the staging tree; or absolute.
 *
 * @param version of this form, see {@link #VERSION}
 * @param tool what wrote it
 * @param outcome {@code distributed}; {@code plain} or {@code in-process} if there are no jobs and
 *     the final link is the user's own line
 * @param reason why there are none; empty if there are
 * @param directory the working directory of the line, relative to the plan's folder
 * @param work the work folder
 * @param compiler what runs the jobs
 * @param linker what the linker says of itself
 * @param inputs all files that the line reads
 * @param jobs in link order
 * @param finalLink what comes after the last job
 */
public record PlanDocument(
    int version,
    String tool,
    String outcome,
    String reason,
    String directory,
    String work,
    Compiler compiler,
    String linker,
    List<String> inputs,
    List<Job> jobs,
    Last finalLink) {

  /** The version that this program reads and writes. */
  public static final int VERSION = 1;

  /** The staging tree, in the work folder. */
  public static final String TREE = "tree";

  /**
   * What runs the jobs.
   *
   * @param program as it stands in the commands
   * @param version such as {@code 22.1.8}; another one makes other code
   * @param args the user's own words among those of each job, which may name files
   * @param voice what is made of what it says
   */
  public record Compiler(String program, String version, List<String> args, Voice voice) {}

  /**
   * How backends speak: as the linker would.
   *
   * @param linker the linker's name
   * @param fatal whether warnings are errors
   * @param silent whether warnings are left out
   */
  public record Voice(String linker, boolean fatal, boolean silent) {}

  /** See {@link BackendJob}; {@code id} is the module ID, {@code name} what the user calls it. */
  public record Job(
      String id,
      String name,
      List<String> argv,
      List<String> inputs,
      List<String> outputs,
      String triple,
      long size) {}

  /**
   * The final link.
   *
   * @param linker the program, and words that have to stand behind it
   * @param words all others
   * @param inputs files that it reads besides those that are made by jobs and in planning
   * @param missing what native objects are told before
   * @param ending what is said and moved around it
   * @param userNames names of ours in its words, and the user's for them
   */
  public record Last(
      List<String> linker,
      List<String> words,
      List<String> inputs,
      Missing missing,
      Ending ending,
      Map<String, String> userNames) {}

  /** The same for a plan that lies elsewhere. */
  public PlanDocument withDirectory(String other) {
    return new PlanDocument(
        version, tool, outcome, reason, other, work, compiler, linker, inputs, jobs, finalLink);
  }

  /** Whether there are jobs and a final link, and not just the user's own line. */
  public boolean distributed() {
    return outcome.equals("distributed");
  }

  /** The jobs, to be run by a program. */
  public List<BackendJob> backendJobs(String program) {
    List<BackendJob> made = new ArrayList<>(jobs.size());
    for (Job job : jobs) {
      List<String> argv = new ArrayList<>(job.argv());
      argv.set(0, program);
      made.add(
          new BackendJob(
              job.id(), job.name(), argv, job.inputs(), job.outputs(), job.triple(), job.size()));
    }
    return made;
  }

  /** The index of the job with an ID, or a number from 1 on; -1 if there is none. */
  public int indexOf(String id) {
    for (int i = 0; i < jobs.size(); i++) {
      if (jobs.get(i).id().equals(id)) {
        return i;
      }
    }
    try {
      int number = Integer.parseInt(id);
      return number >= 1 && number <= jobs.size() ? number - 1 : -1;
    } catch (NumberFormatException e) {
      return -1;
    }
  }
}
