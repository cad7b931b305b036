package org.dthinlto.link;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dthinlto.bitcode.ElfSymbols;
import org.dthinlto.cache.CacheFolder;
import org.dthinlto.cache.CacheUpkeep;
import org.dthinlto.cache.Digest;
import org.dthinlto.cache.FileDigests;
import org.dthinlto.cache.FileStamp;
import org.dthinlto.cache.JobKeys;
import org.dthinlto.cache.LocalResults;
import org.dthinlto.cache.Name;
import org.dthinlto.cache.ResultStore;
import org.dthinlto.exec.IoText;
import org.dthinlto.exec.JobResult;
import org.dthinlto.exec.JobTimes;
import org.dthinlto.exec.ProcessResult;
import org.dthinlto.exec.ProcessRunner;
import org.dthinlto.exec.ResultCache;
import org.dthinlto.history.HistoryFiles;
import org.dthinlto.history.JobHistory;
import org.dthinlto.history.LinkRecord;
import org.dthinlto.plan.BackendJob;
import org.dthinlto.plan.Plan;
import org.dthinlto.thinlink.ThinLine;
import org.jspecify.annotations.Nullable;

/**
 * What one link takes from the cache folder and what it leaves there: the driver's answer, results
 * of jobs, the record of the link. Without a cache folder it takes and leaves nothing. Whatever
 * goes wrong with the folder costs time, not the link.
 */
final class LinkCache {

  private final long begin = FileStamp.now();
  private final LinkSettings settings;
  private final Path folder;
  private final ProcessRunner runner;
  private final @Nullable CacheFolder cache;
  private final FileDigests digests;
  private @Nullable Relink relink;
  private @Nullable LocalResults results;
  private @Nullable LastJobs lastJobs;
  private @Nullable Identification identification;
  private Tools.@Nullable Tool clang;
  private String surroundings = "";
  private Map<String, LocalResults.Kept> kept = Map.of();
  private final Set<Path> tools = new LinkedHashSet<>();
  private Digest last = Digest.NONE;
  private String trouble = "";
  private boolean compiles;
  private boolean finalLinkDone;

  LinkCache(LinkSettings settings, Path folder, ProcessRunner runner) {
    this.settings = settings;
    this.folder = folder;
    this.runner = runner;
    String place = settings.dryRun() ? "" : settings.cache().folder();
    this.cache = place.isEmpty() ? null : new CacheFolder(folder.resolve(place));
    this.digests = cache == null ? new FileDigests() : new FileDigests(cache);
  }

  /** Where the staging tree of an output stays; null if it doesn't. */
  @Nullable Path treeOf(String output) {
    Relink made = relink;
    Path target = folder.resolve(output);
    boolean regular = !Files.exists(target) || Files.isRegularFile(target);
    // Objects of sources on the line are made before it is known what is to stay.
    return cache == null || made == null || compiles || !regular
        ? null
        : cache.trees().resolve(Name.of(made.output().toString()));
  }

  /** What is in it. */
  KeptTree openTree(Path work) throws IOException {
    return KeptTree.open(work, digests);
  }

  /** Finds the linker command behind the line, from memory if that does. */
  LinkerCommand command(LinkLine line) throws NotDistributable, IOException, InterruptedException {
    if (cache == null) {
      return LinkerCommand.of(line, folder, runner);
    }
    DriverMemo memo = new DriverMemo(runner, cache, false);
    LinkerCommand command = LinkerCommand.of(line, folder, memo);
    return memo.isOutdated(folder)
        ? LinkerCommand.of(line, folder, new DriverMemo(runner, cache, true))
        : command;
  }

  /**
   * Whether the last link of the same output was this one, and all is still as it was: then there
   * is nothing to do, and the report has been told.
   */
  boolean isUpToDate(LinkLine line, LinkerCommand asked, LinkReport report)
      throws IOException, InterruptedException {
    if (cache == null) {
      return false;
    }
    Path output = folder.resolve(asked.output()).toAbsolutePath().normalize();
    String chosen = settings.clang();
    String compiler = chosen.isEmpty() && !line.isLinker() ? line.program() : chosen;
    String runs = compiler.isEmpty() ? "" : Tools.ofScript(compiler, folder, runner);
    String question = Question.of(line, asked, settings, folder, runs);
    Relink made = Relink.of(cache, digests, output, question);
    relink = made;
    lastJobs = new LastJobs(cache, output);
    compiles = !asked.before().isEmpty();
    // Sources on the line are compiled to see whether they changed; the driver's other commands may
    // write anything.
    boolean wanted = settings.cache().relink() || settings.keep() || settings.compare().wanted();
    if (wanted
        || compiles
        || !asked.after().isEmpty()
        || !made.hasSameInputs()
        || !made.hasSameOutputs()) {
      return false;
    }
    LinkRecord last = made.last();
    if (last == null) {
      return false;
    }
    report.upToDate(last, asked.output());
    made.touch();
    digests.save();
    return true;
  }

