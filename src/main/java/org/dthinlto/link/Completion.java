package org.dthinlto.link;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dthinlto.bitcode.ElfSymbols;
import org.dthinlto.bitcode.MalformedFileException;
import org.dthinlto.bitcode.PersonalityGroups;
import org.dthinlto.bitcode.Slice;
import org.dthinlto.plan.BackendJob;
import org.dthinlto.plan.Missing;
import org.dthinlto.thinlink.Candidate;
import org.dthinlto.thinlink.NameOrder;

/**
 * Gives the final link what native objects don't say: in some objects, and in files of names beside
 * them. Runs nothing.
 */
final class Completion {

  private final Path tree;
  private final Path merged;
  private final List<Candidate> loaded;
  private final Set<String> wraps;
  private final List<Path> libraries;
  private final boolean ordered;
  private final NameOrder order;

  /**
   * Completes nothing yet.
   *
   * @param merged the merged object, which need not be there
   * @param loaded objects that the thin link loaded
   * @param libraries what else it loaded
   * @param ordered whether the order of names counts
   */
  Completion(
      Path tree,
      Path merged,
      List<Candidate> loaded,
      Set<String> wraps,
      List<Path> libraries,
      boolean ordered,
      NameOrder order) {
    this.tree = tree;
    this.merged = merged;
    this.loaded = loaded;
    this.wraps = wraps;
    this.libraries = libraries;
    this.ordered = ordered;
    this.order = order;
  }

  /** The completion that a plan tells of. */
  static Completion of(Missing missing, Path tree, Path merged) throws IOException {
    Map<String, Candidate> objects = new HashMap<>();
    List<Candidate> loaded = new ArrayList<>();
    for (Missing.LinkedObject object : missing.objects()) {
      Candidate candidate =
          new Candidate(
              object.name(),
              object.name(),
              object.name(),
              Slice.whole(tree.resolve(object.file())),
              true,
              Candidate.Kind.valueOf(object.kind()),
              "",
              object.nativeName());
      objects.put(object.name(), candidate);
      if (object.loaded()) {
        loaded.add(candidate);
      }
    }
    List<Path> libraries = new ArrayList<>();
    for (String library : missing.libraries()) {
      libraries.add(tree.resolve(library));
    }
    return new Completion(
        tree,
        merged,
        loaded,
        new HashSet<>(missing.wraps()),
        libraries,
        missing.ordered(),
        NameOrder.of(tree, missing, objects));
  }

  /**
   * Puts into an object what the modules say of symbols and their objects no longer do.
   *
   * @return what was put in
   */
  List<ElfSymbols.Mention> completeObjects(List<BackendJob> jobs) throws IOException {
    List<ElfSymbols.Mention> lost = new LostReferences(loaded, tree, merged).find(wraps);
    for (int i = 0; !lost.isEmpty() && i < jobs.size(); i++) {
      Path object = tree.resolve(jobs.get(i).output());
      if (ElfSymbols.mentions(object, lost) || ElfSymbols.add(object, lost)) {
        return lost;
      }
    }
    return lost;
  }

  /** Writes what the final link needs besides native objects, once these are there. */
  void prepareFinalLink(List<BackendJob> jobs) throws IOException {
    List<Path> natives = new ArrayList<>();
    for (BackendJob job : jobs) {
      Path made = tree.resolve(job.output());
      natives.add(made);
      if (ordered) {
        try {
          PersonalityGroups.keep(made);
        } catch (MalformedFileException e) {
          // lld will say what is wrong with it.
        }
      }
    }
    natives.add(merged);
    order.write(natives, libraries);
  }
}
