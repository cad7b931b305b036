package org.dthinlto;

import org.dthinlto.cli.Cli;

/** The entry point; everything else is in {@code cli}. */
public final class Main {

  private Main() {}

  /** Runs dthinlto and exits with its status. */
  public static void main(String[] args) {
    System.exit(Cli.run(args, System.getenv(), System.out, System.err));
  }
}
