package org.dthinlto.exec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.dthinlto.plan.BackendJob;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A cluster and a machine whose jobs need slots, with tokens for some of them. */
@Timeout(60)
class ClusterInSlotsTest extends ClusterSchedulerTest {

  private final ScriptedTokens tokens = new ScriptedTokens();
  private final JobSlots slots =
      new JobSlots(new JobLimits(8, false, " -j8 --jobserver-auth=3,4", 0), tokens, null);

  @Override
  Executor inSlots(Executor executor) {
    return new SlottedExecutor(executor, slots);
  }

  @BeforeEach
  void someTokens() {
    tokens.put('a');
    tokens.put('b');
  }

  @AfterEach
  void everyTokenIsBack() {
    slots.close();
    List<String> out = new ArrayList<>();
    for (String entry : tokens.log()) {
      String token = entry.substring(5);
      assertTrue(entry.startsWith("took ") ? out.add(token) : out.remove(token), entry);
    }
    assertEquals(List.of(), out);
  }

  // With one slot and four threads here: three would wait with a job each that nobody else gets.
  @Test
  void whoWaitsForASlotKeepsNoJobFromTheCluster() throws Exception {
    ScriptedCluster cluster = new ScriptedCluster();
    JobSlots one =
        new JobSlots(
            new JobLimits(8, false, " -j8 --jobserver-auth=3,4", 0), new ScriptedTokens(), null);
    List<BackendJob> jobs = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      jobs.add(Jobs.job("m" + i, 100 - i));
    }
    Executor patient =
        job -> {
          while (begun(cluster) < 11) {
            Thread.sleep(1);
          }
          return new JobResult(job, JobResult.Status.DONE, "", "", 1, 2);
        };
    ClusterScheduler scheduler =
        new ClusterScheduler(
            new SlottedExecutor(patient, one),
            new NoResults(),
            cluster,
            new ClusterLimits(4, 3, false),
            new Silent());
    for (JobResult result : scheduler.run(jobs, JobTimes.bySize(jobs))) {
      assertEquals(JobResult.Status.DONE, result.status());
    }
    one.close();
    assertTrue(begun(cluster) >= 11);
  }

  private static int begun(ScriptedCluster cluster) {
    synchronized (cluster.begun) {
      return cluster.begun.size();
    }
  }

  private static final class Silent implements JobListener {
    @Override
    public void started(BackendJob job) {}

    @Override
    public void finished(JobResult result) {}
  }
}
