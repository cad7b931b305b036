package org.dthinlto.link;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.dthinlto.cache.FileStamp;
import org.dthinlto.exec.ChildProcesses;
import org.dthinlto.exec.Shutdown;
import org.dthinlto.plan.BackendJob;
import org.dthinlto.plan.BuildSetup;
import org.dthinlto.plan.Ending;
import org.dthinlto.plan.MakeWriter;
import org.dthinlto.plan.Missing;
import org.dthinlto.plan.NinjaWriter;
import org.dthinlto.plan.PlanDocument;
import org.dthinlto.plan.PlanFile;
import org.dthinlto.report.Summary;

/**
 * Plans a link for others to carry out, top to bottom: thin link, plan, and what a build tool needs
 * to go by it. Runs no job.
 */
public final class PlanStep {

  private static final String DISTRIBUTED = "distributed";

  private final LinkLine line;
  private final LinkSettings settings;
  private final PlanSettings wanted;
  private final Path folder;
  private final LinkReport report;
  private final ChildProcesses children = new ChildProcesses();
  private final long begin = FileStamp.now();

  /** A step in the working directory {@code folder}. */
  public PlanStep(
      LinkLine line, LinkSettings settings, PlanSettings wanted, Path folder, LinkReport report) {
    this.line = line;
    this.settings = settings;
    this.wanted = wanted;
    this.folder = folder;
    this.report = report;
  }

  /** Plans, and returns the exit status. */
  public int run() throws InterruptedException {
    try (Shutdown shutdown = Shutdown.install(children)) {
      try {
        return plan(shutdown);
      } catch (IOException e) {
        if (!shutdown.began()) {
          report.error(e);
        }
        return 1;
      }
    }
  }

  private int plan(Shutdown shutdown) throws IOException, InterruptedException {
    PlanTarget target = new PlanTarget(wanted.file(), folder);
    target.requireOurs();
    LinkCache cache = new LinkCache(settings, folder, children);
    try (PlanWork work = new PlanWork(settings.workDir(), folder, cache.digests())) {
      shutdown.add(work::close);
      PlanDocument plan;
      PlanInputs inputs;
      try {
        RawWords.requireUtf8(line.words());
        LinkerCommand asked = cache.command(line);
        RawWords.requireUtf8(asked.words());
        Planner planner = new Planner(line, settings, folder, report, children, true);
        Planned planned = planner.plan(asked, work, cache, place -> List.of());
        report.selected(planned.plan().jobs().size());
        inputs = PlanInputs.of(planned, line, folder);
        plan = document(planned, inputs);
        finish(planned, plan, inputs, work);
      } catch (NotDistributable e) {
        if (settings.strict() && !e.isPlain()) {
          report.error(e.reason() + "; not planned as one link because of --strict");
          return 1;
        }
        if (!e.isPlain()) {
          report.note(e.reason() + "; planned as one link in process");
        }
        Path output = folder.resolve(report.output().isEmpty() ? "a.out" : report.output());
        inputs = PlanInputs.of(line, folder, output.normalize());
        plan = whole(e, inputs);
      } catch (ThinLinkFailed e) {
        report.pass(e.said());
        return report.lldFailed("thin link", e.thin(), e.said());
      }
      write(plan, target);
    }
    report.planned();
    return 0;
  }

  /** The plan of a link that is split. */
  private PlanDocument document(Planned planned, PlanInputs inputs) throws IOException {
    Split split = planned.split();
    Spelling spelling = new Spelling(folder, true);
    List<PlanDocument.Job> jobs = new ArrayList<>();
    for (BackendJob job : planned.plan().jobs()) {
      jobs.add(
          new PlanDocument.Job(
              job.moduleId(),
              job.userName(),
              job.argv(),
              job.inputs(),
              job.outputs(),
              job.triple(),
              job.size()));
    }
    List<String> last = spelled(inputs.ofFinalLink(), spelling);
    if (Files.exists(split.merged())) {
      last.add(spelling.of(split.merged()));
    }
    Map<String, String> names = new LinkedHashMap<>();
    Map<String, String> all = split.names().all();
    for (String word : planned.plan().finalLink().words()) {
      String name = all.get(word);
      if (name != null) {
        names.put(word, name);
      }
    }
    String tree = spelling.of(split.tree()) + "/";
    all.forEach((ours, theirs) -> addOfTree(names, tree, ours, theirs));
    Compiler compiler = planned.compiler();
    return new PlanDocument(
        PlanDocument.VERSION,
        wanted.tool(),
        DISTRIBUTED,
        "",
        PlanTarget.directory(split.work(), folder),
        spelling.of(split.work()),
        new PlanDocument.Compiler(
            compiler.program(),
            compiler.version(),
            settings.backendArgs(),
            planned.prepared().voice().planned()),
        split.selection().linker(),
        spelled(inputs.all(), spelling),
        jobs,
        new PlanDocument.Last(
            planned.plan().finalLink().linker(),
            planned.plan().finalLink().words(),
            last,
            split.missing(),
            split.ending(planned.plan(), planned.thin(), planned.command().after()),
            names));
  }

