package org.dthinlto.link;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.dthinlto.bitcode.FileKind;
import org.dthinlto.exec.IoText;
import org.dthinlto.thinlink.LineItem;
import org.dthinlto.thinlink.StagedNames;

/**
 * Walks over the arguments of lld from left to right, as lld does, and makes items of them: which
 * file each input is, in which state of --whole-archive, --start-lib and the like it stands. What
 * is inside the files is for {@link InputFiles} to say.
 */
final class InputWalk {

  private final Path folder;
  private final InputFiles files;
  private final LibrarySearch search;
  private final RemapInputs remap;
  private final List<LineItem> items = new ArrayList<>();
  private final Set<String> seenArchives = new HashSet<>();
  private final Deque<State> saved = new ArrayDeque<>();
  private State state = new State(false, false, false);
  private boolean inLib;
  private boolean binary;
  private boolean remapped;
  private boolean includes;
  private int scripts;
  private int scriptDepth;
  private String obstacle = "";

  /** What --push-state saves. */
  private record State(boolean onlyStatic, boolean whole, boolean asNeeded) {}

  InputWalk(Path folder, List<LinkerArg> args, InputFiles files) {
    this.folder = folder;
    this.files = files;
    this.search = new LibrarySearch(folder, args);
    this.remap = RemapInputs.of(args, folder);
    if (remap.isFaulty()) {
      obstruct("a rule of '--remap-inputs' that lld refuses");
    }
  }

  /**
   * The items of the line.
   *
   * @throws NotDistributable if an input rules distribution out
   */
  List<LineItem> walk(List<LinkerArg> args) throws NotDistributable {
    boolean warnsOfOrder = false;
    for (LinkerArg arg : args) {
      warnsOfOrder |= arg.is("warn-backrefs");
    }
    for (LinkerArg arg : args) {
      if (warnsOfOrder && (arg.is("start-group") || arg.is("warn-backrefs-exclude"))) {
        obstruct("'" + arg.words().get(0) + "' with '--warn-backrefs'");
      }
      if (arg.is("exclude-libs") && !StagedNames.isPlain(arg.value())) {
        obstruct("'" + arg.value() + "': '--exclude-libs' by a name that is not plain ASCII");
      }
      switch (arg.option().fate()) {
        case BOTH, CARRIED -> both(arg.words());
        case READ -> {
          if (arg.is("script") && explicitScript(arg)) {
            continue;
          }
          items.add(new LineItem.Words(arg.withValue(read(arg.value())), arg.words()));
        }
        case THIN -> items.add(new LineItem.Words(arg.words(), List.of()));
        case THINFILE ->
            items.add(
                new LineItem.Words(
                    arg.withValue(
                        arg.value().equals("-")
                            ? Split.forStandardOutput(arg.option())
                            : absolute(arg.value())),
                    List.of()));
        case FINAL -> items.add(new LineItem.Words(List.of(), arg.words()));
        case BACKEND -> items.add(new LineItem.Words(arg.words(), List.of()));
        case BACKREAD ->
            items.add(
                new LineItem.Words(
                    BackendOptions.reads(arg, args)
                        ? arg.withValue(read(arg.value()))
                        : arg.words(),
                    List.of()));
        case MINE, SIDEFILE -> {}
        case WALK -> step(arg);
        case PROCESS ->
            obstruct(
                "'"
                    + arg.words().get(0)
                    + "' changes code generation and is not carried to the backends");
        case PLAIN ->
            throw arg.is("help") || arg.is("version")
                ? NotDistributable.plain("'" + arg.words().get(0) + "'")
                : NotDistributable.plainLto("'" + arg.words().get(0) + "'");
      }
    }
    if (includes) {
      // Scripts look for others in the working directory and then in these folders.
      items.add(new LineItem.Words(List.of("-L" + folder), List.of()));
    }
    return items;
  }

  /** Why the line can't be distributed if there is bitcode on it; empty if it can. */
  String obstacle() {
    return obstacle;
  }

  /** Whether a script makes lld look for further ones, which it doesn't say where. */
  boolean includes() {
    return includes;
  }

