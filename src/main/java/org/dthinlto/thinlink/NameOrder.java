package org.dthinlto.thinlink;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dthinlto.bitcode.ModuleNames;
import org.dthinlto.bitcode.ObjectNames;
import org.dthinlto.bitcode.Slice;
import org.dthinlto.plan.Missing;
import org.jspecify.annotations.Nullable;

/**
 * Lets the final link come to know names in the order in which lld in process would. Symbol tables
 * are in that order, the dynamic one too, and with it relocations and the PLT; a native object
 * names its symbols in another order than its module.
 *
 * <p>Before each run of modules on the final line stands an object that mentions their names, see
 * {@link ObjectNames}. It has those only that a native object of the link has: what the optimiser
 * removed stays unknown. What can't be read is left out: the order is then another one.
 */
public final class NameOrder {

  /** Some modules side by side on the line, and the object before them. */
  private record Run(Path object, List<Step> steps) {}

  /**
   * What lld comes to: an object that it loads, or members that it may.
   *
   * @param lazy whether it loads only what is needed
   */
  private record Step(List<Candidate> objects, boolean lazy) {}

  private final Path folder;
  private final List<Candidate> loads;
  private final boolean definedFirst;
  private final List<Run> runs = new ArrayList<>();
  private boolean open;

  private final Map<Candidate, ModuleNames> known = new HashMap<>();
  private final Set<Candidate> reached = new HashSet<>();
  private final Set<Candidate> done = new HashSet<>();
  private final Set<String> written = new HashSet<>();
  private Set<String> wanted = Set.of();
  private LinkedHashSet<String> names = new LinkedHashSet<>();
  private int next;

  /** The module that was last asked for what it defines, and what that is. */
  private @Nullable Candidate asked;

  private Set<String> defined = Set.of();

  /**
   * @param folder where the objects go
   * @param loads the modules that lld loads, in load order; none if order doesn't matter
   * @param definedFirst whether lld takes what a module defines before what it only mentions, as it
   *     does after LLVM 14 (BitcodeFile::parse)
   */
  public NameOrder(Path folder, List<Candidate> loads, boolean definedFirst) {
    this.folder = folder;
    this.loads = loads;
    this.definedFirst = definedFirst;
  }

  /**
   * The order that a plan tells of.
   *
   * @param tree the staging tree, from which the plan names files
   * @param objects all that the plan names, by link name
   */
  public static NameOrder of(Path tree, Missing missing, Map<String, Candidate> objects)
      throws IOException {
    NameOrder order = new NameOrder(tree, known(missing.loads(), objects), missing.definedFirst());
    for (Missing.Run run : missing.runs()) {
      List<Step> steps = new ArrayList<>();
      for (Missing.Step step : run.steps()) {
        steps.add(new Step(known(step.objects(), objects), step.lazy()));
      }
      order.runs.add(new Run(tree.resolve(run.object()).normalize(), steps));
    }
    return order;
  }

  private static List<Candidate> known(List<String> names, Map<String, Candidate> objects)
      throws IOException {
    List<Candidate> known = new ArrayList<>(names.size());
    for (String name : names) {
      Candidate object = objects.get(name);
      if (object == null) {
        throw new IOException("'" + name + "': the plan doesn't say what it is");
      }
      known.add(object);
    }
    return known;
  }

  /** The same for a plan, with names of files relative to a folder. */
  public List<Missing.Run> runs(Path from) {
    List<Missing.Run> all = new ArrayList<>();
    for (Run run : runs) {
      List<Missing.Step> steps = new ArrayList<>();
      for (Step step : run.steps()) {
        steps.add(new Missing.Step(linkNames(step.objects()), step.lazy()));
      }
      all.add(new Missing.Run(from.relativize(run.object()).toString(), steps));
    }
    return all;
  }

  /** Link names of the modules that lld loads, in load order. */
  public List<String> loads() {
    return linkNames(loads);
  }

  /** Whether lld takes what a module defines before what it mentions. */
  public boolean definedFirst() {
    return definedFirst;
  }

  private static List<String> linkNames(List<Candidate> objects) {
    List<String> names = new ArrayList<>(objects.size());
    for (Candidate object : objects) {
      names.add(object.linkName());
    }
    return names;
  }

