package org.dthinlto.link;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.dthinlto.bitcode.MalformedFileException;
import org.dthinlto.bitcode.ModulePaths;
import org.dthinlto.bitcode.Slice;
import org.dthinlto.bitcode.SummaryOrder;
import org.dthinlto.cache.Digest;
import org.dthinlto.cache.FileDigests;
import org.dthinlto.cache.JobKeys;
import org.dthinlto.dtlto.CanonicalJob;
import org.dthinlto.dtlto.CanonicalNames;
import org.dthinlto.dtlto.JobFile;
import org.dthinlto.plan.BackendJob;
import org.dthinlto.thinlink.Candidate;
import org.dthinlto.thinlink.Shards;
import org.dthinlto.thinlink.StagingTree;

/**
 * The files of a DTLTO link in a staging tree: modules under canonical names, indices that speak of
 * these, and the jobs that read them. Knows whose files they are and where results go, not how jobs
 * run.
 */
final class DistributedTree implements JobKeys.Inputs {

  private static final String TARGET = "--target=";

  private final JobFile asked;
  private final Path folder;
  private final StagingTree tree;
  private final FileDigests digests;
  private final CanonicalNames names;
  private final List<String> words;
  private final List<String> foreign = new ArrayList<>();
  private final String triple;
  private final List<BackendJob> jobs = new ArrayList<>();

  /** Modules and what else is not made for this link alone, by name. */
  private final Map<String, Path> files = new HashMap<>();

  private final Map<String, Digest> contents = new ConcurrentHashMap<>();

  /**
   * A tree with nothing in it.
   *
   * @param folder lld's working directory
   */
  DistributedTree(JobFile asked, Path folder, StagingTree tree, FileDigests digests) {
    this.asked = asked;
    this.folder = folder;
    this.tree = tree;
    this.digests = digests;
    this.names = new CanonicalNames(asked, folder.toString());
    Map<String, String> common = new HashMap<>();
    for (String input : asked.inputs()) {
      common.put(input, names.of(input));
    }
    this.words = new ArrayList<>();
    words.add(program());
    String target = "";
    for (String word : asked.args().subList(1, asked.args().size())) {
      String renamed = CanonicalJob.replaced(word, common);
      if (renamed.equals(word)) {
        foreign.add(located(word));
        words.add(located(word));
      } else {
        words.add(renamed);
      }
      target = word.startsWith(TARGET) ? word.substring(TARGET.length()) : target;
    }
    this.triple = target;
  }

  /** The compiler: absolute, or to be looked up in PATH. */
  String program() {
    String program = asked.args().get(0);
    return program.indexOf('/') < 0 ? program : folder.resolve(program).toString();
  }

  /** Words for the compiler that are the user's, for all we know. */
  List<String> foreign() {
    return foreign;
  }

  /** Jobs run in another folder: what a word of the user's names there has to be found. */
  private String located(String word) {
    int from = word.startsWith("-") ? word.indexOf('=') + 1 : 0;
    String name = word.substring(from);
    boolean file = name.indexOf('/') >= 0 || name.indexOf('.') > 0; // and no -march=haswell
    boolean option = from == 0 && word.startsWith("-");
    return file && !option && name.indexOf('\0') < 0 && Files.exists(folder.resolve(name))
        ? word.substring(0, from) + folder.resolve(name)
        : word;
  }

  Path path() {
    return tree.path();
  }

  List<BackendJob> jobs() {
    return jobs;
  }

