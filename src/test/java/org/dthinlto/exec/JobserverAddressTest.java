package org.dthinlto.exec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JobserverAddressTest {

  private static JobserverAddress pipe(int read, int write, int jobs) {
    return new JobserverAddress(read, write, "", jobs);
  }

  @Test
  void thePipeOfMake() {
    assertEquals(pipe(3, 4, 8), JobserverAddress.of(" -j8 --jobserver-auth=3,4"));
    assertEquals(pipe(13, 14, 8), JobserverAddress.of("ks -j8 --jobserver-auth=13,14 -- CC=gcc"));
  }

  @Test
  void theSpellingOfOldMakeAndOfCargo() {
    assertEquals(pipe(3, 4, 0), JobserverAddress.of(" --jobserver-fds=3,4 -j"));
    assertEquals(pipe(8, 9, 0), JobserverAddress.of("-j --jobserver-fds=8,9 --jobserver-auth=8,9"));
  }

  @Test
  void theNamedPipeOfMake44() {
    assertEquals(
        new JobserverAddress(-1, -1, "/tmp/GMfifo12", 2),
        JobserverAddress.of(" -j2 --jobserver-auth=fifo:/tmp/GMfifo12"));
  }

  @Test
  void whatMakeQuotes() {
    assertEquals(
        new JobserverAddress(-1, -1, "/tmp/a b\\c$d/GMfifo12", 2),
        JobserverAddress.of(" -j2 --jobserver-auth=fifo:/tmp/a\\ b\\\\c$$d/GMfifo12"));
  }

  @Test
  void theLastOneCounts() {
    assertEquals(
        pipe(5, 6, 3),
        JobserverAddress.of(
            " -j9 --jobserver-auth=3,4 --jobserver-auth=fifo:/x -j3 --jobserver-auth=5,6"));
  }

  @Test
  void thePipeThatMake44HasClosedForARecipe() {
    assertEquals(
        pipe(3, 4, 3), JobserverAddress.of(" -j3 --jobserver-auth=3,4 --jobserver-auth=-2,-2"));
  }

  @Test
  void variablesOfTheCommandLineDoNotCount() {
    assertNull(JobserverAddress.of(" -k -- X=1 --jobserver-auth=3,4"));
    assertEquals(
        pipe(3, 4, 2), JobserverAddress.of(" -j2 --jobserver-auth=3,4 -- --jobserver-auth=5,6"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "k", " -j", " -j4", "n -- A=b", " --jobserver-style=fifo"})
  void noJobserver(String makeflags) {
    assertNull(JobserverAddress.of(makeflags));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        " -j4 --jobserver-auth=-2,-2",
        " --jobserver-auth=",
        " --jobserver-auth=3",
        " --jobserver-auth=3,",
        " --jobserver-auth=,4",
        " --jobserver-auth=3,4x",
        " --jobserver-auth=fifo:",
        " --jobserver-auth=gmake_semaphore_1234",
        " --jobserver-fds=99999999999,4"
      })
  void oneThatCannotBeReached(String makeflags) {
    JobserverAddress address = JobserverAddress.of(makeflags);
    assertNotNull(address);
    assertFalse(address.isUsable());
  }

  @Test
  void oneThatCanBe() {
    assertTrue(pipe(0, 1, 0).isUsable());
    assertTrue(new JobserverAddress(-1, -1, "/x", 0).isUsable());
  }
}
