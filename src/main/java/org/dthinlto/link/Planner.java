package org.dthinlto.link;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dthinlto.exec.ChildProcesses;
import org.dthinlto.exec.Command;
import org.dthinlto.exec.ProcessResult;
import org.dthinlto.plan.BackendJob;
import org.dthinlto.plan.Plan;
import org.dthinlto.thinlink.Shards;
import org.dthinlto.thinlink.StagedNames;
import org.dthinlto.thinlink.StagingTree;

/**
 * The first half of a link, top to bottom: from the linker's command to the plan of what is left to
 * do. Doesn't know who does that.
 */
final class Planner {

  /** Where objects of sources on the line go. */
  static final String OBJECTS = "objects";

  private final LinkLine line;
  private final LinkSettings settings;
  private final Path folder;
  private final LinkReport report;
  private final ChildProcesses children;
  private final boolean relative;

  /**
   * Plans nothing yet.
   *
   * @param relative whether the plan is to be carried out by others, in other places
   */
  Planner(
      LinkLine line,
      LinkSettings settings,
      Path folder,
      LinkReport report,
      ChildProcesses children,
      boolean relative) {
    this.line = line;
    this.settings = settings;
    this.folder = folder;
    this.report = report;
    this.children = children;
    this.relative = relative;
  }

  /**
   * Makes the plan, in a work folder.
   *
   * @param more words for the final link
   * @throws ThinLinkFailed if lld failed
   * @throws NotDistributable if it can't be planned
   */
  Planned plan(LinkerCommand asked, Place work, LinkCache cache, MoreWords more)
      throws ThinLinkFailed, NotDistributable, IOException, InterruptedException {
    StagedNames names = new StagedNames(folder, settings.root());
    LinkerCommand command = asked;
    if (!asked.before().isEmpty()) {
      Path objects = work.path(asked.output()).resolve(OBJECTS);
      names.call(objects, StagedNames.OBJECTS);
      command = asked.withObjectsIn(objects);
      compile(command, objects);
    }
    Prepared prepared = Prepared.of(command, folder, names, report);
    Compiler.requireLld(command.linker(), folder, children);
    Compiler compiler = Compiler.of(line, settings.clang(), command, folder, children);
    if (!relative) {
      cache.look(prepared, compiler);
    }
    compiler.requireOptions(prepared.flags(), prepared.triples(), folder, children);
    Path place = work.path(prepared.output());
    KeptTree kept = work.kept();
    StagingTree tree =
        kept == null ? new StagingTree(place.resolve("tree")) : new StagingTree(kept.tree(), kept);
    Split split = new Split(prepared, command, place, folder, tree, relative);

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
      thin = thinLink(split, work);
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
    Plan plan = split.plan(jobs, more.of(split.work()));
    return new Planned(command, prepared, compiler, split, thin, plan, known);
  }

  /** More words for the final link, which may name files of the work folder. */
  interface MoreWords {
    List<String> of(Path work);
  }

  private ProcessResult thinLink(Split split, Place work)
      throws ThinLinkFailed, NotDistributable, IOException, InterruptedException {
    report.begin(LinkReport.Phase.THIN_LINK);
    Command command = split.thinLink();
    report.command("thin link", command.directory(), command.argv());
    ProcessResult thin = children.run(command);
    if (!thin.ok()) {
      work.requireUsable();
      throw new ThinLinkFailed(thin, split.names().restore(thin.stderr()));
    }
    return thin;
  }

  /**
   * Compiles the sources on the line, as the driver would have.
   *
   * @throws SourceFailed if one doesn't compile; the compiler has said why
   */
  private void compile(LinkerCommand command, Path objects)
      throws IOException, InterruptedException {
    command.makeFolders(objects);
    for (List<String> compile : command.before()) {
      report.command("compile", folder, compile);
      Command shown =
          Command.of(new ArrayList<>(compile), folder)
              .withInput(Command.Input.INHERITED)
              .withOutput(Command.Output.INHERITED);
      if (!children.run(shown).ok()) {
        throw new SourceFailed();
      }
    }
  }

  /** A source on the line doesn't compile; the compiler has said why. */
  static final class SourceFailed extends IOException {
    private static final long serialVersionUID = 1;

    SourceFailed() {
      super("a source on the line did not compile");
    }
  }
}
