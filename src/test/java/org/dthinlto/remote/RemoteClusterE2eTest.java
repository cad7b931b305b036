package org.dthinlto.remote;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.dthinlto.bitcode.NativeObject;
import org.dthinlto.cache.FileDigests;
import org.dthinlto.exec.ChildProcesses;
import org.dthinlto.exec.JobResult;
import org.dthinlto.exec.LocalExecutor;
import org.dthinlto.plan.BackendJob;
import org.dthinlto.remote.api.Reapi;
import org.dthinlto.remote.api.Reapi.ActionResult;
import org.dthinlto.remote.api.Reapi.OutputFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Backend jobs by a real clang on a real server, in a sandbox; and what can go wrong with them. */
@ExtendWith(ReapiServer.Shared.class)
final class RemoteClusterE2eTest {

  private static final RemoteSettings QUICK = RemoteSettings.DEFAULT.withBounds(10_000, 5, 60_000);

  @TempDir private Path tree;

  /** So that no test finds results of another: the number is in the code. */
  private static int fresh() {
    return ThreadLocalRandom.current().nextInt(1_000_000);
  }

  private JobResult remotely(Endpoint endpoint, BackendJob job) throws Exception {
    return remotely(endpoint, job, QUICK);
  }

  private JobResult remotely(Endpoint endpoint, BackendJob job, RemoteSettings settings)
      throws Exception {
    try (RemoteCluster cluster = cluster(Connection.open(endpoint, "test"), settings)) {
      return new RemoteJobs(cluster).execute(job);
    }
  }

  private JobResult remotely(Connection connection, BackendJob job) throws Exception {
    return new RemoteJobs(cluster(connection, QUICK)).execute(job);
  }

  private RemoteCluster cluster(Connection connection, RemoteSettings settings) {
    return new RemoteCluster(
        connection,
        settings,
        true,
        new LocalCompiler("/usr/bin/clang-22", Toolchain.NONE, tree, new ChildProcesses()),
        tree,
        new FileDigests(),
        NativeObject::check);
  }

  private byte[] locally(BackendJob job) throws Exception {
    JobResult result =
        new LocalExecutor(new ChildProcesses(), tree, NativeObject::check).execute(job);
    assertEquals("", result.reason() + result.diagnostics());
    Path object = tree.resolve(job.output());
    byte[] bytes = Files.readAllBytes(object);
    Files.delete(object);
    return bytes;
  }

  private RemoteAction action(Connection connection, BackendJob job) throws Exception {
    Capabilities capabilities = new RemoteCache(connection, QUICK).capabilities();
    return RemoteAction.of(job, tree, new FileDigests(), QUICK, capabilities);
  }

  private void assertDone(JobResult result, JobResult.Origin origin, byte[] object)
      throws IOException {
    assertEquals("", result.reason() + result.diagnostics());
    assertEquals(JobResult.Status.DONE, result.status());
    assertEquals(origin, result.origin());
    assertEquals(
        ByteString.copyFrom(object),
        ByteString.copyFrom(Files.readAllBytes(tree.resolve(result.job().output()))));
    assertNothingElse();
  }

  private void assertFailed(JobResult result) throws IOException {
    assertEquals(JobResult.Status.FAILED, result.status());
    assertFalse(Files.exists(tree.resolve(result.job().output())));
    assertNothingElse();
  }

  /** Temporary files would lie beside the object. */
  private void assertNothingElse() throws IOException {
    try (Stream<Path> files = Files.list(tree.resolve("_native"))) {
      assertTrue(files.count() <= 1, "more than the object");
    }
  }

  @Test
  void theObjectIsTheLocalOneAndTheSecondTimeItIsCached(ReapiServer server) throws Exception {
    BackendJob job = StagedJob.stage(tree, fresh());
    byte[] local = locally(job);
    assertDone(remotely(server.endpoint(), job), JobResult.Origin.REMOTE, local);
    assertDone(remotely(server.endpoint(), job), JobResult.Origin.REMOTE_CACHE, local);
  }

