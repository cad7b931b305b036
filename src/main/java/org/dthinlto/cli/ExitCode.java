package org.dthinlto.cli;

/** The exit statuses of dthinlto; a line that ran unchanged gives its own. */
final class ExitCode {

  static final int DONE = 0;
  static final int FAILED = 1;
  static final int USAGE = 2;

  private ExitCode() {}
}
