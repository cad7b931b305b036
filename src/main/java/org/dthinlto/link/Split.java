package org.dthinlto.link;

import java.io.IOException;
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
import java.util.TreeMap;
import org.dthinlto.bitcode.Slice;
import org.dthinlto.exec.Command;
import org.dthinlto.exec.ProcessResult;
import org.dthinlto.plan.BackendJob;
import org.dthinlto.plan.Ending;
import org.dthinlto.plan.Missing;
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

  /** From here on --undefined-version is known, and no more the default. */
  private static final int FIRST_WITH_UNDEFINED_VERSION = 16;

  private static final String REPORT = ".report";

  private final Prepared prepared;
  private final LinkerCommand command;
  private final Path work;
  private final Path folder;
  private final StagingTree tree;
  private final Spelling spelling;
  private final UserNames names;
  private boolean mergedUsed;
  private Selection selection = new Selection(List.of(), Map.of(), "");
  private NameOrder order;

  /**
   * Splits a link.
   *
   * @param work the work folder
   * @param tree the staging tree in it
   * @param relative whether the final link is to be run from elsewhere, too
   */
  Split(
      Prepared prepared,
      LinkerCommand command,
      Path work,
      Path folder,
      StagingTree tree,
      boolean relative) {
    this.prepared = prepared;
    this.command = command;
    this.work = work;
    this.folder = folder;
    this.tree = tree;
    this.spelling = new Spelling(folder, relative);
    this.names = new UserNames(spelling.of(tree.path()));
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
    FinalLine line = new FinalLine(tree, merged(), selection.loaded(), names, order, spelling);
    List<String> words = new ArrayList<>(more);
    words.addAll(line.words(Wraps.known(prepared, selection.loaded().keySet(), tree.path())));
    mergedUsed = line.usesMerged();
    if (prepared.versions() && version >= FIRST_WITH_UNDEFINED_VERSION) {
      // The thin link has checked that; what the optimiser removed since is defined no more.
      words.add("--undefined-version");
    }
    words.add("--lto-obj-path=" + spelling.of(work.resolve(FinalRun.GUARD)));
    words.add("-o");
    words.add(prepared.output());
    keep(spelling.of(work) + "/", words);
    return new Plan(
        tree.path(), jobs, new Plan.FinalLink(command.linkerFor(folder), words, folder));
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

  /** What native objects lack, to be given to the final link once they are there. */
  Completion completion() {
    List<Candidate> loaded = new ArrayList<>();
    for (Map.Entry<String, Candidate> object : prepared.objects().entrySet()) {
      if (selection.loaded().containsKey(object.getKey())) {
        loaded.add(object.getValue());
      }
    }
    List<Path> libraries = new ArrayList<>();
    for (String name : libraries()) {
      libraries.add(tree.path().resolve(name));
    }
    return new Completion(
        tree.path(), merged(), loaded, prepared.wraps(), libraries, prepared.ordersNames(), order);
  }

  /** What was loaded and may be a shared library, in load order. */
  private List<String> libraries() {
    List<String> libraries = new ArrayList<>();
    for (String name : inLoadOrder()) {
      if (name.contains(".so") && !prepared.objects().containsKey(name)) {
        libraries.add(name);
      }
    }
    return libraries;
  }

  /** The same for a plan. */
  Missing missing() {
    List<Missing.LinkedObject> objects = new ArrayList<>();
    for (Map.Entry<String, Candidate> entry : new TreeMap<>(prepared.objects()).entrySet()) {
      Candidate object = entry.getValue();
      boolean loaded = selection.loaded().containsKey(entry.getKey());
      if (loaded || (object.isBitcode() && prepared.ordersNames())) {
        Path staged = tree.path().resolve(entry.getKey());
        // A member of a native-only archive is where the final link finds it.
        String file = Files.exists(staged) ? entry.getKey() : object.nativeName();
        objects.add(
            new Missing.LinkedObject(
                entry.getKey(), file, object.kind().name(), object.nativeName(), loaded));
      }
    }
    return new Missing(
        objects,
        List.copyOf(prepared.wraps()),
        libraries(),
        prepared.ordersNames(),
        order.definedFirst(),
        order.loads(),
        order.runs(tree.path()));
  }

  /**
   * What is said and moved around the final link.
   *
   * @param thin what the thin link said
   * @param after commands behind the link
   */
  Ending ending(Plan plan, ProcessResult thin, List<List<String>> after) throws IOException {
    return new Ending(
        prepared.output(),
        command.said(),
        printedByThinLink(thin.stdout()),
        names.restore(thin.stderr()),
        prepared.written(),
        prepared.side().moves(plan.jobs(), mergedUsed),
        prepared.trace().file(),
        prepared.trace().parts(plan.jobs()),
        after);
  }

  /** A run of the linker; a long line goes into a file of the work folder. */
  Command lld(List<String> words, Path directory, String responseFile) throws IOException {
    return ResponseFile.shorten(
        command.linkerFor(folder), words, directory, work.resolve(responseFile));
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

  /** Gives the user's names back in what the thin link wrote. */
  void restoreWrittenByThinLink() throws IOException {
    names.restoreIn(prepared.writtenByThinLink(), folder, true);
    prepared.trace().take(tree.path(), folder);
  }
}
