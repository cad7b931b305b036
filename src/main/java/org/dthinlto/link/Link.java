package org.dthinlto.link;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dthinlto.bitcode.ElfSymbols;
import org.dthinlto.exec.ChildProcesses;
import org.dthinlto.exec.Command;
import org.dthinlto.exec.Executor;
import org.dthinlto.exec.IoText;
import org.dthinlto.exec.JobResult;
import org.dthinlto.exec.JobSlots;
import org.dthinlto.exec.JobTimes;
import org.dthinlto.exec.ProcessResult;
import org.dthinlto.exec.Shutdown;
import org.dthinlto.plan.BackendJob;
import org.dthinlto.plan.Plan;
import org.dthinlto.report.Summary;

/**
 * One link from the user's words to the output: the pipeline, top to bottom. What each step does is
 * elsewhere; here is their order, and what happens when one says no.
 */
public final class Link {

  private final LinkLine line;
  private final LinkSettings settings;
  private final Path folder;
  private final LinkReport report;
  private final Comparing comparing;
  private final ChildProcesses children = new ChildProcesses();
  private final JobSlots slots;

  /** A link in the working directory {@code folder}. */
  public Link(LinkLine line, LinkSettings settings, Path folder, LinkReport report) {
    this.line = line;
    this.settings = settings;
    this.folder = folder;
    this.report = report;
    this.comparing = new Comparing(settings, folder, report);
    this.slots = new JobSlots(settings.limits(), children);
  }

  /** Links, and returns the exit status. */
  public int run() throws InterruptedException {
    try (Shutdown shutdown = Shutdown.install(children)) {
      shutdown.add(slots);
      try (slots) {
        return link(shutdown);
      } catch (IOException e) {
        if (!shutdown.began()) {
          report.error(e);
        }
        return 1;
      }
    }
  }

  private int link(Shutdown shutdown) throws IOException, InterruptedException {
    try {
      return distribute(shutdown);
    } catch (NotDistributable e) {
      return e.isPlain() ? runPlain(e) : runInProcess(e.reason());
    }
  }

  private int distribute(Shutdown shutdown)
      throws NotDistributable, IOException, InterruptedException {
    RawWords.requireUtf8(line.words());
    if (!System.getenv().getOrDefault("LLD_REPRODUCE", "").isEmpty()) {
      throw NotDistributable.plainLto("LLD_REPRODUCE asks for what lld alone reads");
    }
    LinkCache cache = new LinkCache(settings, folder, children);
    LinkerCommand asked = cache.command(line);
    RawWords.requireUtf8(asked.words());
    if (cache.isUpToDate(line, asked, report)) {
      return 0;
    }
    Work work = new Work(settings, folder, shutdown, report, cache);
    try {
      int status = split(asked, work, cache);
      if (status == 0 || shutdown.began() || !work.isLost()) {
        return status;
      }
    } catch (IOException e) {
      if (shutdown.began() || !work.isLost()) {
        throw e;
      }
    }
    report.aside("the cache folder can't be worked in any more, linking again without it");
    LinkSettings without = settings.withoutCache();
    LinkCache none = new LinkCache(without, folder, children);
    return split(asked, new Work(without, folder, shutdown, report, none), none);
  }

  /** The three steps, in a work folder. */
  private int split(LinkerCommand asked, Work work, LinkCache cache)
      throws NotDistributable, IOException, InterruptedException {
    try (work;
        RemoteJobs remote = new RemoteJobs(settings, report)) {
      Planner planner = new Planner(line, settings, folder, report, children, false);
      Planned planned = planner.plan(asked, work, cache, place -> words(place, cache));
      Plan plan = planned.plan();
      report.selected(plan.jobs().size());
      if (settings.dryRun()) {
        return show(planned);
      }
      if (!backends(planned, work, cache, remote)) {
        return 1;
      }
      return finish(planned, work, cache);
    } catch (ThinLinkFailed e) {
      return thinLinkFailed(e);
    } catch (Planner.SourceFailed e) {
      report.failedBecause(IoText.of(e));
      return 1;
    }
  }

  private List<String> words(Path place, LinkCache cache) {
    List<String> more = new ArrayList<>(cache.words(place));
    more.addAll(settings.dryRun() ? List.of() : comparing.words(place));
    return more;
  }

