package org.dthinlto.exec;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs processes on this machine and knows all that live, so that none outlives dthinlto. Knows
 * nothing of what they do. May be used by many threads at once.
 */
public final class ChildProcesses implements ProcessRunner {

  /** How long {@link #killAll} waits for a thread that is in the middle of starting a process. */
  private static final long STARTING_NANOS = TimeUnit.SECONDS.toNanos(2);

  /**
   * A Ctrl-C reaches the children at the same moment as us. If a child dies of it, our own end may
   * still be on its way for so long.
   */
  private static final long SIGNAL_NANOS = TimeUnit.MILLISECONDS.toNanos(150);

  private static final Redirect NOTHING = Redirect.from(new File("/dev/null"));

  private final long signalNanos;
  private final Object lock = new Object();
  // The four below are guarded by the lock; each live process has its thread in the same place.
  private final List<Process> live = new ArrayList<>();
  private final List<Thread> starters = new ArrayList<>();
  private int starting;
  private boolean closed;

  /** Knows no processes yet. */
  public ChildProcesses() {
    this(SIGNAL_NANOS);
  }

  ChildProcesses(long signalNanos) {
    this.signalNanos = signalNanos;
  }

  @Override
  public ProcessResult run(Command command) throws IOException, InterruptedException {
    Process process = start(command);
    try {
      OutputPump pump = new OutputPump(process);
      int status = pump.waitFor();
      if (stopped(status)) {
        throw new InterruptedException("dthinlto is being stopped");
      }
      return new ProcessResult(status, pump.stdoutText(), pump.stderrText());
    } finally {
      if (process.isAlive()) {
        ProcessTree.end(List.of(process));
      }
      forget(process);
    }
  }

  /**
   * Ends all processes that live, their descendants too, and starts no more: calls of {@link #run},
   * those under way and later ones, throw {@link InterruptedException}. Returns when all are gone,
   * after four seconds at most.
   */
  public void killAll() {
    List<Process> all;
    synchronized (lock) {
      closed = true;
      lock.notifyAll();
      awaitStarted();
      all = new ArrayList<>(live);
    }
    ProcessTree.end(all);
  }

  /** The process that the thread runs now; 0 if it runs none. */
  long pidOf(Thread thread) {
    synchronized (lock) {
      int at = starters.indexOf(thread);
      return at < 0 ? 0 : live.get(at).pid();
    }
  }

  private Process start(Command command) throws StartException, InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    synchronized (lock) {
      if (closed) {
        throw new InterruptedException("dthinlto is being stopped");
      }
      // Not under the lock for as long as the start takes: starts run side by side.
      starting++;
    }
    Process process;
    try {
      process = builder(command).start();
    } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException e) {
      synchronized (lock) {
        noteStarted();
      }
      throw StartException.of(command, e);
    }
    boolean late;
    synchronized (lock) {
      noteStarted();
      live.add(process);
      starters.add(Thread.currentThread());
      late = closed;
    }
    if (late) {
      ProcessTree.end(List.of(process));
      forget(process);
      throw new InterruptedException("dthinlto is being stopped");
    }
    return process;
  }

  /** Ends the first half of {@link #start}, well or badly. The lock is held. */
  private void noteStarted() {
    starting--;
    if (closed) {
      lock.notifyAll();
    }
  }

  private static ProcessBuilder builder(Command command) {
    ProcessBuilder builder = new ProcessBuilder(command.argv());
    builder.directory(command.directory().toFile());
    Map<String, String> variables = builder.environment();
    if (command.inheritEnvironment()) {
      ChildEnvironment.restore(variables);
    } else {
      variables.clear();
    }
    variables.putAll(command.variables());
    boolean keyboard = command.input() == Command.Input.INHERITED;
    builder.redirectInput(keyboard ? Redirect.INHERIT : NOTHING);
    if (command.output() == Command.Output.INHERITED) {
      builder.redirectOutput(Redirect.INHERIT);
      builder.redirectError(Redirect.INHERIT);
    } else {
      builder.redirectErrorStream(command.output() == Command.Output.MERGED);
    }
    return builder;
  }

  /**
   * True if the process ended because dthinlto is being stopped, or its result no longer counts.
   */
  private boolean stopped(int status) throws InterruptedException {
    synchronized (lock) {
      if (Signals.endedByUser(status)) {
        long end = System.nanoTime() + signalNanos;
        long left = signalNanos;
        while (!closed && left > 0) {
          TimeUnit.NANOSECONDS.timedWait(lock, left);
          left = end - System.nanoTime();
        }
      }
      return closed;
    }
  }

  /** Waits for threads between the two halves of {@link #start}. The lock is held. */
  private void awaitStarted() {
    long end = System.nanoTime() + STARTING_NANOS;
    long left = STARTING_NANOS;
    boolean interrupted = false;
    while (starting > 0 && left > 0) {
      try {
        TimeUnit.NANOSECONDS.timedWait(lock, left);
      } catch (InterruptedException e) {
        interrupted = true;
      }
      left = end - System.nanoTime();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Java itself closes the pipes of a child that has ended. */
  private void forget(Process process) {
    synchronized (lock) {
      int at = live.indexOf(process);
      live.remove(at);
      starters.remove(at);
    }
  }
}
