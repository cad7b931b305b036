package org.dthinlto.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.dthinlto.link.LinkLine;
import org.dthinlto.link.LinkReport;
import org.dthinlto.link.LinkSettings;
import org.dthinlto.link.PlanSettings;
import org.dthinlto.link.PlanStep;

/** {@code dthinlto plan}: its words, turned into settings and a link line. */
final class PlanCommand {

  /** Set by the launcher: its own path. */
  private static final String PROGRAM = "dthinlto.program";

  private PlanCommand() {}

  /** Plans; returns the exit status. */
  static int run(
      List<String> words, Map<String, String> environment, PrintStream out, PrintStream err)
      throws UsageException, InterruptedException {
    OwnWords own = OwnWords.of(OwnCommand.PLAN, words, environment);
    if (own.has(OwnOption.HELP)) {
      out.print(HelpText.of(OwnCommand.PLAN));
      return ExitCode.DONE;
    }
    LinkSettings settings = OwnSettings.of(own, environment);
    LinkLine line = LinkLine.of(own.rest(), own.last(OwnOption.DRIVER, "clang++"));
    if (line.words().isEmpty()) {
      throw new UsageException("plan: no link line; try 'dthinlto plan -- main.o lib.a -o main'");
    }
    PlanSettings.Format format = format(own);
    if (format != PlanSettings.Format.JSON && own.last(OwnOption.OUTPUT, "").equals("-")) {
      throw new UsageException(
          "'--output': '-' is for json; ninja and make make their file anew, and have to know it");
    }
    Path folder = Path.of("").toAbsolutePath();
    String program = System.getProperty(PROGRAM, "dthinlto");
    PlanSettings wanted =
        new PlanSettings(
            format,
            own.last(OwnOption.OUTPUT, format.usual()),
            own.last(OwnOption.LAUNCHER, ""),
            program.indexOf('/') < 0 ? program : folder.resolve(program).normalize().toString(),
            again(own),
            "dthinlto " + Version.NUMBER);
    LinkReport report = OwnSettings.report(own, settings, environment, out, err);
    try {
      int status = new PlanStep(line, settings, wanted, folder, report).run();
      if (status == ExitCode.DONE && out.checkError()) {
        err.println("dthinlto: error: the plan can't be written to standard output");
        return ExitCode.FAILED;
      }
      return status;
    } finally {
      report.finish(Path.of(settings.summary()));
    }
  }

  private static PlanSettings.Format format(OwnWords own) throws UsageException {
    String text = own.last(OwnOption.FORMAT, "json");
    for (PlanSettings.Format format : PlanSettings.Format.values()) {
      if (format.name().toLowerCase(Locale.ROOT).equals(text)) {
        return format;
      }
    }
    throw new UsageException("'--format': '" + text + "' is none of json, ninja and make");
  }

  /** What shapes the plan, of the environment, too: who plans again may have another. */
  private static List<String> again(OwnWords own) {
    List<String> words = new ArrayList<>();
    for (OwnOption option : OwnOption.all()) {
      boolean shapes =
          switch (option) {
            case FORMAT, OUTPUT, HELP, SUMMARY, PROGRESS, JOBS -> false;
            default -> option.isOf(OwnCommand.PLAN);
          };
      for (String value : shapes ? own.all(option) : List.<String>of()) {
        words.add(option.word());
        words.addAll(option.hasValue() ? List.of(value) : List.of());
      }
    }
    return words;
  }
}
