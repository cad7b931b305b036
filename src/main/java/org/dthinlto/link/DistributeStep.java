package org.dthinlto.link;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dthinlto.cache.CacheFolder;
import org.dthinlto.cache.CacheUpkeep;
import org.dthinlto.cache.FileDigests;
import org.dthinlto.cache.JobKeys;
import org.dthinlto.cache.LocalResults;
import org.dthinlto.cache.ResultStore;
import org.dthinlto.dtlto.JobFile;
import org.dthinlto.dtlto.JobFileReader;
import org.dthinlto.exec.ChildProcesses;
import org.dthinlto.exec.IoText;
import org.dthinlto.exec.JobResult;
import org.dthinlto.exec.JobTimes;
import org.dthinlto.exec.ResultCache;
import org.dthinlto.exec.Shutdown;
import org.dthinlto.plan.BackendJob;
import org.dthinlto.plan.Plan;
import org.dthinlto.report.Summary;
import org.dthinlto.thinlink.StagingTree;
import org.jspecify.annotations.Nullable;

/**
 * The step that lld's own DTLTO leaves to a distributor: from the file that tells the jobs to a
 * native object for each, top to bottom. Knows nothing of the link around it.
 */
public final class DistributeStep {

  private final LinkSettings settings;
  private final Path folder;
  private final LinkReport report;
  private final ChildProcesses children = new ChildProcesses();
  private final @Nullable CacheFolder cache;
  private final FileDigests digests;

  /** A step in {@code folder}, lld's working directory. */
  public DistributeStep(LinkSettings settings, Path folder, LinkReport report) {
    this.settings = settings;
    this.folder = folder;
    this.report = report;
    String place = settings.cache().folder();
    this.cache = place.isEmpty() ? null : new CacheFolder(folder.resolve(place));
    this.digests = cache == null ? new FileDigests() : new FileDigests(cache);
  }

  /** Who the compiler is, found out while files are staged. */
  private static final class Known implements RemoteJobs.Knowledge {
    private final Identification identification;
    private final FileDigests digests;

    Known(Identification identification, FileDigests digests) {
      this.identification = identification;
      this.digests = digests;
    }

    @Override
    public Tools.Tool identity(Compiler compiler) throws IOException, InterruptedException {
      return identification.tool();
    }

    @Override
    public FileDigests digests() {
      return digests;
    }
  }

  /** Runs the jobs of a job file, and returns the exit status. */
  public int run(Path jobFile) throws InterruptedException {
    try (Shutdown shutdown = Shutdown.install(children)) {
      try {
        return distribute(JobFileReader.read(jobFile), shutdown) ? 0 : 1;
      } catch (IOException e) {
        if (!shutdown.began()) {
          report.error(e);
        }
        return 1;
      }
    }
  }

  private boolean distribute(JobFile asked, Shutdown shutdown)
      throws IOException, InterruptedException {
    report.found(asked.linkerOutput(), asked.jobs().size());
    if (asked.jobs().isEmpty()) {
      report.done(Summary.Outcome.DISTRIBUTED, "");
      return true;
    }
    report.begin(LinkReport.Phase.STAGE);
    LinkSettings alone = settings.withoutCache();
    LinkCache none = new LinkCache(alone, folder, children);
    try (Work work = new Work(alone, folder, shutdown, report, none)) {
      StagingTree place = new StagingTree(work.path(asked.linkerOutput()).resolve("tree"));
      DistributedTree tree = new DistributedTree(asked, folder, place, digests);
      Identification who =
          new Identification(new Tools(cache, digests, folder, children), tree.program());
      if (cache != null || settings.remote() != null) {
        who.start();
      }
      String why = tree.stage(settings.jobs());
      if (!why.isEmpty()) {
        report.aside("no job is reused or sent elsewhere; " + why);
        return runAsTheyAre(tree);
      }
      if (!compile(tree, new Known(who, digests))) {
        return false;
      }
      Shutdown.CleanUp taking = () -> remove(tree.places());
      shutdown.add(taking);
      tree.deliver();
      shutdown.remove(taking);
    }
    report.done(Summary.Outcome.DISTRIBUTED, "");
    return true;
  }

