package org.dthinlto.exec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class MemoryLimitTest {

  private static final long MIB = 1L << 20;
  private static final long SECOND = 1_000_000_000L;

  private long now = 100 * SECOND;
  private long each;
  private final MemoryLimit limit = new MemoryLimit(1000 * MIB, thread -> each, () -> now);

  private static JobSlot job(long size) {
    return new JobSlot(size);
  }

  private void teach(long size, long peak) {
    JobSlot slot = job(size);
    slot.peak = peak;
    limit.ended(slot);
  }

  @Test
  void figuresOfClangCountUntilSomethingIsLearned() {
    assertEquals(12 * MIB, limit.expected(0));
    assertEquals(112 * MIB, limit.expected(MIB));
    assertTrue(limit.allows(job(MIB), List.of(job(8 * MIB))));
    assertFalse(limit.allows(job(MIB), List.of(job(9 * MIB))));
  }

  @Test
  void whatWasSeenCountsMoreAndMore() {
    teach(10 * MIB, 330 * MIB);
    assertEquals(330 * MIB, limit.expected(0));
    teach(0, 30 * MIB);
    // (300 MiB + 100 MiB) / (10 MiB + 1 MiB) for each byte beyond the smallest.
    assertEquals(30 * MIB + 400 * MIB / 11, limit.expected(MIB));
    for (int i = 0; i < 1000; i++) {
      teach(10 * MIB, 330 * MIB);
    }
    assertEquals(60, limit.expected(MIB) / MIB);
  }

  // 30 MiB more or less between two small modules say nothing of a large one.
  @Test
  void smallModulesDoNotTellWhatLargeOnesTake() {
    for (int i = 0; i < 10; i++) {
      teach(2000, (30 + 3 * i) * MIB);
    }
    long large = limit.expected(5 * MIB);
    assertTrue(large < 1500 * MIB, () -> large / MIB + " MiB");
  }

  @Test
  void aJobThatWasNeverSeenTeachesNothing() {
    limit.ended(job(MIB));
    assertEquals(112 * MIB, limit.expected(MIB));
  }

  @Test
  void whatAJobHasCountsIfItIsMoreThanWasExpected() {
    teach(0, 100 * MIB);
    each = 850 * MIB;
    JobSlot large = job(0);
    assertTrue(limit.allows(job(0), List.of(large)));
    assertEquals(850 * MIB, large.peak);
    each = 950 * MIB;
    assertFalse(limit.allows(job(0), List.of(large)));
    each = 10 * MIB;
    assertTrue(limit.allows(job(0), List.of(large)));
    assertEquals(950 * MIB, large.peak);
  }

  @Test
  void aPauseBetweenStartsUntilOneHasEnded() {
    List<JobSlot> one = List.of(job(1));
    limit.began();
    assertFalse(limit.allows(job(1), one));
    now += MemoryLimit.PAUSE_NANOS;
    assertTrue(limit.allows(job(1), one));
    limit.began();
    assertFalse(limit.allows(job(1), one));
    teach(1, MIB);
    assertTrue(limit.allows(job(1), one));
  }

  /** Slots whose jobs take 400 MiB of 1000 each. */
  @Test
  void asManyRunAsThereIsMemoryFor() throws Exception {
    teach(0, 400 * MIB);
    each = 400 * MIB;
    JobSlots slots =
        new JobSlots(new JobLimits(8, true, "", 1000 * MIB), new ScriptedTokens(), limit);
    assertTrue(slots.isLimited());
    assertEquals(8, slots.parallel());
    slots.enter(1);
    slots.enter(1);
    CountDownLatch third = new CountDownLatch(1);
    Thread waiter =
        new Thread(
            () -> {
              try {
                slots.enter(1);
                third.countDown();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    waiter.start();
    assertFalse(third.await(300, TimeUnit.MILLISECONDS));
    each = 100 * MIB; // somebody has freed what he had; the one that waits looks again
    teach(0, MIB);
    assertTrue(third.await(20, TimeUnit.SECONDS));
    slots.close();
  }

  // Whatever it takes: somebody has to begin.
  @Test
  void oneAlwaysRuns() throws Exception {
    teach(0, 5000 * MIB);
    each = 5000 * MIB;
    JobSlots slots =
        new JobSlots(new JobLimits(8, true, "", 1000 * MIB), new ScriptedTokens(), limit);
    for (int i = 0; i < 3; i++) {
      slots.leave(slots.enter(100 * MIB));
    }
    slots.close();
  }

  // A token that can't be used for want of memory is of use to others.
  @Test
  void noTokenIsKeptWithoutMemory() throws Exception {
    teach(0, 900 * MIB);
    each = 900 * MIB;
    ScriptedTokens tokens = new ScriptedTokens();
    JobSlots slots =
        new JobSlots(new JobLimits(8, false, " --jobserver-auth=3,4", 1000 * MIB), tokens, limit);
    JobSlot first = slots.enter(1);
    tokens.put('a');
    CountDownLatch second = new CountDownLatch(1);
    Thread waiter =
        new Thread(
            () -> {
              try {
                JobSlot slot = slots.enter(1);
                second.countDown();
                slots.leave(slot);
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    waiter.start();
    assertFalse(second.await(300, TimeUnit.MILLISECONDS));
    assertEquals(List.of(), tokens.log());
    slots.leave(first);
    assertTrue(second.await(20, TimeUnit.SECONDS));
    slots.close();
    assertEquals(List.of(), tokens.log());
  }

  @Test
  void theMemoryOfARealProcessAndItsChildren() throws Exception {
    ChildProcesses children = new ChildProcesses();
    ProcessMemory memory = new ProcessMemory(children);
    Thread[] runner = new Thread[1];
    runner[0] =
        new Thread(
            () -> {
              try {
                // tail keeps what has no line feed.
                children.run(
                    Command.of(
                        List.of("/bin/sh", "-c", "(head -c 60M /dev/zero; sleep 30) | tail"),
                        Path.of("/")));
              } catch (IOException | InterruptedException e) {
                return;
              }
            });
    assertEquals(0, memory.bytes(runner[0]));
    runner[0].start();
    long seen = 0;
    for (int i = 0; i < 500 && seen < 55 * MIB; i++) {
      Thread.sleep(20);
      seen = memory.bytes(runner[0]);
    }
    children.killAll();
    runner[0].join();
    assertTrue(seen >= 55 * MIB && seen < 200 * MIB, seen + " bytes");
    assertEquals(0, memory.bytes(runner[0]));
  }

  @TempDir Path root;

  private void file(String name, String text) throws IOException {
    Files.createDirectories(root.resolve(name).getParent());
    Files.writeString(root.resolve(name), text);
  }

  @Test
  void theMachinesMemory() throws Exception {
    assertEquals(0, MachineMemory.of(root));
    file("proc/meminfo", "MemTotal:       24684084 kB\nMemFree:        1 kB\n");
    assertEquals(24684084L * 1024, MachineMemory.of(root));
    assertTrue(MachineMemory.bytes() > 100 * MIB);
  }

  @Test
  void theMemoryOfAControlGroup() throws Exception {
    file("proc/meminfo", "MemTotal:       1000000 kB\n");
    file("proc/self/cgroup", "0::/user/build\n");
    file("sys/fs/cgroup/user/build/memory.max", "max\n");
    assertEquals(1000000L * 1024, MachineMemory.of(root));
    file("sys/fs/cgroup/user/memory.max", "2000000\n");
    assertEquals(2000000, MachineMemory.of(root));
    file("sys/fs/cgroup/user/build/memory.max", "1000000\n");
    assertEquals(1000000, MachineMemory.of(root));
    file("proc/self/cgroup", "0::/../elsewhere\n");
    assertEquals(1000000L * 1024, MachineMemory.of(root));
  }

  @Test
  void theMemoryOfAnOldControlGroupInAContainer() throws Exception {
    file("proc/meminfo", "MemTotal:       1000000 kB\n");
    file("proc/self/cgroup", "5:cpu,memory:/docker/1234\n4:memoryless:/x\n0::/\n");
    file("sys/fs/cgroup/memory/memory.limit_in_bytes", "500000\n");
    assertEquals(500000, MachineMemory.of(root));
    file("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
    assertEquals(1000000L * 1024, MachineMemory.of(root));
  }
}
