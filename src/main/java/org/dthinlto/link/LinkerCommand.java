package org.dthinlto.link;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dthinlto.exec.Command;
import org.dthinlto.exec.ProcessResult;
import org.dthinlto.exec.ProcessRunner;

/**
 * The linker command behind a link line, argument by argument, and what has to run before and after
 * it. Knows lld's grammar, not what the inputs are.
 *
 * @param before commands that make inputs from sources on the line
 * @param linker the linker program
 * @param words the words behind it, response files expanded
 * @param after commands that come after the link
 * @param clangVersion the driver's version line; empty for a linker line
 * @param said what the driver has to say to the user; empty for a linker line
 */
record LinkerCommand(
    List<List<String>> before,
    String linker,
    List<String> words,
    List<List<String>> after,
    String clangVersion,
    String said) {

  LinkerCommand(
      List<List<String>> before,
      String linker,
      List<String> words,
      List<List<String>> after,
      String clangVersion) {
    this(before, linker, words, after, clangVersion, "");
  }

  /**
   * Finds it: a linker line is one already, a driver is asked.
   *
   * @throws NotDistributable if there is no link in it, or not by lld
   */
  static LinkerCommand of(LinkLine line, Path folder, ProcessRunner runner)
      throws NotDistributable, IOException, InterruptedException {
    if (line.isLinker()) {
      List<String> words = line.words();
      if (isGeneric(line.program()) && words.size() >= 2 && words.get(0).equals("-flavor")) {
        if (!words.get(1).equals("gnu") && !words.get(1).equals("ld.lld")) {
          throw NotDistributable.plain("flavor '" + words.get(1) + "'");
        }
        words = words.subList(2, words.size());
      }
      return new LinkerCommand(
          List.of(), line.program(), ResponseFile.expand(words, folder), List.of(), "");
    }
    if (line.words().contains("-###")) {
      throw NotDistributable.plain("'-###' only shows the commands");
    }
    List<String> ask = new ArrayList<>(line.inProcess());
    ask.add(1, "-###");
    ProcessResult answer = runner.run(Command.of(ask, folder));
    // clang before 15 goes on without an input that is missing, and only says so.
    if (!answer.ok() || DriverExpansion.hasError(answer.stderr())) {
      throw NotDistributable.plain("the driver has an error to report");
    }
    DriverExpansion commands =
        DriverExpansion.parse(answer.stderr()).withLinker(line.chosenLinker());
    if (commands.linker().isEmpty()) {
      throw NotDistributable.plain("no link");
    }
    String linker = commands.linker().get(0);
    List<String> words = commands.linker().subList(1, commands.linker().size());
    if (LinkLine.baseName(linker).equals("collect2")) {
      linker = lldOfGcc(line, folder, runner);
      words = withoutCollect2(words);
    }
    words = ResponseFile.expand(words, folder);
    String said =
        line.words().contains("-v") ? answer.stderr() : DriverExpansion.warnings(answer.stderr());
    return new LinkerCommand(
        commands.before(), linker, words, commands.after(), commands.version(), said);
  }

  /** What collect2 keeps for itself. */
  private static List<String> withoutCollect2(List<String> words) {
    List<String> kept = new ArrayList<>(words.size());
    for (String word : words) {
      if (!word.startsWith("-fuse-ld=")) {
        kept.add(word);
      }
    }
    return kept;
  }

  /** The ld.lld that gcc would take, which the line's -B options decide. */
  private static String lldOfGcc(LinkLine line, Path folder, ProcessRunner runner)
      throws IOException, InterruptedException {
    List<String> ask = new ArrayList<>(List.of(line.program(), "-print-prog-name=ld.lld"));
    for (int i = 0; i < line.words().size(); i++) {
      String word = line.words().get(i);
      if (word.startsWith("-B")) {
        ask.add(word);
        if (word.equals("-B") && i + 1 < line.words().size()) {
          ask.add(line.words().get(i + 1));
        }
      }
    }
    return runner.run(Command.of(ask, folder)).stdout().strip();
  }

  /** Whether a linker is the lld of all formats, which has to be told to be ld.lld. */
  private static boolean isGeneric(String program) {
    String base = LinkLine.baseName(program);
    return base.startsWith("lld") || base.startsWith("rust-lld");
  }

  /** The first words of a run of the linker in another folder. */
  List<String> linkerFor(Path folder) {
    List<String> argv = new ArrayList<>();
    argv.add(linker.indexOf('/') < 0 ? linker : folder.resolve(linker).toString());
    if (isGeneric(linker)) {
      argv.add("-flavor");
      argv.add("gnu");
    }
    return argv;
  }

  /** The output, before the whole line has been read. */
  String output() {
    String output = "a.out";
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (word.equals("-o") && i + 1 < words.size()) {
        output = words.get(++i);
      } else if (word.startsWith("--o") || (word.startsWith("-o") && word.length() > 2)) {
        return parsedOutput(); // such as -oFILE or --output=FILE, or another option
      }
    }
    return output;
  }

  private String parsedOutput() {
    String output = "a.out";
    for (LinkerArg arg : LldOptions.load().parse(words)) {
      output = arg.is("o") ? arg.value() : output;
    }
    return output;
  }

  /**
   * The same command with the temporary files that the driver thought of replaced by files in
   * {@code folder}, under names that are the same every time.
   */
  LinkerCommand withObjectsIn(Path folder) {
    Map<String, String> places = new LinkedHashMap<>();
    for (int i = 0; i < before.size(); i++) {
      List<String> command = before.get(i);
      int at = command.lastIndexOf("-o") + 1;
      String made = at > 0 && at < command.size() ? command.get(at) : "";
      if (made.startsWith("/") && isRead(made, i)) {
        Path place = folder.resolve(String.valueOf(places.size() + 1)).resolve(stable(made));
        places.putIfAbsent(made, place.toString());
      }
    }
    List<List<String>> moved = new ArrayList<>();
    for (List<String> command : before) {
      moved.add(replaced(command, places));
    }
    return new LinkerCommand(moved, linker, replaced(words, places), after, clangVersion, said);
  }

  /** Whether a file that a command makes is for the linker, or for a later command. */
  private boolean isRead(String file, int maker) {
    boolean read = words.contains(file);
    for (List<String> later : before.subList(maker + 1, before.size())) {
      read |= later.contains(file);
    }
    return read;
  }

  private static List<String> replaced(List<String> words, Map<String, String> places) {
    List<String> out = new ArrayList<>(words.size());
    for (String word : words) {
      out.add(places.getOrDefault(word, word));
    }
    return out;
  }

  /** {@code main.o} for {@code /tmp/main-1a2b3c.o}. */
  private static String stable(String path) {
    String base = LinkLine.baseName(path);
    int dash = base.lastIndexOf('-');
    int dot = base.lastIndexOf('.');
    return dash > 0 && dot > dash ? base.substring(0, dash) + base.substring(dot) : base;
  }

  /** Makes the folders of the files that the commands before the link write. */
  void makeFolders(Path folder) throws IOException {
    for (List<String> command : before) {
      for (String word : command) {
        if (word.startsWith(folder + "/")) {
          Files.createDirectories(Path.of(word).getParent());
        }
      }
    }
  }
}