  /** Has the jobs done, here or elsewhere; returns whether all native objects are there. */
  private boolean backends(Planned planned, Work work, LinkCache cache, RemoteJobs remote)
      throws IOException, InterruptedException {
    Plan plan = planned.plan();
    Compiler compiler = planned.compiler();
    Prepared prepared = planned.prepared();
    KnownLink known = planned.known();
    report.begin(LinkReport.Phase.BACKENDS);
    report.selected(plan.jobs().size());
    if (known == null && !remote.open(compiler, cache, plan, folder, children)) {
      return false;
    }
    BackendRun run = new BackendRun(slots, settings.keep(), report, prepared.voice());
    Executor local = run.local(children, plan.tree());
    JobTimes times = cache.times(plan.jobs());
    List<JobResult> results =
        known == null
            ? run.results(
                plan,
                times,
                local,
                cache.results(
                    compiler,
                    new JobInputs(prepared, plan.tree(), cache.digests(), compiler.release()),
                    plan.tree()),
                remote)
            : run.results(plan.jobs(), times, plan.tree(), known.executor());
    if (BackendRun.hasFailed(results)) {
      work.requireUsable();
    }
    boolean compiled = run.tell(results, plan.tree());
    cache.report(report);
    return compiled;
  }

  /** Makes the output of the native objects, unless it is as it would be. */
  private int finish(Planned planned, Work work, LinkCache cache)
      throws NotDistributable, IOException, InterruptedException {
    Plan plan = planned.plan();
    Prepared prepared = planned.prepared();
    Split split = planned.split();
    ProcessResult thin = planned.thin();
    List<List<String>> after = planned.command().after();
    report.begin(LinkReport.Phase.FINAL_LINK);
    Completion completion = split.completion();
    List<ElfSymbols.Mention> lost = completion.completeObjects(plan.jobs());
    completion.prepareFinalLink(plan.jobs());
    FinalRun last = new FinalRun(plan, split.work(), split.names(), report, children, false);
    int status = 0;
    if (cache.isFinalLinkDone(prepared, split, plan, lost, thin, report)) {
      report.done(Summary.Outcome.DISTRIBUTED, "");
      report.leftAsIs();
    } else {
      status = last.run(split.ending(plan, thin, after), work::requireUsable);
      if (status == 0) {
        report.done(Summary.Outcome.DISTRIBUTED, "");
      }
    }
    if (status == 0) {
      cache.record(prepared, split, plan, planned.compiler(), thin, report);
      KeptTree kept = work.kept();
      if (kept != null) {
        kept.keep();
      }
    }
    status = status == 0 ? last.runAfter(after, folder) : status;
    return status == 0
        ? comparing.compare(planned.command(), prepared, split, plan, children)
        : status;
  }

  /**
   * What the thin link objects to, lld objects to in process as well, and then in the words and
   * with the names that the user knows; if it doesn't, the program is there all the same.
   */
  private int thinLinkFailed(ThinLinkFailed failed) throws IOException, InterruptedException {
    if (settings.strict() || settings.dryRun()) {
      report.pass(failed.said());
      return report.lldFailed("thin link", failed.thin(), failed.said());
    }
    int status = runUnchanged(line.inProcess(), Summary.Outcome.IN_PROCESS, "the thin link failed");
    if (status == 0) {
      report.note("the thin link failed, linked in process; it said: " + failed.said().strip());
    }
    return status;
  }

  private int show(Planned planned) throws IOException {
    Plan plan = planned.plan();
    StringBuilder text = new StringBuilder();
    for (BackendJob job : plan.jobs()) {
      text.append(LinkReport.inFolder(plan.tree(), job.argv())).append('\n');
    }
    Plan.FinalLink last = plan.finalLink();
    Command command = planned.split().lld(last.words(), last.directory(), "final.rsp");
    text.append(LinkReport.inFolder(command.directory(), command.argv())).append('\n');
    report.print(text.toString());
    report.planned();
    return 0;
  }

  private int runPlain(NotDistributable why) throws InterruptedException, IOException {
    List<String> command = why.wantsLld() ? line.inProcess() : line.plain();
    return runUnchanged(command, Summary.Outcome.PLAIN, why.reason());
  }

  private int runInProcess(String reason) throws InterruptedException, IOException {
    if (settings.strict()) {
      report.error(reason + "; not linked in process because of --strict");
      return 1;
    }
    report.note(reason + "; linked in process");
    return runUnchanged(line.inProcess(), Summary.Outcome.IN_PROCESS, reason);
  }

  private int runUnchanged(List<String> argv, Summary.Outcome outcome, String reason)
      throws InterruptedException, IOException {
    if (settings.dryRun()) {
      report.print(LinkReport.inFolder(folder, argv) + "\n");
      report.planned();
      report.done(outcome, reason);
      return 0;
    }
    report.command("link", folder, argv);
    report.begin(LinkReport.Phase.UNCHANGED);
    report.progress().end();
    ProcessResult result = children.run(shown(RawWords.command(argv, line)));
    if (result.ok()) {
      report.done(outcome, reason);
      comparing.nothing(outcome, reason);
    } else {
      report.failedBecause(reason);
    }
    return result.exitStatus();
  }

  private Command shown(List<String> argv) {
    return Command.of(argv, folder)
        .withInput(Command.Input.INHERITED)
        .withOutput(Command.Output.INHERITED);
  }
}
