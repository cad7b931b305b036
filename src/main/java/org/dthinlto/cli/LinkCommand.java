package org.dthinlto.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.dthinlto.cache.CacheFolder;
import org.dthinlto.exec.ChildProcesses;
import org.dthinlto.link.CacheSettings;
import org.dthinlto.link.CompareSettings;
import org.dthinlto.link.Link;
import org.dthinlto.link.LinkLine;
import org.dthinlto.link.LinkReport;
import org.dthinlto.link.LinkSettings;
import org.dthinlto.link.RemoteUse;
import org.dthinlto.report.Progress;
import org.dthinlto.report.ProgressChoice;
import org.dthinlto.report.ProgressMode;
import org.jspecify.annotations.Nullable;

/** {@code dthinlto link}: its words, turned into settings and a link line. */
final class LinkCommand {

  /** Jobs with the server at once: few clusters have more workers for one link. */
  private static final int REMOTE_JOBS = 200;

  private LinkCommand() {}

  /** Links; returns the exit status. */
  static int run(
      List<String> words, Map<String, String> environment, PrintStream out, PrintStream err)
      throws UsageException, InterruptedException {
    OwnWords own = OwnWords.of(words, environment);
    if (own.has(OwnOption.HELP)) {
      out.print(HelpText.link());
      return ExitCode.DONE;
    }
    LinkSettings settings = settings(own, environment);
    LinkLine line = LinkLine.of(own.rest(), own.last(OwnOption.DRIVER, "clang++"));
    if (line.words().isEmpty()) {
      throw new UsageException("link: no link line; try 'dthinlto link main.o lib.a -o main'");
    }
    ProgressMode mode = progressMode(own);
    Progress progress =
        ProgressChoice.open(mode, settings.verbosity() > 0, environment, err, new ChildProcesses());
    LinkReport report = new LinkReport(progress, out, settings.verbosity());
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

  /**
   * What the words ask for.
   *
   * @throws UsageException if one of them makes no sense
   */
  static LinkSettings check(OwnWords own, Map<String, String> environment) throws UsageException {
    progressMode(own);
    return settings(own, environment);
  }

  private static LinkSettings settings(OwnWords own, Map<String, String> environment)
      throws UsageException {
    return new LinkSettings(
        jobs(own),
        own.last(OwnOption.CLANG, ""),
        own.all(OwnOption.BACKEND_ARG),
        own.last(OwnOption.ROOT, ""),
        own.last(OwnOption.WORK_DIR, ""),
        own.has(OwnOption.KEEP),
        own.has(OwnOption.STRICT),
        own.has(OwnOption.DRY_RUN),
        own.has(OwnOption.QUIET) ? -1 : own.count(OwnOption.VERBOSE),
        own.last(OwnOption.SUMMARY, ""),
        new CompareSettings(
            own.has(OwnOption.COMPARE) || own.has(OwnOption.COMPARE_JSON),
            own.last(OwnOption.COMPARE_JSON, "")),
        cache(own, environment),
        remote(own));
  }

  private static @Nullable RemoteUse remote(OwnWords own) throws UsageException {
    if (!own.has(OwnOption.REMOTE) && !own.has(OwnOption.REMOTE_CACHE)) {
      return null;
    }
    Map<String, List<String>> given = new HashMap<>();
    for (OwnOption option : OwnOption.all()) {
      if (RemoteOptions.NAMES.contains(option.word()) && own.has(option)) {
        given.put(option.word(), own.all(option));
      }
    }
    RemoteOptions options = RemoteOptions.of(given);
    return new RemoteUse(
        options.endpoint(),
        options.executes(),
        options.toolchain(),
        options.jobs() == 0 ? REMOTE_JOBS : options.jobs(),
        options.settings(),
        options.localFallback(),
        options.race());
  }

  private static CacheSettings cache(OwnWords own, Map<String, String> environment)
      throws UsageException {
    long size = CacheSize.of(own.last(OwnOption.CACHE_SIZE, "10G"));
    String folder = own.last(OwnOption.CACHE_DIR, CacheFolder.usual(environment));
    return new CacheSettings(
        own.has(OwnOption.NO_CACHE) ? "" : folder, size, own.has(OwnOption.RELINK));
  }

  private static int jobs(OwnWords own) throws UsageException {
    String text = own.last(OwnOption.JOBS, "");
    if (text.isEmpty()) {
      return Runtime.getRuntime().availableProcessors();
    }
    try {
      int jobs = Integer.parseInt(text);
      if (jobs > 0) {
        return jobs;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new UsageException("'--jobs': '" + text + "' is no number of jobs, which is 1 or more");
  }

  private static ProgressMode progressMode(OwnWords own) throws UsageException {
    String text = own.last(OwnOption.PROGRESS, own.has(OwnOption.QUIET) ? "none" : "auto");
    for (ProgressMode mode : ProgressMode.values()) {
      if (mode.name().toLowerCase(Locale.ROOT).equals(text)) {
        return mode;
      }
    }
    throw new UsageException(
        "'--progress': '" + text + "' is none of auto, plain, terminal and none");
  }
}
