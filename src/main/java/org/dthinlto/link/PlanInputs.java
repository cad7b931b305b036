package org.dthinlto.link;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.dthinlto.thinlink.Candidate;
import org.dthinlto.thinlink.LineItem;

/**
 * The files that a link line reads, to the last one that can be told before the final link: when
 * one of them changes, there has to be another plan. Knows where they are, not what is in them.
 *
 * @param all absolute and normalized, sorted
 * @param ofFinalLink those among them that the final link reads as they are
 */
record PlanInputs(List<Path> all, List<Path> ofFinalLink) {

  /** Bytes by which a text is told from an object. */
  private static final int HEAD = 64;

  /** Those of a line that was planned. */
  static PlanInputs of(Planned planned, LinkLine line, Path folder) throws IOException {
    Prepared prepared = planned.prepared();
    Set<Path> made = products(prepared, folder);
    Path work = planned.split().work();
    Set<Path> found = new TreeSet<>();
    for (Path file : prepared.inputs().files()) {
      if (!file.startsWith(work)) { // as objects of sources on the line
        found.add(normal(file));
      }
    }
    for (String name : planned.split().selection().loaded().keySet()) {
      // Of a member that nothing on the line names, lld's trace shows "archive(member)".
      int end = name.endsWith(")") ? name.lastIndexOf('(') : name.length();
      if (!prepared.objects().containsKey(name) && end > 0) {
        add(planned.split().tree().resolve(name.substring(0, end)), work, made, found);
      }
    }
    List<LinkerArg> args = LldOptions.load().parse(planned.command().words());
    named(line.words(), folder, work, made, found);
    named(planned.command().words(), folder, work, made, found);
    addOfScripts(new LibrarySearch(folder, args), folder, work, made, found);

    Set<Path> compiled = new HashSet<>();
    for (Path module : prepared.inputs().modules()) {
      compiled.add(normal(module));
    }
    for (LineItem item : prepared.items()) {
      if (item instanceof LineItem.Library library && library.expanded() && !hasNative(library)) {
        compiled.add(normal(library.file()));
      }
    }
    Set<Path> last = new TreeSet<>(found);
    last.removeAll(compiled);
    return new PlanInputs(List.copyOf(found), List.copyOf(last));
  }

  /** Those of a line that can't be planned: the files that its words name. */
  static PlanInputs of(LinkLine line, Path folder, Path output) throws IOException {
    Set<Path> found = new TreeSet<>();
    List<String> files = new ArrayList<>();
    for (String word : line.words()) {
      if (!word.startsWith("-")) {
        files.add(word); // behind options, what is written may be named as well
      }
    }
    named(files, folder, folder.resolve(output + PlanWork.SUFFIX), Set.of(output), found);
    return new PlanInputs(List.copyOf(found), List.copyOf(found));
  }

  private static boolean hasNative(LineItem.Library library) {
    for (Candidate member : library.members()) {
      if (!member.isBitcode()) {
        return true;
      }
    }
    return false;
  }

  /** What the link writes may be there already. */
  private static Set<Path> products(Prepared prepared, Path folder) {
    Set<Path> made = new HashSet<>();
    made.add(folder.resolve(prepared.output()).normalize());
    for (String product : prepared.inputs().products()) {
      made.add(folder.resolve(product).normalize());
    }
    return made;
  }

  /** Files that words name: by themselves, behind an "=", or as response files. */
  private static void named(
      List<String> words, Path folder, Path work, Set<Path> made, Set<Path> found)
      throws IOException {
    List<String> all = new ArrayList<>(words);
    all.addAll(ResponseFile.expand(words, folder));
    for (String word : all) {
      String name = word.startsWith("@") ? word.substring(1) : word;
      name = name.startsWith("-") ? name.substring(name.indexOf('=') + 1) : name;
      if (!name.isEmpty() && !name.startsWith("-") && name.indexOf('\0') < 0) {
        add(folder.resolve(name), work, made, found);
      }
    }
  }

  /** Files that linker scripts among the files name, and so on. */
  private static void addOfScripts(
      LibrarySearch search, Path folder, Path work, Set<Path> made, Set<Path> found)
      throws IOException {
    Deque<Path> open = new ArrayDeque<>(found);
    while (!open.isEmpty()) {
      Path file = open.removeFirst();
      for (LinkerScript.Input input : inputs(file)) {
        String named =
            input.folder() ? "" : search.scriptInput(input.name(), file.toString(), false);
        if (!named.isEmpty() && add(folder.resolve(named), work, made, found)) {
          open.add(folder.resolve(named));
        }
      }
    }
  }

  private static List<LinkerScript.Input> inputs(Path file) {
    try {
      return isText(file) ? LinkerScript.read(file).inputs() : List.of();
    } catch (IOException e) {
      return List.of(); // for lld to say
    }
  }

  /** No object, archive or bitcode: these begin with what is no part of a script. */
  private static boolean isText(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] head = in.readNBytes(HEAD);
      for (byte each : head) {
        if (each <= 0) {
          return false;
        }
      }
      return head.length < 2 || head[0] != '!' || head[1] != '<';
    }
  }

  /** The absolute path, without the ".." in it if that is the same file. */
  private static Path normal(Path file) throws IOException {
    Path absolute = file.toAbsolutePath();
    Path normal = absolute.normalize();
    boolean same = Files.exists(normal) && Files.isSameFile(normal, absolute);
    return same || !Files.exists(absolute) ? normal : absolute;
  }

  private static boolean add(Path file, Path work, Set<Path> made, Set<Path> found)
      throws IOException {
    Path normal = normal(file);
    return Files.isRegularFile(normal)
        && !normal.startsWith(work)
        && !made.contains(normal)
        && found.add(normal);
  }
}
