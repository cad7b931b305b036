package org.dthinlto.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TickerTest {

  private static int progressThreads() {
    int count = 0;
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().equals("progress")) {
        count++;
      }
    }
    return count;
  }

  private static void awaitProgressThreads(int count) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (progressThreads() != count && System.nanoTime() - end < 0) {
      Thread.sleep(1);
    }
    assertEquals(count, progressThreads());
  }

  @Test
  void ticksWhileItIsOnAndItsThreadEnds() throws Exception {
    awaitProgressThreads(0);
    CountDownLatch three = new CountDownLatch(3);
    Ticker ticker = new Ticker(three::countDown, 1, 1);
    ticker.start();
    ticker.start();
    assertEquals(1, progressThreads());
    assertTrue(three.await(30, TimeUnit.SECONDS));
    ticker.stop();
    awaitProgressThreads(0);
    CountDownLatch again = new CountDownLatch(1);
    Ticker other = new Ticker(again::countDown, 1, 1);
    other.start();
    other.stop();
    other.start();
    assertTrue(again.await(30, TimeUnit.SECONDS));
    awaitProgressThreads(1);
    other.stop();
    awaitProgressThreads(0);
  }

  @Test
  void doesNotTickBeforeItsTime() throws Exception {
    AtomicInteger ticks = new AtomicInteger();
    Ticker ticker = new Ticker(ticks::incrementAndGet, 60_000, 1);
    ticker.start();
    Thread.sleep(20);
    ticker.stop();
    awaitProgressThreads(0);
    assertEquals(0, ticks.get());
  }
}