  @Test
  void theSaltAndThePropertiesArePartOfTheJob(ReapiServer server) throws Exception {
    BackendJob job = StagedJob.stage(tree, fresh());
    assertEquals(JobResult.Origin.REMOTE, remotely(server.endpoint(), job).origin());
    RemoteSettings salted =
        QUICK.withCompiler("/usr/bin/clang-22", org.dthinlto.cache.Digest.of(new byte[1]));
    assertEquals(JobResult.Origin.REMOTE, remotely(server.endpoint(), job, salted).origin());
    RemoteSettings pooled = QUICK.withProperties(Map.of("Pool", "large"));
    assertEquals(JobResult.Origin.REMOTE, remotely(server.endpoint(), job, pooled).origin());
    assertEquals(JobResult.Origin.REMOTE_CACHE, remotely(server.endpoint(), job, pooled).origin());
  }

  /** clang exits 0 and leaves an empty object if an import is missing; the server keeps that. */
  @Test
  void aForgottenImportFailsAlsoFromTheCache(ReapiServer server) throws Exception {
    BackendJob job = StagedJob.without(StagedJob.stage(tree, fresh()), StagedJob.IMPORTED);
    for (int i = 0; i < 2; i++) {
      JobResult result = remotely(server.endpoint(), job);
      assertFailed(result);
      assertEquals(
          "'"
              + server.endpoint()
              + "': clang-22 exited with status 0, but said 'Error running ThinLTO backend'",
          result.reason().substring(0, result.reason().indexOf("; action ")));
      assertTrue(result.diagnostics().contains(StagedJob.IMPORTED), result.diagnostics());
    }
  }

  @Test
  void aForgottenModuleFails(ReapiServer server) throws Exception {
    BackendJob job = StagedJob.without(StagedJob.stage(tree, fresh()), StagedJob.MODULE);
    JobResult result = remotely(server.endpoint(), job);
    assertFailed(result);
    assertTrue(
        result.reason().startsWith("'" + server.endpoint() + "': clang-22 exited with status 1; "),
        result.reason());
    assertTrue(result.diagnostics().contains("no such file"), result.diagnostics());
  }

  @Test
  void anInputThatIsNotThereFailsBeforeAnythingIsSent(ReapiServer server) throws Exception {
    BackendJob job = StagedJob.stage(tree, fresh());
    Files.delete(tree.resolve(StagedJob.IMPORTED));
    JobResult result = remotely(server.endpoint(), job);
    assertFailed(result);
    assertEquals(
        "'" + tree.resolve(StagedJob.IMPORTED) + "': no such file or folder", result.reason());
  }

  @Test
  void aCompilerThatTheWorkerHasNotIsNamed(ReapiServer server) throws Exception {
    BackendJob job = StagedJob.stage(tree, fresh());
    RemoteSettings settings = QUICK.withCompiler("/opt/no/clang", org.dthinlto.cache.Digest.NONE);
    JobResult result = remotely(server.endpoint(), job, settings);
    assertFailed(result);
    // In the sandbox it is bwrap that says so; servers may also say it in a status.
    assertTrue((result.reason() + result.diagnostics()).contains("/opt/no/clang"));
  }

  /** Somebody's action cache says what it likes. */
  @Test
  void aPoisonedCacheIsNotBelieved(ReapiServer server) throws Exception {
    BackendJob job = StagedJob.stage(tree, fresh());
    byte[] local = locally(job);
    try (Connection connection = Connection.open(server.endpoint(), "test")) {
      RemoteCache cache = new RemoteCache(connection, QUICK);
      RemoteAction action = action(connection, job);
      cache.upload(action.blobs());
      Blob empty = Blob.of(ByteString.EMPTY);
      Blob text = Blob.of(ByteString.copyFromUtf8("no object " + fresh()));
      Blob gone = Blob.of(ByteString.copyFromUtf8("never sent " + fresh()));
      cache.upload(List.of(empty, text));
      List<ActionResult> lies =
          List.of(
              output(job, empty.id()),
              output(job, text.id()),
              output(job, gone.id()),
              ActionResult.getDefaultInstance(),
              ActionResult.newBuilder().setExitCode(1).build());
      for (ActionResult lie : lies) {
        cache.update(action.id(), lie);
        assertDone(remotely(connection, job), JobResult.Origin.REMOTE, local);
        Files.delete(tree.resolve(job.output()));
      }
      // The twin: what was executed is believed again.
      assertDone(remotely(connection, job), JobResult.Origin.REMOTE_CACHE, local);
    }
  }

