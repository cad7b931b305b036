package org.dthinlto.exec;

import java.io.IOException;

/** Runs a command to its end. The seam at which tests put scripted answers. */
public interface ProcessRunner {

  /**
   * Runs the command and waits until it has ended. A bad exit status is a result, not an exception.
   *
   * @throws StartException if the program can't be started; its text is fit for the user
   * @throws IOException if what the process wrote can't be read
   * @throws InterruptedException if the calling thread was interrupted, or the runner was told to
   *     end all processes; this one has ended when it is thrown
   */
  ProcessResult run(Command command) throws IOException, InterruptedException;
}
