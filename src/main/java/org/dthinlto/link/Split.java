package org.dthinlto.link;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dthinlto.bitcode.ElfSymbols;
import org.dthinlto.bitcode.MalformedFileException;
import org.dthinlto.bitcode.PersonalityGroups;
import org.dthinlto.bitcode.Slice;
import org.dthinlto.exec.Command;
import org.dthinlto.exec.ProcessResult;
import org.dthinlto.plan.BackendJob;
import org.dthinlto.plan.Plan;
import org.dthinlto.thinlink.Candidate;
import org.dthinlto.thinlink.LineItem;
import org.dthinlto.thinlink.Lines;
import org.dthinlto.thinlink.NameOrder;
import org.dthinlto.thinlink.Selection;
import org.dthinlto.thinlink.StagingTree;
import org.dthinlto.thinlink.ThinLine;

/**
 * The two lld runs that one link is split into, and the staging tree between them. Knows what goes
 * into them and what comes out; {@link Link} runs them.
 */
final class Split {

  /** Longer command lines go into a response file. */
  private static final int LONGEST_LINE = 64 * 1024;

  /** From here on --undefined-version is known, and no more the default. */
  private static final int FIRST_WITH_UNDEFINED_VERSION = 16;

  private static final String REPORT = ".report";

  private static final String GUARD = "bitcode-in-final-link.o";

  private final Prepared prepared;
  private final LinkerCommand command;
  private final Path work;
  private final Path folder;
  private final StagingTree tree;
  private final UserNames names;
  private boolean mergedUsed;
  private Selection selection = new Selection(List.of(), Map.of(), "");
  private NameOrder order;

  /**
   * Splits a link.
   *
   * @param work the work folder
   * @param tree the staging tree in it
   */
  Split(Prepared prepared, LinkerCommand command, Path work, Path folder, StagingTree tree) {
    this.prepared = prepared;
    this.command = command;
    this.work = work;
    this.folder = folder;
    this.tree = tree;
    this.names = new UserNames(tree.path().toString());
    this.order = new NameOrder(work, List.of(), true);
  }

  Path work() {
    return work;
  }

  Path tree() {
    return tree.path();
  }

  /** The merged object, which need not be there. */
  Path merged() {
    return tree.path().resolve(ThinLine.MERGED).normalize();
  }

  /** The program that does both links. */
  String linker() {
    return command.linkerFor(folder).get(0);
  }

