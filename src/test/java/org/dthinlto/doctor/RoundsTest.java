package org.dthinlto.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Whatever a check does, there is a finding, in time and in order. */
final class RoundsTest {

  private static final long LONG = 60_000;

  private final List<Finding> told = new ArrayList<>();
  private final Rounds rounds = new Rounds(told::add);

  @Test
  void findingsArePassedOnInOrder() throws Exception {
    rounds.make("x", LONG, () -> List.of(Finding.ok("a", "1"), Finding.note("b", "2", "do")));
    rounds.make("x", LONG, List::of);
    rounds.tell(Finding.ok("c", "3"));
    assertEquals(
        List.of(Finding.ok("a", "1"), Finding.note("b", "2", "do"), Finding.ok("c", "3")), told);
    assertEquals(0, rounds.failed());
  }

  @Test
  void whatThrowsIsAFinding() throws Exception {
    rounds.make(
        "disk",
        LONG,
        () -> {
          throw new IOException("'x': is gone");
        });
    assertEquals(List.of(Finding.failed("disk", "'x': is gone", "")), told);
    rounds.make(
        "clock",
        LONG,
        () -> {
          throw new IllegalStateException("why");
        });
    assertTrue(told.get(1).fact().contains("please report it"), told.toString());
    assertTrue(told.get(1).fact().contains("why"), told.toString());
    assertEquals(2, rounds.failed());
  }

  @Test
  void whatHangsIsAFindingAndIsStopped() throws Exception {
    CountDownLatch stopped = new CountDownLatch(1);
    rounds.make(
        "server",
        50,
        () -> {
          try {
            Thread.sleep(LONG);
          } catch (InterruptedException e) {
            stopped.countDown();
            throw e;
          }
          return List.of();
        });
    assertEquals(List.of(Finding.failed("server", "no answer in 50 ms", "")), told);
    assertEquals(0, stopped.getCount());
    assertEquals(1, rounds.failed());
  }

  @Test
  void whatCannotBeStoppedIsLeftBehind() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    rounds.make(
        "nfs",
        50,
        () -> {
          boolean interrupted = true;
          while (interrupted) {
            try {
              end.await();
              interrupted = false;
            } catch (InterruptedException e) {
              interrupted = true; // as a call to the kernel would
            }
          }
          return List.of();
        });
    assertEquals(List.of(Finding.failed("nfs", "no answer in 50 ms", "")), told);
    end.countDown();
  }

  @Test
  void theEndOfDthinltoIsNoFinding() {
    Thread.currentThread().interrupt();
    assertThrows(
        InterruptedException.class,
        () ->
            rounds.make(
                "x",
                LONG,
                () -> {
                  Thread.sleep(LONG);
                  return List.of();
                }));
    assertEquals(List.of(), told);
  }
}
