package org.dthinlto.link;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.dthinlto.thinlink.Candidate;
import org.dthinlto.thinlink.LineItem;
import org.dthinlto.thinlink.StagedNames;

/**
 * A link line after all its inputs were looked up and looked into, and found fit to be split.
 *
 * @param items the line, piece by piece
 * @param flags what the backends are set to
 * @param output the value of -o, as the user wrote it
 * @param options what else the backends are told
 * @param side what backends write besides objects
 * @param trace the time trace that the line asks for
 * @param modules bitcode modules found among the inputs
 * @param objects every object that the thin link may select, by its link name
 * @param traces whether the user wants the files named that lld loads
 * @param tracesSymbols whether the user wants symbols traced
 * @param versions whether there is a version script
 * @param wraps the symbols of --wrap
 * @param written text files that the final link writes and that name inputs
 * @param writtenByThinLink the same of the thin link
 * @param voice how backends speak
 * @param remap which files lld reads in the place of others
 * @param inputs the files that the line reads
 * @param ordersNames whether the final link shall know names in the order of a link in process
 */
record Prepared(
    List<LineItem> items,
    BackendFlags flags,
    String output,
    BackendOptions options,
    SideFiles side,
    TimeTrace trace,
    int modules,
    Map<String, Candidate> objects,
    boolean traces,
    boolean tracesSymbols,
    boolean versions,
    Set<String> wraps,
    List<String> written,
    List<String> writtenByThinLink,
    BackendVoice voice,
    RemapInputs remap,
    LinkInputs inputs,
    boolean ordersNames) {

  static Prepared of(LinkerCommand command, Path folder, StagedNames names, LinkReport report)
      throws NotDistributable, IOException {
    List<LinkerArg> args = LldOptions.load().parse(command.words());
    String output = "a.out";
    boolean fatLto = false;
    boolean identities = false;
    boolean traces = false;
    boolean tracesSymbols = false;
    boolean ordersNames = true;
    boolean versions = false;
    boolean timeTrace = false;
    String quoting = "posix";
    String dependencies = "";
    Set<String> wraps = new LinkedHashSet<>();
    List<String> written = new ArrayList<>();
    List<String> writtenByThinLink = new ArrayList<>();
    List<String> products = new ArrayList<>();
    for (LinkerArg arg : args) {
      switch (arg.option().name()) {
        case "o" -> output = arg.value();
        case "fat-lto-objects" -> fatLto = true;
        case "no-fat-lto-objects" -> fatLto = false;
        case "exclude-libs" -> identities = true;
        case "trace" -> traces = true;
        case "trace-symbol" -> tracesSymbols = true;
        case "relocatable", "cref" -> ordersNames = false; // all objects would show
        case "dependency-file" -> {
          dependencies = arg.value();
          written.add(arg.value());
          ordersNames = false;
        }
        case "version-script" -> versions = true;
        case "wrap" -> wraps.add(arg.value());
        case "Map", "print-gc-sections" -> written.add(arg.value());
        case "why-extract", "print-archive-stats" -> {
          identities |= arg.is("print-archive-stats");
          writtenByThinLink.add(arg.value());
        }
        case "time-trace", "time-trace-file", "plugin-opt=time-trace" -> {
          timeTrace = true;
          written.add(arg.value());
        }
        case "print-symbol-order", "out-implib", "why-live" -> products.add(arg.value());
        case "rsp-quoting" -> quoting = arg.value();
        default -> {}
      }
    }
    if (timeTrace) {
      written.add(output + ".time-trace"); // where it goes if no file is named
    }
    InputFiles files = new InputFiles(names, fatLto, identities, SuffixReplacement.of(args));
    InputWalk walk = new InputWalk(folder, args, files);
    List<LineItem> items = walk.walk(args);
    report.found(output, files.modules());
    if (files.modules() == 0) {
      throw NotDistributable.plain("no bitcode on the line");
    }
    if (!walk.obstacle().isEmpty()) {
      throw NotDistributable.inProcess(walk.obstacle());
    }
    if (!quoting.equals("posix")) {
      throw NotDistributable.inProcess("'--rsp-quoting=" + quoting + "': another way of quoting");
    }
    if (output.equals("-") || isStream(output)) {
      throw NotDistributable.inProcess("'" + output + "': the output is no file");
    }
    BackendFlags flags = BackendFlags.of(args);
    BackendOptions options = BackendOptions.of(args, folder, names);
    Map<String, Candidate> objects = objects(items);
    requireThin(objects);
    SideFiles side = SideFiles.of(args, anyMerged(objects));
    side.requireFolder(folder);
    products.addAll(written);
    products.addAll(writtenByThinLink);
    return new Prepared(
        items,
        flags,
        output,
        options,
        side,
        TimeTrace.of(args, output, report.tracesJobs()),
        files.modules(),
        objects,
        traces,
        tracesSymbols,
        versions,
        wraps,
        written,
        writtenByThinLink,
        BackendVoice.of(command.linker(), args),
        walk.remap(),
        LinkInputs.of(
            items,
            files.seen(),
            walk.absent(),
            options,
            products,
            dependencies,
            folder,
            walk.includes()),
        ordersNames && isX8664(objects));
  }

  /** Objects that order names are made for this target only. */
  private static boolean isX8664(Map<String, Candidate> objects) {
    for (Candidate object : objects.values()) {
      String triple = object.triple();
      if (object.isBitcode() && (!triple.startsWith("x86_64-") || triple.contains("x32"))) {
        return false;
      }
    }
    return true;
  }

  /** What backends of a release of clang go without. */
  List<BackendFlags.NotCarried> notCarried(int release) {
    List<BackendFlags.NotCarried> all = new ArrayList<>(flags.notCarried());
    all.addAll(trace.notCarried(release));
    return all;
  }

  /** What lld prints is text to us, so a program can't go the same way. */
  private static boolean isStream(String output) {
    return (output.startsWith("/dev/") && !output.equals("/dev/null"))
        || output.startsWith("/proc/");
  }

  private static Map<String, Candidate> objects(List<LineItem> items) {
    Map<String, Candidate> objects = new HashMap<>();
    for (LineItem item : items) {
      if (item instanceof LineItem.Loose loose) {
        objects.put(loose.object().linkName(), loose.object());
      } else if (item instanceof LineItem.Library library) {
        for (Candidate member : library.members()) {
          objects.put(member.linkName(), member);
        }
      }
    }
    return objects;
  }

  private static boolean anyMerged(Map<String, Candidate> objects) {
    for (Candidate object : objects.values()) {
      if (object.isMerged()) {
        return true;
      }
    }
    return false;
  }

  /** The targets of all modules that a backend may compile. */
  Set<String> triples() {
    Set<String> triples = new TreeSet<>();
    for (Candidate object : objects.values()) {
      if (object.kind() == Candidate.Kind.THIN || object.kind() == Candidate.Kind.SPLIT) {
        triples.add(object.triple());
      }
    }
    return triples;
  }

  private static void requireThin(Map<String, Candidate> objects) throws NotDistributable {
    boolean thin = false;
    for (Candidate object : objects.values()) {
      if (object.kind() == Candidate.Kind.THIN || object.kind() == Candidate.Kind.SPLIT) {
        thin = true;
        String obstacle = TargetWords.obstacle(object.triple());
        if (!obstacle.isEmpty()) {
          throw NotDistributable.inProcess(
              "'" + object.userName() + "': target '" + object.triple() + "': " + obstacle);
        }
      }
    }
    if (!thin) {
      throw NotDistributable.plainLto("no ThinLTO module on the line");
    }
  }
}