  /**
   * Puts everything in its place and makes the jobs.
   *
   * @param threads how many may work
   * @return why that is impossible: then the jobs can only run as they are. Else empty
   * @throws IOException if a file is missing or can't be written
   */
  String stage(int threads) throws IOException, InterruptedException {
    Map<String, Candidate> modules = new HashMap<>();
    for (JobFile.Job one : asked.jobs()) {
      CanonicalJob job = CanonicalJob.of(one, asked.inputs(), names);
      if (job == null) {
        return "'" + one.outputs().get(0) + "': its job is of an unknown form";
      }
      String why = stage(job);
      if (!why.isEmpty()) {
        return why;
      }
      List<String> argv = new ArrayList<>(words);
      argv.addAll(job.args());
      Slice content = Slice.whole(requireNonNull(files.get(job.module())));
      jobs.add(
          new BackendJob(
              job.module(),
              job.userName(),
              argv,
              job.inputs(),
              job.outputs(),
              triple,
              content.size()));
      modules.put(
          job.module(),
          new Candidate(
              job.userName(),
              job.userName(),
              job.module(),
              content,
              true,
              Candidate.Kind.THIN,
              triple,
              job.outputs().get(0)));
    }
    new Shards(tree.path(), modules, jobs).complete(threads);
    return "";
  }

  private String stage(CanonicalJob job) throws IOException {
    Map<String, String> renamed = new HashMap<>();
    for (int i = 0; i < job.inputs().size(); i++) {
      String name = job.inputs().get(i);
      String path = job.paths().get(i);
      if (!isAscii(name)) {
        return "'" + path + "': LLVM writes paths that aren't ASCII wrongly into indices";
      }
      renamed.put(path, name);
      if (i != CanonicalJob.INDEX) {
        Path file = folder.resolve(path);
        Path other = files.putIfAbsent(name, file);
        if (other == null) {
          tree.place(Slice.whole(file), true, name);
        } else if (!other.equals(file)) {
          return "'" + path + "': can't be told from '" + other + "'";
        }
      }
    }
    Path index = folder.resolve(job.paths().get(CanonicalJob.INDEX));
    byte[] bytes;
    try {
      bytes = ModulePaths.replaced(index, renamed);
    } catch (MalformedFileException e) {
      return "'" + job.userName() + "': its index is a " + e.what();
    }
    String name = job.inputs().get(CanonicalJob.INDEX);
    tree.makeFolderOf(name);
    Files.write(tree.path().resolve(name), bytes);
    if (bytes.length > 0) {
      SummaryOrder.apply(tree.path().resolve(name));
    }
    return "";
  }

  private static boolean isAscii(String name) {
    return StandardCharsets.US_ASCII.newEncoder().canEncode(name);
  }

  /** The jobs as lld wrote them, for its own working directory. */
  List<BackendJob> asTheyAre() {
    List<BackendJob> all = new ArrayList<>(asked.jobs().size());
    for (JobFile.Job job : asked.jobs()) {
      List<String> argv = new ArrayList<>(asked.args());
      argv.addAll(job.args());
      String module = job.inputs().get(0);
      long size = folder.resolve(module).toFile().length();
      all.add(
          new BackendJob(
              job.outputs().get(0), // no other has it
              names.shown(module),
              argv,
              job.inputs(),
              job.outputs(),
              triple,
              size));
    }
    return all;
  }

  /** Where lld wants the results of all jobs. */
  List<Path> places() {
    List<Path> places = new ArrayList<>();
    for (JobFile.Job job : asked.jobs()) {
      for (String output : job.outputs()) {
        places.add(folder.resolve(output));
      }
    }
    return places;
  }

  /** Moves results to where lld wants them, each whole. */
  void deliver() throws IOException {
    int at = 0;
    List<Path> places = places();
    for (BackendJob job : jobs) {
      for (String output : job.outputs()) {
        Files.move(
            tree.path().resolve(output), places.get(at++), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  @Override
  public Digest digest(String name) throws IOException {
    Digest known = contents.get(name);
    if (known == null) {
      Path file = files.get(name);
      // What lld made for this link is another file next time.
      known =
          file == null || names.isExtracted(name)
              ? Digest.of(tree.path().resolve(name))
              : digests.of(file);
      contents.put(name, known);
    }
    return known;
  }

  @Override
  public boolean areUnchanged(List<String> inputs) {
    for (String name : inputs) {
      Path file = files.get(name);
      if (file != null && !names.isExtracted(name) && !digests.isUnchanged(file)) {
        return false;
      }
    }
    return true;
  }
}
