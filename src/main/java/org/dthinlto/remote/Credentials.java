package org.dthinlto.remote;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Headers that prove who we are, kept as long as they are good. Used by many threads, of which one
 * gets them anew while the others wait. Knows neither where they come from nor gRPC.
 */
final class Credentials {

  /** A source that failed is left alone for so long: many calls may ask it. */
  private static final long QUIET = TimeUnit.SECONDS.toNanos(5);

  private final Source source;

  /** Held by the thread that asks the source. */
  private final ReentrantLock asking = new ReentrantLock();

  // All guarded by this.
  private @Nullable Current current;
  private long goodUntil;
  private boolean stale;
  private boolean doubted;
  private @Nullable IOException failure;
  private long quietUntil;

  /** Where headers come from. */
  interface Source {

    /**
     * Gets them.
     *
     * @throws IOException with a text for the user, in which there is no secret
     */
    Issued issue() throws IOException, InterruptedException;

    /** Whether there are others since they were got. */
    boolean changed();
  }

  /**
   * @param nanos how long they are good
   */
  record Issued(List<Endpoint.Header> headers, long nanos) {}

  /**
   * @param number tells them from those before and after
   */
  record Current(List<Endpoint.Header> headers, long number) {}

  Credentials(Source source) {
    this.source = source;
  }

  /** Those that an endpoint wants; null if it wants none. */
  static @Nullable Credentials of(Endpoint endpoint) {
    Endpoint.Secrets secrets = endpoint.secrets();
    if (!secrets.tokenFile().isEmpty()) {
      return new Credentials(new TokenFile(secrets.tokenFile()));
    }
    return secrets.helper().isEmpty()
        ? null
        : new Credentials(new CredentialHelper(secrets.helper(), endpoint.uri()));
  }

  /**
   * The headers of the moment.
   *
   * @throws IOException with a text for the user, if they can't be got
   */
  Current current() throws IOException, InterruptedException {
    Current kept = kept();
    if (kept != null) {
      return kept;
    }
    asking.lockInterruptibly();
    try {
      kept = kept(); // another thread may have got them meanwhile
      return kept != null ? kept : ask();
    } finally {
      asking.unlock();
    }
  }

  private synchronized @Nullable Current kept() throws IOException {
    if (failure != null && System.nanoTime() - quietUntil < 0) {
      throw new IOException(failure.getMessage(), failure);
    }
    boolean good = !stale && System.nanoTime() - goodUntil < 0 && !source.changed();
    return good ? current : null;
  }

  private Current ask() throws IOException, InterruptedException {
    try {
      Issued issued = source.issue();
      synchronized (this) {
        doubted = stale;
        stale = false;
        failure = null;
        goodUntil = System.nanoTime() + issued.nanos();
        current = new Current(issued.headers(), current == null ? 0 : current.number() + 1);
        return current;
      }
    } catch (IOException e) {
      synchronized (this) {
        failure = e;
        quietUntil = System.nanoTime() + QUIET;
      }
      throw e;
    }
  }

  /** A server has taken them. */
  synchronized void accepted(long number) {
    if (current != null && current.number() == number) {
      doubted = false;
    }
  }

  /**
   * A server has refused them. They are got anew once; if those are refused too, no more.
   *
   * @return whether the next ones may be better
   */
  synchronized boolean refused(long number) {
    if (current == null || current.number() != number || stale) {
      return true;
    }
    stale = !doubted;
    return stale;
  }
}
