package org.dthinlto.link;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.dthinlto.cache.CacheFolder;
import org.dthinlto.cache.FileDigests;
import org.dthinlto.cache.FileStamp;
import org.dthinlto.history.HistoryFiles;
import org.dthinlto.history.LinkRecord;
import org.jspecify.annotations.Nullable;

/**
 * Compares a link with the last one of the same output, by its record: whether the same is asked
 * for, the same would be read, and what was written is still there. Runs nothing.
 */
final class Relink {

  private static final long DAY_MILLIS = 86_400_000;

  private final Contents contents;
  private final CacheFolder cache;
  private final Path output;
  private final String question;
  private @Nullable LinkRecord last;
  private boolean sameInputs;

  private Relink(
      CacheFolder cache,
      FileDigests digests,
      Path output,
      String question,
      @Nullable LinkRecord record) {
    this.cache = cache;
    this.contents = new Contents(digests);
    this.output = output;
    this.question = question;
    boolean same =
        record != null
            && record.output().equals(output.toString())
            && record.question().equals(question);
    this.last = same ? record : null;
  }

  /**
   * Looks the last link up.
   *
   * @param output absolute
   */
  static Relink of(CacheFolder cache, FileDigests digests, Path output, String question) {
    LinkRecord found = null;
    try {
      found = LinkRecord.of(Files.readAllBytes(cache.file(HistoryFiles.link(output.toString()))));
    } catch (IOException e) {
      found = null; // there was none, or its record is damaged: then all is to be done
    }
    return new Relink(cache, digests, output, question, found);
  }

  String question() {
    return question;
  }

  Path output() {
    return output;
  }

  /** The last link, if the same was asked for; else null. */
  @Nullable LinkRecord last() {
    return last;
  }

  /**
   * Whether the last link read the same as this one would. Files that were touched are looked into,
   * and the record is then written anew.
   */
  boolean hasSameInputs() {
    if (last == null) {
      return false;
    }
    List<LinkRecord.Input> now = new ArrayList<>(last.inputs().size());
    boolean touched = false;
    try {
      for (LinkRecord.Input input : last.inputs()) {
        Path file = Path.of(input.path());
        long looked = FileStamp.now();
        FileStamp stamp = FileStamp.of(file);
        if (input.settled() && stamp.equals(input.stamp())) {
          now.add(input);
        } else if (contents.of(file, input.archive()).equals(input.content())
            && FileStamp.of(file).equals(stamp)) {
          touched = true;
          now.add(
              new LinkRecord.Input(
                  input.path(), input.archive(), stamp.isSettled(looked), stamp, input.content()));
        } else {
          return false;
        }
      }
    } catch (IOException e) {
      return false;
    }
    sameInputs = !isAnyThere(last.absent());
    if (sameInputs && touched) {
      last = last.withInputs(now);
      write(last);
    }
    return sameInputs;
  }

  /** Whether all but the modules is as the last link read it. */
  boolean hasSameInputsBut(LinkInputs modules) {
    if (last == null) {
      return false;
    }
    try {
      for (LinkRecord.Input input : last.inputs()) {
        Path file = Path.of(input.path());
        boolean module = input.archive() || modules.modules().contains(file);
        if (!module && !contents.of(file, false).equals(input.content())) {
          return false;
        }
      }
    } catch (IOException e) {
      return false;
    }
    return !isAnyThere(last.absent());
  }

  private static boolean isAnyThere(List<String> absent) {
    for (String path : absent) {
      if (Files.exists(Path.of(path))) {
        return true;
      }
    }
    return false;
  }

  /** What {@link #hasSameInputs} said. */
  boolean sameInputs() {
    return sameInputs;
  }

  /** Whether all that the last link wrote is as it left it. */
  boolean hasSameOutputs() {
    return last != null && areSame(last.outputs());
  }

  static boolean areSame(List<LinkRecord.Output> outputs) {
    for (LinkRecord.Output output : outputs) {
      try {
        Path file = Path.of(output.path());
        FileStamp stamp = FileStamp.of(file);
        boolean coarse = stamp.isCoarse();
        if (!stamp.equals(output.stamp()) || (coarse && Checksum.of(file) != output.checksum())) {
          return false;
        }
      } catch (IOException e) {
        return false;
      }
    }
    return true;
  }

  /** Whether an input is younger than an output, as after a touch: make takes that for outdated. */
  boolean hasYoungerInput() {
    if (last == null) {
      return false;
    }
    long oldest = Long.MAX_VALUE;
    for (LinkRecord.Output made : last.outputs()) {
      oldest = Math.min(oldest, made.stamp().modified());
    }
    for (LinkRecord.Input input : last.inputs()) {
      if (input.stamp().modified() > oldest) {
        return true;
      }
    }
    return false;
  }

  /**
   * Gives the outputs of the last link the present as their time, and keeps that in mind. One that
   * can't be touched stays as it is; the next link does the final link then.
   */
  void renewOutputs() {
    LinkRecord before = last;
    if (before == null) {
      return;
    }
    List<LinkRecord.Output> renewed = new ArrayList<>(before.outputs().size());
    try {
      FileTime now = FileTime.from(Instant.now());
      for (LinkRecord.Output made : before.outputs()) {
        Path file = Path.of(made.path());
        Files.setLastModifiedTime(file, now);
        FileStamp stamp = FileStamp.of(file);
        long sum = stamp.isCoarse() ? Checksum.of(file) : 0;
        renewed.add(new LinkRecord.Output(made.path(), stamp, sum));
      }
    } catch (IOException e) {
      return;
    }
    last = before.withOutputs(renewed);
    write(last);
  }

  /** Marks all that is known of the link as used, unless it says so already: to within a day. */
  void touch() {
    long now = System.currentTimeMillis();
    String name = output.toString();
    try {
      Path record = cache.file(HistoryFiles.link(name));
      if (now - Files.getLastModifiedTime(record).toMillis() > DAY_MILLIS) {
        FileTime time = FileTime.fromMillis(now);
        Files.setLastModifiedTime(record, time);
        Files.setLastModifiedTime(cache.file(HistoryFiles.jobs(name)), time);
        Files.setLastModifiedTime(cache.file(HistoryFiles.merged(name)), time);
      }
    } catch (IOException e) {
      return; // most links have no merged object; what isn't marked goes when it gets old
    }
  }

  /** Writes down what this link was; one that can't be written down is done in full next time. */
  void write(LinkRecord now) {
    try {
      cache.write(cache.file(HistoryFiles.link(output.toString())), now.bytes());
    } catch (IOException e) {
      return;
    }
  }

  /** Forgets the last link: what it left is about to change. */
  void forget() {
    try {
      Files.deleteIfExists(cache.file(HistoryFiles.link(output.toString())));
    } catch (IOException e) {
      return; // a cache that can't be written: the stamps will tell
    }
  }
}