  /**
   * Takes note of objects that come next on the line; of members all, also those that lld leaves:
   * it knows what they define.
   *
   * @param lazy whether lld loads only what is needed of them
   * @return the object to put before them; empty if there is none
   */
  public String place(List<Candidate> objects, boolean lazy) {
    List<Candidate> modules = new ArrayList<>();
    for (Candidate object : objects) {
      if (object.isBitcode()) {
        modules.add(object);
      }
    }
    if (modules.isEmpty() || loads.isEmpty()) {
      return "";
    }
    String before = "";
    if (!open) {
      open = true;
      Path object = folder.resolve("names." + (runs.size() + 1) + ".o");
      runs.add(new Run(object, new ArrayList<>()));
      before = object.toString();
    }
    runs.get(runs.size() - 1).steps().add(new Step(modules, lazy));
    return before;
  }

  /** Takes note of an input of another kind: its names come in between. */
  public void interrupt() {
    open = false;
  }

  /**
   * Writes the objects, once the native ones are there.
   *
   * @param natives all native objects that were made of modules
   * @param libraries what else lld loads, in load order: the shared libraries in it are looked into
   */
  public void write(List<Path> natives, List<Path> libraries) throws IOException {
    if (runs.isEmpty()) {
      return;
    }
    Set<String> made = new HashSet<>();
    wanted = new HashSet<>();
    for (Path object : natives) {
      try {
        ObjectNames.read(Slice.whole(object), made, wanted);
      } catch (IOException e) {
        // lld will say what is wrong with it.
      }
    }
    Set<String> unknown = new HashSet<>(wanted);
    unknown.removeAll(made);
    wanted.addAll(made);
    List<Collection<String>> all = new ArrayList<>();
    for (Run run : runs) {
      names = new LinkedHashSet<>();
      for (Step step : run.steps()) {
        for (Candidate module : step.objects()) {
          reach(module, step.lazy());
        }
      }
      all.add(names);
    }
    unknown.removeAll(written);
    addOf(libraries, unknown);
    for (int i = 0; i < runs.size(); i++) {
      Files.write(runs.get(i).object(), ObjectNames.write(all.get(i)));
    }
  }

  /**
   * Adds what no module mentions and native objects do: calls that code generation made. In process
   * lld knows them from the libraries before it sees the objects.
   */
  private void addOf(List<Path> libraries, Set<String> unknown) {
    for (Path library : libraries) {
      if (unknown.isEmpty()) {
        return;
      }
      List<String> found = new ArrayList<>();
      try {
        ObjectNames.readShared(Slice.whole(library), found);
      } catch (IOException e) {
        // It is no shared library.
      }
      for (String name : found) {
        if (unknown.remove(name)) {
          add(name);
        }
      }
    }
  }

  private void reach(Candidate module, boolean lazy) {
    if (done.contains(module)) {
      return;
    }
    reached.add(module);
    if (!lazy || isNext(module)) {
      load(module);
    } else {
      addDefined(namesOf(module));
    }
  }

  /** What a module needs of members that lld has passed is loaded at once. */
  private void load(Candidate module) {
    done.add(module);
    if (isNext(module)) {
      next++;
    }
    ModuleNames own = namesOf(module);
    if (definedFirst) {
      addDefined(own);
    }
    for (int i = 0; i < own.names().size(); i++) {
      String name = own.names().get(i);
      add(name);
      if (own.undefined().get(i) && !own.weak().get(i) && next < loads.size()) {
        Candidate other = loads.get(next);
        if (reached.contains(other) && !done.contains(other) && defines(other, name)) {
          load(other);
        }
      }
    }
    known.remove(module);
  }

  private boolean defines(Candidate module, String name) {
    if (!module.equals(asked)) {
      asked = module;
      ModuleNames own = namesOf(module);
      defined = new HashSet<>();
      for (int i = 0; i < own.names().size(); i++) {
        if (!own.undefined().get(i)) {
          defined.add(own.names().get(i));
        }
      }
    }
    return defined.contains(name);
  }

  private boolean isNext(Candidate module) {
    return next < loads.size() && loads.get(next).equals(module);
  }

  private ModuleNames namesOf(Candidate module) {
    ModuleNames found = known.get(module);
    if (found == null) {
      try {
        found = ModuleNames.of(module.content());
      } catch (IOException e) {
        found = ModuleNames.NONE;
      }
      known.put(module, found);
    }
    return found;
  }

  private void addDefined(ModuleNames module) {
    for (int i = 0; i < module.names().size(); i++) {
      if (!module.undefined().get(i)) {
        add(module.names().get(i));
      }
    }
  }

  /** A version in a name is for the object that defines it to say. */
  private void add(String name) {
    if (wanted.contains(name) && name.indexOf('@') < 0 && written.add(name)) {
      names.add(name);
    }
  }
}
