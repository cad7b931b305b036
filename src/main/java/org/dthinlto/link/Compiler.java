package org.dthinlto.link;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.dthinlto.exec.Command;
import org.dthinlto.exec.ProcessResult;
import org.dthinlto.exec.ProcessRunner;

/**
 * The clang that runs the backends: which one, and whether it fits the linker. Knows nothing of
 * what it compiles.
 *
 * @param program absolute, or looked up in PATH
 * @param version such as {@code 22.1.8}
 * @param chosen whether the user named it by --clang
 */
record Compiler(String program, String version, boolean chosen) {

  /**
   * Finds it: the one asked for, else the driver, else the clang beside the linker.
   *
   * @throws NotDistributable if there is none
   * @throws IOException if the one asked for is none
   */
  static Compiler of(
      LinkLine line, String wanted, LinkerCommand command, Path folder, ProcessRunner runner)
      throws NotDistributable, IOException, InterruptedException {
    if (!wanted.isEmpty()) {
      return named(wanted, folder, runner);
    }
    if (!line.isLinker()) {
      String version = LlvmVersion.after("clang version ", command.clangVersion());
      if (version.isEmpty()) {
        throw NotDistributable.inProcess(
            "'" + line.program() + "' is no clang, name one with --clang");
      }
      return new Compiler(located(line.program(), folder), version, false);
    }
    String beside = beside(command.linker(), folder);
    String version = beside.isEmpty() ? "" : ask(beside, folder, runner);
    if (version.isEmpty()) {
      throw NotDistributable.inProcess(
          "no clang beside '" + line.program() + "', name one with --clang");
    }
    return new Compiler(beside, version, false);
  }

  /**
   * The one that the user names.
   *
   * @throws IOException if it is no clang
   */
  static Compiler named(String program, Path folder, ProcessRunner runner)
      throws IOException, InterruptedException {
    String version = ask(program, folder, runner);
    if (version.isEmpty()) {
      throw new IOException("'" + program + "': no clang, its --version does not say so");
    }
    return new Compiler(located(program, folder), version, true);
  }

  /** Jobs run in another folder: a relative path has to be made absolute. */
  private static String located(String program, Path folder) {
    return program.indexOf('/') < 0 ? program : folder.resolve(program).toString();
  }

  private static String ask(String program, Path folder, ProcessRunner runner)
      throws IOException, InterruptedException {
    ProcessResult answer =
        runner.run(Command.of(List.of(located(program, folder), "--version"), folder));
    return answer.ok() ? LlvmVersion.after("clang version ", answer.stdout()) : "";
  }

  /** The clang in the folder of the linker's file, or the one that is called alike. */
  private static String beside(String linker, Path folder) throws IOException {
    Path path = Programs.find(linker, folder);
    if (path == null) {
      return "";
    }
    Path real = path.toRealPath().resolveSibling("clang");
    if (Files.isExecutable(real)) {
      return real.toString();
    }
    String base = LinkLine.baseName(linker);
    int dash = base.lastIndexOf('-');
    String suffix =
        dash < 0 || dash + 1 == base.length() || !Character.isDigit(base.charAt(dash + 1))
            ? ""
            : base.substring(dash);
    Path alike = path.resolveSibling("clang" + suffix);
    return Files.isExecutable(alike) ? alike.toString() : "";
  }

  /** The major version; 0 if it isn't known. */
  int release() {
    String major = LlvmVersion.major(version);
    return major.isEmpty() ? 0 : Integer.parseInt(major);
  }

  /**
   * Checks that the compiler takes the LLVM options of the line, or what stands for them: it
   * rejects options that only lld registers, and some values. And that it knows the targets: it
   * rejects processors that lld ignores.
   *
   * @param triples of all modules
   */
  void requireOptions(BackendFlags flags, Set<String> triples, Path folder, ProcessRunner runner)
      throws NotDistributable, IOException, InterruptedException {
    for (String triple : triples) {
      String what =
          !flags.llvm().isEmpty()
              ? "an LLVM option of the line"
              : TargetWords.isToBeTried(triple) ? "the target '" + triple + "'" : "";
      if (!what.isEmpty()) {
        List<String> words = flags.words(triple, false);
        words.addAll(flags.llvm().words(release()));
        require(what, words, folder, runner);
      }
    }
  }

  private void require(String what, List<String> words, Path folder, ProcessRunner runner)
      throws NotDistributable, IOException, InterruptedException {
    List<String> trial = new ArrayList<>(List.of(program));
    trial.addAll(words);
    trial.addAll(List.of("-x", "ir", "/dev/null", "-c", "-emit-llvm", "-o", "/dev/null"));
    ProcessResult result = runner.run(Command.of(trial, folder));
    if (!result.ok()) {
      int end = result.stderr().indexOf('\n');
      throw NotDistributable.inProcess(
          what
              + " is not known to '"
              + program
              + "' ("
              + (end < 0 ? result.stderr() : result.stderr().substring(0, end))
              + ")");
    }
  }

  /**
   * Checks that the compiler can read bitcode of another: LLVM reads what older releases wrote.
   *
   * @param producer what the bitcode says of its writer, such as {@code LLVM22.1.8}
   */
  void requireAsNewAs(String producer, String module) throws IOException {
    String writer = LlvmVersion.after("LLVM", producer);
    if (writer.isEmpty() || version.isEmpty()) {
      return;
    }
    String newer = LlvmVersion.major(writer);
    String own = LlvmVersion.major(version);
    if (newer.length() > own.length()
        || (newer.length() == own.length() && newer.compareTo(own) > 0)) {
      throw new IOException(
          "'"
              + module
              + "': was compiled by LLVM "
              + writer
              + ", but '"
              + program
              + "' is clang "
              + version
              + "; name a clang of that version with --clang");
    }
  }

  /**
   * Checks that the linker is an lld of the compiler's version: their summaries would not fit, or
   * their optimisers differ.
   *
   * @param linkerLine what the linker says of itself
   */
  void requireVersionOf(String linkerLine) throws NotDistributable, IOException {
    String linker = LlvmVersion.after("LLD ", linkerLine);
    if (!LlvmVersion.major(linker).equals(LlvmVersion.major(version))) {
      String what =
          "'"
              + program
              + "' is clang "
              + version
              + ", but the linker is lld "
              + (linker.isEmpty() ? "of an unknown version" : linker);
      if (chosen) {
        throw new IOException(what + "; name a clang of that version with --clang");
      }
      throw NotDistributable.inProcess(what);
    }
  }

  /** Checks that a linker whose name does not say so is lld. */
  static void requireLld(String linker, Path folder, ProcessRunner runner)
      throws NotDistributable, IOException, InterruptedException {
    if (LinkLine.baseName(linker).contains("lld")) {
      return;
    }
    ProcessResult answer = runner.run(Command.of(List.of(linker, "--version"), folder));
    if (!answer.stdout().contains("LLD ")) {
      throw NotDistributable.inProcess(
          "'" + linker + "' is no lld, which alone can do a thin link; use -fuse-ld=lld");
    }
  }
}
