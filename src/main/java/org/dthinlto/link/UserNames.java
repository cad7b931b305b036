package org.dthinlto.link;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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
  private List<String> longestFirst = List.of();

  /** For names below the absolute path {@code tree}, and others. */
  UserNames(String tree) {
    this.tree = tree + "/";
  }

  /** From now on {@code ours} is called {@code theirs}. */
  void add(String ours, String theirs) {
    if (ours.startsWith(tree)) {
      inTree.put(ours, theirs);
    } else if (!ours.equals(theirs)) {
      elsewhere.put(ours, theirs);
      longestFirst = List.of();
    }
  }

  /** The text with all names replaced, those in the tree and others. */
  String restore(String text) {
    if (text.isEmpty()) {
      return text;
    }
    if (longestFirst.isEmpty() && !elsewhere.isEmpty()) {
      longestFirst = new ArrayList<>(elsewhere.keySet());
      longestFirst.sort(Comparator.comparingInt(String::length).reversed());
    }
    String out = restoreTree(text);
    for (String name : longestFirst) {
      if (out.contains(name)) {
        out = replaced(out, name, elsewhere.getOrDefault(name, name));
      }
    }
    return out;
  }

  /** Replaces a name where it stands by itself. */
  private static String replaced(String text, String name, String by) {
    StringBuilder out = new StringBuilder(text.length());
    int from = 0;
    for (int at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
      int end = at + name.length();
      boolean begins = at == 0 || BEGINS.indexOf(text.charAt(at - 1)) >= 0;
      boolean ends = end == text.length() || ENDS.indexOf(text.charAt(end)) >= 0;
      if (at >= from && begins && ends) {
        out.append(text, from, at).append(by);
        from = end;
      }
    }
    return out.append(text, from, text.length()).toString();
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
      int end = longestName(text, at);
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
   * Where the longest known name that begins at a place ends; the place itself if there is none.
   */
  private int longestName(String text, int at) {
    int longest = at;
    for (int end = at + tree.length(); end <= text.length(); end++) {
      boolean mayEnd = end == text.length() || ENDS.indexOf(text.charAt(end)) >= 0;
      if (mayEnd && inTree.containsKey(text.substring(at, end))) {
        longest = end;
      }
      if (end < text.length() && text.charAt(end) == '\n') {
        break;
      }
    }
    return longest;
  }
}
