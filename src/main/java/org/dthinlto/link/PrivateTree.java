package org.dthinlto.link;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dthinlto.bitcode.ModuleTable;
import org.dthinlto.thinlink.StagingTree;

/**
 * A folder for backends of a user's own thin link, in which every module is a real file under its
 * module ID. Knows where files lie, not what is run on them.
 *
 * <p>The working directory lies so deep in it that no ID with ".." leads out. An absolute ID of a
 * bitcode file is left alone, for the file is there. One of an archive member, or of a FatLTO
 * object, would need a file that isn't ours to write: it gets another character in place of the
 * slash that it begins with, in the index files as well.
 */
final class PrivateTree {

  private static final String FIRST_CHARACTERS = ".,+=_0123456789%^~";

  private final StagingTree tree;
  private final Path work;
  private final String up;
  private final char first;
  private final Map<String, String> renamed = new HashMap<>();
  private final Map<Path, ModuleFile> placed = new HashMap<>();

  /**
   * Makes the tree and puts the modules into it.
   *
   * @param work an empty folder
   * @param modules all that any job reads
   */
  PrivateTree(Path work, Collection<ModuleFile> modules) throws IOException {
    this.work = work;
    this.first = unusedFirstCharacter(modules);
    int levels = 0;
    for (ModuleFile module : modules) {
      String id = module.id();
      if (id.startsWith("/") && !module.wholeFile()) {
        renamed.put(id, first + id.substring(1));
      }
      levels = Math.max(levels, levelsUp(name(id)));
    }
    Path directory = work.resolve("tree");
    StringBuilder above = new StringBuilder("../");
    for (int i = 0; i < levels; i++) {
      directory = directory.resolve("d");
      above.append("../");
    }
    this.up = above.toString();
    Files.createDirectories(directory.getParent());
    Files.createDirectory(work.resolve("index"));
    this.tree = new StagingTree(directory);
    for (ModuleFile module : modules) {
      place(module);
    }
  }

  /** The working directory of the jobs. */
  Path path() {
    return tree.path();
  }

  /** What a job calls a module: its ID, unless that had to be changed. */
  String name(String id) {
    return renamed.getOrDefault(id, id);
  }

  /** The native object of the job with a number, as the job calls it. */
  String nativeName(int number) {
    return up + "native/" + number + ".o";
  }

  /** Puts an index file into the tree; returns what the job with that number calls it. */
  String placeIndex(IndexList.Entry entry, int number) throws IOException {
    String name = "index/" + number + ".thinlto.bc";
    Path target = work.resolve(name);
    List<String> changed = new ArrayList<>();
    if (!renamed.isEmpty()) {
      for (String path : ModuleTable.read(entry.index()).paths()) {
        if (renamed.containsKey(path)) {
          changed.add(path);
        }
      }
    }
    if (changed.isEmpty()) {
      Files.createSymbolicLink(target, entry.index().toAbsolutePath());
    } else {
      ModuleTable.read(entry.index()).copyRenamed(changed, first, target);
    }
    return up + name;
  }

  private void place(ModuleFile module) throws IOException {
    String name = name(module.id());
    if (name.startsWith("/")) {
      return;
    }
    Path target = tree.path().resolve(name).normalize();
    ModuleFile other = placed.putIfAbsent(target, module);
    makeFoldersOf(name); // of another spelling, too
    if (other == null) {
      tree.place(module.content(), module.wholeFile(), name);
    } else if (!other.content().equals(module.content())) {
      throw new IOException(
          "'"
              + module.id()
              + "': can't be told from '"
              + other.id()
              + "', a symbolic link is in the way; name one of them otherwise in the thin link");
    }
  }

  /** All folders that the name leads through, also those that it leaves by "..". */
  private void makeFoldersOf(String name) throws IOException {
    Path at = tree.path();
    for (int from = 0, to = name.indexOf('/'); to >= 0; to = name.indexOf('/', from)) {
      at = at.resolve(name.substring(from, to)).normalize();
      Files.createDirectories(at);
      from = to + 1;
    }
  }

  /** How far above the working directory a name leads. */
  private static int levelsUp(String name) {
    int level = 0;
    int lowest = 0;
    if (name.startsWith("/")) {
      return 0;
    }
    int from = 0;
    while (from <= name.length()) {
      int to = name.indexOf('/', from);
      String part = name.substring(from, to < 0 ? name.length() : to);
      if (part.equals("..")) {
        level--;
        lowest = Math.min(lowest, level);
      } else if (!part.isEmpty() && !part.equals(".")) {
        level++;
      }
      from = to < 0 ? name.length() + 1 : to + 1;
    }
    return -lowest;
  }

  /** One that stands as near to the slash as can be: clang imports in the order of the names. */
  private static char unusedFirstCharacter(Collection<ModuleFile> modules) {
    boolean[] used = new boolean[128];
    for (ModuleFile module : modules) {
      char c = module.id().charAt(0);
      if (c < used.length) {
        used[c] = true;
      }
    }
    for (int i = 0; i < FIRST_CHARACTERS.length(); i++) {
      if (!used[FIRST_CHARACTERS.charAt(i)]) {
        return FIRST_CHARACTERS.charAt(i);
      }
    }
    return '\u0001';
  }
}