  private static void addOfTree(
      Map<String, String> names, String tree, String ours, String theirs) {
    if (ours.startsWith(tree)) {
      names.put(ours, theirs);
    }
  }

  private static List<String> spelled(List<Path> files, Spelling spelling) {
    List<String> names = new ArrayList<>();
    for (Path file : files) {
      names.add(spelling.of(file));
    }
    return names;
  }

  /** The plan of a link that is not split. */
  private PlanDocument whole(NotDistributable why, PlanInputs inputs) {
    Spelling spelling = new Spelling(folder, true);
    String output = report.output().isEmpty() ? "a.out" : report.output();
    List<String> command = why.wantsLld() || !why.isPlain() ? line.inProcess() : line.plain();
    List<String> files = spelled(inputs.all(), spelling);
    return new PlanDocument(
        PlanDocument.VERSION,
        wanted.tool(),
        (why.isPlain() ? Summary.Outcome.PLAIN : Summary.Outcome.IN_PROCESS).word(),
        why.reason(),
        ".",
        output + PlanWork.SUFFIX,
        new PlanDocument.Compiler("", "", List.of(), BackendVoice.CLANG.planned()),
        "",
        files,
        List.of(),
        new PlanDocument.Last(
            command,
            List.of(),
            files,
            new Missing(List.of(), List.of(), List.of(), false, false, List.of(), List.of()),
            new Ending(output, "", "", "", List.of(), List.of(), "", List.of(), List.of()),
            Map.of()));
  }

  /** Leaves the work folder as those who carry out the plan need it. */
  private void finish(Planned planned, PlanDocument plan, PlanInputs inputs, PlanWork work)
      throws IOException {
    Path place = planned.split().work();
    KeptTree kept = work.kept();
    if (kept != null) {
      kept.keep();
    }
    PlanStamps.requireSettled(inputs.all(), begin);
    PlanStamps.write(place, inputs.all());
    work.last().takeOver(plan, PlanFile.text(plan), folder);
    if (wanted.format() == PlanSettings.Format.MAKE) {
      for (Map.Entry<String, String> alias : MakeWriter.aliases(plan).entrySet()) {
        Path link = place.resolve(alias.getKey());
        Path from = Programs.folderOf(link);
        Files.createDirectories(from);
        Files.createSymbolicLink(link, from.relativize(place.resolve(alias.getValue())));
      }
    }
  }

  private void write(PlanDocument plan, PlanTarget target) throws IOException {
    String planFile = plan.work() + "/" + LastPlan.PLAN;
    BuildSetup setup =
        new BuildSetup(
            target.name(),
            planFile,
            again(target.name()),
            List.of(wanted.program(), "run"),
            wanted.launcher());
    requireNames(plan, target.name());
    String text =
        switch (wanted.format()) {
          case JSON -> PlanFile.text(plan.withDirectory(target.directory()));
          case NINJA -> NinjaWriter.text(plan, setup);
          case MAKE -> MakeWriter.text(plan, setup);
        };
    if (wanted.file().equals("-")) {
      report.print(text);
    } else {
      boolean make = wanted.format() == PlanSettings.Format.MAKE;
      target.write(text, make);
      if (make) {
        target.outlive(plan.inputs());
      }
    }
  }

  /**
   * Checks that the build tool can have files of these names in its rules.
   *
   * @throws IOException if not
   */
  private void requireNames(PlanDocument plan, String file) throws IOException {
    String bad =
        switch (wanted.format()) {
          case JSON -> "";
          case NINJA -> NinjaWriter.NO_NAMES;
          case MAKE -> MakeWriter.NO_NAMES;
        };
    List<String> names = new ArrayList<>(plan.inputs());
    names.add(plan.finalLink().ending().output());
    names.add(plan.work());
    names.add(file);
    for (String name : names) {
      boolean member = name.endsWith(")") && wanted.format() == PlanSettings.Format.MAKE;
      for (int i = 0; i < name.length(); i++) {
        if (bad.indexOf(name.charAt(i)) >= 0 || member) {
          String tool = wanted.format().name().toLowerCase(Locale.ROOT);
          throw new IOException(
              "'" + name + "': " + tool + " takes no such name in a rule; plan with --format json");
        }
      }
    }
  }

  /** The command that makes the file anew. */
  private List<String> again(String file) {
    List<String> words = new ArrayList<>();
    words.add(wanted.program());
    words.add("plan");
    words.add("--format");
    words.add(wanted.format().name().toLowerCase(Locale.ROOT));
    words.add("-o");
    words.add(file);
    words.addAll(wanted.words());
    words.add("--");
    words.addAll(line.whole());
    return words;
  }
}
