package org.dthinlto.exec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SignalsTest {

  @Test
  void statusesAboveTheLastSignalAreStatuses() {
    assertEquals("exited with status 1", Signals.ending(1));
    assertEquals("exited with status 128", Signals.ending(128));
    assertEquals("exited with status 255", Signals.ending(255));
  }

  @Test
  void signalsHaveTheirNames() {
    assertEquals("was killed by signal 9 (SIGKILL)", Signals.ending(137));
    assertEquals("was killed by signal 11 (SIGSEGV)", Signals.ending(139));
    assertEquals("was killed by signal 15 (SIGTERM)", Signals.ending(143));
    assertEquals("was killed by signal 25 (SIGXFSZ)", Signals.ending(153));
    assertEquals("was killed by signal 31 (SIGSYS)", Signals.ending(159));
  }

  @Test
  void onlySomeSignalsComeFromTheUser() {
    assertTrue(Signals.endedByUser(130));
    assertTrue(Signals.endedByUser(143));
    assertFalse(Signals.endedByUser(137));
    assertFalse(Signals.endedByUser(2));
  }
}
