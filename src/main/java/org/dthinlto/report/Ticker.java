package org.dthinlto.report;

/**
 * Calls a target again and again from a thread of its own, while it is on. The thread sleeps all of
 * the time before the first call, so a quick link pays for a thread start only, and never for what
 * is called.
 */
final class Ticker {

  /** What is called. */
  interface Target {
    void tick();
  }

  private final Target target;
  private final long firstMillis;
  private final long everyMillis;
  // Guarded by this. The thread whose number it is not ends.
  private int current;
  private boolean on;

  Ticker(Target target, long firstMillis, long everyMillis) {
    this.target = target;
    this.firstMillis = firstMillis;
    this.everyMillis = everyMillis;
  }

  synchronized void start() {
    if (!on) {
      on = true;
      new Loop(this, ++current).start();
    }
  }

  /** Returns at once; a call that is under way may still go on. */
  synchronized void stop() {
    on = false;
    notifyAll();
  }

  /** Waits for the next call; false if there is none. */
  private synchronized boolean await(int number, long millis) throws InterruptedException {
    long end = System.nanoTime() + millis * 1_000_000;
    long left = millis;
    while (on && number == current && left > 0) {
      wait(left);
      left = (end - System.nanoTime() + 999_999) / 1_000_000;
    }
    return on && number == current;
  }

  private void loop(int number) {
    try {
      long millis = firstMillis;
      while (await(number, millis)) {
        target.tick();
        millis = everyMillis;
      }
    } catch (InterruptedException e) {
      // Nobody interrupts it; then it just ends.
      Thread.currentThread().interrupt();
    }
  }

  private static final class Loop extends Thread {
    private final Ticker ticker;
    private final int number;

    Loop(Ticker ticker, int number) {
      super("progress");
      setDaemon(true);
      this.ticker = ticker;
      this.number = number;
    }

    @Override
    public void run() {
      ticker.loop(number);
    }
  }
}
