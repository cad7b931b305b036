package org.dthinlto.exec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.dthinlto.plan.BackendJob;

/**
 * Runs jobs as processes on this machine and decides whether they succeeded. Knows the words that
 * clang says when it has failed and still exits 0, but no file formats.
 */
public final class LocalExecutor implements Executor {

  /**
   * What clang says when a ThinLTO backend failed although its exit status is 0 (llvm-project issue
   * 75441; clang 14 to 22): the summary index or an imported module could not be read.
   */
  private static final String[] FAILURES = {
    "Error running ThinLTO backend", "Error loading index file", "Error loading imported file"
  };

  private final ProcessRunner runner;
  private final Path tree;
  private final ObjectCheck check;
  private final NanoClock clock;

  /**
   * Runs nothing yet.
   *
   * @param tree the staging tree, the working directory of all jobs
   */
  public LocalExecutor(ProcessRunner runner, Path tree, ObjectCheck check) {
    this(runner, tree, check, NanoClock.SYSTEM);
  }

  LocalExecutor(ProcessRunner runner, Path tree, ObjectCheck check, NanoClock clock) {
    this.runner = runner;
    this.tree = tree;
    this.check = check;
    this.clock = clock;
  }

  @Override
  public JobResult execute(BackendJob job) throws InterruptedException {
    long start = clock.nanos();
    String diagnostics = "";
    String reason;
    boolean done = false;
    try {
      for (String output : job.outputs()) {
        prepare(tree.resolve(output));
      }
      // clang -c writes nothing to standard output of its own; merged, its words stay in order.
      Command command = Command.of(job.argv(), tree).withOutput(Command.Output.MERGED);
      ProcessResult result = runner.run(command);
      diagnostics = result.stdout() + result.stderr();
      reason = failure(job, result, diagnostics);
      done = reason.isEmpty();
    } catch (IOException e) {
      reason = IoText.of(e);
    } finally {
      if (!done) {
        for (String output : job.outputs()) {
          remove(tree.resolve(output));
        }
      }
    }
    return new JobResult(
        job,
        done ? JobResult.Status.DONE : JobResult.Status.FAILED,
        diagnostics,
        reason,
        start,
        clock.nanos());
  }

  /** Makes the folder of the output. An older output could pass for the new one, so it goes. */
  private static void prepare(Path output) throws IOException {
    Path folder = output.getParent();
    if (folder != null && !Files.isDirectory(folder)) {
      Files.createDirectories(folder);
    }
    Files.deleteIfExists(output);
  }

  /** Why the job counts as failed; empty if it doesn't. */
  private String failure(BackendJob job, ProcessResult result, String diagnostics)
      throws IOException {
    Path output = tree.resolve(job.output());
    String program = baseName(job.argv().get(0));
    if (!result.ok()) {
      return program + " " + result.ending();
    }
    for (String failure : FAILURES) {
      if (diagnostics.contains(failure)) {
        return program + " exited with status 0, but said '" + failure + "'";
      }
    }
    if (!Files.isRegularFile(output)) {
      return program + " exited with status 0, but the native object is missing";
    }
    if (Files.size(output) == 0) {
      return program + " exited with status 0, but the native object is empty";
    }
    for (String side : job.outputs().subList(1, job.outputs().size())) {
      if (!Files.exists(tree.resolve(side))) {
        return program + " exited with status 0, but '" + side + "' is missing";
      }
    }
    String wrong = check.check(output, job.triple());
    return wrong.isEmpty() ? "" : "the native object " + wrong;
  }

  private static String baseName(String program) {
    return program.substring(program.lastIndexOf('/') + 1);
  }

  /** What can't be removed lies in the private tree, which goes as a whole. */
  private static void remove(Path output) {
    try {
      Files.deleteIfExists(output);
    } catch (IOException e) {
      return;
    }
  }
}
