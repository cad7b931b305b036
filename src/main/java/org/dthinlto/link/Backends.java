package org.dthinlto.link;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dthinlto.plan.BackendJob;
import org.dthinlto.thinlink.Candidate;
import org.dthinlto.thinlink.StagedNames;

/** Makes the backend jobs of a link: which clang runs on which module. Runs none of them. */
final class Backends {

  private final String clang;
  private final List<String> llvm;
  private final List<String> extra;
  private final Prepared prepared;
  private final BackendFlags flags;
  private final String profile;
  private final Path tree;

  /**
   * @param clang the compiler
   * @param extra the user's own words for every job
   */
  Backends(Compiler clang, List<String> extra, Prepared prepared, Path tree) {
    this.clang = clang.program();
    this.llvm = prepared.flags().llvm().words(clang.release());
    this.extra = extra;
    this.prepared = prepared;
    this.flags = prepared.flags();
    this.profile = prepared.profile();
    this.tree = tree;
  }

  /** One job for each selected module, in link order. */
  List<BackendJob> jobs(List<String> selected) throws IOException {
    List<BackendJob> jobs = new ArrayList<>(selected.size());
    for (String id : selected) {
      Candidate module = prepared.objects().get(id);
      if (module != null) {
        jobs.add(job(module));
      }
    }
    return jobs;
  }

  private BackendJob job(Candidate module) throws IOException {
    String id = module.linkName();
    String shard = StagedNames.INDEX + "/" + id + ".thinlto.bc";
    boolean pic = flags.model() == BackendFlags.Model.AS_MODULE && PicLevel.isPic(module.content());
    List<String> words = flags.words(module.triple(), pic, profile);
    words.addAll(llvm);
    words.addAll(extra);
    List<String> argv = command(clang, words, id, shard, module.nativeName());
    List<String> inputs = new ArrayList<>();
    inputs.add(id);
    inputs.add(shard);
    inputs.addAll(Files.readAllLines(tree.resolve(StagedNames.INDEX + "/" + id + ".imports")));
    if (!profile.isEmpty()) {
      inputs.add(profile);
    }
    return new BackendJob(
        id,
        module.moduleName(),
        argv,
        inputs,
        module.nativeName(),
        module.triple(),
        module.content().size());
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
