package org.dthinlto.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.dthinlto.bitcode.NativeObject;
import org.dthinlto.cache.FileDigests;
import org.dthinlto.exec.JobResult;
import org.dthinlto.plan.BackendJob;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The simulated cluster does what it says, seen by the real client. */
@Timeout(60)
final class SimulatedClusterTest {

  private static final SimulatedCluster.Shape ONE = SimulatedCluster.Shape.of(1);
  private static final RemoteSettings QUICK = RemoteSettings.DEFAULT.withBounds(5000, 3, 20_000);

  @TempDir private Path tree;

  /** Runs jobs, each in a thread of its own. */
  private final class Client implements AutoCloseable {
    private final RemoteCluster remote;
    private final RemoteJobs jobs;
    private final List<Thread> threads = new ArrayList<>();
    private final List<JobResult> results = new ArrayList<>();

    Client(SimulatedCluster cluster) throws Exception {
      this(cluster, QUICK);
    }

    Client(SimulatedCluster cluster, RemoteSettings settings) throws Exception {
      Connection connection = Connection.open(cluster.endpoint(), "test");
      FileDigests digests = new FileDigests();
      remote =
          new RemoteCluster(
              connection,
              settings,
              true,
              cluster.localCompiler(tree),
              tree,
              digests,
              NativeObject::check);
      jobs = new RemoteJobs(remote);
    }

