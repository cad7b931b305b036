package org.dthinlto.link;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.dthinlto.plan.BackendJob;
import org.dthinlto.plan.Ending;
import org.dthinlto.thinlink.StagedNames;

/**
 * The time trace of a link that the line asks for. lld's own holds thin link, backends and link in
 * one file; here each of them writes one, and the user gets one of all. Knows where they are, not
 * what is in them.
 *
 * @param file what the final link writes, and the user gets; empty if there is no trace
 * @param word the user's, for a message
 * @param thinWords what the thin link is told
 * @param beside whether the file lies beside the output by lld's own choice; the thin link's, too
 * @param granularity in microseconds; empty if the line says nothing of it
 */
record TimeTrace(
    String file, String word, List<String> thinWords, boolean beside, String granularity) {

  /** clang 16 is the first that can be told the name of the file. */
  private static final int FIRST_CLANG = 16;

  private static final String OF_JOBS = StagedNames.SIDE + "/trace/";
  private static final String OF_THIN_LINK = "../trace";

  static TimeTrace of(List<LinkerArg> args, String output) {
    String file = "";
    String word = "";
    String granularity = "";
    List<String> thinWords = new ArrayList<>();
    for (LinkerArg arg : args) {
      switch (arg.option().name()) {
        case "time-trace", "time-trace-file", "plugin-opt=time-trace" -> {
          file = arg.value().isEmpty() ? file : arg.value();
          word = word.isEmpty() ? arg.words().get(0) : word;
          thinWords.addAll(arg.value().isEmpty() ? arg.words() : arg.withValue(OF_THIN_LINK));
        }
        case "time-trace-granularity" -> {
          granularity = arg.value();
          thinWords.addAll(arg.words());
        }
        default -> {}
      }
    }
    // A trace on standard output is that of the final link.
    if (word.isEmpty() || file.equals("-")) {
      return new TimeTrace("", "", List.of(), false, "");
    }
    boolean beside = file.isEmpty();
    return new TimeTrace(
        beside ? output + ".time-trace" : file, word, thinWords, beside, granularity);
  }

  boolean none() {
    return file.isEmpty();
  }

  private boolean traces(int release) {
    return !none() && release >= FIRST_CLANG;
  }

  /** What the user has to know. */
  List<BackendFlags.NotCarried> notCarried(int release) {
    return none() || traces(release)
        ? List.of()
        : List.of(
            new BackendFlags.NotCarried(
                word, "clang before " + FIRST_CLANG + " can't be told where to write a trace"));
  }

  /** What clang is told for one job. */
  List<String> words(String nativeName, int release) {
    if (!traces(release)) {
      return List.of();
    }
    String trace = "-ftime-trace=" + staged(nativeName);
    return granularity.isEmpty()
        ? List.of(trace)
        : List.of(trace, "-ftime-trace-granularity=" + granularity);
  }

  /** What one job writes. */
  List<String> outputs(String nativeName, int release) {
    return traces(release) ? List.of(staged(nativeName)) : List.of();
  }

  private static String staged(String nativeName) {
    return OF_JOBS + nativeName.substring(StagedNames.NATIVE.length() + 1);
  }

  /** Takes the trace of the thin link, before the final link writes to the same place. */
  void take(Path tree, Path folder) throws IOException {
    Path written = folder.resolve(file);
    if (beside && Files.isRegularFile(written)) {
      Path kept = tree.resolve(OF_THIN_LINK).normalize();
      Files.move(written, kept, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** What is put into the trace of the final link, as far as it is there. */
  List<Ending.Trace> parts(List<BackendJob> jobs) {
    List<Ending.Trace> parts = new ArrayList<>();
    if (!none()) {
      parts.add(new Ending.Trace("thin link", OF_THIN_LINK));
      for (BackendJob job : jobs) {
        parts.add(new Ending.Trace(job.userName(), staged(job.output())));
      }
    }
    return parts;
  }
}
