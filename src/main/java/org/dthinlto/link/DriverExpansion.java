package org.dthinlto.link;

import java.util.ArrayList;
import java.util.List;
import org.dthinlto.thinlink.Lines;

/**
 * What a compiler driver would run, read from its answer to {@code -###}. Knows the answer's form,
 * not how to get it.
 *
 * @param version the driver's version line, such as {@code clang version 22.1.8}; empty if none
 * @param before commands that come before the linker: compilations of sources on the line
 * @param linker the linker command, program first; empty if the line does not link
 * @param after commands that come after the linker
 */
record DriverExpansion(
    String version, List<List<String>> before, List<String> linker, List<List<String>> after) {

  private static final List<String> LINKERS =
      List.of("ld", "lld", "mold", "gold", "collect2", "wild");

  /** Reads the standard error of {@code driver … -###}. */
  static DriverExpansion parse(String text) {
    String version = "";
    List<List<String>> before = new ArrayList<>();
    List<String> linker = List.of();
    List<List<String>> after = new ArrayList<>();
    for (int from = 0; from < text.length(); ) {
      int to = end(text, from);
      String line = text.substring(from, to);
      from = to + 1;
      if (version.isEmpty() && line.contains("clang version")) {
        version = line;
      }
      // Commands are the lines that begin with a blank: clang quotes every word, gcc only some.
      if (line.startsWith(" ") && !line.startsWith(" (in-process)")) {
        List<String> command = ResponseFile.tokens(line);
        if (!command.isEmpty() && isLinker(command)) {
          before.addAll(linker.isEmpty() ? List.of() : List.of(linker));
          linker = command;
        } else if (!command.isEmpty()) {
          (linker.isEmpty() ? before : after).add(command);
        }
      }
    }
    return new DriverExpansion(version, before, linker, after);
  }

  /** Whether the driver has something to complain of. */
  static boolean hasError(String text) {
    for (int at = text.indexOf(": error: "); at >= 0; at = text.indexOf(": error: ", at + 1)) {
      // Words of a command stand on lines that begin with a blank.
      if (text.charAt(text.lastIndexOf('\n', at) + 1) != ' ') {
        return true;
      }
    }
    return false;
  }

  /** Where a line ends; in a command's quotes a line feed is part of a name. */
  private static int end(String text, int from) {
    boolean command = text.charAt(from) == ' ';
    boolean quoted = false;
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n' && !quoted) {
        return i;
      }
      if (command && c == '\\') {
        i++;
      } else if (command && c == '"') {
        quoted = !quoted;
      }
    }
    return text.length();
  }

  /** The same with the last command as the linker, if that is the program which the user chose. */
  DriverExpansion withLinker(String chosen) {
    List<String> last = before.isEmpty() ? List.of() : before.get(before.size() - 1);
    if (!linker.isEmpty() || chosen.isEmpty() || last.isEmpty() || !last.get(0).equals(chosen)) {
      return this;
    }
    return new DriverExpansion(version, before.subList(0, before.size() - 1), last, after);
  }

  /** The driver's warnings, a line each. */
  static String warnings(String text) {
    StringBuilder warnings = new StringBuilder();
    for (String line : Lines.of(text)) {
      if (line.charAt(0) != ' ' && line.contains(": warning: ")) {
        warnings.append(line).append('\n');
      }
    }
    return warnings.toString();
  }

  private static boolean isLinker(List<String> command) {
    String base = LinkLine.withoutVersion(LinkLine.baseName(command.get(0)));
    String name = base.substring(base.lastIndexOf('-') + 1);
    return LINKERS.contains(name) || isKindOfLd(name);
  }

  /** Such as {@code ld.lld} or {@code ld.gold}. */
  private static boolean isKindOfLd(String name) {
    for (int i = 3; i < name.length(); i++) {
      if (name.charAt(i) < 'a' || name.charAt(i) > 'z') {
        return false;
      }
    }
    return name.startsWith("ld.") && name.length() > 3;
  }
}
