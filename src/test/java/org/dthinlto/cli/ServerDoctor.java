package org.dthinlto.cli;

import java.io.PrintStream;
import java.util.List;
import java.util.Map;

/** The part of {@code dthinlto doctor} that examines a server, without the machine's. */
public final class ServerDoctor {

  private ServerDoctor() {}

  /** Runs it; returns the exit status. */
  public static int run(List<String> words, Map<String, String> environment, PrintStream out) {
    try {
      return DoctorCommand.run(words, environment, out, false);
    } catch (UsageException e) {
      out.println("dthinlto: error: " + e.getMessage());
      return ExitCode.USAGE;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 130;
    }
  }
}
