package org.dthinlto.link;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dthinlto.thinlink.Lines;
import org.dthinlto.thinlink.StagedNames;

/**
 * What options of the line tell lld's backends beyond level and kind of code: clang's words for
 * them, mostly from the table of options, and the files that jobs read by them. Doesn't know what
 * jobs write.
 *
 * @param words for every job; files in them by their staged names
 * @param reads what every job reads
 * @param labels whether basic blocks are to be labelled, which depends on the version
 */
record BackendOptions(List<String> words, List<Read> reads, boolean labels) {

  private static final String PROFILE = "lto-cs-profile-file";
  private static final String SECTIONS = "lto-basic-block-sections";

  /**
   * LLVM 20 and later take {@code --lto-basic-block-sections=labels} and do nothing (22, tried).
   */
  private static final int LABELS_END = 20;

  /** A file of the user's and its name in the tree. */
  record Read(Path file, String staged) {}

  /**
   * Reads the arguments of lld; of options of one name the last counts.
   *
   * @throws NotDistributable if a file isn't there, which is for lld to say
   */
  static BackendOptions of(List<LinkerArg> args, Path folder, StagedNames names)
      throws NotDistributable, IOException {
    Map<String, LinkerArg> last = new LinkedHashMap<>();
    for (LinkerArg arg : args) {
      LldOption.Fate fate = arg.option().fate();
      if (fate == LldOption.Fate.BACKEND || fate == LldOption.Fate.BACKREAD) {
        last.put(arg.option().name(), arg);
      }
    }
    List<String> words = new ArrayList<>();
    List<Read> reads = new ArrayList<>();
    boolean labels = false;
    for (LinkerArg arg : last.values()) {
      String value = arg.value();
      if (reads(arg, args)) {
        value = names.of(folder.resolve(value));
        add(new Read(folder.resolve(arg.value()), value), arg, reads);
      }
      if (arg.is(PROFILE)) {
        boolean runtime = generates(args);
        words.addAll(runtime ? List.of("-Xclang") : List.of());
        words.add((runtime ? "-fprofile-instrument-path=" : "-fprofile-use=") + value);
      } else if (arg.is(SECTIONS)) {
        labels = value.equals("labels");
        if (value.equals("all")) {
          words.add("-fbasic-block-sections=all");
        } else if (reads(arg, args)) {
          words.add("-fbasic-block-sections=list=" + value);
        }
      } else if (!value.isEmpty() || arg.option().clang().indexOf('@') < 0) {
        for (String word : Lines.split(arg.option().clang(), ' ')) {
          words.add(word.replace("@", value));
        }
      }
    }
    return new BackendOptions(words, reads, labels);
  }

  private static void add(Read read, LinkerArg arg, List<Read> reads) throws NotDistributable {
    if (!Files.isReadable(read.file())) {
      throw NotDistributable.inProcess("'" + arg.value() + "': can't be read");
    }
    for (Read known : reads) {
      if (known.staged().equals(read.staged())) {
        return;
      }
    }
    reads.add(read);
  }

  /**
   * Whether lld's backends read the file that a value names: keywords are none, nor is the path
   * under which a program is to write its profile.
   */
  static boolean reads(LinkerArg arg, List<LinkerArg> args) {
    String value = arg.value();
    if (arg.option().fate() != LldOption.Fate.BACKREAD) {
      return false;
    }
    if (arg.is(SECTIONS)) {
      return !value.isEmpty()
          && !value.equals("all")
          && !value.equals("labels")
          && !value.equals("none");
    }
    return !value.isEmpty() && !(arg.is(PROFILE) && generates(args));
  }

  private static boolean generates(List<LinkerArg> args) {
    for (LinkerArg arg : args) {
      if (arg.is("lto-cs-profile-generate")) {
        return true;
      }
    }
    return false;
  }

  /**
   * The words for every job.
   *
   * @param release of clang
   */
  List<String> words(int release) {
    if (!labels || release >= LABELS_END) {
      return words;
    }
    List<String> all = new ArrayList<>(words);
    all.add("-fbasic-block-sections=labels");
    return all;
  }
}
