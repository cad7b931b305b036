package org.dthinlto.exec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.dthinlto.exec.JobResult.Status;
import org.dthinlto.plan.BackendJob;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SchedulerTest {

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

  private static JobResult result(BackendJob job, Status status) {
    return new JobResult(job, status, "", status == Status.FAILED ? "broken" : "", 1, 2);
  }

  private static List<String> outcomes(List<JobResult> results) {
    List<String> texts = new ArrayList<>();
    for (JobResult result : results) {
      texts.add(result.job().moduleId() + " " + result.status());
    }
    return texts;
  }

  private final List<BackendJob> jobs =
      List.of(Jobs.job("a", 5), Jobs.job("b", 9), Jobs.job("c", 5), Jobs.job("d", 7));

  @Test
  void theLargestStartsFirstAndResultsAreInInputOrder() throws Exception {
    Executor fine = job -> result(job, Status.DONE);
    List<JobResult> results = new Scheduler(fine, 1, listener).run(jobs);
    assertEquals(List.of("+b", "-b", "+d", "-d", "+a", "-a", "+c", "-c"), heard);
    assertEquals(List.of("a DONE", "b DONE", "c DONE", "d DONE"), outcomes(results));
  }

  @Test
  void theLongestExpectedStartsFirst() throws Exception {
    Executor fine = job -> result(job, Status.DONE);
    // 19 bytes took 190 ms, so the 7 of d are expected to take 70.
    JobTimes times = JobTimes.of(Map.of("a", 80L, "b", 90L, "c", 20L), jobs);
    new Scheduler(fine, 1, listener).run(jobs, times);
    assertEquals(List.of("+b", "-b", "+a", "-a", "+d", "-d", "+c", "-c"), heard);
  }

  @Test
  void noJobsNoResults() throws Exception {
    Executor fine = job -> result(job, Status.DONE);
    assertEquals(List.of(), new Scheduler(fine, 4, listener).run(List.of()));
  }

  @Test
  void oneAtATimeRunsInTheCallingThread() throws Exception {
    Thread caller = Thread.currentThread();
    Executor fine =
        job -> {
          assertSame(caller, Thread.currentThread());
          return result(job, Status.DONE);
        };
    assertEquals(4, new Scheduler(fine, 1, listener).run(jobs).size());
    assertEquals(1, new Scheduler(fine, 8, listener).run(jobs.subList(0, 1)).size());
  }

  @Test
  void asManyRunAtOnceAsAllowedAndNoMore() throws Exception {
    CyclicBarrier three = new CyclicBarrier(3);
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Executor meeting =
        job -> {
          most.accumulateAndGet(running.incrementAndGet(), Math::max);
          try {
            // Passes only if three jobs are in here at the same time.
            three.await(30, TimeUnit.SECONDS);
          } catch (java.util.concurrent.BrokenBarrierException
              | java.util.concurrent.TimeoutException e) {
            throw new IllegalStateException(e);
          }
          running.decrementAndGet();
          return result(job, Status.DONE);
        };
    List<BackendJob> nine = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      nine.add(Jobs.job("m" + i, i));
    }
    new Scheduler(meeting, 3, listener).run(nine);
    assertEquals(3, most.get());
  }

  @Test
  void aFailureStopsNewJobs() throws Exception {
    Executor failing = job -> result(job, job.moduleId().equals("d") ? Status.FAILED : Status.DONE);
    List<JobResult> results = new Scheduler(failing, 1, listener).run(jobs);
    assertEquals(List.of("a CANCELLED", "b DONE", "c CANCELLED", "d FAILED"), outcomes(results));
    assertEquals(List.of("+b", "-b", "+d", "-d"), heard);
    assertEquals(0, results.get(0).startNanos());
    assertEquals("", results.get(0).reason());
  }

  @Test
  void jobsThatRunWhenOneFailsGoOnAndTheirFailuresCount() throws Exception {
    CountDownLatch bothRun = new CountDownLatch(2);
    CountDownLatch firstFailed = new CountDownLatch(1);
    Executor failing =
        job -> {
          bothRun.countDown();
          bothRun.await();
          if (job.moduleId().equals("d")) {
            firstFailed.await();
          }
          return result(job, Status.FAILED);
        };
    JobListener telling =
        new JobListener() {
          @Override
          public void started(BackendJob job) {}

          @Override
          public void finished(JobResult result) {
            if (result.job().moduleId().equals("b")) {
              firstFailed.countDown();
            }
          }
        };
    List<JobResult> results = new Scheduler(failing, 2, telling).run(jobs);
    assertEquals(List.of("a CANCELLED", "b FAILED", "c CANCELLED", "d FAILED"), outcomes(results));
  }

  @Test
  void anInterruptReachesAllJobsAndComesBack() throws Exception {
    CountDownLatch bothRun = new CountDownLatch(2);
    AtomicInteger interrupted = new AtomicInteger();
    Executor endless =
        job -> {
          bothRun.countDown();
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            interrupted.incrementAndGet();
            throw e;
          }
          return result(job, Status.DONE);
        };
    Thread caller = Thread.currentThread();
    Thread interrupter =
        new Thread(
            () -> {
              try {
                bothRun.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              caller.interrupt();
            });
    interrupter.start();
    assertThrows(InterruptedException.class, () -> new Scheduler(endless, 2, listener).run(jobs));
    assertEquals(2, interrupted.get());
    assertFalse(Thread.currentThread().isInterrupted());
    assertEquals(2, heard.size());
  }

  @Test
  void anExecutorThatWasStoppedInterruptsTheRun() {
    Executor stopped =
        job -> {
          if (job.moduleId().equals("d")) {
            throw new InterruptedException();
          }
          return result(job, Status.DONE);
        };
    for (int parallel = 1; parallel <= 3; parallel++) {
      Scheduler scheduler = new Scheduler(stopped, parallel, listener);
      assertThrows(InterruptedException.class, () -> scheduler.run(jobs));
    }
  }

  @Test
  void aBrokenExecutorIsNotSwallowed() {
    Executor broken =
        job -> {
          throw new IllegalStateException("mistake in " + job.moduleId());
        };
    for (int parallel = 1; parallel <= 3; parallel++) {
      Scheduler scheduler = new Scheduler(broken, parallel, listener);
      IllegalStateException e =
          assertThrows(IllegalStateException.class, () -> scheduler.run(jobs));
      assertTrue(e.getMessage().startsWith("mistake in "), e.getMessage());
    }
  }
}