  /** Where libraries were looked for and not found. */
  Set<Path> absent() {
    return search.absent();
  }

  RemapInputs remap() {
    return remap;
  }

  private void obstruct(String reason) {
    obstacle = obstacle.isEmpty() ? reason : obstacle;
  }

  private void step(LinkerArg arg) throws NotDistributable {
    switch (arg.option().name()) {
      case "<input>" -> input(arg.value(), arg.words());
      case "library" -> library(arg);
      case "library-path" -> {
        boolean relative = !arg.value().startsWith("=");
        items.add(
            new LineItem.Words(
                relative ? arg.withValue(absolute(arg.value())) : arg.words(), arg.words()));
      }
      case "format" -> {
        binary = arg.value().equals("binary");
        both(arg.words());
      }
      case "remap-inputs", "remap-inputs-file" -> {
        // The rules are relative to the user's folder. All of them go where the first one stood.
        boolean first = !remapped;
        remapped = true;
        items.add(new LineItem.Words(first ? remap.wordsFor(folder) : List.of(), arg.words()));
      }
      case "thinlto-object-suffix-replace" -> {
        if (SuffixReplacement.isRefused(arg)) {
          obstruct("'" + arg.words().get(0) + "' is not OLD;NEW");
        }
      }
      // lld allows no --start-lib inside a group and resolves as if all were one group anyway.
      case "start-group", "end-group" -> items.add(new LineItem.Words(List.of(), arg.words()));
      case "start-lib" -> lib(arg, true);
      case "end-lib" -> lib(arg, false);
      case "push-state" -> {
        saved.push(state);
        both(arg.words());
      }
      case "pop-state" -> {
        state = saved.isEmpty() ? state : saved.pop();
        both(arg.words());
      }
      case "Bstatic" -> set(arg, new State(true, state.whole, state.asNeeded));
      case "Bdynamic" -> set(arg, new State(false, state.whole, state.asNeeded));
      case "whole-archive" -> set(arg, new State(state.onlyStatic, true, state.asNeeded));
      case "no-whole-archive" -> set(arg, new State(state.onlyStatic, false, state.asNeeded));
      case "as-needed" -> set(arg, new State(state.onlyStatic, state.whole, true));
      case "no-as-needed" -> set(arg, new State(state.onlyStatic, state.whole, false));
      default -> throw new IllegalStateException(arg.option().name());
    }
  }

  private void lib(LinkerArg arg, boolean begins) {
    if (inLib == begins) {
      obstruct("'" + arg.words().get(0) + "' where lld expects none");
    }
    inLib = begins;
  }

  private void set(LinkerArg arg, State next) {
    state = next;
    both(arg.words());
  }

  private void both(List<String> words) {
    items.add(new LineItem.Words(words, words));
  }

  private void library(LinkerArg arg) throws NotDistributable {
    String path = search.library(arg.value(), state.onlyStatic);
    if (path.isEmpty()) {
      both(arg.words()); // lld says so, in its own words
    } else {
      input(path, arg.words());
    }
  }

  /** An input by the name that lld gives it, which need not be that of the file that it reads. */
  private void input(String named, List<String> words) throws NotDistributable {
    String path = remap.of(named);
    Path file = folder.resolve(path);
    if (binary || !Files.isRegularFile(file)) {
      items.add(new LineItem.Words(List.of(absolute(path)), words, path));
      return;
    }
    try {
      classified(named, path, file, words);
    } catch (IOException e) {
      // What is wrong with a file is for lld to say, which may even be content with it.
      obstruct(IoText.of(e));
      items.add(new LineItem.Words(List.of(absolute(path)), words, path));
    }
  }

