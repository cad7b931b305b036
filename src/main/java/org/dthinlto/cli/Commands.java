package org.dthinlto.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dthinlto.exec.IoText;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** All commands as picocli sees them: usage errors, help, and those that need not start fast. */
@Command(
    name = "dthinlto",
    description = "ThinLTO at link time, its backends as parallel jobs.",
    subcommands = {ArchiveCommand.class, BundleCommand.class},
    synopsisSubcommandLabel = "COMMAND",
    footer = "See 'dthinlto COMMAND --help'.")
final class Commands implements Runnable {

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this help")
  boolean help;

  @Option(names = "--version", versionHelp = true, description = "show the version")
  boolean version;

  private final CommandLine.Model.CommandSpec[] spec = new CommandLine.Model.CommandSpec[1];

  static int run(String[] args, Map<String, String> environment, PrintStream out, PrintStream err) {
    Commands commands = new Commands();
    CommandLine line = new CommandLine(commands);
    line.addSubcommand("link", new LinkHelp());
    line.addSubcommand("plan", new PlanHelp());
    line.addSubcommand("run", new RunHelp());
    line.addSubcommand("distribute", new DistributeHelp());
    BackendsCommand.addTo(line, environment, out, err);
    CacheCommand.addTo(line, environment);
    ExplainCommand.addTo(line, environment);
    DoctorCommand.addTo(line, environment, out);
    line.setExpandAtFiles(false);
    line.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(err, true, StandardCharsets.UTF_8));
    line.setParameterExceptionHandler(
        (e, words) -> {
          err.println("dthinlto: error: " + e.getMessage() + hint(e));
          return ExitCode.USAGE;
        });
    line.setExecutionExceptionHandler(
        (e, command, result) -> {
          if (e instanceof java.io.IOException io) {
            err.println("dthinlto: error: " + IoText.of(io));
            return ExitCode.FAILED;
          }
          throw e;
        });
    commands.spec[0] = line.getCommandSpec();
    return line.execute(args);
  }

  /** The command or option that a word may have been meant for. */
  private static String hint(CommandLine.ParameterException e) {
    if (!(e instanceof CommandLine.UnmatchedArgumentException unmatched)) {
      return "";
    }
    List<String> known = new ArrayList<>(e.getCommandLine().getSubcommands().keySet());
    known.addAll(e.getCommandLine().getCommandSpec().optionsMap().keySet());
    String word = unmatched.getUnmatched().get(0);
    int equals = word.indexOf('=');
    String nearest = EditDistance.nearest(equals < 0 ? word : word.substring(0, equals), known);
    return nearest.isEmpty() ? "" : "; did you mean '" + nearest + "'?";
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec[0].commandLine(), "no command; see 'dthinlto --help'");
  }

  /** Stands in the list of commands; {@link LinkCommand} does the work. */
  @Command(name = "link", description = "link, the whole job")
  static final class LinkHelp {}

  /** Stands in the list of commands; {@link PlanCommand} does the work. */
  @Command(name = "plan", description = "thin link only; write the rest as a plan")
  static final class PlanHelp {}

  /** Stands in the list of commands; {@link RunCommand} does the work. */
  @Command(name = "run", description = "do the jobs and the final link of a plan")
  static final class RunHelp {}

  /** The same for {@link DistributeCommand}. */
  @Command(name = "distribute", description = "run the backends of a link by lld's own DTLTO")
  static final class DistributeHelp {}
}
