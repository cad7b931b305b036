package org.dthinlto.link;

import java.util.HashSet;
import java.util.Set;

/**
 * Takes what lld writes to standard error apart into messages: a line and what follows it, which is
 * lines that begin with ">>>" and empty ones. Knows no messages but those of duplicate symbols.
 */
final class Messages {

  /** Any message. */
  static final String ALL = "";

  /**
   * Messages of resolution: the thin link's words count, since the final link knows sections where
   * lld in process knows files only.
   */
  static final String OF_RESOLUTION = ": duplicate symbol: ";

  private Messages() {}

  /** First lines of the messages that hold this text. */
  static Set<String> heads(String text, String holding) {
    Set<String> heads = new HashSet<>();
    for (int from = 0; from < text.length(); from = lineEnd(text, from)) {
      if (!continues(text, from)) {
        String head = text.substring(from, lineEnd(text, from));
        if (head.contains(holding)) {
          heads.add(head);
        }
      }
    }
    return heads;
  }

  /** The text without the messages that begin so, and none of the rest twice. */
  static String less(String text, Set<String> heads) {
    Set<String> seen = new HashSet<>(heads);
    StringBuilder rest = new StringBuilder();
    for (int from = 0; from < text.length(); ) {
      int to = lineEnd(text, from);
      String head = text.substring(from, to);
      while (to < text.length() && continues(text, to)) {
        to = lineEnd(text, to);
      }
      if (seen.add(head)) {
        rest.append(text, from, to);
      }
      from = to;
    }
    return rest.toString();
  }

  private static boolean continues(String text, int line) {
    return text.startsWith(">>>", line) || text.charAt(line) == '\n';
  }

  private static int lineEnd(String text, int from) {
    int end = text.indexOf('\n', from);
    return end < 0 ? text.length() : end + 1;
  }
}
