package org.dthinlto.remote;

import io.grpc.Status;
import io.grpc.StatusException;
import java.io.IOException;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Makes calls again that broke for a reason that may pass. Knows codes, not what the calls are for.
 */
final class Retrier {

  private static final long FIRST_MILLIS = 100;
  private static final long MOST_MILLIS = 5000;

  private final int retries;
  private final long callMillis;

  /** Something that is asked of a server. */
  interface Call<T> {

    /**
     * Asks once.
     *
     * @throws IOException if it failed for a reason that isn't the server's
     */
    T run() throws StatusException, IOException, InterruptedException;

    /** Grows with what was reached; who gets on may break as often as it likes. */
    default long reached() {
      return 0;
    }
  }

  /**
   * @param retries how often a call is made again
   * @param callMillis how long one may take; when twice that is over, there are no more tries
   */
  Retrier(int retries, long callMillis) {
    this.retries = retries;
    this.callMillis = callMillis;
  }

  int retries() {
    return retries;
  }

  /** The answer to a call, after some tries if need be. */
  <T> T call(RemoteException.Phase phase, Call<T> call) throws IOException, InterruptedException {
    long end = end();
    long reached = 0;
    for (int tried = 0; ; tried++) {
      try {
        return call.run();
      } catch (StatusException e) {
        interruptedBy(e);
        if (call.reached() > reached) {
          reached = call.reached();
          tried = 0;
          end = end();
        }
        boolean again = mayPass(e.getStatus().getCode()) && tried < retries;
        if (!again || System.nanoTime() > end) {
          throw RemoteException.of(phase, e);
        }
        pause(tried, StatusDetails.retryMillis(StatusDetails.of(e)));
      }
    }
  }

  private long end() {
    return System.nanoTime() + 2 * callMillis * 1_000_000;
  }

  /** gRPC tells of an interrupt as of a cancelled call. */
  static void interruptedBy(StatusException e) throws InterruptedException {
    if (Thread.interrupted() || e.getStatus().getCause() instanceof InterruptedException) {
      throw new InterruptedException();
    }
  }

  /** Whether the same call may go well later. As in Bazel. */
  static boolean mayPass(Status.Code code) {
    return switch (code) {
      case UNAVAILABLE,
          UNKNOWN,
          INTERNAL,
          ABORTED,
          DEADLINE_EXCEEDED,
          RESOURCE_EXHAUSTED,
          CANCELLED ->
          true;
      default -> false;
    };
  }

  /**
   * Waits before the next try: twice as long each time, and not all jobs at the same moment.
   *
   * @param tried how often it was tried again already
   * @param wanted what the server said, in milliseconds; 0 if nothing
   */
  static void pause(int tried, long wanted) throws InterruptedException {
    Thread.sleep(pauseMillis(tried, wanted));
  }

  /** How long {@link #pause} is, in milliseconds. */
  static long pauseMillis(int tried, long wanted) {
    long millis = Math.min(MOST_MILLIS, FIRST_MILLIS << Math.min(tried, 10));
    long jitter = ThreadLocalRandom.current().nextLong(-millis / 10, millis / 10 + 1);
    return wanted > 0 ? Math.min(wanted, 6 * MOST_MILLIS) : millis + jitter;
  }
}
