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
  private final List<LineItem> items = new ArrayList<>();
  private final Set<String> seenArchives = new HashSet<>();
  private final Deque<State> saved = new ArrayDeque<>();
  private State state = new State(false, false, false);
  private boolean inLib;
  private boolean binary;
  private int scriptDepth;
  private String obstacle = "";

  /** What --push-state saves. */
  private record State(boolean onlyStatic, boolean whole, boolean asNeeded) {}

  InputWalk(Path folder, List<LinkerArg> args, InputFiles files) {
    this.folder = folder;
    this.files = files;
    this.search = new LibrarySearch(folder, args);
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
        case READ -> items.add(new LineItem.Words(arg.withValue(read(arg.value())), arg.words()));
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
        case MINE -> {}
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
    return items;
  }

  /** Why the line can't be distributed if there is bitcode on it; empty if it can. */
  String obstacle() {
    return obstacle;
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

  private void input(String path, List<String> words) throws NotDistributable {
    Path file = folder.resolve(path);
    if (binary || !Files.isRegularFile(file)) {
      items.add(new LineItem.Words(List.of(absolute(path)), words, path));
      return;
    }
    try {
      classified(path, file, words);
    } catch (IOException e) {
      // What is wrong with a file is for lld to say, which may even be content with it.
      obstruct(IoText.of(e));
      items.add(new LineItem.Words(List.of(absolute(path)), words, path));
    }
  }

  private void classified(String path, Path file, List<String> words)
      throws NotDistributable, IOException {
    switch (files.kind(file)) {
      case ARCHIVE, THIN_ARCHIVE -> {
        boolean again = !seenArchives.add(files.stagedName(file));
        items.add(files.library(path, file, state.whole, again, words));
      }
      case THIN_BITCODE, FULL_BITCODE, ELF_RELOCATABLE, ELF_FAT_LTO ->
          items.add(files.loose(path, file, inLib, words));
      case TEXT -> script(path, file, words);
      case ELF_SHARED, ELF_EXECUTABLE, EMPTY, OTHER ->
          items.add(new LineItem.Words(List.of(absolute(path)), words, path));
    }
  }

  /** A linker script that names bitcode is replaced by the files that it names. */
  private void script(String path, Path file, List<String> words)
      throws NotDistributable, IOException {
    LinkerScript script = LinkerScript.read(file);
    List<String> inputs = new ArrayList<>();
    boolean bitcode = false;
    for (LinkerScript.Input input : script.inputs()) {
      String found = search.scriptInput(input.name(), path, state.onlyStatic);
      inputs.add(found);
      // Found in the working directory, where the thin link doesn't run.
      boolean here = found.equals(input.name()) && !found.startsWith("/") && path.contains("/");
      bitcode |= here && script.onlyInputs();
      bitcode |= !found.isEmpty() && files.holdsBitcode(folder.resolve(found));
    }
    if (!bitcode) {
      items.add(new LineItem.Words(List.of(absolute(path)), words, path));
      return;
    }
    if (!script.onlyInputs() || inputs.contains("") || ++scriptDepth > 10) {
      throw NotDistributable.inProcess("'" + path + "' is a linker script that pulls in bitcode");
    }
    for (int i = 0; i < inputs.size(); i++) {
      boolean asNeeded = script.inputs().get(i).asNeeded() && !state.asNeeded;
      if (asNeeded) {
        both(List.of("--as-needed"));
      }
      // A library found by -l without a name of its own (DT_SONAME) is known by its base name.
      String name = script.inputs().get(i).name();
      input(inputs.get(i), List.of(name.startsWith("-l") ? name : inputs.get(i)));
      if (asNeeded) {
        both(List.of("--no-as-needed"));
      }
    }
    scriptDepth--;
  }

  /** The path of a file for the thin link; lld looks for some that are missing in -L folders. */
  private String read(String path) {
    return Files.exists(folder.resolve(path)) ? absolute(path) : path;
  }

  private String absolute(String path) {
    return path.isEmpty() ? path : folder.resolve(path).toString();
  }
}