  /** Takes note of what the link is about to use, as it is now: its files and its compiler. */
  void look(Prepared prepared, Compiler compiler) throws IOException {
    if (cache == null) {
      return;
    }
    identify(compiler);
    for (Path file : prepared.inputs().files()) {
      digests.stamp(file);
    }
  }

  /** Begins to find out who the compiler is. */
  void identify(Compiler compiler) {
    if (cache != null) {
      Tools programs = new Tools(cache, digests, folder, runner);
      identification = new Identification(programs, compiler.program());
      identification.start();
    }
  }

  /** Leaves what was learned of files, and room, when no record of a link is left. */
  void leave(LinkReport report) throws InterruptedException {
    if (cache != null) {
      digests.save();
      upkeep(cache, report);
    }
  }

  /** More words for the final link, by which lld tells what it reads. */
  List<String> words(Path work) {
    return cache == null
        ? List.of()
        : List.of("--dependency-file=" + work.resolve(LinkRecorder.READ));
  }

  /** Who the compiler is. */
  Tools.Tool identity(Compiler compiler) throws IOException, InterruptedException {
    Identification running = identification;
    return running == null
        ? new Tools(null, digests, folder, runner).of(compiler.program(), true)
        : running.tool();
  }

  /** Digests of files that this link reads or makes. */
  FileDigests digests() {
    return digests;
  }

  /**
   * The results that are kept; nothing is if they can't be used.
   *
   * @param inputs what jobs read
   */
  ResultCache results(Compiler compiler, JobInputs inputs, Path tree) throws InterruptedException {
    if (cache == null) {
      return ResultCache.NONE;
    }
    try {
      Tools.Tool tool = requireNonNull(identification).tool();
      tools.addAll(tool.files());
      String around = JobSurroundings.of(settings.backendArgs(), tree, digests);
      JobKeys keys = new JobKeys(tool.identity(), around, inputs);
      LocalResults made = new LocalResults(new ResultStore(cache), keys, tree);
      results = made;
      kept = made.kept();
      clang = tool;
      surroundings = around;
      return made;
    } catch (IOException e) {
      trouble = "the cache is not used: " + IoText.of(e);
      return ResultCache.NONE;
    }
  }

  /** Says once what went wrong with the cache. */
  void report(LinkReport report) {
    LocalResults used = results;
    String what = trouble.isEmpty() && used != null ? used.trouble() : trouble;
    if (!what.isEmpty()) {
      report.aside(what);
    }
  }

  /**
   * Whether the last final link read the same and what it wrote is still there.
   *
   * @param lost what was put into an object besides
   */
  boolean isFinalLinkDone(
      Prepared prepared,
      Split split,
      Plan plan,
      List<ElfSymbols.Mention> lost,
      ProcessResult thin,
      LinkReport report) {
    if (!kept.isEmpty()) {
      try {
        last = FinalLinkKey.of(prepared, split, plan, kept, lost, digests);
      } catch (IOException e) {
        last = Digest.NONE; // an input changed meanwhile
      }
    }
    Relink made = relink;
    LinkRecord before = made == null ? null : made.last();
    boolean known = !last.equals(Digest.NONE);
    if (made == null || before == null || !known || !before.last().equals(last)) {
      return false;
    }
    boolean silent =
        report.said().isEmpty()
            && thin.stderr().isEmpty()
            && before.said().isEmpty()
            && before.printed().isEmpty();
    finalLinkDone =
        silent
            && !settings.cache().relink()
            && !settings.keep()
            && !settings.compare().wanted()
            && prepared.side().none()
            && prepared.trace().none()
            && prepared.writtenByThinLink().isEmpty()
            && made.hasSameInputsBut(prepared.inputs())
            && made.hasSameOutputs();
    return finalLinkDone;
  }

