package org.dthinlto.link;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dthinlto.archive.ThinArchiveWriter;
import org.dthinlto.bitcode.Slice;
import org.dthinlto.thinlink.Candidate;
import org.dthinlto.thinlink.LineItem;
import org.dthinlto.thinlink.NameOrder;
import org.dthinlto.thinlink.StagedNames;
import org.dthinlto.thinlink.StagingTree;

/**
 * Makes the words of the final link: what the thin link selected stays selected, in its place; what
 * it did not select stays lazy if native, and goes if bitcode. Writes the archives that this takes.
 *
 * <p>Why: after code generation references are gone that made lld extract members, and with them
 * their constructors. See "The final link" in docs/design.md.
 */
final class FinalLine {

  /** Where native objects lie that are the first of their name; see {@link StagedNames}. */
  private static final String FIRST = "1/";

  private static final String LAZY = "lazy/";

  /** Where the merged object lies if it stands for a member: among no names of members. */
  private static final String MERGED = "merged/";

  /** Where it lies if it stands for an object: in the tree, as all that map files may name. */
  private static final String MERGED_OBJECT = StagedNames.SIDE + "/merged.o";

  private final StagingTree tree;
  private final Path merged;
  private final Map<String, Integer> loaded;
  private final UserNames names;
  private final NameOrder order;
  private final Spelling spelling;
  private final List<String> words = new ArrayList<>();
  private final Set<String> objects = new HashSet<>();
  private final Set<String> lazyObjects = new HashSet<>();
  private final Set<String> wholeNatives = new HashSet<>();
  private boolean mergedUsed;
  private boolean mergedPending;
  private boolean inLib;

  /**
   * @param merged the merged object of the thin link
   * @param loaded link names of what the thin link loaded, with their place in load order
   * @param names learns how the user calls the files that this makes
   * @param order learns which modules stand where
   * @param spelling of the files that this makes
   */
  FinalLine(
      StagingTree tree,
      Path merged,
      Map<String, Integer> loaded,
      UserNames names,
      NameOrder order,
      Spelling spelling) {
    this.spelling = spelling;
    this.tree = tree;
    this.merged = merged;
    this.loaded = loaded;
    this.names = names;
    this.order = order;
  }

  /** The words behind the linker's name, for a run in the user's working directory. */
  List<String> words(List<LineItem> items) throws IOException {
    mergedUsed = hasMerged(items);
    mergedPending = mergedUsed;
    for (LineItem item : items) {
      if (item instanceof LineItem.Library library && library.whole() && !library.expanded()) {
        wholeNatives.add(library.stagedName()); // the user's words load all of it
      }
    }
    EndFiles ends = EndFiles.of(items);
    for (LineItem item : items) {
      words.addAll(ends.before(item));
      if (ends.isMoved(item)) {
        continue;
      }
      if (item instanceof LineItem.Words plain) {
        words.addAll(plain.last());
        if (mayBeInput(plain.last())) {
          order.interrupt();
        }
      } else if (item instanceof LineItem.Script script) {
        order.interrupt();
        words.addAll(script.option());
        words.add(inTree(script.lastName(), script.path()));
      } else if (item instanceof LineItem.Loose loose) {
        add(loose);
      } else if (item instanceof LineItem.Library library) {
        add(library);
      }
    }
    turn(false);
    return words;
  }

  /** Whether the merged object is among the words. */
  boolean usesMerged() {
    return mergedUsed;
  }

  private void add(LineItem.Loose loose) throws IOException {
    Candidate object = loose.object();
    boolean selected = loaded.containsKey(object.linkName());
    boolean again = selected && !objects.add(object.linkName());
    if (again && (loose.lazy() || lazyObjects.contains(object.linkName()))) {
      return; // what can be loaded lazily is loaded once
    }
    if (selected && loose.lazy()) {
      lazyObjects.add(object.linkName());
    }
    if (!object.isBitcode()) {
      order.interrupt();
      turn(loose.lazy() && !selected);
      words.addAll(loose.words());
      return;
    }
    if (!selected) {
      return;
    }
    turn(false);
    place(List.of(object), loose.lazy());
    if (object.kind() != Candidate.Kind.FULL) {
      words.add(inTree(object.nativeName(), object.userName()));
    }
    if (object.isMerged() && mergedPending) {
      mergedPending = false;
      tree.place(Slice.whole(merged), true, MERGED_OBJECT);
      words.add(inTree(MERGED_OBJECT, object.userName()));
    }
  }

