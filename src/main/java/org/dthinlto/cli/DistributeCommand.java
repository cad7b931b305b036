package org.dthinlto.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.dthinlto.link.DistributeStep;
import org.dthinlto.link.LinkReport;
import org.dthinlto.link.LinkSettings;

/**
 * {@code dthinlto distribute}: its words, turned into settings. They are read as those of {@code
 * link}, past picocli, because lld waits for it in every link.
 */
final class DistributeCommand {

  private DistributeCommand() {}

  /** Runs the jobs; returns the exit status. */
  static int run(
      List<String> words, Map<String, String> environment, PrintStream out, PrintStream err)
      throws UsageException, InterruptedException {
    OwnWords own = OwnWords.of(OwnCommand.DISTRIBUTE, words, environment);
    if (own.has(OwnOption.HELP)) {
      out.print(HelpText.of(OwnCommand.DISTRIBUTE));
      return ExitCode.DONE;
    }
    String file = own.rest().isEmpty() ? "" : own.rest().get(0);
    if (own.rest().size() != 1 || file.startsWith("-")) {
      throw new UsageException(
          file.startsWith("-")
              ? "'" + file + "': is no option of distribute"
              : "distribute: " + own.rest().size() + " job files; lld calls it with one");
    }
    LinkSettings settings = OwnSettings.of(own, environment);
    LinkReport report = OwnSettings.report(own, settings, environment, out, err);
    try {
      return new DistributeStep(settings, Path.of("").toAbsolutePath(), report).run(Path.of(file));
    } finally {
      report.finish(Path.of(settings.summary()));
    }
  }
}