  /**
   * What the last thin link came to, if this one would come to the same and all results of its jobs
   * are still there; then they are in place. Else null, and nothing was put in place.
   */
  @Nullable KnownLink known(Prepared prepared, Compiler compiler, Split split)
      throws InterruptedException {
    Relink made = relink;
    LinkRecord last = made == null ? null : made.last();
    if (cache == null
        || made == null
        || last == null
        || !made.sameInputs()
        || !last.thin().kept()) {
      return null;
    }
    JobHistory jobs = requireNonNull(lastJobs).last(last.thin().jobs());
    KnownLink known = KnownLink.of(last, jobs, prepared, compiler);
    if (known == null) {
      return null;
    }
    try {
      Tools.Tool tool = requireNonNull(identification).tool();
      String around = JobSurroundings.of(settings.backendArgs(), split.tree(), digests);
      byte[] merged = merged(made, last.thin().merged());
      if (!known.fetch(new ResultStore(cache), split.tree(), settings.jobs())) {
        return null;
      }
      if (merged.length > 0) {
        Files.write(split.merged(), merged);
      }
      Path selected = split.tree().resolve(ThinLine.SELECTED).normalize();
      Files.writeString(selected, last.thin().selected());
      kept = known.kept();
      clang = tool;
      tools.addAll(tool.files());
      surroundings = around;
      return known;
    } catch (IOException e) {
      known.remove(split.tree());
      CacheFolder.deleteQuietly(split.merged());
      return null; // pruned, most of all: the thin link runs again
    }
  }

  /** The merged object of the last link; empty if it had none. */
  private byte[] merged(Relink made, String digest) throws IOException {
    if (digest.isEmpty()) {
      return new byte[0];
    }
    Path merged = requireNonNull(cache).file(HistoryFiles.merged(made.output().toString()));
    byte[] bytes = Files.readAllBytes(merged);
    if (!Digest.of(bytes).hex().equals(digest)) {
      throw new IOException("'" + merged + "': belongs to another link");
    }
    return bytes;
  }

  /** How long jobs are expected to take. */
  JobTimes times(List<BackendJob> jobs) {
    LastJobs before = lastJobs;
    return before == null ? JobTimes.bySize(jobs) : before.times(jobs);
  }

  /** Leaves a record of a link that succeeded, and what was learned of files. */
  void record(
      Prepared prepared,
      Split split,
      Plan plan,
      Compiler compiler,
      ProcessResult thin,
      LinkReport report)
      throws InterruptedException {
    Relink made = relink;
    if (cache == null || made == null) {
      return;
    }
    try {
      Tools.Tool tool = clang;
      Digest identity = tool == null ? Digest.NONE : tool.identity();
      LastJobs jobs = requireNonNull(lastJobs);
      String shown = "clang " + compiler.version();
      byte[] now = jobs.now(prepared, plan, shown, identity, surroundings, kept);
      jobs.write(now);
      if (tool != null && prepared.inputs().regular()) {
        tools.addAll(new Tools(cache, digests, folder, runner).of(split.linker(), false).files());
        List<String> words = settings.backendArgs();
        LinkRecorder recorder = new LinkRecorder(prepared, split, words, folder, digests, begin);
        LinkRecord.Thin left = thinOf(made, prepared, split, thin, now);
        LinkRecord before = finalLinkDone ? made.last() : null;
        made.write(recorder.record(made, plan, tools, before, left, last, report));
      }
    } catch (IOException e) {
      made.forget(); // something changed meanwhile, or can't be read: the next link does it all
    }
    digests.save();
    upkeep(cache, report);
  }

  private LinkRecord.Thin thinOf(
      Relink made, Prepared prepared, Split split, ProcessResult thin, byte[] jobs)
      throws IOException {
    CacheFolder place = requireNonNull(cache);
    boolean whole =
        prepared.side().none()
            && prepared.trace().none()
            && prepared.writtenByThinLink().isEmpty()
            && kept.size() == split.selection().thin().size();
    String merged = "";
    if (whole && Files.exists(split.merged())) {
      byte[] bytes = Files.readAllBytes(split.merged());
      merged = Digest.of(bytes).hex();
      place.write(place.file(HistoryFiles.merged(made.output().toString())), bytes);
    }
    String selected = Files.readString(split.tree().resolve(ThinLine.SELECTED).normalize());
    String tag = LastJobs.tag(jobs);
    return new LinkRecord.Thin(whole, selected, thin.stdout(), thin.stderr(), merged, tag);
  }

  private void upkeep(CacheFolder place, LinkReport report) throws InterruptedException {
    LocalResults used = results;
    long stored = used == null ? 0 : used.storedBytes();
    int ran = 0;
    for (LocalResults.Kept result : kept.values()) {
      ran += result.origin() == JobResult.Origin.CACHE ? 0 : 1;
    }
    String note =
        CacheUpkeep.afterLink(place, settings.cache().size(), kept.size() - ran, ran, stored);
    if (!note.isEmpty()) {
      report.aside(note);
    }
  }
}
