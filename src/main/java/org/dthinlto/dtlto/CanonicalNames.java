package org.dthinlto.dtlto;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Gives the files that DTLTO's jobs read a name in a tree of ours: a relative path without "..",
 * the same from link to link. Looks at no file.
 *
 * <p>clang imports modules in the order of their names, and that can show in the object. So names
 * keep the order of lld's: a relative path stays, and what would lead out of the tree is replaced
 * part by part by something that stands where it stood. {@code ..} becomes {@code .-}, a single dot
 * {@code .0}, the slash of an absolute path {@code .~/}; below the working directory, that is left
 * out: {@code .~./obj/a.o}. A user's own parts that begin so are marked.
 *
 * <p>Of archive members and FatLTO objects lld 22 makes files, beside the output, that carry its
 * process ID: {@code out/lib.a(h.o at 106).4.1A5F.o}, with the number of the task before it. Their
 * names here count instead, and say nothing of the output's folder: {@code lib.a(h.o at 1).o} is
 * the first member of that name.
 */
public final class CanonicalNames {

  /** The indices, by the names of their modules. */
  static final String INDEX = ".~index/";

  /** What jobs write, by the names of their modules. */
  static final String NATIVE = ".~native";

  private static final String NATIVE_ENDING = ".native.o";
  private static final String EXTRACTED_ENDING = ".o";

  private final String folder;
  private final Map<String, String> names = new HashMap<>();
  private final Map<String, String> shown = new HashMap<>();
  private final Set<String> extracted = new HashSet<>();

  /** A file that lld made of a member or of a FatLTO object. */
  private record Extracted(String path, String group, long offset, long task)
      implements Comparable<Extracted> {

    @Override
    public int compareTo(Extracted other) {
      int byOffset = Long.compare(offset, other.offset);
      return byOffset != 0 ? byOffset : Long.compare(task, other.task);
    }
  }

  /**
   * Names for all files of a link.
   *
   * @param folder the working directory of lld, absolute
   */
  public CanonicalNames(JobFile file, String folder) {
    this.folder = folder.endsWith("/") ? folder : folder + "/";
    String place = file.linkerOutput().substring(0, file.linkerOutput().lastIndexOf('/') + 1);
    String process = process(file);
    Map<String, List<Extracted>> groups = new HashMap<>();
    TreeSet<String> paths = new TreeSet<>();
    for (JobFile.Job job : file.jobs()) {
      paths.addAll(job.inputs());
    }
    for (String path : paths) {
      Extracted made = process.isEmpty() ? null : extracted(path, place, process);
      if (made != null) {
        groups.computeIfAbsent(made.group, g -> new ArrayList<>()).add(made);
      }
    }
    for (Map.Entry<String, List<Extracted>> group : groups.entrySet()) {
      Collections.sort(group.getValue());
      for (int i = 0; i < group.getValue().size(); i++) {
        // No option and no response file.
        String first = "-@".indexOf(group.getKey().charAt(0)) < 0 ? "" : ".0/";
        String name = first + group.getKey() + (i + 1) + ")" + EXTRACTED_ENDING;
        extracted.add(name);
        names.put(group.getValue().get(i).path, name);
      }
    }
  }

  /**
   * lld's process ID in the way in which it is in the names of files that lld made, "" if that
   * isn't to be seen: {@code main.1.6751.native.o} says 6751, which is 1A5F.
   */
  private static String process(JobFile file) {
    if (file.jobs().isEmpty()) {
      return "";
    }
    String output = file.jobs().get(0).outputs().get(0);
    if (!output.endsWith(NATIVE_ENDING)) {
      return "";
    }
    int end = output.length() - NATIVE_ENDING.length();
    int dot = output.lastIndexOf('.', end - 1);
    long number = dot < 0 ? -1 : number(output, dot + 1, end);
    return number < 0 ? "" : Long.toHexString(number).toUpperCase(Locale.ROOT);
  }

  /** What such a file was made of; null if it is none. */
  private @Nullable Extracted extracted(String path, String place, String process) {
    String ending = "." + process + EXTRACTED_ENDING;
    if (!path.startsWith(place)
        || !path.endsWith(ending)
        || path.indexOf('/', place.length()) >= 0) {
      return null;
    }
    int end = path.length() - ending.length();
    int dot = path.lastIndexOf('.', end - 1);
    long task = dot <= place.length() ? -1 : number(path, dot + 1, end);
    if (task < 0) {
      return null;
    }
    String origin = path.substring(place.length(), dot);
    shown.put(path, origin);
    int at = origin.lastIndexOf(" at ");
    long offset = at > 0 && origin.endsWith(")") ? number(origin, at + 4, origin.length() - 1) : -1;
    return offset < 0
        ? new Extracted(path, origin + "(", 0, task)
        : new Extracted(path, origin.substring(0, at + 4), offset, task);
  }

  /** A number of decimal digits; -1 if there is none, or it is too long. */
  private static long number(String text, int from, int to) {
    if (from >= to || to - from > 18) {
      return -1;
    }
    long number = 0;
    for (int i = from; i < to; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      number = 10 * number + digit;
    }
    return number;
  }

  /** The name of a file in the tree. */
  public String of(String path) {
    String known = names.get(path);
    return known == null ? inTree(path) : known;
  }

  /** Whether a name in the tree is that of a file that lld made for this link alone. */
  public boolean isExtracted(String name) {
    return extracted.contains(name);
  }

  /** What the user knows a module by. */
  public String shown(String path) {
    return shown.getOrDefault(path, path);
  }

  private String inTree(String path) {
    StringBuilder name = new StringBuilder(path.length() + 4);
    int from = 0;
    if (path.startsWith(folder)) {
      name.append(".~./");
      from = folder.length();
    } else if (path.startsWith("/")) {
      name.append(".~/");
      from = 1;
    }
    while (from <= path.length()) {
      int slash = path.indexOf('/', from);
      int to = slash < 0 ? path.length() : slash;
      addPart(path, from, to, name);
      name.append(slash < 0 ? "" : "/");
      from = to + 1;
    }
    return name.toString();
  }

  private static void addPart(String path, int from, int to, StringBuilder name) {
    int length = to - from;
    if (length == 0) {
      name.append(".+"); // between two slashes
    } else if (length == 1 && path.charAt(from) == '.') {
      name.append(".0");
    } else if (length == 2 && path.startsWith("..", from)) {
      name.append(".-");
    } else if (path.charAt(from) == '.' && ".+0-~".indexOf(path.charAt(from + 1)) > 0) {
      name.append(".~~").append(path, from + 1, to);
    } else {
      name.append(path, from, to);
    }
  }
}
