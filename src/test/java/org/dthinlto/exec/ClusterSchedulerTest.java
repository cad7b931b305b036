package org.dthinlto.exec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.dthinlto.exec.JobResult.Origin;
import org.dthinlto.exec.JobResult.Status;
import org.dthinlto.exec.ScriptedCluster.Answer;
import org.dthinlto.exec.ScriptedCluster.Fate;
import org.dthinlto.plan.BackendJob;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ClusterSchedulerTest {

  /** Places on the cluster. */
  private int elsewhere = 3;

  private static final List<BackendJob> JOBS =
      List.of(
          Jobs.job("a", 5), Jobs.job("b", 9), Jobs.job("c", 4), Jobs.job("d", 7), Jobs.job("e", 1));

  private final ScriptedCluster cluster = new ScriptedCluster();
  private final Remembered cache = new Remembered();
  private final Heard heard = new Heard();
  private final List<String> ranHere = new ArrayList<>();
  private Executor local = this::here;
  private String trouble = "";

  private static JobResult result(BackendJob job, Status status, Origin origin) {
    String reason = status == Status.FAILED ? "broken here" : "";
    return new JobResult(job, status, "", reason, 1, 2, origin);
  }

  private JobResult here(BackendJob job) {
    synchronized (ranHere) {
      ranHere.add(job.moduleId());
    }
    return result(job, Status.DONE, Origin.LOCAL);
  }

  /** Runs for as long as nobody interrupts it. */
  private JobResult forever(BackendJob job) throws InterruptedException {
    here(job);
    new CountDownLatch(1).await();
    return result(job, Status.DONE, Origin.LOCAL);
  }

  /** The same tests are done with and without job slots. */
  Executor inSlots(Executor executor) {
    return executor;
  }

  /** Each job once, in the order of the link: {@code a REMOTE, b LOCAL}. */
  private List<String> run(int jobsHere, boolean race) throws InterruptedException {
    ClusterScheduler scheduler =
        new ClusterScheduler(
            inSlots(local), cache, cluster, new ClusterLimits(jobsHere, elsewhere, race), heard);
    List<String> texts = new ArrayList<>();
    for (JobResult result : scheduler.run(JOBS, JobTimes.bySize(JOBS))) {
      boolean done = result.status() == Status.DONE;
      texts.add(
          result.job().moduleId() + " " + (done ? result.origin() : result.status()).toString());
    }
    trouble = scheduler.trouble();
    heard.check(texts);
    return texts;
  }

  private static List<String> all(String what) {
    return List.of("a " + what, "b " + what, "c " + what, "d " + what, "e " + what);
  }

  @Test
  void withNoPlaceHereAllRunsThereTheLongestFirst() throws Exception {
    assertEquals(all("REMOTE"), run(0, false));
    assertEquals(List.of(), ranHere);
    assertEquals(Set.of("a", "b", "c", "d", "e"), new TreeSet<>(cluster.begun));
    assertEquals(cluster.begun.size(), cache.kept.size());
    assertEquals("", trouble);
  }

  @Test
  void whatIsKnownRunsNowhere() throws Exception {
    cache.known.add("b");
    cluster.job("a", Answer.KNOWN).job("e", Answer.KNOWN);
    assertEquals(
        List.of("a REMOTE_CACHE", "b CACHE", "c REMOTE", "d REMOTE", "e REMOTE_CACHE"),
        run(0, false));
    assertTrue(!cluster.asked.contains("b"));
    assertEquals(Set.of("a", "c", "d", "e"), new TreeSet<>(cache.kept));
    assertEquals(List.of(), cluster.offered);
  }

  @Test
  void aServerThatOnlyKeepsResultsIsOfferedThem() throws Exception {
    cluster.executes = false;
    cluster.job("c", Answer.KNOWN);
    assertEquals(
        List.of("a LOCAL", "b LOCAL", "c REMOTE_CACHE", "d LOCAL", "e LOCAL"), run(2, false));
    assertEquals(Set.of("a", "b", "d", "e"), new TreeSet<>(cluster.offered));
    assertEquals(List.of(), cluster.begun);
  }

  @Test
  void whatFailsThereRunsHereAndIsSaid() throws Exception {
    cluster.all(Fate.FAILED);
    assertEquals(all("LOCAL"), run(1, false));
    assertTrue(trouble.contains("because remote execution failed, the cluster is broken"), trouble);
  }

  @Test
  void afterFiveFailuresTheClusterIsLeftAlone() throws Exception {
    cluster.all(Answer.FAILED);
    assertEquals(all("LOCAL"), run(1, false));
    assertTrue(trouble.endsWith("; after that it was not tried any more"), trouble);
  }

  @Test
  void withNoPlaceHereTheFirstFailureEndsTheLink() throws Exception {
    elsewhere = 5; // or those that never end may take all places before "b" has one
    cluster.all(Fate.RUNS).job("b", Fate.FAILED);
    List<String> outcomes = run(0, false);
    assertTrue(outcomes.contains("b FAILED"), outcomes::toString);
    assertEquals(1, outcomes.stream().filter(text -> text.endsWith(" FAILED")).count());
    assertTrue(cluster.cancelled.size() >= cluster.begun.size() - 1, cluster.cancelled::toString);
  }

  @Test
  void withNoPlaceHereAServerThatExecutesNothingFails() throws Exception {
    cluster.executes = false;
    cluster.all(Fate.FAILED);
    assertTrue(run(0, false).stream().anyMatch(text -> text.endsWith(" FAILED")));
  }

  @Test
  void whatWaitsForAWorkerIsTakenBack() throws Exception {
    cluster.all(Fate.QUEUED);
    assertEquals(all("LOCAL"), run(1, false));
    assertEquals(new TreeSet<>(cluster.begun), new TreeSet<>(cluster.cancelled));
    assertEquals("", trouble);
  }

  @Test
  void whatRunsThereIsNotTakenBack() throws Exception {
    cluster.all(Fate.RUNS);
    Thread helper =
        new Thread(
            () -> {
              try {
                TimeUnit.MILLISECONDS.sleep(1500);
                for (String name : List.copyOf(cluster.begun)) {
                  cluster.finish(name);
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    helper.start();
    run(1, false);
    helper.join();
    Set<String> both = new TreeSet<>(cluster.begun);
    both.retainAll(ranHere);
    assertEquals(Set.of(), both);
    assertEquals(List.of(), cluster.cancelled);
  }

  @Test
  void inARaceTheLocalResultWinsIfItIsFirst() throws Exception {
    cluster.all(Fate.RUNS);
    assertEquals(all("LOCAL"), run(1, true));
    assertEquals(new TreeSet<>(cluster.begun), new TreeSet<>(cluster.cancelled));
  }

  @Test
  void inARaceTheRemoteResultWinsIfItIsFirst() throws Exception {
    cluster.all(Fate.RUNS);
    local = new FirstOnThenForever();
    List<String> outcomes = run(1, true);
    assertTrue(outcomes.stream().filter(text -> text.endsWith(" REMOTE")).count() >= 3);
    assertEquals(JOBS.size(), outcomes.size());
  }

  /** Runs a job at once if the cluster doesn't have it; else until it is interrupted. */
  private final class FirstOnThenForever implements Executor {
    @Override
    public JobResult execute(BackendJob job) throws InterruptedException {
      TimeUnit.MILLISECONDS.sleep(100);
      if (cluster.begun.contains(job.moduleId())) {
        cluster.finish(job.moduleId());
        return forever(job);
      }
      return here(job);
    }
  }

  @Test
  void aJobThatFailsOnBothSidesFailsWithTheWordsFromHere() throws Exception {
    cluster.all(Fate.FAILED);
    local = job -> result(job, Status.FAILED, Origin.LOCAL);
    List<String> outcomes = run(1, false);
    assertTrue(outcomes.stream().anyMatch(text -> text.endsWith(" FAILED")), outcomes::toString);
  }

  @Test
  void aResultThatCannotBePutInItsPlaceIsNoResult() throws Exception {
    cluster.all(Fate.UNPLACED);
    assertEquals(all("LOCAL"), run(1, false));
  }

  @Test
  void aSilentClusterDoesNotHoldUpThisMachine() throws Exception {
    cluster.all(Answer.SILENT);
    long start = System.nanoTime();
    assertEquals(all("LOCAL"), run(2, false));
    assertTrue(System.nanoTime() - start >= ClusterHealth.SILENCE_NANOS);
    assertEquals("'here://there' did not answer, the jobs ran here", trouble);
  }

  @Test
  void anInterruptCancelsWhatRunsThere() throws Exception {
    cluster.all(Fate.RUNS);
    Thread caller = Thread.currentThread();
    Thread helper =
        new Thread(
            () -> {
              try {
                while (cluster.begun.size() < 3) {
                  TimeUnit.MILLISECONDS.sleep(5);
                }
              } catch (InterruptedException e) {
                return;
              }
              caller.interrupt();
            });
    helper.start();
    ClusterScheduler scheduler =
        new ClusterScheduler(local, cache, cluster, new ClusterLimits(0, 3, false), heard);
    assertThrows(InterruptedException.class, () -> scheduler.run(JOBS, JobTimes.bySize(JOBS)));
    assertEquals(new TreeSet<>(cluster.begun), new TreeSet<>(cluster.cancelled));
  }

  @Test
  void aMistakeOfOursComesOutAsSuch() {
    local =
        job -> {
          throw new IllegalStateException("ours");
        };
    cluster.all(Fate.FAILED);
    assertThrows(IllegalStateException.class, () -> run(1, false));
  }

  /** A cache that knows what it is told to know. */
  private static final class Remembered implements ResultCache {
    private final Set<String> known = new TreeSet<>();
    private final List<String> kept = new ArrayList<>();

    @Override
    public @Nullable JobResult find(BackendJob job) {
      return known.contains(job.moduleId()) ? JobResult.reused(job, "", 1, 2) : null;
    }

    @Override
    public void keep(JobResult result) {
      synchronized (kept) {
        kept.add(result.job().moduleId());
      }
    }
  }

  /** Each job that ended began before, once. */
  private static final class Heard implements JobListener {
    private final List<String> words = new ArrayList<>();

    @Override
    public synchronized void started(BackendJob job) {
      words.add("+" + job.moduleId());
    }

    @Override
    public synchronized void finished(JobResult result) {
      words.add("-" + result.job().moduleId());
    }

    synchronized void check(List<String> outcomes) {
      for (String outcome : outcomes) {
        String name = outcome.substring(0, 1);
        boolean ended = !outcome.endsWith(" CANCELLED");
        int begin = words.indexOf("+" + name);
        int end = words.indexOf("-" + name);
        assertEquals(begin, words.lastIndexOf("+" + name), words::toString);
        assertEquals(end, words.lastIndexOf("-" + name), words::toString);
        assertEquals(ended, end >= 0, words::toString);
        assertTrue(!ended || (begin >= 0 && begin < end), words::toString);
      }
    }
  }
}
