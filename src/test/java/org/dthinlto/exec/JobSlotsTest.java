package org.dthinlto.exec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class JobSlotsTest {

  private static final String FLAGS = " -j8 --jobserver-auth=3,4";

  private final ScriptedTokens tokens = new ScriptedTokens();
  private final List<Entrant> entrants = new ArrayList<>();

  private static JobLimits underMake(String makeflags) {
    return new JobLimits(2, false, makeflags, 0);
  }

  private JobSlots slots() {
    return new JobSlots(underMake(FLAGS), tokens, null);
  }

  /** A thread that enters, and leaves when it is told to. */
  private final class Entrant extends Thread {
    private final JobSlots slots;
    private final CountDownLatch in = new CountDownLatch(1);
    private final CountDownLatch leave = new CountDownLatch(1);
    private volatile boolean interrupted;

    Entrant(JobSlots slots) {
      this.slots = slots;
      setDaemon(true);
      entrants.add(this);
      start();
    }

    @Override
    public void run() {
      try {
        JobSlot slot = slots.enter(1);
        try {
          in.countDown();
          leave.await();
        } finally {
          slots.leave(slot);
        }
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }

    Entrant getsIn() throws InterruptedException {
      assertTrue(in.await(20, TimeUnit.SECONDS), "didn't get in");
      return this;
    }

    Entrant waits() throws InterruptedException {
      for (int i = 0; i < 2000 && getState() != State.WAITING && getState() != State.BLOCKED; ) {
        i++;
        Thread.sleep(1);
      }
      assertFalse(in.await(20, TimeUnit.MILLISECONDS), "got in");
      return this;
    }

    void leaves() throws InterruptedException {
      leave.countDown();
      join();
    }
  }

  @AfterEach
  void endAll() throws Exception {
    for (Entrant entrant : entrants) {
      entrant.leave.countDown();
      entrant.interrupt();
      entrant.join();
    }
  }

  @Test
  void withoutAJobserverNobodyWaitsAndNothingIsOpened() throws Exception {
    for (JobLimits free :
        List.of(
            JobLimits.of(3),
            new JobLimits(3, true, FLAGS, 0),
            underMake(""),
            underMake(" -j"),
            underMake("k"))) {
      JobSlots slots = new JobSlots(free, tokens, null);
      assertFalse(slots.isLimited());
      assertEquals(free.jobs(), slots.parallel());
      for (int i = 0; i < 5; i++) {
        slots.enter(1);
      }
      slots.close();
    }
    assertEquals(0, tokens.opened());
  }

  @Test
  void whoGivesANumberIsToldThatMakeIsNotAsked() {
    JobSlots chosen = new JobSlots(new JobLimits(3, true, FLAGS, 0), tokens, null);
    assertEquals("make's jobserver isn't asked, since -j says 3", chosen.declined());
    assertEquals("", new JobSlots(JobLimits.of(3), tokens, null).declined());
    assertEquals("", slots().declined());
  }

  @Test
  void asManyJobsAreUnderWayAsMakeHasTokens() {
    assertEquals(8, slots().parallel());
    assertEquals(2, slots().likely());
    JobSlots unknown = new JobSlots(underMake(" --jobserver-auth=3,4"), tokens, null);
    assertEquals(128, unknown.parallel());
    JobSlots one = new JobSlots(underMake(" -j1 --jobserver-auth=3,4"), tokens, null);
    assertEquals(1, one.parallel());
    assertEquals(1, one.likely());
  }

  @Test
  void oneJobNeedsNoToken() throws Exception {
    JobSlots slots = slots();
    assertEquals(0, tokens.opened());
    for (int i = 0; i < 3; i++) {
      new Entrant(slots).getsIn().leaves();
    }
    assertEquals(List.of(), tokens.log());
    slots.close();
  }

  @Test
  void eachFurtherJobHasATokenAndTheVeryByteGoesBack() throws Exception {
    JobSlots slots = slots();
    Entrant first = new Entrant(slots).getsIn();
    Entrant second = new Entrant(slots).waits();
    Entrant third = new Entrant(slots).waits();
    tokens.put('a');
    second.getsIn();
    third.waits();
    tokens.put('b');
    third.getsIn();
    second.leaves();
    third.leaves();
    first.leaves();
    slots.close();
    assertEquals(List.of("took a", "took b"), tokens.log().subList(0, 2));
    // Those that leave are threads: which of them is first is nobody's business.
    assertEquals(Set.of("gave a", "gave b"), Set.copyOf(tokens.log().subList(2, 4)));
    assertEquals(4, tokens.log().size());
    assertTrue(tokens.isClosed());
  }

  @Test
  void aTokenGoesBackWhenWhoeverLeavesIsTheOneThatCameFirst() throws Exception {
    JobSlots slots = slots();
    Entrant first = new Entrant(slots).getsIn();
    Entrant second = new Entrant(slots);
    tokens.put('a');
    second.getsIn();
    first.leaves(); // the slot that make gave us is the second's now
    tokens.await("gave a");
    second.leaves();
    slots.close();
    assertEquals(List.of("took a", "gave a"), tokens.log());
  }

  @Test
  void theSlotThatMakeGaveUsGoesToWhoWaits() throws Exception {
    JobSlots slots = slots();
    Entrant first = new Entrant(slots).getsIn();
    Entrant second = new Entrant(slots).waits();
    first.leaves();
    second.getsIn().leaves();
    // Nobody wants it any more when it comes.
    tokens.put('z');
    tokens.await("gave z");
    slots.close();
    assertEquals(List.of("took z", "gave z"), tokens.log());
  }

  @Test
  void whoWaitsLongestGetsInFirst() throws Exception {
    JobSlots slots = slots();
    Entrant first = new Entrant(slots).getsIn();
    Entrant second = new Entrant(slots).waits();
    Entrant third = new Entrant(slots).waits();
    first.leaves();
    second.getsIn();
    third.waits();
    second.leaves();
    third.getsIn();
    slots.close();
  }

  @Test
  void anInterruptedWaiterIsForgotten() throws Exception {
    JobSlots slots = slots();
    Entrant first = new Entrant(slots).getsIn();
    Entrant second = new Entrant(slots).waits();
    Entrant third = new Entrant(slots).waits();
    second.interrupt();
    second.join();
    assertTrue(second.interrupted);
    first.leaves();
    third.getsIn();
    slots.close();
  }

  @Test
  void theEndBringsBackAllThatIsHeldAndSendsWaitersAway() throws Exception {
    JobSlots slots = slots();
    new Entrant(slots).getsIn();
    tokens.put('a');
    new Entrant(slots).getsIn();
    Entrant third = new Entrant(slots).waits();
    slots.close();
    third.join();
    assertTrue(third.interrupted);
    assertEquals(List.of("took a", "gave a"), tokens.log());
    assertThrows(InterruptedException.class, () -> slots.enter(1));
    slots.close();
    slots.run();
    assertEquals(1, tokens.opened());
  }

  @Test
  void theEndBringsBackATokenThatCameAtThatMoment() throws Exception {
    JobSlots slots = slots();
    new Entrant(slots).getsIn();
    new Entrant(slots).waits();
    tokens.awaitTaker();
    tokens.putAtStop('s');
    slots.close();
    assertEquals(List.of("took s", "gave s"), tokens.log());
  }

  @Test
  void anInterruptedThreadMayEndIt() throws Exception {
    JobSlots slots = slots();
    new Entrant(slots).getsIn();
    tokens.put('a');
    new Entrant(slots).getsIn();
    Thread.currentThread().interrupt();
    slots.close();
    assertTrue(Thread.interrupted());
    assertEquals(List.of("took a", "gave a"), tokens.log());
  }

  @Test
  void aServerThatIsGoneLeavesOneJobAtATime() throws Exception {
    JobSlots slots = slots();
    Entrant first = new Entrant(slots).getsIn();
    Entrant second = new Entrant(slots).waits();
    tokens.vanish();
    second.waits();
    first.leaves();
    second.getsIn();
    slots.close();
    assertEquals(List.of(), tokens.log());
  }

  @Test
  void aServerThatCannotBeHadLeavesOneJobAtATimeAndIsTold() throws Exception {
    for (Exception why : List.of(new IOException("it is gone"), new IllegalStateException("!"))) {
      TokenSource.Connection none =
          server -> {
            if (why instanceof IOException e) {
              throw e;
            }
            throw (IllegalStateException) why;
          };
      JobSlots slots = new JobSlots(underMake(FLAGS), none, null);
      assertEquals("", slots.trouble());
      Entrant first = new Entrant(slots).getsIn();
      Entrant second = new Entrant(slots).waits();
      assertTrue(slots.trouble().contains(String.valueOf(why.getMessage())), slots.trouble());
      assertTrue(slots.trouble().contains("put '+' before the recipe line"), slots.trouble());
      first.leaves();
      second.getsIn();
      slots.close();
    }
  }
}
