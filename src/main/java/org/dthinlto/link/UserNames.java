package org.dthinlto.link;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Gives files in the work folder the user's names back, in what lld says and writes. Knows pairs of
 * names, not what they name.
 */
final class UserNames {

  private static final String BEGINS = "(<>= \t'\"\n";
  private static final String ENDS = ":()<>, \t'\"\n";

  private final String tree;
  private final Map<String, String> inTree = new HashMap<>();
  private final Map<String, String> elsewhere = new HashMap<>();

  /** For names below {@code tree}, as it is written on the line of the final link, and others. */
  UserNames(String tree) {
    this.tree = tree + "/";
  }

  /** From now on {@code ours} is called {@code theirs}. */
  void add(String ours, String theirs) {
    if (ours.startsWith(tree)) {
      inTree.put(ours, theirs);
    } else if (!ours.equals(theirs)) {
      elsewhere.put(ours, theirs);
    }
  }

  /** All that were added: ours, and the user's for them; sorted. */
  Map<String, String> all() {
    Map<String, String> all = new TreeMap<>(inTree);
    all.putAll(elsewhere);
    return all;
  }

  /**
   * Gives the user's names back in files; those that aren't there or aren't text stay as they are.
   *
   * @param files relative to the folder
   * @param small whether names outside of the tree are to be replaced as well
   */
  void restoreIn(List<String> files, Path folder, boolean small) throws IOException {
    for (String written : files) {
      Path file = folder.resolve(written);
      boolean device = file.startsWith("/dev") || file.startsWith("/proc");
      if (!device && Files.isRegularFile(file)) {
        String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        String restored = small ? restore(text) : restoreEscaped(restoreTree(text));
        if (!restored.equals(text) && text.indexOf('\uFFFD') < 0) {
          Files.writeString(file, restored);
        }
      }
    }
  }

  /** The text with all names replaced where they stand by themselves, in the tree and others. */
  String restore(String text) {
    if (elsewhere.isEmpty()) {
      return restoreTree(text);
    }
    StringBuilder out = new StringBuilder(text.length());
    int from = 0;
    for (int at = 0; at < text.length(); ) {
      boolean below = text.startsWith(tree, at);
      boolean begins = at == 0 || BEGINS.indexOf(text.charAt(at - 1)) >= 0;
      int end = at;
      if (below) {
        end = longestName(text, at, tree.length(), inTree);
      } else if (begins) {
        end = longestName(text, at, 1, elsewhere);
      }
      if (end > at) {
        String name = text.substring(at, end);
        out.append(text, from, at).append(below ? inTree.get(name) : elsewhere.get(name));
        from = end;
        at = end;
      } else {
        at++;
      }
    }
    return from == 0 ? text : out.append(text, from, text.length()).toString();
  }

  /** The text with the names in the tree replaced: fit for large texts. */
  String restoreTree(String text) {
    int at = text.indexOf(tree);
    if (at < 0) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length());
    int from = 0;
    for (; at >= 0; at = text.indexOf(tree, from)) {
      int end = longestName(text, at, tree.length(), inTree);
      out.append(text, from, at);
      if (end > at) {
        out.append(inTree.get(text.substring(at, end)));
      } else {
        end = at + tree.length();
        out.append(tree);
      }
      from = end;
    }
    return out.append(text, from, text.length()).toString();
  }

  /**
   * The same for names written as make wants them, with blanks, "#" and "$" escaped: so lld writes
   * them into dependency files (lld/ELF/Driver.cpp, writeDependencyFile).
   */
  String restoreEscaped(String text) {
    String escapedTree = escaped(tree);
    if (!text.contains(escapedTree)) {
      return text;
    }
    UserNames names = new UserNames(escapedTree.substring(0, escapedTree.length() - 1));
    for (Map.Entry<String, String> name : inTree.entrySet()) {
      names.add(escaped(name.getKey()), escaped(name.getValue()));
    }
    return names.restoreTree(text);
  }

  private static String escaped(String name) {
    return name.replace("$", "$$").replace("#", "\\#").replace(" ", "\\ ");
  }

  /**
   * Where the longest known name that begins at a place ends; the place itself if there is none.
   */
  private static int longestName(String text, int at, int least, Map<String, String> known) {
    int longest = at;
    for (int end = at + least; end <= text.length(); end++) {
      boolean mayEnd = end == text.length() || ENDS.indexOf(text.charAt(end)) >= 0;
      if (mayEnd && known.containsKey(text.substring(at, end))) {
        longest = end;
      }
      if (end < text.length() && text.charAt(end) == '\n') {
        break;
      }
    }
    return longest;
  }
}