  /** The objects that give names their order, once they are written. */
  List<Path> nameObjects() throws IOException {
    List<Path> objects = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(work, "names.*.o")) {
      for (Path object : found) {
        objects.add(object);
      }
    }
    Collections.sort(objects);
    return objects;
  }

  String saidByDriver() {
    return command.said();
  }

  UserNames names() {
    return names;
  }

  Selection selection() {
    return selection;
  }

  /** The names of all that {@link #stage} puts into the tree for good. */
  Set<String> staged() {
    Set<String> staged = new HashSet<>(prepared.objects().keySet());
    for (BackendOptions.Read read : prepared.options().reads()) {
      staged.add(read.staged());
    }
    return staged;
  }

  /** Puts every object that the thin link reads by name into the tree. */
  void stage() throws IOException {
    for (LineItem item : prepared.items()) {
      if (item instanceof LineItem.Words words && words.isFile()) {
        names.add(words.thin().get(0), words.shown());
      } else if (item instanceof LineItem.Loose loose) {
        stage(loose.object());
      } else if (item instanceof LineItem.Script script) {
        tree.write(script.stagedName(), script.text());
        tree.write(script.lastName(), script.lastText());
        names.add(script.stagedName(), script.path());
      } else if (item instanceof LineItem.Library library) {
        names.add(library.file().toString(), library.path());
        if (library.expanded() && !library.again()) {
          for (Candidate member : library.members()) {
            stage(member);
          }
          if (!library.entries().isEmpty()) {
            tree.stageArchive(library);
            names.add(library.stagedName(), library.path());
            for (int i = 0; i < library.members().size(); i++) {
              names.add(library.traced(i), library.members().get(i).userName());
            }
          }
        }
      }
    }
    for (BackendOptions.Read read : prepared.options().reads()) {
      tree.place(Slice.whole(read.file()), true, read.staged());
    }
  }

  private void stage(Candidate object) throws IOException {
    names.add(object.linkName(), object.userName());
    if (!object.linkName().startsWith("/")) {
      tree.stage(object);
    }
  }

  Command thinLink() throws IOException, NotDistributable {
    String output = folder.resolve(prepared.output()).toString();
    List<String> words = ThinLine.words(prepared.items(), output);
    words.addAll(prepared.side().thinWords(folder));
    words.addAll(prepared.trace().thinWords());
    keep("", words);
    return lld(words, tree.path(), "thin.rsp");
  }

  /** Keeps files whose names begin with {@code prefix} from being remapped a second time. */
  private void keep(String prefix, List<String> words) throws NotDistributable {
    if (!prepared.remap().isEmpty()) {
      for (String word : List.copyOf(words)) {
        if (word.startsWith(prefix) && !word.startsWith("-")) {
          words.addAll(prepared.remap().wordsToKeep(word));
        }
      }
    }
  }

  /**
   * Reads what the thin link left.
   *
   * @throws NotDistributable if it selected what is not staged
   */
  void read(ProcessResult thin) throws IOException, NotDistributable {
    String list = Files.readString(tree.path().resolve(ThinLine.SELECTED).normalize());
    selection = Selection.read(list, thin.stdout(), linkNamesOfTraced());
    if (selection.thin().isEmpty()) {
      throw NotDistributable.plainLto("the thin link selects no ThinLTO module");
    }
    Set<String> known = new HashSet<>(prepared.objects().keySet());
    for (LineItem item : prepared.items()) {
      if (item instanceof LineItem.Words words) {
        known.addAll(words.thin());
      }
    }
    Strangers.requireNative(selection.strangers(known), tree.path());
  }

  /** Members of staged archives by the names that lld's trace gives them. */
  private Map<String, String> linkNamesOfTraced() {
    Map<String, String> linkNames = new HashMap<>();
    for (LineItem item : prepared.items()) {
      if (item instanceof LineItem.Library library) {
        for (int i = 0; i < library.entries().size(); i++) {
          linkNames.put(library.traced(i), library.members().get(i).linkName());
        }
      }
    }
    return linkNames;
  }

  /**
   * The jobs, and the final link behind them.
   *
   * @param more words that the final link gets before all others
   */
  Plan plan(List<BackendJob> jobs, List<String> more) throws IOException, NotDistributable {
    for (BackendJob job : jobs) {
      for (String output : job.outputs()) {
        tree.makeFolderOf(output);
      }
    }
    String major = LlvmVersion.major(LlvmVersion.after("LLD ", selection.linker()));
    int version = Integer.parseInt(major);
    order =
        new NameOrder(
            work, prepared.ordersNames() ? modulesInLoadOrder() : List.of(), version > 14);
    FinalLine line = new FinalLine(tree, merged(), selection.loaded(), names, order);
    List<String> words = new ArrayList<>(more);
    words.addAll(line.words(Wraps.known(prepared, selection.loaded().keySet(), tree.path())));
    mergedUsed = line.usesMerged();
    if (prepared.versions() && version >= FIRST_WITH_UNDEFINED_VERSION) {
      // The thin link has checked that; what the optimiser removed since is defined no more.
      words.add("--undefined-version");
    }
    words.add("--lto-obj-path=" + work.resolve(GUARD));
    words.add("-o");
    words.add(prepared.output());
    keep(work + "/", words);
    Command last = lld(words, folder, "final.rsp");
    return new Plan(tree.path(), jobs, new Plan.FinalLink(last.argv(), folder));
  }

  private List<Candidate> modulesInLoadOrder() {
    List<Candidate> modules = new ArrayList<>();
    for (String name : inLoadOrder()) {
      Candidate object = prepared.objects().get(name);
      if (object != null && object.isBitcode()) {
        modules.add(object);
      }
    }
    return modules;
  }

  /** Link names of all that the thin link loaded, in that order. */
  List<String> inLoadOrder() {
    Map<String, Integer> places = selection.loaded();
    List<String> names = new ArrayList<>(places.keySet());
    names.sort(Comparator.comparingInt(name -> places.getOrDefault(name, 0)));
    return names;
  }

  /** Writes what the final link needs besides native objects, once these are there. */
  void prepareFinalLink(Plan plan) throws IOException {
    List<Path> natives = new ArrayList<>();
    for (BackendJob job : plan.jobs()) {
      Path made = tree.path().resolve(job.output());
      natives.add(made);
      if (prepared.ordersNames()) {
        try {
          PersonalityGroups.keep(made);
        } catch (MalformedFileException e) {
          // lld will say what is wrong with it.
        }
      }
    }
    natives.add(merged());
    List<Path> libraries = new ArrayList<>();
    for (String name : inLoadOrder()) {
      if (name.contains(".so") && !prepared.objects().containsKey(name)) {
        libraries.add(tree.path().resolve(name));
      }
    }
    order.write(natives, libraries);
  }

  /**
   * Puts into an object what the modules say of symbols and their objects no longer do.
   *
   * @return what was put in
   */
  List<ElfSymbols.Mention> completeObjects(List<BackendJob> jobs) throws IOException {
    List<Candidate> loaded = new ArrayList<>();
    for (Map.Entry<String, Candidate> object : prepared.objects().entrySet()) {
      if (selection.loaded().containsKey(object.getKey())) {
        loaded.add(object.getValue());
      }
    }
    List<ElfSymbols.Mention> lost =
        new LostReferences(loaded, tree.path(), merged()).find(prepared.wraps());
    for (int i = 0; !lost.isEmpty() && i < jobs.size(); i++) {
      if (ElfSymbols.add(tree.path().resolve(jobs.get(i).output()), lost)) {
        return lost;
      }
    }
    return lost;
  }

  /** A run of the linker; a long line goes into a file of the work folder. */
  Command lld(List<String> words, Path directory, String responseFile) throws IOException {
    List<String> argv = command.linkerFor(folder);
    int length = 0;
    for (String word : words) {
      length += word.length() + 1;
    }
    if (length > LONGEST_LINE) {
      // LLVM's tokenizer drops an empty word, so those stay outside, between response files.
      int from = 0;
      for (int to = 0; to <= words.size(); to++) {
        if (to == words.size() || words.get(to).isEmpty()) {
          Path file = work.resolve(responseFile + "." + from);
          Files.writeString(file, ResponseFile.text(words.subList(from, to)));
          argv.add("@" + file);
          argv.addAll(to == words.size() ? List.of() : List.of(""));
          from = to + 1;
        }
      }
    } else {
      argv.addAll(words);
    }
    return Command.of(argv, directory);
  }

  /**
   * Checks that the final link compiled nothing: whatever bitcode it read would have been compiled
   * with other settings, or twice.
   */
  void requireNoBitcode() throws IOException, NotDistributable {
    try (DirectoryStream<Path> left = Files.newDirectoryStream(work, GUARD + "*")) {
      for (Path file : left) {
        if (Files.size(file) > 0) {
          Path output = folder.resolve(prepared.output());
          if (Files.isRegularFile(output)) {
            Files.delete(output);
          }
          throw NotDistributable.inProcess(
              "the final link found bitcode that the thin link did not");
        }
      }
    }
  }

  /** What the user asked the thin link to print: all of it with --trace, else what -y adds. */
  String printedByThinLink(String stdout) throws IOException {
    return traced(stdout) + reported("print-archive-stats") + reported("why-extract");
  }

  /**
   * Where the thin link writes what the user wants on standard output, seen from the tree: there,
   * it would be among the trace that {@link Selection} reads.
   */
  static String forStandardOutput(LldOption option) {
    return "../" + option.name() + REPORT;
  }

  private String reported(String option) throws IOException {
    Path file = work.resolve(option + REPORT);
    return Files.exists(file) ? names.restore(Files.readString(file)) : "";
  }

  private String traced(String stdout) {
    if (!prepared.traces() && !prepared.tracesSymbols()) {
      return "";
    }
    Map<String, String> linkNames = linkNamesOfTraced();
    StringBuilder shown = new StringBuilder();
    for (String text : Lines.of(stdout)) {
      boolean aFile = selection.loaded().containsKey(linkNames.getOrDefault(text, text));
      if (!text.equals(selection.linker()) && (prepared.traces() || !aFile)) {
        shown.append(names.restore(text)).append('\n');
      }
    }
    return shown.toString();
  }

  /** What the thin link said that the final link doesn't say as well. */
  String heldBack(String saidByThinLink, String saidByFinalLink) {
    return saidByThinLink.isEmpty()
        ? ""
        : Messages.less(
            names.restore(saidByThinLink), Messages.heads(saidByFinalLink, Messages.ALL));
  }

  /** Puts what the backends wrote besides objects where lld would have put it. */
  void moveSideFiles(List<BackendJob> jobs) throws IOException {
    prepared.side().move(jobs, tree.path(), folder, mergedUsed);
  }

  /** Makes one time trace of those of all processes, in the place of that of the final link. */
  void mergeTraces(List<BackendJob> jobs) throws IOException {
    prepared.trace().merge(jobs, tree.path(), folder, names);
  }

  /** Gives the user's names back in what the thin link wrote. */
  void restoreWrittenByThinLink() throws IOException {
    restore(prepared.writtenByThinLink(), true);
    prepared.trace().take(tree.path(), folder);
  }

  /** Gives the user's names back in the map file and the like. */
  void restoreWritten() throws IOException {
    restore(prepared.written(), false);
  }

  private void restore(List<String> files, boolean small) throws IOException {
    for (String written : files) {
      Path file = folder.resolve(written);
      boolean device = file.startsWith("/dev") || file.startsWith("/proc");
      if (!device && Files.isRegularFile(file)) {
        String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        String restored =
            small ? names.restore(text) : names.restoreEscaped(names.restoreTree(text));
        if (!restored.equals(text) && text.indexOf('\uFFFD') < 0) {
          Files.writeString(file, restored);
        }
      }
    }
  }
}
