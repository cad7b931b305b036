package org.dthinlto.exec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dthinlto.plan.BackendJob;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalExecutorTest {

  @TempDir Path tree;

  private BackendJob job = Jobs.job("lib.a(x.o at 1)", 10);
  private final List<Command> ran = new ArrayList<>();
  private String checkSays = "";

  /** Acts as clang: writes the output unless content is "absent", and says something. */
  private JobResult executeAs(int status, String says, String content) throws Exception {
    ProcessRunner runner =
        command -> {
          ran.add(command);
          if (!content.equals("absent")) {
            Files.writeString(output(), content);
          }
          return new ProcessResult(status, says, "");
        };
    return execute(runner);
  }

  private JobResult execute(ProcessRunner runner) throws InterruptedException {
    long[] now = {100};
    NanoClock clock = () -> now[0]++;
    return new LocalExecutor(runner, tree, (object, triple) -> check(object, triple), clock)
        .execute(job);
  }

  private String check(Path object, String triple) {
    assertEquals(output(), object);
    assertEquals("x86_64-linux-gnu", triple);
    return checkSays;
  }

  private Path output() {
    return tree.resolve(job.output());
  }

  private void assertFailed(JobResult result, String reason) {
    assertEquals(JobResult.Status.FAILED, result.status());
    assertEquals(reason, result.reason());
    assertFalse(Files.exists(output()), "the output of a failed job is there");
  }

  @Test
  void aGoodObjectIsDone() throws Exception {
    JobResult result = executeAs(0, "warning: x\n", "object");
    assertEquals(new JobResult(job, JobResult.Status.DONE, "warning: x\n", "", 100, 101), result);
    assertEquals("object", Files.readString(output()));
    assertEquals(List.of(Command.of(job.argv(), tree).withOutput(Command.Output.MERGED)), ran);
  }

  @Test
  void anotherExitStatusFails() throws Exception {
    JobResult result = executeAs(1, "error: y\n", "object");
    assertFailed(result, "clang-99 exited with status 1");
    assertEquals("error: y\n", result.diagnostics());
  }

  @Test
  void aSignalFails() throws Exception {
    assertFailed(executeAs(137, "", "object"), "clang-99 was killed by signal 9 (SIGKILL)");
  }

  @Test
  void errorsWithExitStatusZeroFail() throws Exception {
    String says = "clang-99 exited with status 0, but said '";
    assertFailed(
        executeAs(0, "Error running ThinLTO backend: no\n", "object"),
        says + "Error running ThinLTO backend'");
    assertFailed(
        executeAs(0, "error: Error loading index file 'x': no\n", "object"),
        says + "Error loading index file'");
    assertFailed(
        executeAs(0, "Error loading imported file 'x': no\n", ""),
        says + "Error loading imported file'");
  }

  @Test
  void noObjectFails() throws Exception {
    String says = "clang-99 exited with status 0, but the native object is ";
    assertFailed(executeAs(0, "", "absent"), says + "missing");
    assertFailed(executeAs(0, "", ""), says + "empty");
  }

  @Test
  void allThatAJobWritesMustBeThereAndFresh() throws Exception {
    BackendJob plain = Jobs.job("a.o", 1);
    job =
        new BackendJob(
            plain.moduleId(),
            plain.userName(),
            plain.argv(),
            plain.inputs(),
            List.of(plain.output(), "side/a.dwo"),
            plain.triple(),
            1);
    Path side = tree.resolve("side/a.dwo");
    Files.createDirectories(side.getParent());
    Files.writeString(side, "old");
    assertFailed(
        executeAs(0, "", "object"), "clang-99 exited with status 0, but 'side/a.dwo' is missing");
    ProcessRunner both =
        command -> {
          Files.writeString(output(), "object");
          Files.writeString(side, "");
          return new ProcessResult(0, "", "");
        };
    assertEquals(JobResult.Status.DONE, execute(both).status());
    assertTrue(Files.exists(side), "an empty one is fine");
    checkSays = "is for AArch64";
    assertFailed(execute(both), "the native object is for AArch64");
    assertFalse(Files.exists(side), "what a failed job wrote is there");
  }

  @Test
  void aWrongObjectFails() throws Exception {
    checkSays = "is for AArch64";
    assertFailed(executeAs(0, "", "object"), "the native object is for AArch64");
  }

  @Test
  void anOlderOutputDoesNotPassForTheNewOne() throws Exception {
    Files.createDirectories(output().getParent());
    Files.writeString(output(), "old");
    assertFailed(
        executeAs(0, "", "absent"),
        "clang-99 exited with status 0, but the native object is missing");
  }

  /** The cache hands out hard links; clang must not write through one. */
  @Test
  void anOlderOutputIsReplacedAndNotWrittenThrough() throws Exception {
    Files.createDirectories(output().getParent());
    Path cached = Files.writeString(tree.resolve("cached"), "old");
    Files.createLink(output(), cached);
    assertEquals(JobResult.Status.DONE, executeAs(0, "", "new").status());
    assertEquals("old", Files.readString(cached));
  }

  @Test
  void aCompilerThatCannotBeStartedFails() throws Exception {
    BackendJob missing = Jobs.job("a.o", 1, List.of("./no-clang", "a.o"));
    ObjectCheck fine = (object, triple) -> "";
    JobResult result = new LocalExecutor(new ChildProcesses(), tree, fine).execute(missing);
    assertEquals(JobResult.Status.FAILED, result.status());
    assertEquals("'./no-clang': cannot be started, no such file", result.reason());
  }

  @Test
  void aFolderThatCannotBeMadeFails() throws Exception {
    Path inTheWay = Files.writeString(tree.resolve("out"), "a file");
    assertFailed(executeAs(0, "", "object"), "'" + inTheWay + "': it exists and is no folder");
    assertEquals(List.of(), ran);
  }

  @Test
  void anInterruptedJobLeavesNoOutput() {
    ProcessRunner runner =
        command -> {
          Files.writeString(output(), "half");
          throw new InterruptedException();
        };
    assertThrows(InterruptedException.class, () -> execute(runner));
    assertTrue(Files.isDirectory(output().getParent()));
    assertFalse(Files.exists(output()));
  }

  @Test
  void aCheckThatCannotReadFails() throws Exception {
    ProcessRunner runner =
        command -> {
          Files.writeString(output(), "object");
          return new ProcessResult(0, "", "");
        };
    ObjectCheck unreadable =
        (object, triple) -> {
          throw new IOException("'x': cannot be read");
        };
    assertFailed(new LocalExecutor(runner, tree, unreadable).execute(job), "'x': cannot be read");
  }
}
