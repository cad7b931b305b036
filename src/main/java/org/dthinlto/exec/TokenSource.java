package org.dthinlto.exec;

import java.io.IOException;

/**
 * Gives tokens, each of which allows one more job on this machine, and takes them back. A token is
 * a byte, and the very byte that was taken has to be given back.
 */
interface TokenSource {

  /** How one is reached. */
  interface Connection {
    /**
     * Reaches it.
     *
     * @throws IOException if it can't be had; the text says why
     */
    TokenSource open(JobserverAddress address) throws IOException;
  }

  /** Waits for a token; -1 after {@link #stop}, or if there will be none any more. */
  int take();

  /** Gives one back. Called by a thread that nobody interrupts. */
  void give(byte token);

  /**
   * Ends a {@link #take} that waits in another thread, and all later ones. A token that was taken
   * at that moment is still returned by it.
   */
  void stop();

  /** Lets go of it; nothing is given back after that. */
  void close();
}
