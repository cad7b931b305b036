package org.dthinlto.link;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.dthinlto.archive.Archive;
import org.dthinlto.archive.ArchiveMember;
import org.dthinlto.plan.Ending;
import org.dthinlto.plan.Missing;
import org.dthinlto.plan.PlanDocument;
import org.dthinlto.plan.PlanFile;

/**
 * A plan with all files that it takes, for a folder or a machine where none of them is. Knows what
 * goes into it, not how it is packed. clang and lld are no part of it.
 *
 * <p>The folder of the plan becomes the top of the bundle. What lies elsewhere goes to {@link
 * #FILES}, which the final link takes for the root of all absolute paths (lld's --chroot, made for
 * what --reproduce packs).
 */
public final class Bundle {

  /** The root of all absolute paths. */
  static final String FILES = "dthinlto-files";

  private static final String PLAN = "plan.json";

  private final PlanDocument plan;
  private final Path folder;
  private final Path work;

  /** Where each file is, by its name in the bundle. */
  private final Map<String, Path> files = new TreeMap<>();

  private String text = "";

  private Bundle(PlanDocument plan, Path folder, Path work) {
    this.plan = plan;
    this.folder = folder;
    this.work = work;
  }

  /**
   * Gathers what belongs to a plan.
   *
   * @throws IOException if something is missing, or isn't as it was when the plan was made
   */
  public static Bundle of(Path file) throws IOException {
    PlanDocument plan = PlanFile.read(file);
    Path folder = Programs.folderOf(file.toAbsolutePath()).resolve(plan.directory()).normalize();
    if (!plan.distributed()) {
      throw new IOException("'" + file + "': the plan has no jobs, " + plan.reason());
    }
    Path work = folder.resolve(plan.work()).normalize();
    PlanRun.requireWork(plan, work);
    Bundle bundle = new Bundle(plan, folder, work);
    bundle.gather();
    return bundle;
  }

  /** The files, by their names in the bundle, sorted; the plan is not among them. */
  public Map<String, Path> files() {
    return files;
  }

  /** The name of the plan in the bundle. */
  public String planName() {
    return PLAN;
  }

  /** The plan as it is in the bundle. */
  public String planText() {
    return text;
  }

  private void gather() throws IOException {
    Set<Path> made = new HashSet<>();
    Path tree = work.resolve(PlanDocument.TREE);
    for (PlanDocument.Job job : plan.jobs()) {
      for (String output : job.outputs()) {
        made.add(tree.resolve(output));
      }
    }
    try (Stream<Path> all = Files.walk(tree)) {
      for (Path file : (Iterable<Path>) all::iterator) {
        // Links to modules are followed; to other places in the tree, too.
        if (Files.isRegularFile(file) && !made.contains(file)) {
          files.put(inWork(file), file);
        }
      }
    }
    for (String name : List.of(".dthinlto-work", "merged.o", "trace", "remarks")) {
      if (Files.isRegularFile(work.resolve(name))) {
        files.put(inWork(work.resolve(name)), work.resolve(name));
      }
    }
    for (String input : plan.finalLink().inputs()) {
      addInput(folder.resolve(input).normalize());
    }
    for (Missing.LinkedObject object : plan.finalLink().missing().objects()) {
      addInput(tree.resolve(object.file()).normalize());
    }
    for (String library : plan.finalLink().missing().libraries()) {
      addInput(tree.resolve(library).normalize());
    }
    text = PlanFile.text(inBundle());
  }

  private static final String WORK = "dthinlto-work";

  private String inWork(Path file) {
    return WORK + "/" + work.relativize(file);
  }

  private void addInput(Path file) throws IOException {
    if (file.startsWith(work) || !Files.isRegularFile(file)) {
      return;
    }
    files.put(place(file), file);
    try {
      Archive archive = Archive.read(file);
      if (archive.thin()) {
        for (ArchiveMember member : archive.members()) {
          files.put(place(member.file().normalize()), member.file());
        }
      }
    } catch (IOException e) {
      return; // no archive
    }
  }

  /** Where a file outside of the work folder lies in the bundle. */
  private String place(Path file) {
    return file.startsWith(folder) && !isReserved(folder.relativize(file))
        ? folder.relativize(file).toString()
        : FILES + file;
  }

  /** Names of our own at the top of the bundle. */
  private static boolean isReserved(Path name) {
    String first = name.getName(0).toString();
    return first.equals(FILES) || first.equals(WORK) || first.equals(PLAN);
  }

  private PlanDocument inBundle() throws IOException {
    PlanDocument.Last last = plan.finalLink();
    BundleWords words = new BundleWords(folder, work, plan.work(), WORK);
    Missing missing = last.missing();
    List<Missing.LinkedObject> objects = new ArrayList<>();
    for (Missing.LinkedObject object : missing.objects()) {
      objects.add(
          new Missing.LinkedObject(
              object.name(),
              fromTree(object.file()),
              object.kind(),
              object.nativeName(),
              object.loaded()));
    }
    List<String> libraries = new ArrayList<>();
    for (String library : missing.libraries()) {
      libraries.add(fromTree(library));
    }
    List<String> inputs = new ArrayList<>();
    for (String input : last.inputs()) {
      Path file = folder.resolve(input).normalize();
      inputs.add(file.startsWith(work) ? inWork(file) : place(file));
    }
    Map<String, String> names = new TreeMap<>();
    for (Map.Entry<String, String> name : last.userNames().entrySet()) {
      names.put(words.ours(name.getKey()), name.getValue());
    }
    Ending ending = last.ending();
    String output = words.output(ending.output());
    return new PlanDocument(
        plan.version(),
        plan.tool(),
        plan.outcome(),
        plan.reason(),
        ".",
        WORK,
        plan.compiler(),
        plan.linker(),
        inputs,
        plan.jobs(),
        new PlanDocument.Last(
            last.linker(),
            words.of(last.words(), output),
            inputs,
            new Missing(
                objects,
                missing.wraps(),
                libraries,
                missing.ordered(),
                missing.definedFirst(),
                missing.loads(),
                missing.runs()),
            new Ending(
                output,
                ending.driver(),
                ending.printed(),
                ending.held(),
                ending.written(),
                ending.moves(),
                ending.trace(),
                ending.traces(),
                List.of()),
            names));
  }

  /** A file as seen from the tree in the bundle. */
  private String fromTree(String name) {
    Path file = work.resolve(PlanDocument.TREE).resolve(name).normalize();
    return file.startsWith(work) ? name : "../../" + place(file);
  }
}
