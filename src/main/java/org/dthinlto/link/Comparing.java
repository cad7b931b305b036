package org.dthinlto.link;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.dthinlto.bitcode.Slice;
import org.dthinlto.compare.Comparison;
import org.dthinlto.compare.ComparisonJson;
import org.dthinlto.compare.ComparisonText;
import org.dthinlto.compare.Input;
import org.dthinlto.compare.Programs;
import org.dthinlto.exec.Command;
import org.dthinlto.exec.ProcessResult;
import org.dthinlto.exec.ProcessRunner;
import org.dthinlto.plan.BackendJob;
import org.dthinlto.plan.Plan;
import org.dthinlto.report.Summary;
import org.dthinlto.report.SummaryWriter;
import org.dthinlto.thinlink.Candidate;

/**
 * Links the user's line in process, too, into the work folder, and says whether the two programs
 * agree. Knows which files to compare, not how.
 */
final class Comparing {

  private static final String MAP = "distributed.map";
  private static final String FOLDER = "in-process";

  private final CompareSettings settings;
  private final Path folder;
  private final LinkReport report;

  Comparing(LinkSettings settings, Path folder, LinkReport report) {
    this.settings = settings.compare();
    this.folder = folder;
    this.report = report;
  }

  /**
   * Words that the final link gets so that there is something to compare; the user's count more.
   */
  List<String> words(Path work) {
    return settings.wanted() ? List.of("-Map=" + work.resolve(MAP)) : List.of();
  }

  /** Says that nothing was compared, because the line ran unchanged. */
  void nothing(Summary.Outcome outcome, String reason) throws IOException {
    if (!settings.wanted()) {
      return;
    }
    report.print("'" + report.output() + "': nothing to compare, " + reason + "\n");
    write(ComparisonJson.ofNothing(outcome.word(), reason, report.output()));
  }

  /**
   * Compares what was linked with a link in process.
   *
   * @return the exit status: 0 if they agree but for what differs by nature
   */
  int compare(
      LinkerCommand command, Prepared prepared, Split split, Plan plan, ProcessRunner runner)
      throws IOException, InterruptedException {
    if (!settings.wanted()) {
      return 0;
    }
    Path output = folder.resolve(prepared.output());
    if (!Files.isRegularFile(output)) {
      throw new IOException("'" + prepared.output() + "': is no file that could be compared");
    }
    report.begin(LinkReport.Phase.COMPARE);
    Path place = split.work().resolve(FOLDER);
    Path objects = Files.createDirectories(place.resolve("lto"));
    Path reference = Files.createDirectory(place.resolve("out")).resolve(output.getFileName());
    Command link = split.lld(referenceWords(command, objects, reference), folder, "reference.rsp");
    report.command("link in process", link.directory(), link.argv());
    ProcessResult result = runner.run(link);
    if (!result.ok()) {
      report.pass(result.stderr());
      report.error(
          "'"
              + prepared.output()
              + "': nothing to compare with, the link in process failed, lld "
              + result.ending());
      return 1;
    }
    List<Input> natives = natives(prepared, split.selection().loaded());
    List<Input> ours = made(split, plan);
    ours.addAll(natives);
    List<Input> theirs = written(objects);
    theirs.addAll(natives);
    String map = split.names().restoreTree(text(split.work().resolve(MAP)));
    Comparison comparison =
        Programs.compare(
            new Programs.Linked(output, ours, map),
            new Programs.Linked(reference, theirs, text(objects.resolve("map"))));
    report.print(ComparisonText.of(comparison, prepared.output()));
    write(ComparisonJson.of(comparison, prepared.output()));
    return comparison.agrees() ? 0 : 1;
  }

  /** Options by which lld's LTO writes files, uses a cache, or splits what full LTO compiles. */
  private static final List<String> LEFT_OUT =
      List.of(
          "o",
          "thinlto-cache-dir",
          "lto-partitions",
          "opt-remarks",
          "plugin-opt=opt-remarks",
          "plugin-opt=dwo_dir",
          "plugin-opt=stats-file");

  /** The user's words, without those by which lld writes other files or prints. */
  private static List<String> referenceWords(LinkerCommand command, Path objects, Path reference) {
    List<String> words = new ArrayList<>();
    for (LinkerArg arg : LldOptions.load().parse(command.words())) {
      boolean kept =
          switch (arg.option().fate()) {
            case THIN -> isOfVersions(arg);
            case THINFILE, FINAL -> false;
            default -> !isLeftOut(arg.option().name());
          };
      if (kept) {
        words.addAll(arg.words());
      }
    }
    words.add("--lto-obj-path=" + objects.resolve("o"));
    words.add("-Map=" + objects.resolve("map"));
    words.add("-o");
    words.add(reference.toString());
    return words;
  }

  /** Whether lld may refuse a version script, which the thin link alone is told. */
  private static boolean isOfVersions(LinkerArg arg) {
    return arg.is("undefined-version") || arg.is("no-undefined-version");
  }

  private static boolean isLeftOut(String name) {
    for (String option : LEFT_OUT) {
      if (name.equals(option) || (option.length() > 1 && name.startsWith(option))) {
        return true;
      }
    }
    return false;
  }

  /** What the jobs and the thin link compiled. */
  private static List<Input> made(Split split, Plan plan) throws IOException {
    List<Input> made = new ArrayList<>();
    for (BackendJob job : plan.jobs()) {
      made.add(new Input(job.userName(), Slice.whole(plan.tree().resolve(job.output())), true));
    }
    Path merged = split.merged();
    if (Files.exists(merged) && Files.size(merged) > 0) {
      made.add(new Input("full LTO", Slice.whole(merged), true));
    }
    return made;
  }

  /** What lld in process compiled: {@code o}, {@code o1}, {@code o2}, in link order. */
  private static List<Input> written(Path objects) throws IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(objects, "o*")) {
      for (Path file : found) {
        if (Files.size(file) > 0) {
          files.add(file);
        }
      }
    }
    files.sort(
        Comparator.comparingInt((Path file) -> file.toString().length())
            .thenComparing(Path::toString));
    List<Input> written = new ArrayList<>();
    for (Path file : files) {
      written.add(new Input("LTO object " + file.getFileName(), Slice.whole(file), true));
    }
    return written;
  }

  /** The native inputs that were linked, both times. */
  private static List<Input> natives(Prepared prepared, Map<String, Integer> loaded) {
    List<Candidate> found = new ArrayList<>();
    for (Candidate object : prepared.objects().values()) {
      if (!object.isBitcode() && loaded.containsKey(object.linkName())) {
        found.add(object);
      }
    }
    found.sort(Comparator.comparingInt(object -> loaded.getOrDefault(object.linkName(), 0)));
    List<Input> natives = new ArrayList<>();
    for (Candidate object : found) {
      natives.add(new Input(object.userName(), object.content(), false));
    }
    return natives;
  }

  /** A map; without one, fewer cases can be told apart. */
  private static String text(Path file) throws IOException {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      return "";
    }
  }

  private void write(byte[] json) throws IOException {
    if (!settings.json().isEmpty()) {
      SummaryWriter.write(json, folder.resolve(settings.json()));
    }
  }
}
