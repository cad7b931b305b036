package org.dthinlto.exec;

import java.util.Arrays;

/**
 * Two threads that fetch tokens for the slots that want them, and bring them back. Knows nothing of
 * jobs. The monitor of the slots guards all state, and is notified when that changes.
 *
 * <p>Threads of their own, because a read may wait for ever, and because a write by a thread that
 * is interrupted, as those of jobs are, would close the file, and the token might be lost.
 */
final class TokenPump {

  /** How long the end waits for a thread; nothing is known that would take a tenth of it. */
  private static final long END_MILLIS = 2000;

  private final TokenSource source;
  private final JobSlots slots;
  private final Hand taker = new Hand(this, true);
  private final Hand giver = new Hand(this, false);

  // Guarded by the slots.
  private byte[] leaving = new byte[64];
  private int leavingCount;
  private boolean started;
  private boolean ending;
  private boolean tookLast;

  TokenPump(TokenSource source, JobSlots slots) {
    this.source = source;
    this.slots = slots;
  }

  /** Begins, once. The one that gives comes first: without it, nothing must be taken. */
  void start() {
    if (!started) {
      started = true;
      giver.start();
      taker.start();
    }
  }

  /** Brings a token back, soon. The monitor is held. */
  void giveBack(byte token) {
    if (leavingCount == leaving.length) {
      leaving = Arrays.copyOf(leaving, 2 * leavingCount);
    }
    leaving[leavingCount++] = token;
    slots.notifyAll();
  }

  /**
   * Takes no more, and returns when all is where it belongs. The monitor is not held; the slots
   * have given back what they had, and give back at once what is still brought.
   */
  synchronized void end() {
    synchronized (slots) {
      ending = true;
      slots.notifyAll();
    }
    source.stop();
    boolean interrupted = join(taker);
    synchronized (slots) {
      tookLast = true;
      slots.notifyAll();
    }
    interrupted |= join(giver);
    source.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns whether this thread was interrupted meanwhile. */
  private static boolean join(Thread thread) {
    boolean interrupted = false;
    long end = System.nanoTime() + END_MILLIS * 1_000_000;
    while (thread.isAlive() && System.nanoTime() - end < 0) {
      try {
        thread.join(END_MILLIS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    return interrupted;
  }

  private void take() throws InterruptedException {
    int token;
    do {
      synchronized (slots) {
        while (!ending && !slots.wantsToken()) {
          slots.wait();
        }
        if (ending) {
          return;
        }
      }
      token = source.take();
      synchronized (slots) {
        if (token >= 0) {
          slots.bring((byte) token);
        }
      }
    } while (token >= 0);
  }

  private void give() throws InterruptedException {
    while (true) {
      byte token;
      synchronized (slots) {
        while (leavingCount == 0 && !tookLast) {
          slots.wait();
        }
        if (leavingCount == 0) {
          return;
        }
        token = leaving[--leavingCount];
      }
      source.give(token);
    }
  }

  private static final class Hand extends Thread {
    private final TokenPump pump;
    private final boolean takes;

    Hand(TokenPump pump, boolean takes) {
      super(takes ? "token-taker" : "token-giver");
      setDaemon(true);
      this.pump = pump;
      this.takes = takes;
    }

    @Override
    public void run() {
      try {
        if (takes) {
          pump.take();
        } else {
          pump.give();
        }
      } catch (InterruptedException e) {
        throw new IllegalStateException(e); // nobody knows this thread
      }
    }
  }
}
