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
import org.dthinlto.exec.JobTimes;
import org.dthinlto.exec.ProcessResult;
import org.dthinlto.exec.Shutdown;
import org.dthinlto.plan.BackendJob;
import org.dthinlto.plan.Plan;
import org.dthinlto.report.Summary;
import org.dthinlto.thinlink.Shards;
import org.dthinlto.thinlink.StagedNames;
import org.dthinlto.thinlink.StagingTree;

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

  /** A link in the working directory {@code folder}. */
  public Link(LinkLine line, LinkSettings settings, Path folder, LinkReport report) {
    this.line = line;
    this.settings = settings;
    this.folder = folder;
    this.report = report;
    this.comparing = new Comparing(settings, folder, report);
  }

  /** Links, and returns the exit status. */
  public int run() throws InterruptedException {
    try (Shutdown shutdown = Shutdown.install(children)) {
      try {
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
      StagedNames names = new StagedNames(folder, settings.root());
      LinkerCommand command = asked;
      if (!asked.before().isEmpty()) {
        Path objects = work.path(asked.output()).resolve("objects");
        names.call(objects, StagedNames.OBJECTS);
        command = asked.withObjectsIn(objects);
        int status = compile(command, objects);
        if (status != 0) {
          return status;
        }
      }
      Prepared prepared = Prepared.of(command, folder, names, report);
      Compiler.requireLld(command.linker(), folder, children);
      Compiler compiler = Compiler.of(line, settings.clang(), command, folder, children);
      cache.look(prepared, compiler);
      compiler.requireOptions(prepared.flags(), prepared.triples(), folder, children);
      Path place = work.path(prepared.output());
      KeptTree kept = work.kept();
      StagingTree tree =
          kept == null
              ? new StagingTree(place.resolve("tree"))
              : new StagingTree(kept.tree(), kept);
      Split split = new Split(prepared, command, place, folder, tree);

      report.begin(LinkReport.Phase.STAGE);
      try {
        if (kept != null) {
          kept.tidy(split.staged());
        }
        split.stage();
      } catch (IOException e) {
        if (kept != null) {
          kept.giveUp(); // files may lie there where folders belong, or the other way round
        }
        throw e;
      }

      KnownLink known = cache.known(prepared, compiler, split);
      ProcessResult thin;
      List<BackendJob> jobs;
      if (known == null) {
        report.begin(LinkReport.Phase.THIN_LINK);
        Command thinLink = split.thinLink();
        report.command("thin link", thinLink.directory(), thinLink.argv());
        thin = children.run(thinLink);
        if (!thin.ok()) {
          work.requireUsable();
          return thinLinkFailed(thin, split.names().restore(thin.stderr()));
        }
        split.read(thin);
        split.restoreWrittenByThinLink();
        compiler.requireVersionOf(split.selection().linker());
        jobs =
            new Backends(compiler, settings.backendArgs(), prepared, split.tree())
                .jobs(split.selection().thin());
        if (kept != null) {
          kept.requireFresh(jobs);
        }
        new Shards(split.tree(), prepared.objects(), jobs).complete(settings.jobs());
      } else {
        thin = known.thin();
        jobs = known.jobs();
        split.read(thin);
      }
      report.notCarried(prepared.notCarried(compiler.release()));
      report.tools(split.selection().linker(), "clang " + compiler.version());
      List<String> more = new ArrayList<>(cache.words(split.work()));
      more.addAll(settings.dryRun() ? List.of() : comparing.words(split.work()));
      Plan plan = split.plan(jobs, more);
      report.selected(jobs.size());
      if (settings.dryRun()) {
        return show(plan);
      }

      report.begin(LinkReport.Phase.BACKENDS);
      report.selected(jobs.size());
      if (known == null && !remote.open(compiler, cache, plan, folder, children)) {
        return 1;
      }
      Executor local = BackendRun.local(children, plan.tree());
      BackendRun run = new BackendRun(settings.jobs(), settings.keep(), report, prepared.voice());
      JobTimes times = cache.times(plan.jobs());
      List<JobResult> results =
          known == null
              ? run.results(
                  plan, times, local, cache.results(compiler, prepared, plan.tree()), remote)
              : run.results(plan.jobs(), times, plan.tree(), known.executor());
      if (BackendRun.hasFailed(results)) {
        work.requireUsable();
      }
      boolean compiled = run.tell(results, plan.tree());
      cache.report(report);
      if (!compiled) {
        return 1;
      }
      report.begin(LinkReport.Phase.FINAL_LINK);
      List<ElfSymbols.Mention> lost = split.completeObjects(plan.jobs());
      split.prepareFinalLink(plan);
      int status = 0;
      if (cache.isFinalLinkDone(prepared, split, plan, lost, thin, report)) {
        report.done(Summary.Outcome.DISTRIBUTED, "");
        report.leftAsIs();
      } else {
        status = finish(split, plan, thin, work);
      }
      if (status == 0) {
        cache.record(prepared, split, plan, compiler, thin, report);
        if (kept != null) {
          kept.keep();
        }
      }
      for (List<String> after : command.after()) {
        status = status == 0 ? children.run(shown(after)).exitStatus() : status;
        if (status != 0) {
          report.failedBecause("a command after the link failed");
        }
      }
      return status == 0 ? comparing.compare(command, prepared, split, plan, children) : status;
    }
  }

  /** Compiles the sources on the line, as the driver would have. */
  private int compile(LinkerCommand command, Path objects)
      throws IOException, InterruptedException {
    command.makeFolders(objects);
    for (List<String> compile : command.before()) {
      report.command("compile", folder, compile);
      ProcessResult result = children.run(shown(compile));
      if (!result.ok()) {
        report.failedBecause("a source on the line did not compile");
        return 1;
      }
    }
    return 0;
  }

  private int finish(Split split, Plan plan, ProcessResult thin, Work work)
      throws NotDistributable, IOException, InterruptedException {
    Plan.FinalLink last = plan.finalLink();
    report.command("final link", last.directory(), last.argv());
    ProcessResult result =
        children.run(Command.of(last.argv(), last.directory()).withInput(Command.Input.INHERITED));
    if (!result.ok()) {
      work.requireUsable();
    }
    String said =
        Messages.less(
            split.names().restore(result.stderr()),
            Messages.heads(split.names().restore(thin.stderr()), Messages.OF_RESOLUTION));
    report.pass(split.saidByDriver());
    report.print(split.printedByThinLink(thin.stdout()));
    report.pass(split.heldBack(thin.stderr(), said));
    report.print(split.names().restore(result.stdout()));
    report.pass(said);
    if (!result.ok()) {
      // lld writes map files before it looks for undefined symbols.
      split.restoreWritten();
      return lldFailed("final link", result, said);
    }
    split.requireNoBitcode();
    split.restoreWritten();
    split.moveSideFiles(plan.jobs());
    try {
      split.mergeTraces(plan.jobs());
    } catch (IOException e) {
      report.note("the time trace is of the final link alone, " + IoText.of(e));
    }
    report.done(Summary.Outcome.DISTRIBUTED, "");
    return 0;
  }

  /**
   * What the thin link objects to, lld objects to in process as well, and then in the words and
   * with the names that the user knows; if it doesn't, the program is there all the same.
   */
  private int thinLinkFailed(ProcessResult thin, String said)
      throws IOException, InterruptedException {
    if (settings.strict() || settings.dryRun()) {
      report.pass(said);
      return lldFailed("thin link", thin, said);
    }
    int status = runUnchanged(line.inProcess(), Summary.Outcome.IN_PROCESS, "the thin link failed");
    if (status == 0) {
      report.note("the thin link failed, linked in process; it said: " + said.strip());
    }
    return status;
  }

  /** lld says what is wrong, unless it crashed or could not even say so. */
  private int lldFailed(String step, ProcessResult result, String said) {
    String reason = "the " + step + " failed, lld " + result.ending();
    if (said.contains("error: ")) {
      report.failedBecause(reason);
    } else {
      report.error("'" + report.output() + "': " + reason);
    }
    return 1;
  }

  private int show(Plan plan) {
    StringBuilder text = new StringBuilder();
    for (BackendJob job : plan.jobs()) {
      text.append(LinkReport.inFolder(plan.tree(), job.argv())).append('\n');
    }
    Plan.FinalLink last = plan.finalLink();
    text.append(LinkReport.inFolder(last.directory(), last.argv())).append('\n');
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
