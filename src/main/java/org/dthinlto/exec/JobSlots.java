package org.dthinlto.exec;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides when one more compiler may start on this machine: by make's jobserver, if there is one,
 * and by the memory of those that run. Knows nothing of what they compile.
 *
 * <p>make has given us one slot by starting us; each further job needs a token. Slots are alike: of
 * the jobs that run, one needs no token, whichever it is. So as many tokens are held as jobs run,
 * less one, and one that is left over goes back at once. Those who wait get in by turns, that is
 * the longest job first, as jobs are begun in this order.
 *
 * <p>Without a jobserver and a limit there is nothing to do. No file is opened and no thread
 * started before a job has to run.
 */
public final class JobSlots implements AutoCloseable, Shutdown.CleanUp {

  /**
   * Jobs under way if make doesn't say how many tokens there are. Each has a thread; that many are
   * started in a few milliseconds.
   */
  private static final int MANY = 128;

  /** How often whoever waits for memory looks again. */
  private static final long LOOK_MILLIS = 100;

  private final JobLimits limits;
  private final @Nullable JobserverAddress address;
  private final TokenSource.Connection connection;
  private final @Nullable MemoryLimit memory;

  // All that follows is guarded by this.
  private final Deque<JobSlot> waiting = new ArrayDeque<>();
  private final List<JobSlot> running = new ArrayList<>();
  private byte[] tokens = new byte[64];
  private int tokenCount;
  private boolean opened;
  private boolean closed;
  private boolean lacksMemory;
  private @Nullable TokenPump pump;
  private String trouble = "";

  /**
   * Asks for nothing yet.
   *
   * @param children whose memory counts
   */
  public JobSlots(JobLimits limits, ChildProcesses children) {
    this(
        limits,
        new MakesJobserver(),
        limits.memoryBytes() == 0
            ? null
            : new MemoryLimit(limits.memoryBytes(), new ProcessMemory(children), NanoClock.SYSTEM));
  }

  JobSlots(JobLimits limits, TokenSource.Connection connection, @Nullable MemoryLimit memory) {
    this.limits = limits;
    this.address =
        limits.chosen() || limits.makeflags().isEmpty()
            ? null
            : JobserverAddress.of(limits.makeflags());
    this.connection = connection;
    this.memory = memory;
  }

  /** Whether a job may have to wait. */
  boolean isLimited() {
    return address != null || memory != null;
  }

  /** How many jobs may be under way, those that wait here included. */
  public int parallel() {
    JobserverAddress server = address;
    if (server == null) {
      return limits.jobs();
    }
    return server.jobs() > 0 ? server.jobs() : Math.max(MANY, limits.jobs());
  }

  /** How many are likely to run at once: what make will have for us nobody knows. */
  public int likely() {
    return Math.min(parallel(), limits.jobs());
  }

  /** Why one job ran at a time though make may have had tokens; empty if that isn't so. */
  public synchronized String trouble() {
    return trouble;
  }

  /** What make offers and the user doesn't want; empty if nothing. */
  public String declined() {
    return limits.chosen() && JobserverAddress.of(limits.makeflags()) != null
        ? "make's jobserver isn't asked, since -j says " + limits.jobs()
        : "";
  }

  /**
   * Waits until one more compiler may start, to be run by the calling thread.
   *
   * @param size bytes of the module, if known; else 0
   * @throws InterruptedException if the thread was interrupted, or everything is at its end
   */
  synchronized JobSlot enter(long size) throws InterruptedException {
    JobSlot slot = new JobSlot(size);
    if (!isLimited()) {
      return slot;
    }
    boolean entered = false;
    try {
      open();
      waiting.add(slot);
      admit();
      while (!slot.isGranted()) {
        if (closed) {
          throw new InterruptedException("dthinlto is being stopped");
        }
        if (lacksMemory && waiting.peek() == slot) {
          wait(LOOK_MILLIS);
          admit();
        } else {
          wait();
        }
      }
      entered = true;
      return slot;
    } finally {
      if (!entered) {
        waiting.remove(slot);
        leave(slot);
      }
    }
  }

  /** Says what the slot is for. */
  synchronized void isFor(JobSlot slot, long size) {
    slot.size = size;
  }

  /** The compiler has ended, or none was started. */
  synchronized void leave(JobSlot slot) {
    if (isLimited()) {
      if (running.remove(slot) && memory != null) {
        memory.ended(slot);
      }
      admit();
    }
  }

  /** Lets in who may come in, and keeps no token that isn't needed. The monitor is held. */
  private void admit() {
    lacksMemory = false;
    while (!closed && !waiting.isEmpty()) {
      JobSlot next = waiting.element();
      // One always runs: a job that needs more than the limit, too.
      if (memory != null && !running.isEmpty() && !memory.allows(next, running)) {
        lacksMemory = true;
        break;
      }
      if (address != null && running.size() > tokenCount) {
        startPump();
        break;
      }
      next.grant();
      if (memory != null) {
        memory.began();
      }
      running.add(waiting.remove());
    }
    int needed = closed ? 0 : Math.max(0, running.size() - 1);
    TokenPump open = pump;
    while (open != null && tokenCount > needed) {
      open.giveBack(tokens[--tokenCount]);
    }
    notifyAll();
  }

  /** Whether one more token would be of use now. The monitor is held. */
  boolean wantsToken() {
    return !closed && !lacksMemory && !waiting.isEmpty() && running.size() > tokenCount;
  }

  /** Here is one, wanted or no longer wanted. The monitor is held. */
  void bring(byte token) {
    if (tokenCount == tokens.length) {
      tokens = Arrays.copyOf(tokens, 2 * tokenCount);
    }
    tokens[tokenCount++] = token;
    admit();
  }

  private void open() {
    JobserverAddress server = address;
    if (server == null || opened || closed) {
      return;
    }
    opened = true;
    try {
      pump = new TokenPump(connection.open(server), this);
    } catch (IOException e) {
      fails(IoText.of(e));
    } catch (RuntimeException e) {
      fails(e.toString()); // a path that is none, what else MAKEFLAGS may hold
    }
  }

  private void fails(String why) {
    trouble =
        "one job ran at a time, as make's jobserver can't be used, "
            + why
            + "; put '+' before the recipe line, or give -j";
  }

  private void startPump() {
    TokenPump idle = pump;
    if (idle == null) {
      return;
    }
    try {
      idle.start();
    } catch (OutOfMemoryError e) {
      pump = null; // no thread to be had: the one job goes on
      fails("there is no memory for its threads");
    }
  }

  /** Gives all tokens back and lets nobody in any more. Nothing if it was done before. */
  @Override
  public void close() {
    TokenPump open;
    synchronized (this) {
      closed = true;
      admit();
      open = pump;
    }
    if (open != null) {
      open.end();
    }
  }

  /** At the end by a signal, when the compilers have been ended. */
  @Override
  public void run() {
    close();
  }

  /** The real one; loaded only if there is one. */
  private static final class MakesJobserver implements TokenSource.Connection {
    @Override
    public TokenSource open(JobserverAddress server) throws IOException {
      return Jobserver.open(server);
    }
  }
}
