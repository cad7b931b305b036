package org.dthinlto.plan;

import java.util.List;

/** Writes a command so that a POSIX shell reads it back word by word. Runs nothing. */
public final class ShellWords {

  private static final String SAFE = "%+,-./:=@_";

  private ShellWords() {}

  /** The words, each quoted if it needs to be, with blanks between them. */
  public static String join(List<String> words) {
    StringBuilder out = new StringBuilder();
    for (String word : words) {
      if (out.length() > 0) {
        out.append(' ');
      }
      append(word, out);
    }
    return out.toString();
  }

  private static void append(String word, StringBuilder out) {
    boolean safe = !word.isEmpty();
    for (int i = 0; i < word.length() && safe; i++) {
      char c = word.charAt(i);
      safe = (c < 128 && Character.isLetterOrDigit(c)) || SAFE.indexOf(c) >= 0;
    }
    if (safe) {
      out.append(word);
    } else {
      out.append('\'').append(word.replace("'", "'\\''")).append('\'');
    }
  }
}