  private void classified(String named, String path, Path file, List<String> words)
      throws NotDistributable, IOException {
    switch (files.kind(file)) {
      case ARCHIVE, THIN_ARCHIVE -> {
        boolean again = !seenArchives.add(files.stagedName(file));
        // An archive keeps the name that it was named by.
        items.add(files.library(named, file, state.whole, again, words));
      }
      case THIN_BITCODE, FULL_BITCODE, ELF_RELOCATABLE, ELF_FAT_LTO ->
          items.add(files.loose(path, file, inLib, words));
      case TEXT -> {
        if (!script(path, file, List.of())) {
          items.add(new LineItem.Words(List.of(absolute(path)), words, path));
        }
      }
      case ELF_SHARED, ELF_EXECUTABLE, EMPTY, OTHER ->
          items.add(new LineItem.Words(List.of(absolute(path)), words, path));
    }
  }

  /** A script that an option names is in its place on the line, as others are. */
  private boolean explicitScript(LinkerArg arg) throws NotDistributable {
    String path = remap.of(search.script(arg.value()));
    Path file = folder.resolve(path);
    try {
      return Files.isRegularFile(file)
          && files.kind(file) == FileKind.TEXT
          && script(path, file, List.of("-T"));
    } catch (IOException e) {
      obstruct(IoText.of(e));
      return false;
    }
  }

  /**
   * Puts the files that a linker script names in its place if there is bitcode among them, and what
   * else it says before them.
   *
   * @param option the word that goes before the script, if any
   * @return false if the script can stay as it is
   */
  private boolean script(String path, Path file, List<String> option)
      throws NotDistributable, IOException {
    LinkerScript script = LinkerScript.read(file);
    includes |= script.includes();
    List<String> inputs = new ArrayList<>();
    boolean bitcode = false;
    for (LinkerScript.Input input : script.inputs()) {
      if (input.folder()) {
        search.addFolder(input.name());
        inputs.add(input.name());
        bitcode |= !input.name().startsWith("/") && !script.opaque();
        continue;
      }
      String found = search.scriptInput(input.name(), path, state.onlyStatic);
      inputs.add(found);
      // Found in the working directory, where the thin link doesn't run.
      boolean here = found.equals(input.name()) && !found.startsWith("/");
      bitcode |= here && path.contains("/") && !script.opaque();
      bitcode |= !found.isEmpty() && files.holdsBitcode(found, folder.resolve(remap.of(found)));
    }
    if (!bitcode) {
      return false;
    }
    if (script.opaque() || inputs.contains("") || ++scriptDepth > 10) {
      throw NotDistributable.inProcess("'" + path + "' is a linker script that pulls in bitcode");
    }
    if (!script.onlyInputs()) {
      items.add(rest(path, script, option));
    }
    for (int i = 0; i < inputs.size(); i++) {
      LinkerScript.Input input = script.inputs().get(i);
      if (input.folder()) {
        continue;
      }
      boolean asNeeded = input.asNeeded() && !state.asNeeded;
      if (asNeeded) {
        both(List.of("--as-needed"));
      }
      // A library found by -l without a name of its own (DT_SONAME) is known by its base name.
      String name = input.name();
      input(inputs.get(i), List.of(name.startsWith("-l") ? name : inputs.get(i)));
      if (asNeeded) {
        both(List.of("--no-as-needed"));
      }
    }
    scriptDepth--;
    return true;
  }

  private LineItem.Script rest(String path, LinkerScript script, List<String> option) {
    String name = StagedNames.SCRIPTS + "/" + ++scripts + "/";
    String base = LinkLine.baseName(path);
    base = StagedNames.isPlain(base) ? base : "script";
    String thin = script.rest();
    for (LinkerScript.Input input : script.inputs()) {
      if (input.folder() && !input.name().startsWith("/") && !input.name().startsWith("=")) {
        // All that is looked for there was found already, but for what isn't there.
        thin += "\nSEARCH_DIR(\"" + absolute(input.name()) + "\")\n";
      }
    }
    return new LineItem.Script(
        option, path, name + "thin/" + base, thin, name + "final/" + base, script.rest());
  }

  /** The path of a file for the thin link; lld looks for some that are missing in -L folders. */
  private String read(String named) {
    String path = remap.of(named);
    return Files.exists(folder.resolve(path)) ? absolute(path) : path;
  }

  private String absolute(String path) {
    return path.isEmpty() ? path : folder.resolve(path).toString();
  }
}