  private static ActionResult output(BackendJob job, Reapi.Digest id) {
    return ActionResult.newBuilder()
        .addOutputFiles(OutputFile.newBuilder().setPath(job.output()).setDigest(id))
        .build();
  }

  @Test
  void anAbsentServerFailsSoonAndOnce() throws Exception {
    BackendJob job = StagedJob.stage(tree);
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    Endpoint absent = Endpoint.parse("grpc://127.0.0.1:" + port);
    try (Connection connection = Connection.open(absent, "test")) {
      RemoteJobs executor = new RemoteJobs(cluster(connection, QUICK));
      long start = System.nanoTime();
      JobResult result = executor.execute(job);
      long first = System.nanoTime() - start;
      assertFailed(result);
      String reason = "'" + absent + "': connecting failed, UNAVAILABLE: ";
      assertTrue(result.reason().startsWith(reason), result.reason());
      assertTrue(result.reason().contains("Connection refused"), result.reason());
      assertTrue(first < SECONDS.toNanos(20), first + " ns");
      start = System.nanoTime();
      assertFailed(executor.execute(job));
      long second = System.nanoTime() - start;
      assertTrue(second < MILLISECONDS.toNanos(500), second + " ns");
    }
  }

  /** A server that takes connections and never says anything. */
  @Test
  void aSilentServerFailsInTime() throws Exception {
    BackendJob job = StagedJob.stage(tree);
    try (ServerSocket socket = new ServerSocket(0)) {
      Endpoint silent = Endpoint.parse("grpc://127.0.0.1:" + socket.getLocalPort());
      long start = System.nanoTime();
      JobResult result = remotely(silent, job, QUICK.withBounds(500, 5, 5000));
      long nanos = System.nanoTime() - start;
      assertFailed(result);
      assertTrue(result.reason().contains("DEADLINE_EXCEEDED"), result.reason());
      assertTrue(nanos < SECONDS.toNanos(10), nanos + " ns");
    }
  }

  /** A job that writes the object after some seconds. */
  private BackendJob slowly(BackendJob job, int seconds) {
    StringBuilder words = new StringBuilder("sleep " + seconds + "." + fresh() + " && exec");
    for (String word : job.argv()) {
      words.append(" '").append(word).append("'");
    }
    return StagedJob.withArgv(job, List.of("/bin/sh", "-c", words.toString()));
  }

