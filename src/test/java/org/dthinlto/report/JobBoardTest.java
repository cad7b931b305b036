package org.dthinlto.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.dthinlto.exec.JobResult;
import org.dthinlto.exec.JobTimes;
import org.dthinlto.plan.BackendJob;
import org.junit.jupiter.api.Test;

/** What progress says of hits. */
final class JobBoardTest {

  @Test
  void inANarrowWindowWhatIsLeftStays() {
    JobBoard board = new JobBoard();
    board.phase("backends", 0);
    board.total(400);
    List<BackendJob> jobs = List.of(Stories.job("a.o"), Stories.job("b.o"), Stories.job("c.o"));
    board.expect(JobTimes.of(Map.of("a.o", 1000L, "b.o", 1000L, "c.o", 45_000L), jobs), 1);
    finish(board, "a.o", JobResult.Origin.LOCAL);
    finish(board, "b.o", JobResult.Origin.CACHE);
    String whole = "backends 2/400, 1 cached, 0 s, 25 s left";
    assertEquals(whole, board.statusLine(0, 0, 40));
    assertEquals("backends 2/400, 1 cached, 25 s left", board.statusLine(0, 0, 39));
    assertEquals("backends 2/400, 25 s left", board.statusLine(0, 0, 30));
    assertEquals("backends 2/400, 25...", board.statusLine(0, 0, 21));
  }

  private static void finish(JobBoard board, String name, JobResult.Origin origin) {
    BackendJob job = Stories.job(name);
    board.started(job, 0);
    board.finished(new JobResult(job, JobResult.Status.DONE, "", "", 0, 1, origin));
  }

  @Test
  void hitsAreCountedApart() {
    JobBoard board = new JobBoard();
    board.phase("backends", 0);
    board.total(4);
    finish(board, "a.o", JobResult.Origin.LOCAL);
    finish(board, "b.o", JobResult.Origin.REMOTE);
    assertEquals("backends 2/4, 0 s", board.logLine(0));
    finish(board, "c.o", JobResult.Origin.CACHE);
    finish(board, "d.o", JobResult.Origin.REMOTE_CACHE);
    assertEquals("backends 4/4, 2 cached, 0 s", board.logLine(0));
    assertEquals("backends 4/4, 2 cached, 0 s", board.statusLine(0, 0, 80));
    board.phase("final link", 0);
    assertEquals("final link, 0 s", board.logLine(0));
  }
}
