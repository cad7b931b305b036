package org.dthinlto.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.api.Test;

/** Which interval is drawn where. */
final class LanesTest {

  private static int[] lanes(long... startsAndEnds) {
    long[] starts = new long[startsAndEnds.length / 2];
    long[] ends = new long[starts.length];
    for (int i = 0; i < starts.length; i++) {
      starts[i] = startsAndEnds[2 * i];
      ends[i] = startsAndEnds[2 * i + 1];
    }
    return Lanes.of(starts, ends);
  }

  @Test
  void whatDoesNotOverlapSharesALane() {
    assertArrayEquals(new int[] {1, 1, 1}, lanes(0, 2, 2, 5, 7, 9));
    assertArrayEquals(new int[] {1, 2, 1}, lanes(0, 3, 2, 5, 7, 9));
  }

  @Test
  void theLowestFreeLaneIsTaken() {
    assertArrayEquals(new int[] {1, 2, 3, 2}, lanes(0, 9, 1, 3, 2, 9, 4, 5));
  }

  @Test
  void theOrderOfTheListCountsOnlyWhereStartsAreEqual() {
    assertArrayEquals(new int[] {2, 1}, lanes(1, 9, 0, 9));
    assertArrayEquals(new int[] {1, 2}, lanes(0, 9, 0, 9));
  }

  @Test
  void whatNeverWasHasNoLane() {
    assertArrayEquals(new int[] {0, 1, 0}, lanes(0, -1, 5, 5, 9, 8));
    assertArrayEquals(new int[] {}, lanes());
  }
}