    void start(BackendJob job) {
      Thread thread =
          new Thread(
              () -> {
                try {
                  JobResult result = jobs.execute(job);
                  synchronized (results) {
                    results.add(result);
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });
      threads.add(thread);
      thread.start();
    }

    List<JobResult> await() throws InterruptedException {
      for (Thread thread : threads) {
        thread.join();
      }
      return results;
    }

    void interrupt() throws InterruptedException {
      for (Thread thread : threads) {
        thread.interrupt();
        thread.join();
      }
    }

    @Override
    public void close() {
      remote.close();
    }
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    while (!condition.getAsBoolean()) {
      Thread.sleep(5); // the test has a bound
    }
  }

  private List<BackendJob> jobs(int count) throws Exception {
    return SimulatedPlan.stage(tree, count, 500, 2).jobs();
  }

  private static void assertAllDone(List<JobResult> results, JobResult.Origin origin, int count) {
    assertEquals(count, results.size());
    for (JobResult result : results) {
      assertEquals("", result.reason());
      assertEquals(origin, result.origin());
    }
  }

  @Test
  void jobsAreDoneAndThenKnown() throws Exception {
    List<BackendJob> jobs = jobs(5);
    try (SimulatedCluster cluster =
        SimulatedCluster.start(SimulatedCluster.Shape.of(2), SimulatedJob.taking(30))) {
      for (JobResult.Origin origin :
          List.of(JobResult.Origin.REMOTE, JobResult.Origin.REMOTE_CACHE)) {
        try (Client client = new Client(cluster)) {
          jobs.forEach(client::start);
          assertAllDone(client.await(), origin, 5);
        }
        assertEquals(5, cluster.begun());
      }
      assertEquals(2, cluster.mostRunning());
      assertTrue(cluster.busyNanos() >= 5 * 30_000_000L);
      assertEquals(5 * (500 + 1000), inputs(jobs));
      assertTrue(cluster.receivedBytes() > inputs(jobs));
      assertTrue(cluster.receivedBytes() < 2 * inputs(jobs));
    }
  }

  private long inputs(List<BackendJob> jobs) throws Exception {
    long bytes = 0;
    for (BackendJob job : jobs) {
      bytes += Files.size(tree.resolve(job.inputs().get(0)));
      bytes += Files.size(tree.resolve(job.inputs().get(1)));
    }
    return bytes;
  }

  @Test
  void waitingIsSkippedButNotOurOwnTime() throws Exception {
    List<BackendJob> jobs = jobs(3);
    long start = System.nanoTime();
    try (SimulatedCluster cluster =
            SimulatedCluster.start(ONE.withQuiet(5), SimulatedJob.taking(100_000));
        Client client = new Client(cluster)) {
      jobs.forEach(client::start);
      assertAllDone(client.await(), JobResult.Origin.REMOTE, 3);
      assertTrue(cluster.lastEndNanos() >= 300_000_000_000L);
      assertTrue(cluster.lastEndNanos() < 310_000_000_000L);
      assertTrue(cluster.nanos() > System.nanoTime() - start);
    }
    assertTrue(System.nanoTime() - start < 30_000_000_000L);
  }

  @Test
  void answersTakeTheRoundTrip() throws Exception {
    BackendJob job = jobs(1).get(0);
    try (SimulatedCluster cluster =
            SimulatedCluster.start(ONE.withRoundTrip(100), SimulatedJob.taking(0));
        Client client = new Client(cluster)) {
      client.start(job);
      assertAllDone(client.await(), JobResult.Origin.REMOTE, 1);
      // Capabilities, look-up, the compiler (3), missing, update, execute, read.
      assertTrue(cluster.nanos() >= 900_000_000L);
      assertTrue(cluster.nanos() < 3_000_000_000L);
    }
  }

  @Test
  void jobsWaitForWorkersAndCanBeTakenBack() throws Exception {
    List<BackendJob> jobs = jobs(3);
    try (SimulatedCluster cluster =
            SimulatedCluster.start(ONE, SimulatedJob.taking(SimulatedJob.FOREVER));
        Client client = new Client(cluster)) {
      jobs.forEach(client::start);
      await(() -> cluster.queued() == 2);
      assertEquals(1, cluster.running());
      client.interrupt();
      await(() -> cluster.cancelled() == 3);
      assertEquals(0, cluster.running() + cluster.queued());
    }
  }

  @Test
  void workersMayGoAndTheirJobsAreDoneByOthers() throws Exception {
    List<BackendJob> jobs = jobs(2);
    try (SimulatedCluster cluster =
            SimulatedCluster.start(SimulatedCluster.Shape.of(2), SimulatedJob.taking(300));
        Client client = new Client(cluster)) {
      jobs.forEach(client::start);
      await(() -> cluster.running() == 2);
      cluster.lose(1, true);
      assertEquals(1, cluster.queued());
      assertAllDone(client.await(), JobResult.Origin.REMOTE, 2);
      assertEquals(3, cluster.begun());
    }
  }

  @Test
  void workersMayGoAndTheirJobsWithThem() throws Exception {
    BackendJob job = jobs(1).get(0);
    try (SimulatedCluster cluster = SimulatedCluster.start(ONE, SimulatedJob.taking(300));
        Client client = new Client(cluster)) {
      client.start(job);
      await(() -> cluster.running() == 1);
      cluster.lose(1, false);
      cluster.lose(-1, false);
      assertAllDone(client.await(), JobResult.Origin.REMOTE, 1); // it was tried again
      assertEquals(2, cluster.begun(job.moduleId()));
      assertEquals(2 + 1, cluster.calls("Execute")); // one asked for the compiler
    }
  }

  @Test
  void brokenStreamsAreTakenUpAgainAndForgottenJobsBegunAnew() throws Exception {
    BackendJob job = jobs(1).get(0);
    try (SimulatedCluster cluster = SimulatedCluster.start(ONE, SimulatedJob.taking(1000));
        Client client = new Client(cluster)) {
      client.start(job);
      await(() -> cluster.running() == 1);
      cluster.breakStreams();
      await(() -> cluster.calls("WaitExecution") == 1);
      assertEquals(1, cluster.begun());
      cluster.forgetOperations();
      await(() -> cluster.begun() == 2);
      assertAllDone(client.await(), JobResult.Origin.REMOTE, 1);
    }
  }

  @Test
  void callsFailAsWished() throws Exception {
    List<BackendJob> jobs = jobs(4);
    Set<String> failed = ConcurrentHashMap.newKeySet();
    try (SimulatedCluster cluster = SimulatedCluster.start(ONE, SimulatedJob.taking(0));
        Client client = new Client(cluster)) {
      // The first of each kind: of others, one that runs beside them may be hit each time.
      cluster.fail(method -> failed.add(method) ? Status.UNAVAILABLE : Status.OK);
      jobs.forEach(client::start);
      assertAllDone(client.await(), JobResult.Origin.REMOTE, 4);
      assertTrue(failed.size() > 3, failed::toString);
    }
  }

  @Test
  void lostBlobsAreMissed() throws Exception {
    BackendJob job = jobs(1).get(0);
    AtomicInteger left = new AtomicInteger(1);
    try (SimulatedCluster cluster = SimulatedCluster.start(ONE, SimulatedJob.taking(0));
        Client client = new Client(cluster)) {
      cluster.fail(
          method -> {
            if (method.equals("Execute") && left.getAndDecrement() == 0) {
              cluster.evictAll();
            }
            return Status.OK;
          });
      client.start(job);
      assertAllDone(client.await(), JobResult.Origin.REMOTE, 1);
      assertEquals(2 + 1, cluster.calls("Execute")); // one asked for the compiler
    }
  }

  @Test
  void jobsFailByTheirScript() throws Exception {
    List<BackendJob> jobs = jobs(2);
    Map<String, SimulatedJob> script =
        Map.of(
            jobs.get(0).moduleId(), SimulatedJob.exit(0, 1, "no good"),
            jobs.get(1).moduleId(), SimulatedJob.refused(0, 3, "no such thing"));
    try (SimulatedCluster cluster =
            SimulatedCluster.start(ONE, (module, command) -> script.get(module));
        Client client = new Client(cluster)) {
      jobs.forEach(client::start);
      String said = "";
      for (JobResult result : client.await()) {
        assertEquals(JobResult.Status.FAILED, result.status());
        said += result.reason() + result.diagnostics();
      }
      assertTrue(said.contains("exit") && said.contains("no good"), said);
      assertTrue(said.contains("INVALID_ARGUMENT: no such thing"), said);
      assertEquals(0, cluster.results());
    }
  }

  @Test
  void aSilentClusterIsFoundOut() throws Exception {
    BackendJob job = jobs(1).get(0);
    RemoteSettings settings = RemoteSettings.DEFAULT.withBounds(300, 1, 2000);
    try (SimulatedCluster cluster =
            SimulatedCluster.start(ONE, SimulatedJob.taking(SimulatedJob.FOREVER));
        Client client = new Client(cluster, settings)) {
      cluster.fallSilent();
      client.start(job);
      JobResult result = client.await().get(0);
      assertTrue(result.reason().contains("connecting failed, DEADLINE_EXCEEDED"), result.reason());
      assertTrue(cluster.calls("GetCapabilities") > 0);
    }
  }
}
