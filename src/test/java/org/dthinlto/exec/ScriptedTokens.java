package org.dthinlto.exec;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Assertions;

/** A jobserver that has a token when the test puts one there, and keeps a log. */
final class ScriptedTokens implements TokenSource, TokenSource.Connection {

  private final Deque<Character> there = new ArrayDeque<>();
  private final List<String> log = new ArrayList<>();
  private int opened;
  private boolean takes;
  private boolean stopped;
  private boolean closed;
  private int atStop = -1;

  @Override
  public synchronized TokenSource open(JobserverAddress address) {
    opened++;
    return this;
  }

  @Override
  public synchronized int take() {
    takes = true;
    notifyAll();
    try {
      while (there.isEmpty() && !stopped) {
        wait();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("a taker was interrupted", e);
    } finally {
      takes = false;
    }
    if (there.isEmpty()) {
      return -1;
    }
    char token = there.remove();
    log.add("took " + token);
    return token;
  }

  @Override
  public synchronized void give(byte token) {
    Assertions.assertFalse(closed, "given to one that is closed");
    log.add("gave " + (char) token);
    notifyAll();
  }

  @Override
  public synchronized void stop() {
    if (atStop >= 0) {
      there.add((char) atStop);
    }
    stopped = true;
    notifyAll();
  }

  @Override
  public synchronized void close() {
    closed = true;
  }

  /** There is one more token. */
  synchronized void put(char token) {
    there.add(token);
    notifyAll();
  }

  /** There will be one at the very moment of {@link #stop}. */
  synchronized void putAtStop(char token) {
    atStop = token;
  }

  /** There never will be one again. */
  synchronized void vanish() {
    stopped = true;
    notifyAll();
  }

  synchronized void awaitTaker() throws InterruptedException {
    while (!takes) {
      wait();
    }
  }

  synchronized void await(String entry) throws InterruptedException {
    while (!log.contains(entry)) {
      wait();
    }
  }

  synchronized List<String> log() {
    return List.copyOf(log);
  }

  synchronized int opened() {
    return opened;
  }

  synchronized boolean isClosed() {
    return closed;
  }
}
