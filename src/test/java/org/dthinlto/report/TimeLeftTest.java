package org.dthinlto.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dthinlto.exec.JobTimes;
import org.dthinlto.plan.BackendJob;
import org.junit.jupiter.api.Test;

class TimeLeftTest {

  private static final long MILLI = 1_000_000;

  private final List<BackendJob> jobs = new ArrayList<>();

  /** Expectations of so many jobs that took so long each. */
  private JobTimes known(int count, long millis) {
    Map<String, Long> known = new HashMap<>();
    for (int i = 0; i < count; i++) {
      BackendJob job = FakeLink.job(i + ".o");
      jobs.add(job);
      known.put(job.moduleId(), millis);
    }
    return JobTimes.of(known, jobs);
  }

  private static long millis(TimeLeft left, long now) {
    long nanos = left.nanos(now * MILLI);
    return nanos < 0 ? -1 : nanos / MILLI;
  }

  private void run(TimeLeft left, int job, long millis) {
    left.started(jobs.get(job), 0);
    BackendJob ended = jobs.get(job);
    left.finished(millis < 10 ? FakeLink.found(ended, millis) : FakeLink.done(ended, millis));
  }

  @Test
  void knownTimesAreABasisFromTheFirst() {
    TimeLeft left = new TimeLeft(known(10, 1_000), 2);
    assertEquals(5_000, millis(left, 0));
    left.started(jobs.get(0), 0);
    left.started(jobs.get(1), 0);
    assertEquals(4_600, millis(left, 400));
    left.finished(FakeLink.done(jobs.get(0), 1_000));
    left.finished(FakeLink.done(jobs.get(1), 1_000));
    assertEquals(4_000, millis(left, 1_000));
  }

  @Test
  void realTimesScaleWhatIsLeft() {
    TimeLeft left = new TimeLeft(known(10, 1_000), 1);
    run(left, 0, 2_000);
    run(left, 1, 4_000);
    assertEquals(8 * 3_000, millis(left, 6_000));
  }

  @Test
  void atLeastTheLongestJobIsLeft() {
    JobTimes times = known(3, 100);
    BackendJob large = FakeLink.job("large.o");
    jobs.add(large);
    Map<String, Long> known = new HashMap<>();
    for (BackendJob job : jobs) {
      known.put(job.moduleId(), job.equals(large) ? 9_000L : times.nanos(job) / MILLI);
    }
    TimeLeft left = new TimeLeft(JobTimes.of(known, jobs), 4);
    assertEquals(9_000, millis(left, 0));
    left.started(large, 0);
    assertEquals(8_000, millis(left, 1_000));
  }

  @Test
  void anOverdueJobIsNotDoneYet() {
    TimeLeft left = new TimeLeft(known(1, 1_000), 1);
    left.started(jobs.get(0), 0);
    assertEquals(500, millis(left, 5_000));
  }

  @Test
  void sizesAloneAreABasisWhenSomeHaveRun() {
    known(100, 1);
    TimeLeft left = new TimeLeft(JobTimes.bySize(jobs), 1);
    assertEquals(-1, millis(left, 0));
    for (int i = 0; i < 4; i++) {
      run(left, i, 100);
      assertEquals(-1, millis(left, 0), "after " + i);
    }
    run(left, 4, 100);
    assertEquals(9_500, millis(left, 0));
    TimeLeft two = new TimeLeft(JobTimes.bySize(jobs.subList(0, 4)), 1);
    run(two, 0, 100);
    run(two, 1, 100);
    assertEquals(-1, millis(two, 0));
  }

  @Test
  void resultsThatWereFoundDoNotSpoilIt() {
    TimeLeft left = new TimeLeft(known(100, 1_000), 1);
    run(left, 0, 1_000);
    for (int i = 1; i < 10; i++) {
      run(left, i, 1);
    }
    // Of the 90 that are left one in ten is expected to run, for a second as before.
    assertEquals(9_000, millis(left, 0));
    // Sizes alone: those that were found say nothing of times.
    TimeLeft sizes = new TimeLeft(JobTimes.bySize(jobs), 1);
    for (int i = 0; i < 50; i++) {
      run(sizes, i, 1);
    }
    assertEquals(-1, millis(sizes, 0));
  }

  @Test
  void allFoundLeavesNothing() {
    TimeLeft left = new TimeLeft(known(10, 1_000), 1);
    for (int i = 0; i < 5; i++) {
      run(left, i, 2);
    }
    assertEquals(0, millis(left, 0));
  }

  @Test
  void withoutExpectationsThereIsNone() {
    TimeLeft left = new TimeLeft(JobTimes.bySize(List.of()), 4);
    left.started(FakeLink.job("a.o"), 0);
    left.finished(FakeLink.done(FakeLink.job("a.o"), 50));
    left.finished(FakeLink.done(FakeLink.job("b.o"), 50));
    assertEquals(-1, millis(left, 100));
  }
}
