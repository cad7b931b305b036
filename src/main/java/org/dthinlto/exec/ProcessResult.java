package org.dthinlto.exec;

/**
 * How a process ended and what it wrote.
 *
 * @param exitStatus its exit status; 128 + the signal's number if a signal killed it
 * @param stdout what it wrote to standard output, read as UTF-8; with {@link Command.Output#MERGED}
 *     standard error as well; empty if it wasn't captured
 * @param stderr the same of standard error
 */
public record ProcessResult(int exitStatus, String stdout, String stderr) {

  /** True if the process exited with status 0. */
  public boolean ok() {
    return exitStatus == 0;
  }

  /** How the process ended, as the end of a sentence: {@code exited with status 1}. */
  public String ending() {
    return Signals.ending(exitStatus);
  }
}
