package org.dthinlto.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.dthinlto.link.Link;
import org.dthinlto.link.LinkLine;
import org.dthinlto.link.LinkReport;
import org.dthinlto.link.LinkSettings;

/** {@code dthinlto link}: its words, turned into settings and a link line. */
final class LinkCommand {

  private LinkCommand() {}

  /** Links; returns the exit status. */
  static int run(
      List<String> words, Map<String, String> environment, PrintStream out, PrintStream err)
      throws UsageException, InterruptedException {
    OwnWords own = OwnWords.of(OwnCommand.LINK, words, environment);
    if (own.has(OwnOption.HELP)) {
      out.print(HelpText.of(OwnCommand.LINK));
      return ExitCode.DONE;
    }
    LinkSettings settings = OwnSettings.of(own, environment);
    LinkLine line = LinkLine.of(own.rest(), own.last(OwnOption.DRIVER, "clang++"));
    if (line.words().isEmpty()) {
      throw new UsageException("link: no link line; try 'dthinlto link main.o lib.a -o main'");
    }
    LinkReport report = OwnSettings.report(own, settings, environment, out, err);
    Path folder = Path.of("").toAbsolutePath();
    try {
      int status = new Link(line, settings, folder, report).run();
      if (status == ExitCode.DONE && out.checkError()) {
        err.println("dthinlto: error: what lld prints can't be written to standard output");
        return ExitCode.FAILED;
      }
      return status;
    } finally {
      report.finish(Path.of(settings.summary()));
    }
  }
}
