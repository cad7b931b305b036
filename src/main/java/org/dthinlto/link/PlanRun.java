package org.dthinlto.link;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dthinlto.bitcode.NativeObject;
import org.dthinlto.exec.ChildProcesses;
import org.dthinlto.exec.Command;
import org.dthinlto.exec.Executor;
import org.dthinlto.exec.JobResult;
import org.dthinlto.exec.JobSlots;
import org.dthinlto.exec.JobTimes;
import org.dthinlto.exec.ProcessResult;
import org.dthinlto.exec.ResultCheck;
import org.dthinlto.exec.Shutdown;
import org.dthinlto.exec.WorkFolder;
import org.dthinlto.plan.BackendJob;
import org.dthinlto.plan.Plan;
import org.dthinlto.plan.PlanDocument;
import org.dthinlto.plan.PlanFile;
import org.dthinlto.report.Summary;

/**
 * Carries out a plan, or a part of it, top to bottom. Knows nothing of the line that it comes from.
 */
public final class PlanRun {

  /**
   * What of a plan.
   *
   * @param job the ID or the number of one job; empty: all
   * @param finalLink whether the final link alone
   */
  public record Part(String job, boolean finalLink) {}

  private final Path file;
  private final Part part;
  private final LinkSettings settings;
  private final LinkReport report;
  private final ChildProcesses children = new ChildProcesses();
  private final JobSlots slots;

  /** A run of the plan in {@code file}. */
  public PlanRun(Path file, Part part, LinkSettings settings, LinkReport report) {
    this.file = file;
    this.part = part;
    this.settings = settings;
    this.report = report;
    this.slots = new JobSlots(settings.limits(), children);
  }

  /** Runs it, and returns the exit status. */
  public int run() throws InterruptedException {
    try (Shutdown shutdown = Shutdown.install(children)) {
      shutdown.add(slots);
      try (slots) {
        return carryOut();
      } catch (NotDistributable e) {
        report.error(e.reason() + "; plan again");
        return 1;
      } catch (IOException e) {
        if (!shutdown.began()) {
          report.error(e);
        }
        return 1;
      }
    }
  }

  private int carryOut() throws NotDistributable, IOException, InterruptedException {
    PlanDocument document = PlanFile.read(file);
    Path folder = Programs.folderOf(file.toAbsolutePath());
    folder = folder.resolve(document.directory()).normalize();
    if (!document.distributed()) {
      return runUnchanged(document, folder);
    }
    report.found(document.finalLink().ending().output(), document.jobs().size());
    Path work = folder.resolve(document.work()).normalize();
    requireWork(document, work);
    if (!part.job().isEmpty()) {
      return oneJob(document, folder, work);
    }
    try (WorkFolder held = WorkFolder.openKept(work)) {
      if (held == null) {
        throw new IOException("'" + document.work() + "': another plan or run is at work in it");
      }
      Plan plan = plan(document, compiler(document, folder), folder, work);
      report.selected(plan.jobs().size());
      if (part.finalLink()) {
        requireObjects(plan);
      } else if (!backends(document, plan, folder)) {
        return 1;
      }
      return finish(document, plan, work);
    }
  }

  /** Checks that the plan's folder is there, and its inputs are those that it was made of. */
  static void requireWork(PlanDocument document, Path work) throws IOException {
    if (!WorkFolder.isOurs(work)) {
      throw new IOException(
          "'" + document.work() + "': the work folder of the plan is not there; plan again");
    }
    Path own = work.resolve(LastPlan.PLAN);
    if (Files.exists(own)
        && !PlanFile.read(own).withDirectory("").equals(document.withDirectory(""))) {
      throw new IOException(
          "'" + document.work() + "': the work folder is that of another plan now; plan again");
    }
    List<String> changed = PlanStamps.changed(work);
    if (!changed.isEmpty()) {
      throw new IOException(
          "'" + changed.get(0) + "': is not as it was when the plan was made; plan again");
    }
  }

  private int runUnchanged(PlanDocument document, Path folder)
      throws IOException, InterruptedException {
    if (!part.job().isEmpty()) {
      throw new IOException("'" + part.job() + "': no such job, the plan has none");
    }
    List<String> argv = document.finalLink().linker();
    report.command("link", folder, argv);
    report.progress().end();
    Command command =
        Command.of(argv, folder)
            .withInput(Command.Input.INHERITED)
            .withOutput(Command.Output.INHERITED);
    ProcessResult result = children.run(command);
    if (result.ok()) {
      boolean plain = document.outcome().equals(Summary.Outcome.PLAIN.word());
      report.done(plain ? Summary.Outcome.PLAIN : Summary.Outcome.IN_PROCESS, document.reason());
    } else {
      report.failedBecause(document.reason());
    }
    return result.exitStatus();
  }

