package org.dthinlto.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import org.dthinlto.bitcode.NativeObject;
import org.dthinlto.cache.FileDigests;
import org.dthinlto.exec.ChildProcesses;
import org.dthinlto.exec.JobResult;
import org.dthinlto.plan.BackendJob;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Jobs on a real server behind a proxy that loses their inputs, or lets calls fail. */
@ExtendWith(ReapiServer.Shared.class)
final class LostBlobsE2eTest {

  private static final RemoteSettings QUICK = RemoteSettings.DEFAULT.withBounds(10_000, 5, 60_000);

  /** The first job asks for the compiler's version. */
  private static final int CHECK = 1;

  @TempDir private Path tree;
  private FaultProxy proxy;
  private BackendJob job;

  @BeforeEach
  void open(ReapiServer server) throws Exception {
    proxy = new FaultProxy(server.endpoint().port());
    job = StagedJob.stage(tree, ThreadLocalRandom.current().nextInt(1_000_000));
  }

  @AfterEach
  void close() {
    proxy.close();
  }

  private JobResult run() throws Exception {
    FileDigests digests = new FileDigests();
    LocalCompiler compiler =
        new LocalCompiler("/usr/bin/clang-22", Toolchain.NONE, tree, new ChildProcesses());
    try (RemoteCluster cluster =
        new RemoteCluster(
            Connection.open(proxy.endpoint(), "test"),
            QUICK,
            true,
            compiler,
            tree,
            digests,
            NativeObject::check)) {
      return new RemoteJobs(cluster).execute(job);
    }
  }

  private void assertDone(JobResult result) {
    assertEquals("", result.reason() + result.diagnostics());
    assertEquals(JobResult.Status.DONE, result.status());
    assertEquals(JobResult.Origin.REMOTE, result.origin());
  }

  @ParameterizedTest
  @EnumSource
  void anInputThatIsLostIsSentAgain(LostBlobs.Said how) throws Exception {
    String hash = new FileDigests().of(tree.resolve(StagedJob.MODULE)).hex();
    proxy.withLostBlob(hash, how);
    assertDone(run());
    assertEquals(CHECK + 2, proxy.calls("Execute"));
    assertEquals(CHECK + 2, proxy.calls("FindMissingBlobs"));
  }

  @Test
  void nothingIsAskedTwiceIfNothingIsLost() throws Exception {
    assertDone(run());
    assertEquals(CHECK + 1, proxy.calls("Execute"));
    assertEquals(CHECK + 1, proxy.calls("FindMissingBlobs"));
  }

  @Test
  void everyThirdCallMayFail() throws Exception {
    proxy.withEveryCallFailing(3);
    assertDone(run());
  }

  @Test
  void aJobWhoseStreamIsCutIsWaitedFor() throws Exception {
    proxy.withCuts("Execute", 1, 1);
    assertDone(run());
    assertTrue(proxy.calls("WaitExecution") > 0);
    assertEquals(CHECK + 1, proxy.calls("Execute"));
  }
}
