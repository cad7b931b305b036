package org.dthinlto.link;

import java.util.List;
import org.dthinlto.exec.JobLimits;
import org.jspecify.annotations.Nullable;

/**
 * What the user asked of {@code dthinlto link} itself.
 *
 * @param jobs backend jobs at once
 * @param clang the backend compiler; empty: the driver, or the clang beside the linker
 * @param backendArgs words that go to every backend job
 * @param root the project root; empty: found by .git
 * @param workDir the work folder; empty: beside the output
 * @param keep whether the work folder stays
 * @param strict whether to fail where it would link in process
 * @param dryRun whether to show what would run and leave no output
 * @param verbosity 0, 1 for -v, 2 for -v -v; -1 for -q
 * @param summary file for the summary; empty: none
 * @param compare whether to compare with a link in process
 * @param cache where what is learned is kept
 * @param remote the server that runs jobs or keeps results; null: none
 * @param limits how many jobs may run on this machine at once; {@code jobs} if nothing else is said
 */
public record LinkSettings(
    int jobs,
    String clang,
    List<String> backendArgs,
    String root,
    String workDir,
    boolean keep,
    boolean strict,
    boolean dryRun,
    int verbosity,
    String summary,
    CompareSettings compare,
    CacheSettings cache,
    @Nullable RemoteUse remote,
    JobLimits limits) {

  public LinkSettings {
    backendArgs = List.copyOf(backendArgs);
  }

  /** The same without a cache. */
  LinkSettings withoutCache() {
    return new LinkSettings(
        jobs,
        clang,
        backendArgs,
        root,
        workDir,
        keep,
        strict,
        dryRun,
        verbosity,
        summary,
        compare,
        CacheSettings.NONE,
        remote,
        limits);
  }

  /** The same with other words for the backends. */
  LinkSettings withBackendArgs(List<String> args) {
    return new LinkSettings(
        jobs, clang, args, root, workDir, keep, strict, dryRun, verbosity, summary, compare, cache,
        remote, limits);
  }

  /** The same without a comparison, a cache and a server. */
  public LinkSettings(
      int jobs,
      String clang,
      List<String> backendArgs,
      String root,
      String workDir,
      boolean keep,
      boolean strict,
      boolean dryRun,
      int verbosity,
      String summary) {
    this(
        jobs,
        clang,
        backendArgs,
        root,
        workDir,
        keep,
        strict,
        dryRun,
        verbosity,
        summary,
        CompareSettings.NONE,
        CacheSettings.NONE,
        null,
        JobLimits.of(jobs));
  }
}
