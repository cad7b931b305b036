package org.dthinlto.link;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.dthinlto.cache.Digest;
import org.dthinlto.cache.FileDigests;
import org.dthinlto.cache.FileStamp;
import org.dthinlto.history.LinkRecord;
import org.dthinlto.plan.Plan;
import org.jspecify.annotations.Nullable;

/** Makes the record of a link that succeeded: all that it read and wrote. Runs nothing. */
final class LinkRecorder {

  /** Where the final link writes what it read; the thin link doesn't. */
  static final String READ = "read.d";

  /** A clock of the file system ticks that often at least. */
  private static final long TICK_MILLIS = 12;

  private final Prepared prepared;
  private final Split split;
  private final List<String> backendArgs;
  private final Path folder;
  private final FileDigests digests;
  private final Contents contents;
  private final long begin;

  /**
   * @param backendArgs words for the compiler, which may name files
   * @param folder the user's
   * @param begin when the link began, as {@link FileStamp#now} says it
   */
  LinkRecorder(
      Prepared prepared,
      Split split,
      List<String> backendArgs,
      Path folder,
      FileDigests digests,
      long begin) {
    this.prepared = prepared;
    this.split = split;
    this.backendArgs = backendArgs;
    this.folder = folder;
    this.digests = digests;
    this.contents = new Contents(digests);
    this.begin = begin;
  }

  /**
   * The record.
   *
   * @param tools files of the programs that ran
   * @param before the last record, if what its final link read counts for this one; else null
   * @param thin what the thin link came to
   * @param last stands for what the final link read
   * @throws IOException if something changed meanwhile
   */
  LinkRecord record(
      Relink made,
      Plan plan,
      Set<Path> tools,
      @Nullable LinkRecord before,
      LinkRecord.Thin thin,
      Digest last,
      LinkReport report)
      throws IOException, InterruptedException {
    LinkInputs read = prepared.inputs();
    List<LinkRecord.Output> outputs = outputs(plan);
    List<LinkRecord.Input> inputs = new ArrayList<>();
    for (Path file : read.files()) {
      inputs.add(input(file, read.expanded().contains(file)));
    }
    Set<Path> others = new LinkedHashSet<>(tools);
    List<String> absent = new ArrayList<>();
    for (Path file : JobSurroundings.files(backendArgs, split.tree())) {
      if (Files.isRegularFile(file)) {
        others.add(file);
      } else if (!Files.exists(file)) {
        absent.add(file.toString());
      }
    }
    if (before != null) {
      for (LinkRecord.Input input : before.inputs()) {
        others.add(Path.of(input.path())); // what the final link would have read
      }
    } else {
      Path dependencies = split.work().resolve(READ);
      addDependencies(
          Files.exists(dependencies) || read.dependencies().isEmpty()
              ? dependencies
              : folder.resolve(read.dependencies()),
          folder,
          split.work(),
          others);
    }
    for (Path other : others) {
      if (!read.files().contains(other)) {
        FileStamp stamp = digests.stamp(other);
        if (!stamp.isSettled(begin + FileStamp.UNSETTLED_NANOS)) {
          throw new IOException("'" + other + "': changed during the link");
        }
        inputs.add(input(other, false));
      }
    }
    for (Path file : read.absent()) {
      absent.add(file.toString());
    }
    return new LinkRecord(
        made.output().toString(),
        made.question(),
        inputs,
        absent,
        outputs,
        report.printed(),
        report.said(),
        report.notCarriedOver(),
        prepared.modules(),
        plan.jobs().size(),
        thin,
        last);
  }

  private LinkRecord.Input input(Path file, boolean archive) throws IOException {
    return new LinkRecord.Input(
        file.toString(),
        archive,
        digests.isSettled(file),
        digests.stamp(file),
        contents.of(file, archive));
  }

  /** Files that lld says it read, but for those of this link. */
  private void addDependencies(Path list, Path from, Path work, Set<Path> files)
      throws IOException {
    Path tree = from.toAbsolutePath();
    for (String name :
        DependencyFile.prerequisites(
            new String(Files.readAllBytes(list), StandardCharsets.UTF_8))) {
      Path file = tree.resolve(name).normalize();
      if (!file.startsWith(work) && Files.isRegularFile(file)) {
        files.add(tree.resolve(name));
      }
    }
  }

  /**
   * What was written, as it is now. A clock of the file system ticks every few milliseconds: what
   * comes after us must not fall into the same tick.
   */
  private List<LinkRecord.Output> outputs(Plan plan) throws IOException, InterruptedException {
    Set<Path> files = new LinkedHashSet<>();
    files.add(folder.resolve(prepared.output()));
    for (String product : prepared.inputs().products()) {
      files.add(folder.resolve(product));
    }
    for (String target : prepared.side().targets(plan.jobs())) {
      files.add(folder.resolve(target));
    }
    List<LinkRecord.Output> outputs = new ArrayList<>();
    for (Path file : files) {
      if (Files.isRegularFile(file)) {
        FileStamp stamp = FileStamp.of(file);
        long sum = stamp.isCoarse() ? Checksum.of(file) : 0;
        outputs.add(new LinkRecord.Output(file.toAbsolutePath().toString(), stamp, sum));
        long age = (FileStamp.now() - stamp.modified()) / 1_000_000;
        if (age >= 0 && age < TICK_MILLIS) {
          Thread.sleep(TICK_MILLIS - age);
        }
      }
    }
    return outputs;
  }
}
