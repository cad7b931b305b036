package org.dthinlto.link;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.dthinlto.bitcode.MalformedFileException;
import org.dthinlto.bitcode.ModuleTable;
import org.dthinlto.plan.BackendJob;
import org.dthinlto.thinlink.Candidate;
import org.dthinlto.thinlink.StagedNames;

/** Makes the backend jobs of a link: which clang runs on which module. Runs none of them. */
final class Backends {

  private final Compiler compiler;
  private final List<String> extra;
  private final Prepared prepared;
  private final BackendFlags flags;
  private final List<String> settings;
  private final Path tree;

  /** Jobs for a compiler, which get the user's own words {@code extra} as well. */
  Backends(Compiler compiler, List<String> extra, Prepared prepared, Path tree) {
    this.compiler = compiler;
    this.extra = extra;
    this.prepared = prepared;
    this.flags = prepared.flags();
    this.settings = prepared.flags().llvm().words(compiler.release());
    settings.addAll(prepared.options().words(compiler.release()));
    this.tree = tree;
  }

  /** One job for each selected module, in link order. */
  List<BackendJob> jobs(List<String> selected) throws IOException, NotDistributable {
    List<BackendJob> jobs = new ArrayList<>(selected.size());
    for (String id : selected) {
      Candidate module = prepared.objects().get(id);
      if (module != null) {
        jobs.add(job(module, jobs.size()));
      }
    }
    return jobs;
  }

  /**
   * The modules that a job reads besides its own, sorted. Its index names all of them; lld would
   * write them into files of their own, and twice as many files take twice as long.
   */
  private static List<String> imports(String id, Path shard, String userName)
      throws IOException, NotDistributable {
    List<String> imports;
    try {
      imports = new ArrayList<>(ModuleTable.read(shard).paths());
    } catch (MalformedFileException e) {
      throw NotDistributable.inProcess("'" + userName + "': its index " + e.getMessage());
    }
    imports.remove(id);
    Collections.sort(imports);
    return imports;
  }

  private BackendJob job(Candidate module, int number) throws IOException, NotDistributable {
    String id = module.linkName();
    String shard = StagedNames.INDEX + "/" + id + ".thinlto.bc";
    boolean pic = flags.model() == BackendFlags.Model.AS_MODULE && PicLevel.isPic(module.content());
    List<String> words = flags.words(module.triple(), pic);
    words.addAll(settings);
    words.addAll(prepared.side().words(number, module.nativeName()));
    words.addAll(prepared.trace().words(module.nativeName(), compiler.release()));
    words.addAll(extra);
    List<String> argv = command(compiler.program(), words, id, shard, module.nativeName());
    List<String> inputs = new ArrayList<>();
    inputs.add(id);
    inputs.add(shard);
    inputs.addAll(imports(id, tree.resolve(shard), module.moduleName()));
    for (BackendOptions.Read read : prepared.options().reads()) {
      inputs.add(read.staged());
    }
    List<String> outputs = new ArrayList<>();
    outputs.add(module.nativeName());
    for (SideFiles.Place place : prepared.side().places(number, module.nativeName())) {
      outputs.add(place.staged());
    }
    outputs.addAll(prepared.trace().outputs(module.nativeName(), compiler.release()));
    return new BackendJob(
        id, module.moduleName(), argv, inputs, outputs, module.triple(), module.content().size());
  }

  /** The command of one job: options, then what it reads and writes. */
  static List<String> command(
      String clang, List<String> options, String module, String index, String output) {
    List<String> argv = new ArrayList<>(options.size() + 8);
    argv.add(clang);
    argv.addAll(options);
    argv.add("-x");
    argv.add("ir");
    argv.add(module);
    argv.add("-c");
    argv.add("-fthinlto-index=" + index);
    argv.add("-o");
    argv.add(output);
    return argv;
  }
}