  private void add(LineItem.Library library) throws IOException {
    if (library.again()) {
      if (!library.expanded()) {
        turn(false);
        words.addAll(library.words());
      }
      return;
    }
    if (wholeNatives.contains(library.stagedName())) {
      order.interrupt();
      turn(false);
      words.addAll(library.words());
      return;
    }
    String folder = StagedNames.NATIVE + "/" + library.stagedName() + "/";
    String base = baseName(library);
    List<Candidate> selected = new ArrayList<>();
    List<ThinArchiveWriter.Entry> lazy = new ArrayList<>();
    for (Candidate member : library.members()) {
      if (loaded.containsKey(member.linkName())) {
        selected.add(member);
      } else if (!member.isBitcode() && library.expanded()) {
        String inside = beside(LAZY, member, folder);
        Path placed = tree.path().resolve(member.nativeName());
        tree.place(Slice.whole(placed), true, folder + LAZY + inside);
        lazy.add(entry(inside));
      }
    }
    selected.sort(Comparator.comparingInt(member -> loaded.getOrDefault(member.linkName(), 0)));
    List<ThinArchiveWriter.Entry> kept = new ArrayList<>();
    for (Candidate member : selected) {
      keep(folder, member, library.expanded(), kept);
    }
    turn(false);
    if (!kept.isEmpty()) {
      place(library.members(), !library.whole());
      words.add("--push-state");
      words.add("--whole-archive");
      words.add(archive(folder + FIRST + base, library.path(), kept));
      words.add("--pop-state");
    }
    if (!library.expanded()) {
      order.interrupt();
      words.addAll(library.words());
    } else if (!lazy.isEmpty()) {
      words.add(archive(folder + LAZY + base, library.path(), lazy));
    }
  }

  private void place(List<Candidate> modules, boolean lazy) {
    String object = order.place(modules, lazy);
    if (!object.isEmpty()) {
      String before = spelling.of(Path.of(object));
      names.add(before, modules.get(0).userName());
      words.add(before);
    }
  }

  private static boolean mayBeInput(List<String> words) {
    for (String word : words) {
      if (!word.startsWith("-") || word.startsWith("-l")) {
        return true;
      }
    }
    return false;
  }

  /** The archive's file name as the user knows it, if it can be one of ours. */
  private static String baseName(LineItem.Library library) {
    String base = LinkLine.baseName(library.path());
    boolean fits = StagedNames.isPlain(base) && base.length() <= 200;
    return fits ? base : LinkLine.baseName(library.stagedName());
  }

  private void keep(
      String folder, Candidate member, boolean staged, List<ThinArchiveWriter.Entry> kept)
      throws IOException {
    String inside = beside("../", member, folder);
    if (!staged) {
      tree.place(member.content(), member.wholeFile(), member.nativeName());
    }
    if (member.kind() != Candidate.Kind.FULL) {
      kept.add(entry(inside));
    }
    if (member.isMerged() && mergedPending) {
      mergedPending = false;
      String name = MERGED + LinkLine.baseName(inside);
      tree.place(Slice.whole(merged), true, folder + name);
      kept.add(entry("../" + name));
    }
  }

  /**
   * A member's path relative to the archive. lld shows a native member by all of it and matches
   * linker script patterns with it, so the first one of a name lies beside the archive.
   *
   * @param others where the folders of further members of a name are
   */
  private static String beside(String others, Candidate member, String folder) {
    String inside = member.nativeName().substring(folder.length());
    if (inside.startsWith(FIRST)) {
      return inside.substring(FIRST.length());
    }
    return others.equals(LAZY) ? inside : others + inside;
  }

  private static ThinArchiveWriter.Entry entry(String path) {
    return new ThinArchiveWriter.Entry(path, 0);
  }

  private String archive(String name, String userName, List<ThinArchiveWriter.Entry> entries)
      throws IOException {
    tree.makeFolderOf(name);
    ThinArchiveWriter.write(tree.path().resolve(name), entries);
    return inTree(name, userName);
  }

  private String inTree(String name, String userName) {
    String path = spelling.of(tree.path().resolve(name));
    names.add(path, userName);
    return path;
  }

  private boolean hasMerged(List<LineItem> items) {
    for (LineItem item : items) {
      if (item instanceof LineItem.Loose loose) {
        if (loose.object().isMerged() && loaded.containsKey(loose.object().linkName())) {
          return true;
        }
      } else if (item instanceof LineItem.Library library && library.expanded()) {
        for (Candidate member : library.members()) {
          if (member.isMerged() && loaded.containsKey(member.linkName())) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private void turn(boolean lazy) {
    if (inLib != lazy) {
      words.add(lazy ? "--start-lib" : "--end-lib");
      inLib = lazy;
    }
  }
}
