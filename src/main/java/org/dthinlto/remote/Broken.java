package org.dthinlto.remote;

import io.grpc.StatusException;
import java.io.IOException;

/** Carries through code that knows only streams what happened to the call behind them. */
final class Broken extends IOException {

  private static final long serialVersionUID = 1L;

  Broken(StatusException cause) {
    super(cause);
  }

  Broken(InterruptedException cause) {
    super(cause);
  }

  /** Throws what it carries. */
  void unwrap() throws StatusException, InterruptedException {
    if (getCause() instanceof StatusException e) {
      throw e;
    }
    throw (InterruptedException) new InterruptedException().initCause(this);
  }
}
