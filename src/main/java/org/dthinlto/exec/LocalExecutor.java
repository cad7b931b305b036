package org.dthinlto.exec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dthinlto.plan.BackendJob;

/**
 * Runs jobs as processes on this machine. Leaves it to {@link ResultCheck} whether they succeeded.
 */
public final class LocalExecutor implements Executor {

  private final ProcessRunner runner;
  private final Path tree;
  private final ResultCheck check;
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
    this.check = new ResultCheck(check);
    this.clock = clock;
  }

  @Override
  public JobResult execute(BackendJob job) throws InterruptedException {
    long start = clock.nanos();
    String diagnostics = "";
    String reason;
    boolean done = false;
    try {
      List<Path> outputs = new ArrayList<>(job.outputs().size());
      for (String output : job.outputs()) {
        outputs.add(tree.resolve(output));
        prepare(tree.resolve(output));
      }
      // clang -c writes nothing to standard output of its own; merged, its words stay in order.
      Command command = Command.of(job.argv(), tree).withOutput(Command.Output.MERGED);
      ProcessResult result = runner.run(command);
      diagnostics = result.stdout() + result.stderr();
      reason = check.failure(job, result, outputs);
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

  /** What can't be removed lies in the private tree, which goes as a whole. */
  private static void remove(Path output) {
    try {
      Files.deleteIfExists(output);
    } catch (IOException e) {
      return;
    }
  }
}
