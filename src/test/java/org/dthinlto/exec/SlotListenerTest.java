package org.dthinlto.exec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.dthinlto.plan.BackendJob;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SlotListenerTest {

  private final List<String> heard = new ArrayList<>();

  private final JobListener listener =
      new JobListener() {
        @Override
        public void started(BackendJob job) {
          hear("+" + job.moduleId());
        }

        @Override
        public void finished(JobResult result) {
          hear("-" + result.job().moduleId());
        }
      };

  private void hear(String what) {
    synchronized (heard) {
      heard.add(what);
    }
  }

  /** With one slot, four threads: the scheduler begins four jobs, and one after the other runs. */
  @Test
  void whatWaitsForASlotHasNotStarted() throws Exception {
    JobSlots slots =
        new JobSlots(
            new JobLimits(8, false, " -j8 --jobserver-auth=3,4", 0), new ScriptedTokens(), null);
    SlotListener late = new SlotListener(listener);
    List<BackendJob> jobs = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      jobs.add(Jobs.job("m" + i, 9));
    }
    Executor quick =
        job -> {
          Thread.sleep(20);
          return new JobResult(job, JobResult.Status.DONE, "", "", 1, 2);
        };
    new Scheduler(new SlottedExecutor(quick, slots, late), 4, late).run(jobs);
    slots.close();
    assertEquals(12, heard.size());
    int running = 0;
    int most = 0;
    for (String what : heard) {
      running += what.startsWith("+") ? 1 : -1;
      most = Math.max(most, running);
    }
    assertEquals(0, running);
    // A few may have their slots before the ends of the last ones were told.
    assertTrue(most < 4, heard::toString);
  }

  @Test
  void whatNeedsNoSlotStartsAndEndsInOne() {
    SlotListener late = new SlotListener(listener);
    BackendJob job = Jobs.job("a", 1);
    late.started(job);
    assertEquals(List.of(), heard);
    late.finished(JobResult.reused(job, "", 1, 2));
    assertEquals(List.of("+a", "-a"), heard);
  }
}
