package org.dthinlto.link;

import java.util.ArrayList;
import java.util.List;

/**
 * A pattern as LLVM's GlobPattern reads it: {@code *} for any characters, slashes too, {@code ?}
 * for one, {@code [a-z]} and {@code [^a-z]} for one of a set, a backslash before a character that
 * stands for itself. Knows no files.
 */
final class Glob {

  /** One place of the pattern: a set of characters, or any number of any. */
  private record Part(boolean star, boolean negated, String ranges) {
    boolean fits(char c) {
      boolean within = false;
      for (int i = 0; i < ranges.length(); i += 2) {
        within |= ranges.charAt(i) <= c && c <= ranges.charAt(i + 1);
      }
      return within != negated;
    }
  }

  private static final Part STAR = new Part(true, false, "");

  private final List<Part> parts = new ArrayList<>();

  private Glob() {}

  /**
   * Reads a pattern.
   *
   * @throws IllegalArgumentException if LLVM would refuse it
   */
  static Glob of(String pattern) {
    Glob glob = new Glob();
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      switch (c) {
        case '*' -> glob.parts.add(STAR);
        case '?' -> glob.parts.add(new Part(false, true, ""));
        case '[' -> {
          // A "]" that comes first is one of the set.
          int end = pattern.indexOf(']', i + 2);
          if (end < 0) {
            throw new IllegalArgumentException(pattern);
          }
          glob.parts.add(set(pattern.substring(i + 1, end)));
          i = end;
        }
        case '\\' -> {
          if (++i == pattern.length()) {
            throw new IllegalArgumentException(pattern);
          }
          glob.parts.add(literal(pattern.charAt(i)));
        }
        default -> glob.parts.add(literal(c));
      }
    }
    return glob;
  }

  private static Part literal(char c) {
    return new Part(false, false, "" + c + c);
  }

  private static Part set(String text) {
    boolean negated = text.startsWith("^") || text.startsWith("!");
    StringBuilder ranges = new StringBuilder();
    for (int i = negated ? 1 : 0; i < text.length(); i++) {
      char from = text.charAt(i);
      char to = from;
      if (i + 2 < text.length() && text.charAt(i + 1) == '-') {
        to = text.charAt(i + 2);
        i += 2;
        if (to < from) {
          throw new IllegalArgumentException(text);
        }
      }
      ranges.append(from).append(to);
    }
    return new Part(false, negated, ranges.toString());
  }

  /** Whether the whole text fits. */
  boolean matches(String text) {
    int part = 0;
    int star = -1;
    int resume = 0;
    for (int at = 0; at < text.length(); ) {
      if (part < parts.size() && parts.get(part).star) {
        star = part++;
        resume = at;
      } else if (part < parts.size() && parts.get(part).fits(text.charAt(at))) {
        part++;
        at++;
      } else if (star >= 0) {
        part = star + 1;
        at = ++resume;
      } else {
        return false;
      }
    }
    while (part < parts.size() && parts.get(part).star) {
      part++;
    }
    return part == parts.size();
  }
}
