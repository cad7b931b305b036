package org.dthinlto.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.dthinlto.link.LinkReport;
import org.dthinlto.link.LinkSettings;
import org.dthinlto.link.PlanRun;

/** {@code dthinlto run}: its words, turned into settings and a plan. */
final class RunCommand {

  private RunCommand() {}

  /** Runs a plan; returns the exit status. */
  static int run(
      List<String> words, Map<String, String> environment, PrintStream out, PrintStream err)
      throws UsageException, InterruptedException {
    OwnWords own = OwnWords.of(OwnCommand.RUN, words, environment);
    if (own.has(OwnOption.HELP)) {
      out.print(HelpText.of(OwnCommand.RUN));
      return ExitCode.DONE;
    }
    if (own.rest().size() != 1) {
      throw new UsageException(
          own.rest().isEmpty()
              ? "run: no plan; try 'dthinlto run plan.json'"
              : "run: '" + own.rest().get(1) + "': one word too many; options come first");
    }
    boolean finalLink = own.has(OwnOption.FINAL_LINK);
    String job = own.last(OwnOption.JOB, "");
    if (finalLink && own.has(OwnOption.JOB)) {
      throw new UsageException("'--final-link': it and '--job' exclude each other");
    }
    LinkSettings settings = OwnSettings.of(own, environment);
    LinkReport report = OwnSettings.report(own, settings, environment, out, err);
    Path plan = Path.of(own.rest().get(0));
    try {
      return new PlanRun(plan, new PlanRun.Part(job, finalLink), settings, report).run();
    } finally {
      report.finish(Path.of(settings.summary()));
    }
  }
}
