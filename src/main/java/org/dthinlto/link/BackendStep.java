package org.dthinlto.link;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dthinlto.exec.ChildProcesses;
import org.dthinlto.exec.IoText;
import org.dthinlto.exec.JobSlots;
import org.dthinlto.exec.JobTimes;
import org.dthinlto.exec.Shutdown;
import org.dthinlto.plan.BackendJob;

/**
 * The step between a thin link and a final link that a build runs itself: from lld's list of
 * modules to a native object for each of them, top to bottom. Knows nothing of the two links.
 */
public final class BackendStep {

  private final BackendStepSettings settings;
  private final Path folder;
  private final LinkReport report;
  private final ChildProcesses children = new ChildProcesses();
  private final JobSlots slots;

  /** A step in {@code folder}, which must be the working directory of the thin link. */
  public BackendStep(BackendStepSettings settings, Path folder, LinkReport report) {
    this.settings = settings;
    this.folder = folder;
    this.report = report;
    this.slots = new JobSlots(settings.limits(), children);
  }

  /** Runs it, and returns the exit status. */
  public int run() throws InterruptedException {
    try (Shutdown shutdown = Shutdown.install(children)) {
      shutdown.add(slots);
      try (slots) {
        return compile(shutdown);
      } catch (IOException e) {
        if (!shutdown.began()) {
          report.error(IoText.of(e));
        }
        return 1;
      }
    }
  }

  private int compile(Shutdown shutdown) throws IOException, InterruptedException {
    IndexList list = IndexList.read(settings.list(), settings.replacement(), folder);
    if (list.entries().isEmpty()) {
      return 0;
    }
    Map<String, ModuleFile> modules = modules(list);
    Compiler compiler = Compiler.named(settings.clang(), folder, children);
    for (ModuleFile module : modules.values()) {
      compiler.requireAsNewAs(module.info().producer(), module.id());
    }
    String target = settings.folder().isEmpty() ? settings.list() + ".natives" : settings.folder();
    NativeFolder natives = new NativeFolder(target, folder);
    try {
      natives.make();
      LinkSettings place = workSettings(natives);
      LinkCache none = new LinkCache(place, folder, children);
      try (Work work = new Work(place, folder, shutdown, report, none)) {
        Path opened = work.path("");
        shutdown.add(natives::removeEmpty);
        return compile(list, modules, compiler, natives, opened);
      }
    } finally {
      natives.removeEmpty();
    }
  }

  private Map<String, ModuleFile> modules(IndexList list) throws IOException {
    ModuleFinder finder = new ModuleFinder(folder, list.hashes());
    Map<String, ModuleFile> modules = new LinkedHashMap<>();
    for (IndexList.Entry entry : list.entries()) {
      modules.put(entry.id(), finder.find(entry.id()));
    }
    for (IndexList.Entry entry : list.entries()) {
      for (String imported : entry.imports()) {
        modules.put(imported, finder.find(imported));
      }
    }
    return modules;
  }

  /** In the folder of the objects: so they are moved into place without being copied. */
  private LinkSettings workSettings(NativeFolder natives) {
    return new LinkSettings(
        settings.limits().jobs(),
        settings.clang(),
        settings.backendArgs(),
        "",
        natives.path().resolve(".dthinlto").toString(),
        settings.keep(),
        false,
        false,
        settings.verbosity(),
        "");
  }

  private int compile(
      IndexList list,
      Map<String, ModuleFile> modules,
      Compiler compiler,
      NativeFolder natives,
      Path work)
      throws IOException, InterruptedException {
    report.begin(LinkReport.Phase.STAGE);
    List<String> wanted = new ArrayList<>();
    List<Path> inputs = new ArrayList<>();
    for (IndexList.Entry entry : list.entries()) {
      wanted.add(module(modules, entry.id()).nativeName());
    }
    for (ModuleFile module : modules.values()) {
      inputs.add(module.input());
      inputs.add(module.content().file());
    }
    List<String> names = natives.reserve(wanted, inputs);
    PrivateTree tree = new PrivateTree(work, modules.values());
    List<BackendJob> jobs = new ArrayList<>();
    for (IndexList.Entry entry : list.entries()) {
      jobs.add(job(entry, modules, tree, compiler, jobs.size() + 1));
    }

    report.begin(LinkReport.Phase.BACKENDS);
    report.selected(jobs.size());
    for (BackendJob job : jobs) {
      report.command("backend", tree.path(), job.argv());
    }
    BackendRun run = new BackendRun(slots, settings.keep(), report, BackendVoice.CLANG);
    if (!run.run(jobs, JobTimes.bySize(jobs), tree.path(), run.local(children, tree.path()))) {
      return 1;
    }
    List<String> objects = new ArrayList<>();
    for (int i = 0; i < jobs.size(); i++) {
      natives.take(tree.path().resolve(jobs.get(i).output()), names.get(i));
      objects.add(natives.shown(names.get(i)));
    }
    report.print(
        settings.quoted() ? ResponseFile.text(objects) : String.join("\n", objects) + "\n");
    return 0;
  }

  private BackendJob job(
      IndexList.Entry entry,
      Map<String, ModuleFile> modules,
      PrivateTree tree,
      Compiler compiler,
      int number)
      throws IOException {
    ModuleFile module = module(modules, entry.id());
    String name = tree.name(module.id());
    String index = tree.placeIndex(entry, number);
    String output = tree.nativeName(number);
    BackendFlags flags = settings.flags();
    boolean pic = flags.model() == BackendFlags.Model.AS_MODULE && PicLevel.isPic(module.content());
    List<String> words = flags.words(module.info().triple(), pic);
    words.addAll(settings.backendArgs());
    List<String> inputs = new ArrayList<>();
    inputs.add(name);
    inputs.add(index);
    for (String imported : entry.imports()) {
      inputs.add(tree.name(imported));
    }
    return new BackendJob(
        module.id(),
        module.id(),
        Backends.command(compiler.program(), words, name, index, output),
        inputs,
        List.of(output),
        module.info().triple(),
        module.content().size());
  }

  private static ModuleFile module(Map<String, ModuleFile> modules, String id) throws IOException {
    ModuleFile module = modules.get(id);
    if (module == null) {
      throw new IOException("'" + id + "': was not looked for");
    }
    return module;
  }
}
