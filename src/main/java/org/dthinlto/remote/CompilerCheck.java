package org.dthinlto.remote;

import io.grpc.Status;
import java.io.IOException;
import java.util.List;

/**
 * Asks the compiler on a worker who it is: another version would write other code, and one that
 * isn't there fails every job in words that differ from server to server. Knows nothing of jobs.
 */
final class CompilerCheck {

  /** How the way out is told. */
  private static final String SEND = "; --remote-toolchain upload sends this one along";

  private CompilerCheck() {}

  /**
   * Runs {@code --version} of the compiler that jobs would call. Blocks until it has run.
   *
   * @param program how the compiler is called here
   * @param version the first line of what it says to {@code --version} here
   * @return why no job should be sent, a lower-case fragment; empty if they may be
   * @throws RemoteException if the server can't be asked, or can't run anything at present
   */
  static String of(
      Connection connection,
      RemoteCache cache,
      RemoteSettings settings,
      Actions actions,
      String program,
      String version)
      throws IOException, InterruptedException {
    SingleRun.Outcome outcome =
        new SingleRun(connection, cache, settings)
            .run(actions.question(List.of(program, "--version")));
    String there = actions.program(program);
    boolean sent = actions.toolchain().isSent();
    if (outcome.code() != Status.Code.OK || outcome.exitCode() != 0) {
      String words = outcome.words();
      if (sent) {
        return "the worker can't run the compiler that was sent (" + words + ")";
      }
      String what = isAbsent(outcome, there) ? "has no '" : "can't run '";
      return "the worker " + what + there + "' (" + words + ")" + SEND;
    }
    String said = firstLine(outcome.stdout());
    if (said.equals(version)) {
      return "";
    }
    String whose = sent ? "the compiler that was sent" : "the worker's '" + there + "'";
    return whose + " is '" + said + "', here it is '" + version + "'" + (sent ? "" : SEND);
  }

  /**
   * Whether the program isn't there. Servers say so by a status, runners by what shells exit with,
   * or by an exit status of their own and the system's words (bubblewrap).
   */
  private static boolean isAbsent(SingleRun.Outcome outcome, String program) {
    return outcome.code() == Status.Code.NOT_FOUND
        || outcome.exitCode() == 127
        || outcome.stderr().contains(program + ": No such file or directory");
  }

  /** The first line of a text. */
  static String firstLine(String text) {
    int end = text.indexOf('\n');
    return (end < 0 ? text : text.substring(0, end)).strip();
  }
}
