package org.dthinlto.cli;

import java.io.PrintStream;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.dthinlto.cache.CacheFolder;
import org.dthinlto.exec.ChildProcesses;
import org.dthinlto.exec.JobLimits;
import org.dthinlto.link.CacheSettings;
import org.dthinlto.link.CompareSettings;
import org.dthinlto.link.LinkReport;
import org.dthinlto.link.LinkSettings;
import org.dthinlto.link.RemoteUse;
import org.dthinlto.report.Progress;
import org.dthinlto.report.ProgressChoice;
import org.dthinlto.report.ProgressMode;
import org.jspecify.annotations.Nullable;

/** Turns the options of the commands that link into settings. Knows no command. */
final class OwnSettings {

  /** Jobs with the server at once: few clusters have more workers for one link. */
  private static final int REMOTE_JOBS = 200;

  private OwnSettings() {}

  /** The report of a command that was called with these words. */
  static LinkReport report(
      OwnWords own,
      LinkSettings settings,
      Map<String, String> environment,
      PrintStream out,
      PrintStream err)
      throws UsageException {
    boolean verbose = settings.verbosity() > 0;
    Progress progress =
        ProgressChoice.open(progressMode(own), verbose, environment, err, new ChildProcesses());
    return new LinkReport(progress, out, settings.verbosity());
  }

  static LinkSettings of(OwnWords own, Map<String, String> environment) throws UsageException {
    JobLimits limits = limits(own, environment);
    return new LinkSettings(
        limits.jobs(),
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
        remote(own),
        limits);
  }

  private static JobLimits limits(OwnWords own, Map<String, String> environment)
      throws UsageException {
    return new JobLimits(
        jobs(own),
        own.has(OwnOption.JOBS),
        environment.getOrDefault("MAKEFLAGS", ""),
        own.has(OwnOption.MEMORY_LIMIT) ? MemorySize.of(own.last(OwnOption.MEMORY_LIMIT, "")) : 0);
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