  private static void remove(List<Path> files) throws IOException {
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
  }

  /** In lld's folder, as a simple distributor does. */
  private boolean runAsTheyAre(DistributedTree tree) throws InterruptedException {
    List<BackendJob> jobs = tree.asTheyAre();
    report.begin(LinkReport.Phase.BACKENDS);
    report.selected(jobs.size());
    BackendRun run = new BackendRun(settings.jobs(), true, report, BackendVoice.CLANG);
    boolean done = run.run(jobs, JobTimes.bySize(jobs), folder, BackendRun.local(children, folder));
    if (done) {
      report.done(Summary.Outcome.DISTRIBUTED, "");
    }
    return done;
  }

  private boolean compile(DistributedTree tree, Known known) throws InterruptedException {
    try (RemoteJobs remote = new RemoteJobs(settings, tree.foreign(), report)) {
      Plan plan =
          new Plan(tree.path(), tree.jobs(), new Plan.FinalLink(List.of(), List.of(), folder));
      report.begin(LinkReport.Phase.BACKENDS);
      report.selected(plan.jobs().size());
      Compiler compiler = new Compiler(tree.program(), "", true);
      if (!remote.open(compiler, known, plan, folder, children)) {
        return false;
      }
      CacheFolder kept = cache;
      LastJobs last =
          kept == null ? null : new LastJobs(kept, folder.resolve(report.output()).normalize());
      JobTimes times = last == null ? JobTimes.bySize(plan.jobs()) : last.times(plan.jobs());
      Reuse reuse = kept == null ? null : reuse(kept, tree, known);
      BackendRun run = new BackendRun(settings.jobs(), settings.keep(), report, BackendVoice.CLANG);
      ResultCache results = reuse == null ? ResultCache.NONE : reuse.results;
      boolean done =
          run.tell(
              run.results(plan, times, BackendRun.local(children, plan.tree()), results, remote),
              plan.tree());
      if (reuse != null && kept != null && last != null) {
        finish(reuse, kept, last, plan, done);
      }
      return done;
    }
  }

  /**
   * What is kept of results.
   *
   * @param around what else than inputs and command decides them
   */
  private record Reuse(LocalResults results, Tools.Tool compiler, String around) {}

  private @Nullable Reuse reuse(CacheFolder kept, DistributedTree tree, Known known)
      throws InterruptedException {
    try {
      Tools.Tool tool = known.identification.tool();
      String around = JobSurroundings.of(tree.foreign(), tree.path(), digests);
      JobKeys keys = new JobKeys(tool.identity(), around, tree);
      return new Reuse(new LocalResults(new ResultStore(kept), keys, tree.path()), tool, around);
    } catch (IOException e) {
      report.aside("the cache is not used: " + IoText.of(e));
      return null;
    }
  }

  /** What other links get to know; none of it fails this one. */
  private void finish(Reuse reuse, CacheFolder kept, LastJobs last, Plan plan, boolean done)
      throws InterruptedException {
    if (!reuse.results.trouble().isEmpty()) {
      report.aside(reuse.results.trouble());
    }
    Map<String, LocalResults.Kept> known = reuse.results.kept();
    if (done) {
      Map<String, String> names = new HashMap<>();
      for (BackendJob job : plan.jobs()) {
        names.put(job.moduleId(), job.userName());
      }
      String compiler = plan.jobs().get(0).argv().get(0);
      try {
        last.write(last.now(names, plan, compiler, reuse.compiler.identity(), reuse.around, known));
      } catch (IOException e) {
        report.aside("what the jobs took can't be kept, " + IoText.of(e));
      }
    }
    digests.save();
    int hits = 0;
    for (LocalResults.Kept result : known.values()) {
      hits += result.origin() == JobResult.Origin.CACHE ? 1 : 0;
    }
    String note =
        CacheUpkeep.afterLink(
            kept, settings.cache().size(), hits, known.size() - hits, reuse.results.storedBytes());
    if (!note.isEmpty()) {
      report.aside(note);
    }
  }
}
