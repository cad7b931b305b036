package org.dthinlto.link;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.dthinlto.plan.BackendJob;
import org.dthinlto.plan.Ending;
import org.dthinlto.thinlink.StagedNames;

/**
 * The files that lld's backends write besides objects: split debug information and remarks. Knows
 * lld's names for them and how clang is told to write them, not what is in them.
 *
 * <p>lld numbers its backends: those of full LTO first, {@code --lto-partitions} of them, then the
 * ThinLTO modules in link order (lld 14 to 22). Jobs write to private names in the tree; when all
 * is linked the files are moved.
 *
 * @param dwoFolder where .dwo files go and are looked for, as the user wrote it; empty for none
 * @param remarks the file for remarks on full LTO modules; empty for none
 * @param remarksFormat the last part of the names of the others
 * @param first lld's number of the first ThinLTO module
 * @param merges whether there are full LTO modules, which the thin link compiles if it selects them
 */
record SideFiles(
    String dwoFolder, String remarks, String remarksFormat, int first, boolean merges) {

  private static final String DWO = StagedNames.SIDE + "/dwo/";
  private static final String REMARKS = StagedNames.SIDE + "/remarks/";

  /** Where the thin link writes what must not go where the user says, seen from the tree. */
  private static final String REMARKS_OF_MERGED = "../remarks";

  /** A file in the tree and the name that it gets in the end, as the user would spell it. */
  record Place(String staged, String target) {}

  static SideFiles of(List<LinkerArg> args, boolean merges) {
    String dwoFolder = "";
    String remarks = "";
    String remarksFormat = "";
    String partitions = "";
    for (LinkerArg arg : args) {
      switch (arg.option().name()) {
        case "plugin-opt=dwo_dir" -> dwoFolder = arg.value();
        case "opt-remarks-filename" -> remarks = arg.value();
        case "opt-remarks-format" -> remarksFormat = arg.value();
        case "lto-partitions" -> partitions = arg.value();
        default -> {}
      }
    }
    int first = 1;
    try {
      first = partitions.isEmpty() ? 1 : Integer.parseInt(partitions);
    } catch (NumberFormatException e) {
      first = 1; // lld will complain
    }
    return new SideFiles(dwoFolder, remarks, remarksFormat, first, merges);
  }

  boolean none() {
    return dwoFolder.isEmpty() && remarks.isEmpty();
  }

  /**
   * Checks that remarks have a place to go to: lld makes no folder for them.
   *
   * @throws NotDistributable if not, which is for lld to say
   */
  void requireFolder(Path folder) throws NotDistributable {
    Path parent = folder.resolve(remarks).getParent();
    if (!remarks.isEmpty() && parent != null && !Files.isDirectory(parent)) {
      throw NotDistributable.inProcess("'" + remarks + "': there is no such folder");
    }
  }

  /** More words for the thin link. */
  List<String> thinWords(Path folder) {
    List<String> words = new ArrayList<>();
    if (!dwoFolder.isEmpty() && merges) {
      // The name is recorded in the object, and found from the folder that it was compiled in.
      words.add(
          "-plugin-opt=dwo_dir=" + (stays() ? dwoFolder : folder.resolve(dwoFolder).toString()));
    }
    if (!remarks.isEmpty()) {
      words.add("--opt-remarks-filename");
      words.add(REMARKS_OF_MERGED);
    }
    return words;
  }

  /** Whether a folder of that name, taken from the tree, is in the tree. */
  private boolean stays() {
    return !dwoFolder.startsWith("/") && !Path.of(dwoFolder).normalize().startsWith("..");
  }

  /**
   * What clang is told for one job.
   *
   * @param number of the job in link order, from 0
   */
  List<String> words(int number, String nativeName) {
    if (none()) {
      return List.of();
    }
    List<String> words = new ArrayList<>();
    // The driver has no words for these, or gives the files other names.
    if (!dwoFolder.isEmpty()) {
      TargetWords.proper(words, "-split-dwarf-file", dwo(first + number));
      TargetWords.proper(words, "-split-dwarf-output", DWO + own(nativeName));
    }
    if (!remarks.isEmpty()) {
      TargetWords.proper(words, "-opt-record-file", REMARKS + own(nativeName));
    }
    return words;
  }

  /** What one job writes. */
  List<Place> places(int number, String nativeName) {
    if (none()) {
      return List.of();
    }
    List<Place> places = new ArrayList<>();
    int task = first + number;
    if (!dwoFolder.isEmpty()) {
      places.add(new Place(DWO + own(nativeName), dwo(task)));
    }
    if (!remarks.isEmpty()) {
      String name = remarks + ".thin." + task + "." + remarksFormat;
      places.add(new Place(REMARKS + own(nativeName), name));
    }
    return places;
  }

  private String dwo(int task) {
    return dwoFolder + (dwoFolder.endsWith("/") ? "" : "/") + task + ".dwo";
  }

  private static String own(String nativeName) {
    return nativeName.substring(StagedNames.NATIVE.length() + 1);
  }

  /** All names that the user gets, of files which need not be there. */
  List<String> targets(List<BackendJob> jobs) {
    List<String> targets = new ArrayList<>();
    for (int i = 0; i < jobs.size(); i++) {
      for (Place place : places(i, jobs.get(i).output())) {
        targets.add(place.target());
      }
    }
    if (!remarks.isEmpty()) {
      targets.add(remarks);
    }
    if (!dwoFolder.isEmpty()) {
      targets.add(dwo(0));
    }
    return targets;
  }

  /**
   * Where the files go that lld would have put there.
   *
   * @param merged whether the merged object is part of the output
   */
  List<Ending.Move> moves(List<BackendJob> jobs, boolean merged) {
    List<Ending.Move> moves = new ArrayList<>();
    for (int i = 0; i < jobs.size(); i++) {
      for (Place place : places(i, jobs.get(i).output())) {
        moves.add(new Ending.Move(place.staged(), place.target()));
      }
    }
    if (!remarks.isEmpty()) {
      moves.add(new Ending.Move(REMARKS_OF_MERGED, remarks));
    }
    if (!dwoFolder.isEmpty() && merged && stays()) {
      moves.add(new Ending.Move(dwo(0), dwo(0)));
    } else if (!dwoFolder.isEmpty() && merges && !merged && !stays()) {
      moves.add(new Ending.Move("", dwo(0))); // of no code: the thin link always writes one
    }
    return moves;
  }

  /**
   * Moves a file to a place of the user's.
   *
   * @param keeps whether it stays where it is, too
   */
  static void put(Path from, Path to, boolean keeps) throws IOException {
    if (Files.exists(to) && !Files.isRegularFile(to)) {
      // A device, such as /dev/null: a move would replace it.
      Files.write(to, Files.readAllBytes(from), StandardOpenOption.WRITE);
      return;
    }
    Path target = Files.exists(to) ? to.toRealPath() : to;
    Path parent = target.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    if (keeps) {
      Files.copy(from, target, StandardCopyOption.REPLACE_EXISTING);
    } else {
      Files.move(from, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
