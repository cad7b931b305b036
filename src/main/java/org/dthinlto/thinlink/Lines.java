package org.dthinlto.thinlink;

import java.util.ArrayList;
import java.util.List;

/** Splits texts without a regular expression: it runs in every link. */
public final class Lines {

  private Lines() {}

  /** The lines that are not empty. */
  public static List<String> of(String text) {
    return split(text, '\n');
  }

  /** The parts that are not empty. */
  public static List<String> split(String text, char by) {
    List<String> parts = new ArrayList<>();
    for (int from = 0; from < text.length(); ) {
      int to = text.indexOf(by, from);
      if (to < 0) {
        to = text.length();
      }
      if (to > from) {
        parts.add(text.substring(from, to));
      }
      from = to + 1;
    }
    return parts;
  }
}
