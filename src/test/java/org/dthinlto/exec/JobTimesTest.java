package org.dthinlto.exec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.dthinlto.plan.BackendJob;
import org.junit.jupiter.api.Test;

class JobTimesTest {

  private static final long MILLI = 1_000_000;

  private final BackendJob a = Jobs.job("a", 100);
  private final BackendJob b = Jobs.job("b", 300);
  private final BackendJob c = Jobs.job("c", 1000);
  private final List<BackendJob> jobs = List.of(a, b, c);

  @Test
  void knownTimesCountAndTheirRateGivesTheOthers() {
    // 400 bytes took 80 ms.
    JobTimes times = JobTimes.of(Map.of("a", 50L, "b", 30L, "gone", 9_999L), jobs);
    assertEquals(50 * MILLI, times.nanos(a));
    assertEquals(30 * MILLI, times.nanos(b));
    assertEquals(200 * MILLI, times.nanos(c));
    assertEquals(280 * MILLI, times.total());
    assertFalse(times.measured(), "80 of 280 ms");
    assertTrue(JobTimes.of(Map.of("a", 1L, "c", 30L), jobs).measured());
  }

  @Test
  void withoutKnownTimesTheyAreAsTheSizes() {
    JobTimes times = JobTimes.bySize(jobs);
    assertEquals(3 * times.nanos(a), times.nanos(b));
    assertEquals(10 * times.nanos(a), times.nanos(c));
    assertFalse(times.measured());
    assertEquals(0, times.nanos(Jobs.job("other", 5)));
    assertFalse(JobTimes.bySize(List.of()).measured());
    assertEquals(0, JobTimes.bySize(List.of()).total());
  }

  @Test
  void theLongestThatAreLeft() {
    JobTimes times = JobTimes.of(Map.of("a", 5L, "b", 9L, "c", 7L), jobs);
    assertEquals(9 * MILLI, times.longestAfter(0));
    assertEquals(7 * MILLI, times.longestAfter(1));
    assertEquals(5 * MILLI, times.longestAfter(2));
    assertEquals(0, times.longestAfter(3));
  }

  @Test
  void oddValuesDoNoHarm() {
    BackendJob empty = Jobs.job("e", 0);
    JobTimes times = JobTimes.of(Map.of("a", 0L, "b", -7L), List.of(a, b, empty));
    assertEquals(MILLI, times.nanos(a));
    assertEquals(3 * MILLI, times.nanos(b));
    assertEquals(1, times.nanos(empty));
  }
}
