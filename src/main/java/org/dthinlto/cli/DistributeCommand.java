package org.dthinlto.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dthinlto.exec.ChildProcesses;
import org.dthinlto.link.DistributeStep;
import org.dthinlto.link.LinkReport;
import org.dthinlto.link.LinkSettings;
import org.dthinlto.report.Progress;
import org.dthinlto.report.ProgressChoice;

/**
 * {@code dthinlto distribute}: its words, turned into settings. They are read as those of {@code
 * link}, past picocli, because lld waits for it in every link.
 */
final class DistributeCommand {

  /** Options of {@code link} that mean nothing where lld itself links. */
  private static final Set<OwnOption> FOREIGN =
      Set.of(
          OwnOption.CLANG,
          OwnOption.BACKEND_ARG,
          OwnOption.DRIVER,
          OwnOption.ROOT,
          OwnOption.STRICT,
          OwnOption.DRY_RUN,
          OwnOption.RELINK,
          OwnOption.COMPARE,
          OwnOption.COMPARE_JSON);

  private DistributeCommand() {}

  /** Whether the command has an option; lld and the link line have what it doesn't. */
  static boolean has(OwnOption option) {
    return !FOREIGN.contains(option);
  }

  /** Runs the jobs; returns the exit status. */
  static int run(
      List<String> words, Map<String, String> environment, PrintStream out, PrintStream err)
      throws UsageException, InterruptedException {
    OwnWords given = OwnWords.of(words, Map.of());
    for (OwnOption option : FOREIGN) {
      if (given.has(option)) {
        throw new UsageException("'" + option.word() + "': is no option of distribute");
      }
    }
    OwnWords own = OwnWords.of(words, environment);
    if (own.has(OwnOption.HELP)) {
      out.print(HelpText.distribute());
      return ExitCode.DONE;
    }
    String file = own.rest().isEmpty() ? "" : own.rest().get(0);
    if (own.rest().size() != 1 || file.startsWith("-")) {
      throw new UsageException(
          file.startsWith("-")
              ? "'" + file + "': is no option of distribute"
              : "distribute: " + own.rest().size() + " job files; lld calls it with one");
    }
    LinkSettings settings = LinkCommand.settings(own, environment);
    Progress progress =
        ProgressChoice.open(
            LinkCommand.progressMode(own),
            settings.verbosity() > 0,
            environment,
            err,
            new ChildProcesses());
    LinkReport report = new LinkReport(progress, out, settings.verbosity());
    try {
      return new DistributeStep(settings, Path.of("").toAbsolutePath(), report).run(Path.of(file));
    } finally {
      report.finish(Path.of(settings.summary()));
    }
  }
}
