package org.dthinlto.exec;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.dthinlto.exec.ClusterBoard.Talk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Meetings that threads come to only once in a long while. */
@Timeout(60)
class ClusterBoardTest {

  private final ClusterJob job = new ClusterJob(Jobs.job("a", 5), 0, 0, 1);
  private final ClusterBoard board =
      new ClusterBoard(new ClusterLimits(1, 1, false), List.of(job), NanoClock.SYSTEM);
  private final ScriptedCluster cluster = new ScriptedCluster().all(ScriptedCluster.Fate.QUEUED);

  private JobResult failed() {
    return new JobResult(
        job.job, JobResult.Status.FAILED, "", "no room", 1, 2, JobResult.Origin.REMOTE);
  }

  /** Until the job waits for a worker of the cluster, and this thread has taken it back. */
  private void takeBack() throws InterruptedException {
    assertSame(Talk.LOOK, present(board.talk()).talk());
    board.unknownHere(job);
    board.missed(job, true);
    assertSame(Talk.START, present(board.talk()).talk());
    board.flies(job, cluster.start(job.job, () -> {}));
    assertSame(job, board.work());
  }

  private static ClusterBoard.Task present(ClusterBoard.Task task) {
    assertNotNull(task);
    return task;
  }

  /** Has a thread claim the job for the cluster, and this one leave it. */
  private void claimThere() throws InterruptedException, ExecutionException {
    CompletableFuture<Boolean> claim = CompletableFuture.supplyAsync(() -> board.claim(job));
    while (!job.claimed) {
      Thread.onSpinWait();
    }
    assertFalse(board.leaves(job, false));
    assertTrue(claim.get());
    assertFalse(Thread.interrupted());
  }

  @Test
  void aJobTakenBackWhoseResultCameAllTheSameButCouldNotBePlacedRunsHere() throws Exception {
    takeBack();
    claimThere();
    assertNull(board.failedThere(job, failed(), true));
    assertSame(job, board.work());
    assertTrue(board.leaves(job, true));
  }

  @Test
  void aJobTakenBackThatFailsThereGoesOnHere() throws Exception {
    takeBack();
    assertNull(board.failedThere(job, failed(), true));
    assertTrue(board.leaves(job, true));
    assertFalse(board.claim(job), "it is done");
  }
}
