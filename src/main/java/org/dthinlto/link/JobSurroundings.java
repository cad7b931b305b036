package org.dthinlto.link;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.dthinlto.cache.FileDigests;
import org.dthinlto.plan.BackendJob;
import org.dthinlto.thinlink.Lines;

/**
 * What else than its command and its inputs decides the result of a backend job: variables, files
 * that the user's own words for the compiler name, and the processor, if code is to be for the one
 * at hand.
 */
final class JobSurroundings {

  private static final Path PROCESSOR = Path.of("/proc/cpuinfo");

  /** The lines of the first processor that say what it can do: on x86, on ARM, on others. */
  private static final List<String> ABILITIES =
      List.of("vendor_id", "cpu family", "model", "flags", "Features", "CPU part", "isa", "cpu");

  /** Of {@code -fprofile-use=FOLDER}. */
  private static final String PROFILE = "default.profdata";

  private JobSurroundings() {}

  /** All of it as one text, the same if it is the same. */
  static String of(List<String> backendArgs, Path tree, FileDigests digests) throws IOException {
    StringBuilder text = new StringBuilder(Variables.ofJobs(System.getenv()));
    for (Path file : files(backendArgs, tree)) {
      if (Files.isRegularFile(file)) {
        text.append(file.getFileName()).append(' ').append(digests.of(file).hex()).append('\n');
      }
    }
    return text.append(processor(ResponseFile.expand(backendArgs, tree))).toString();
  }

  /**
   * The files that words for the compiler may name, whether they are there or not: as a word, such
   * as behind {@code -Xclang -load}, behind a "=" as in {@code -fprofile-use=FILE}, or as
   * {@code @FILE}. In a folder clang looks for a profile.
   */
  static Set<Path> files(List<String> words, Path tree) throws IOException {
    Set<Path> files = new LinkedHashSet<>();
    for (String word : words) {
      if (word.startsWith("@")) {
        add(word.substring(1), tree, files);
      }
    }
    for (String word : ResponseFile.expand(words, tree)) {
      if (!word.startsWith("-")) {
        add(word, tree, files);
      }
      for (int at = word.indexOf('='); at >= 0; at = word.indexOf('=', at + 1)) {
        add(word.substring(at + 1), tree, files);
      }
    }
    return files;
  }

  /**
   * A word by which jobs depend on this machine: one that the user has for the compiler and that
   * names a file, or one that asks for code for the processor at hand. Empty if there is none.
   */
  static String boundToMachine(List<String> words, List<BackendJob> jobs, Path tree)
      throws IOException {
    for (Path file : files(words, tree)) {
      if (Files.isRegularFile(file)) {
        return file.toString();
      }
    }
    for (BackendJob job : jobs) {
      for (String word : job.argv()) {
        if (word.endsWith("=native")) {
          return word;
        }
      }
    }
    return "";
  }

  private static void add(String name, Path tree, Set<Path> files) {
    if (name.isEmpty() || name.indexOf('\0') >= 0) {
      return;
    }
    Path file = tree.resolve(name);
    files.add(file);
    if (Files.isDirectory(file)) {
      files.add(file.resolve(PROFILE));
    }
  }

  /** What the processor at hand can do, if words ask for code for it; else empty. */
  static String processor(List<String> words) throws IOException {
    for (String word : words) {
      if (word.endsWith("native")) {
        return processor();
      }
    }
    return "";
  }

  private static String processor() throws IOException {
    StringBuilder abilities = new StringBuilder();
    if (!Files.exists(PROCESSOR)) {
      return "";
    }
    String text = new String(Files.readAllBytes(PROCESSOR), StandardCharsets.UTF_8);
    for (String line : Lines.split(text, '\n')) {
      int colon = line.indexOf(':');
      if (colon < 0) {
        break; // the next processor
      }
      if (ABILITIES.contains(line.substring(0, colon).trim())) {
        abilities.append(line).append('\n');
      }
    }
    return abilities.toString();
  }
}