  private int oneJob(PlanDocument document, Path folder, Path work)
      throws IOException, InterruptedException {
    int index = document.indexOf(part.job());
    if (index < 0) {
      throw new IOException(
          "'"
              + part.job()
              + "': no such job; the plan has "
              + document.jobs().size()
              + ", by their IDs or numbers from 1 on");
    }
    Plan plan = plan(document, compiler(document, folder), folder, work);
    Plan one = new Plan(plan.tree(), plan.jobs().subList(index, index + 1), plan.finalLink());
    if (!backends(document, one, folder)) {
      return 1;
    }
    report.done(Summary.Outcome.DISTRIBUTED, "");
    report.leftAsIs();
    return 0;
  }

  /** The compiler of the plan, or one of the same version that the user names. */
  private Compiler compiler(PlanDocument document, Path folder)
      throws IOException, InterruptedException {
    PlanDocument.Compiler wanted = document.compiler();
    String program =
        settings.clang().isEmpty() ? present(wanted.program(), folder) : settings.clang();
    Compiler compiler = Compiler.named(program, folder, children);
    if (!compiler.version().equals(wanted.version())) {
      throw new IOException(
          "'"
              + program
              + "' is clang "
              + compiler.version()
              + ", but the plan was made for clang "
              + wanted.version()
              + "; name one of that version with --clang");
    }
    return compiler;
  }

  /** The program; where it isn't there, the one of that name in PATH. */
  private static String present(String program, Path folder) {
    return Programs.find(program, folder) == null ? LinkLine.baseName(program) : program;
  }

  private static Plan plan(PlanDocument document, Compiler compiler, Path folder, Path work) {
    List<String> linker = new ArrayList<>(document.finalLink().linker());
    linker.set(0, present(linker.get(0), folder));
    return new Plan(
        work.resolve(PlanDocument.TREE),
        document.backendJobs(compiler.program()),
        new Plan.FinalLink(linker, document.finalLink().words(), folder));
  }

  /** Checks that every job has been done. */
  private void requireObjects(Plan plan) throws IOException {
    ResultCheck check = new ResultCheck(NativeObject::check);
    ProcessResult done = new ProcessResult(0, "", "");
    for (BackendJob job : plan.jobs()) {
      List<Path> outputs = new ArrayList<>();
      for (String output : job.outputs()) {
        outputs.add(plan.tree().resolve(output));
      }
      String failure = check.failure(job, done, outputs);
      if (!failure.isEmpty()) {
        throw new IOException("'" + job.userName() + "': " + failure + "; run its job");
      }
    }
  }

  private boolean backends(PlanDocument document, Plan plan, Path folder)
      throws IOException, InterruptedException {
    LinkSettings mine = settings.withBackendArgs(document.compiler().args());
    LinkCache cache = new LinkCache(mine, folder, children);
    Compiler compiler = compiler(document, folder);
    cache.identify(compiler);
    BackendVoice voice = BackendVoice.of(document.compiler().voice());
    report.begin(LinkReport.Phase.BACKENDS);
    report.selected(plan.jobs().size());
    try (RemoteJobs remote = new RemoteJobs(mine, report)) {
      if (!remote.open(compiler, cache, plan, folder, children)) {
        return false;
      }
      JobInputs inputs = new JobInputs(plan.tree(), cache.digests(), compiler.release());
      BackendRun run = new BackendRun(slots, true, report, voice);
      Executor local = run.local(children, plan.tree());
      List<JobResult> results =
          run.results(
              plan,
              JobTimes.bySize(plan.jobs()),
              local,
              cache.results(compiler, inputs, plan.tree()),
              remote);
      boolean compiled = run.tell(results, plan.tree());
      cache.report(report);
      cache.leave(report);
      return compiled;
    }
  }

  private int finish(PlanDocument document, Plan plan, Path work)
      throws NotDistributable, IOException, InterruptedException {
    PlanDocument.Last last = document.finalLink();
    report.begin(LinkReport.Phase.FINAL_LINK);
    Path merged = work.resolve("merged.o");
    Completion completion = Completion.of(last.missing(), plan.tree(), merged);
    completion.completeObjects(plan.jobs());
    completion.prepareFinalLink(plan.jobs());
    UserNames names = new UserNames(document.work() + "/" + PlanDocument.TREE);
    last.userNames().forEach(names::add);
    Files.deleteIfExists(work.resolve(FinalRun.GUARD));
    FinalRun run = new FinalRun(plan, work, names, report, children, true);
    int status = run.run(last.ending(), () -> {});
    if (status == 0) {
      report.done(Summary.Outcome.DISTRIBUTED, "");
      status = run.runAfter(last.ending().after(), plan.finalLink().directory());
    }
    return status;
  }
}
