package org.dthinlto.remote;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.dthinlto.bitcode.NativeObject;
import org.dthinlto.cache.FileDigests;
import org.dthinlto.exec.ClusterLimits;
import org.dthinlto.exec.ClusterScheduler;
import org.dthinlto.exec.Executor;
import org.dthinlto.exec.JobListener;
import org.dthinlto.exec.JobResult;
import org.dthinlto.exec.JobTimes;
import org.dthinlto.exec.ResultCache;
import org.dthinlto.plan.BackendJob;

/**
 * Runs a plan of many jobs on a simulated cluster, for {@code src/bench/remote-bench}: how long it
 * takes in the simulation's time, and what it costs us. The simulation skips waiting only, so all
 * that we do ourselves counts in full; what the cluster's own threads do on the same processors
 * comes on top of it. Prints one line of JSON.
 *
 * <p>Arguments: a file by record-jobs, how many jobs, workers, round trip in milliseconds, by how
 * much files are smaller than the recorded ones.
 */
final class ClusterSpeed {

  private static final long QUIET_MILLIS = 1;

  private ClusterSpeed() {}

  /** Nobody wants to know. */
  private static final class Nobody implements JobListener {
    @Override
    public void started(BackendJob job) {}

    @Override
    public void finished(JobResult result) {}
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    List<SimulatedPlan.Sample> recorded = recorded(Path.of(args[0]), Integer.parseInt(args[4]));
    Random random = new Random(1);
    List<SimulatedPlan.Sample> samples = new ArrayList<>();
    for (int i = 0; i < Integer.parseInt(args[1]); i++) {
      samples.add(recorded.get(random.nextInt(recorded.size())));
    }
    Path tree = Files.createTempDirectory("cluster-speed");
    try {
      SimulatedPlan plan = SimulatedPlan.stage(tree, samples);
      run(tree, plan, Integer.parseInt(args[2]), Long.parseLong(args[3]));
    } finally {
      delete(tree);
    }
  }

  private static List<SimulatedPlan.Sample> recorded(Path file, int smaller) throws IOException {
    List<SimulatedPlan.Sample> samples = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      if (!line.startsWith("#")) {
        String[] words = line.split(" ");
        samples.add(
            new SimulatedPlan.Sample(
                Long.parseLong(words[0]),
                Integer.parseInt(words[1]) / smaller,
                Integer.parseInt(words[2]) / smaller,
                Integer.parseInt(words[3]) / smaller,
                Integer.parseInt(words[4])));
      }
    }
    return samples;
  }

  private static void run(Path tree, SimulatedPlan plan, int workers, long roundTrip)
      throws IOException, InterruptedException {
    int inFlight = workers + workers / 2 + 10; // so that no worker waits for the network
    SimulatedCluster.Shape shape =
        SimulatedCluster.Shape.of(workers).withRoundTrip(roundTrip).withQuiet(QUIET_MILLIS);
    var machine =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    try (SimulatedCluster cluster = SimulatedCluster.start(shape, plan.script())) {
      long realStart = System.nanoTime();
      long start = cluster.nanos();
      long cpuStart = machine.getProcessCpuTime();
      List<JobResult> results = client(tree, plan, cluster, inFlight);
      long cpu = machine.getProcessCpuTime() - cpuStart - cluster.cpuNanos();
      long nanos = cluster.nanos() - start;
      long real = System.nanoTime() - realStart;
      for (JobResult result : results) {
        if (result.status() != JobResult.Status.DONE) {
          throw new IllegalStateException(result.reason() + result.diagnostics());
        }
      }
      long sum = 0;
      long longest = 0;
      for (SimulatedPlan.Sample sample : plan.samples()) {
        sum += sample.millis();
        longest = Math.max(longest, sample.millis());
      }
      System.out.printf(
          Locale.ROOT,
          "{\"jobs\": %d, \"workers\": %d, \"inFlight\": %d, \"roundTripMs\": %d, \"sum\": %.3f,"
              + " \"longest\": %.3f, \"seconds\": %.3f, \"busy\": %.3f, \"mostBusy\": %d,"
              + " \"realSeconds\": %.3f, \"clientCpu\": %.3f, \"clusterCpu\": %.3f,"
              + " \"bytesUp\": %d, \"bytesDown\": %d, \"calls\": %d}%n",
          results.size(),
          workers,
          inFlight,
          roundTrip,
          sum / 1e3,
          longest / 1e3,
          nanos / 1e9,
          cluster.busyNanos() / 1e9,
          cluster.mostRunning(),
          real / 1e9,
          cpu / 1e9,
          cluster.cpuNanos() / 1e9,
          cluster.receivedBytes(),
          cluster.sentBytes(),
          cluster.calls());
    }
  }

  private static List<JobResult> client(
      Path tree, SimulatedPlan plan, SimulatedCluster cluster, int inFlight)
      throws IOException, InterruptedException {
    try (RemoteCluster remote =
        new RemoteCluster(
            Connection.open(cluster.endpoint(), "cluster-speed"),
            RemoteSettings.DEFAULT,
            true,
            cluster.localCompiler(tree),
            tree,
            new FileDigests(),
            NativeObject::check)) {
      Executor nobody =
          job -> {
            throw new IllegalStateException("a job was to run here");
          };
      ClusterLimits limits = new ClusterLimits(0, inFlight, false);
      return new ClusterScheduler(nobody, ResultCache.NONE, remote, limits, new Nobody())
          .run(plan.jobs(), JobTimes.of(plan.millis(), plan.jobs()));
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
