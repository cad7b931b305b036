package org.dthinlto.exec;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What happens when dthinlto is told to end by SIGINT, SIGTERM or SIGHUP: children are ended, the
 * thread that does the work is interrupted and given a moment to unwind, then clean-ups run, then
 * the JVM exits with 128 + the signal's number, as it does by itself.
 *
 * <p>Held open around the work: {@code try (Shutdown shutdown = Shutdown.install(children))}.
 * {@link System#exit} belongs after that, never inside: it would wait for the work that waits for
 * it.
 */
public final class Shutdown implements AutoCloseable {

  /** Something to be done before the end, such as removing a folder. */
  public interface CleanUp {
    /** Does it; a failure is ignored, for there is nobody left to tell. */
    void run() throws IOException;
  }

  private static final long UNWIND_SECONDS = 2;

  private final ChildProcesses children;
  private final Thread worker;
  private final Thread hook;
  private final CountDownLatch unwound = new CountDownLatch(1);
  private final List<CleanUp> cleanUps = new ArrayList<>();
  private volatile boolean began;

  private Shutdown(ChildProcesses children, Thread worker) {
    this.children = children;
    this.worker = worker;
    this.hook = new Hook(this);
  }

  /** Takes care of the children and of the calling thread from now on. */
  public static Shutdown install(ChildProcesses children) {
    Shutdown shutdown = new Shutdown(children, Thread.currentThread());
    try {
      Runtime.getRuntime().addShutdownHook(shutdown.hook);
    } catch (IllegalStateException e) {
      // The end has begun already: nothing may be started.
      shutdown.began = true;
      children.killAll();
    }
    return shutdown;
  }

  /**
   * True once dthinlto is being ended. What fails from then on fails because of that, and is not to
   * be reported.
   */
  public boolean began() {
    return began;
  }

  /** Adds something to be done at the end by a signal, after what was added before. */
  public void add(CleanUp cleanUp) {
    synchronized (cleanUps) {
      cleanUps.add(cleanUp);
    }
  }

  /** Takes back an {@link #add}, because it has been done or is no longer wanted. */
  public void remove(CleanUp cleanUp) {
    synchronized (cleanUps) {
      cleanUps.remove(cleanUp);
    }
  }

  /** The work is over, well or badly; a signal from now on just ends the JVM. */
  @Override
  public void close() {
    unwound.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The hook runs, and does the rest.
      began = true;
    }
  }

  private void end() {
    began = true;
    children.killAll();
    worker.interrupt();
    try {
      // A thread that still writes into a folder that is being deleted would leave files behind.
      unwound.await(UNWIND_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    List<CleanUp> left;
    synchronized (cleanUps) {
      left = new ArrayList<>(cleanUps);
    }
    for (CleanUp cleanUp : left) {
      runQuietly(cleanUp);
    }
  }

  /** One that fails must not keep the next from running. */
  private static void runQuietly(CleanUp cleanUp) {
    try {
      cleanUp.run();
    } catch (IOException | RuntimeException e) {
      return;
    }
  }

  private static final class Hook extends Thread {
    private final Shutdown shutdown;

    Hook(Shutdown shutdown) {
      super("shutdown");
      this.shutdown = shutdown;
    }

    @Override
    public void run() {
      shutdown.end();
    }
  }
}
