package org.dthinlto.link;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads the files that lld read from what {@code --dependency-file} wrote: names as make wants
 * them, with blanks, "#" and "$" escaped (lld/ELF/Driver.cpp, writeDependencyFile).
 */
final class DependencyFile {

  private DependencyFile() {}

  /** The prerequisites of the first rule; the rules behind it have none. */
  static List<String> prerequisites(String text) {
    List<String> names = new ArrayList<>();
    StringBuilder name = new StringBuilder();
    boolean target = true;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      char next = i + 1 < text.length() ? text.charAt(i + 1) : '\n';
      if (c == '\\' && next == '\n') {
        i++;
        end(name, names);
      } else if (c == '\\' && (next == ' ' || next == '#' || next == '\\')) {
        name.append(next);
        i++;
      } else if (c == '$' && next == '$') {
        name.append('$');
        i++;
      } else if (target && c == ':' && (next == ' ' || next == '\n')) {
        target = false;
        name.setLength(0);
      } else if (c == '\n') {
        break;
      } else if (c == ' ') {
        end(name, names);
      } else {
        name.append(c);
      }
    }
    end(name, names);
    return target ? List.of() : names;
  }

  private static void end(StringBuilder name, List<String> names) {
    if (name.length() > 0) {
      names.add(name.toString());
      name.setLength(0);
    }
  }
}
