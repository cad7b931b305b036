package org.dthinlto.cli;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Takes the words of the command line to the command that they name. The way of {@code link} leads
 * past picocli, which takes longer to load than all else.
 */
public final class Cli {

  private Cli() {}

  /** Runs dthinlto; returns the exit status. */
  public static int run(
      String[] args, Map<String, String> environment, PrintStream out, PrintStream err) {
    String command = args.length == 0 ? "" : args[0];
    List<String> rest = args.length == 0 ? List.of() : Arrays.asList(args).subList(1, args.length);
    try {
      return switch (command) {
        case "link" -> LinkCommand.run(rest, environment, out, err);
        case "plan" -> PlanCommand.run(rest, environment, out, err);
        case "run" -> RunCommand.run(rest, environment, out, err);
        case "--version" -> {
          out.println("dthinlto " + Version.NUMBER);
          yield ExitCode.DONE;
        }
        default -> Commands.run(args, environment, out, err);
      };
    } catch (UsageException e) {
      err.println("dthinlto: error: " + e.getMessage());
      return ExitCode.USAGE;
    } catch (RuntimeException e) {
      err.println("dthinlto: error: a mistake in dthinlto itself, please report it: " + e);
      e.printStackTrace(err);
      return ExitCode.FAILED;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 130;
    }
  }
}