  /** Runs a job in a thread, and does something to the server while it runs there. */
  private JobResult disturbed(ReapiServer server, BackendJob job, Disturbance disturbance)
      throws Exception {
    JobResult[] result = new JobResult[1];
    Thread thread =
        new Thread(
            () -> {
              try {
                result[0] = remotely(server.endpoint(), job, QUICK.withBounds(5000, 8, 60_000));
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    thread.start();
    awaitStart(job);
    disturbance.happen(thread);
    thread.join(SECONDS.toMillis(60));
    assertFalse(thread.isAlive(), "it hangs");
    return result[0];
  }

  private interface Disturbance {
    void happen(Thread thread) throws Exception;
  }

  /** Waits for the process of a slow job: others, such as the compiler's check, come before it. */
  private static void awaitStart(BackendJob slow) throws Exception {
    String words = slow.argv().get(2);
    long end = System.nanoTime() + SECONDS.toNanos(20);
    while (ProcessHandle.allProcesses()
        .noneMatch(process -> process.info().commandLine().orElse("").contains(words))) {
      assertTrue(System.nanoTime() < end, "it isn't started: " + words);
      Thread.sleep(20);
    }
  }

  private static void awaitJobs(ReapiServer server, boolean wanted) throws Exception {
    long end = System.nanoTime() + SECONDS.toNanos(20);
    while (server.jobs().isEmpty() == wanted) {
      assertTrue(System.nanoTime() < end, "jobs of the server: " + server.jobs());
      Thread.sleep(20);
    }
  }

  @Test
  void aServerThatIsKilledAndStartedAgainDoesTheJob() throws Exception {
    BackendJob job = StagedJob.stage(tree, fresh());
    byte[] local = locally(job);
    try (ReapiServer server = ReapiServer.start(Map.of())) {
      JobResult result =
          disturbed(
              server,
              slowly(job, 3),
              thread -> {
                server.kill();
                server.startAgain();
              });
      assertDone(result, JobResult.Origin.REMOTE, local);
    }
  }

  /** Then the blobs that were sent have to be sent again. */
  @Test
  void aServerThatLosesEverythingDoesTheJob() throws Exception {
    BackendJob job = StagedJob.stage(tree, fresh());
    byte[] local = locally(job);
    try (ReapiServer server = ReapiServer.start(Map.of())) {
      JobResult result =
          disturbed(
              server,
              slowly(job, 3),
              thread -> {
                server.kill();
                server.deleteStored();
                server.startAgain();
              });
      assertDone(result, JobResult.Origin.REMOTE, local);
    }
  }

  @Test
  void aServerThatIsKilledForGoodFailsTheJob() throws Exception {
    BackendJob job = StagedJob.stage(tree, fresh());
    try (ReapiServer server = ReapiServer.start(Map.of())) {
      JobResult result = disturbed(server, slowly(job, 30), thread -> server.kill());
      assertFailed(result);
      String reason = "'" + server.endpoint() + "': executing failed, UNAVAILABLE: ";
      assertTrue(result.reason().startsWith(reason), result.reason());
    }
  }

  @Test
  void anInterruptLeavesNoJobOnTheServer() throws Exception {
    BackendJob slow = slowly(StagedJob.stage(tree, fresh()), 30);
    try (ReapiServer server = ReapiServer.start(Map.of());
        Connection connection = Connection.open(server.endpoint(), "test")) {
      CountDownLatch interrupted = new CountDownLatch(1);
      Thread thread =
          new Thread(
              () -> {
                try {
                  JobResult none = new RemoteJobs(cluster(connection, QUICK)).execute(slow);
                  assertNotEquals(JobResult.Status.DONE, none.status());
                } catch (InterruptedException e) {
                  interrupted.countDown();
                }
              });
      thread.start();
      awaitStart(slow);
      thread.interrupt();
      assertTrue(interrupted.await(5, SECONDS), "not interrupted");
      awaitJobs(server, false);
    }
  }

  @Test
  void aJobThatTakesTooLongFailsAndIsCancelled() throws Exception {
    BackendJob job = StagedJob.stage(tree, fresh());
    try (ReapiServer server = ReapiServer.start(Map.of())) {
      JobResult result =
          remotely(server.endpoint(), slowly(job, 30), QUICK.withBounds(500, 5, 2000));
      assertFailed(result);
      assertTrue(
          result.reason().contains("DEADLINE_EXCEEDED: the job was not done after 2 s"),
          result.reason());
      awaitJobs(server, false);
    }
  }

  /** No call lasts as long as this job: the client asks for its state again and again. */
  @Test
  void aJobMayTakeLongerThanACall() throws Exception {
    BackendJob job = StagedJob.stage(tree, fresh());
    byte[] local = locally(job);
    try (ReapiServer server = ReapiServer.start(Map.of())) {
      JobResult result =
          remotely(server.endpoint(), slowly(job, 3), QUICK.withBounds(500, 2, 30_000));
      assertDone(result, JobResult.Origin.REMOTE, local);
    }
  }
}
