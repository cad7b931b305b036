package org.dthinlto.link;

import java.util.List;

/**
 * One option or file of a linker command line, with the one or two words that it was written as.
 *
 * @param option what it is
 * @param value its value, the file's path for an input; empty for a flag
 * @param words the user's words
 * @param glued how much of the only word stands before the value; 0 if the value is a word itself
 */
record LinkerArg(LldOption option, String value, List<String> words, int glued) {

  /** The same option with another value, written the way the user wrote it. */
  List<String> withValue(String other) {
    if (words.size() == 2) {
      return List.of(words.get(0), other);
    }
    return List.of(words.get(0).substring(0, glued) + other);
  }

  boolean is(String name) {
    return option.name().equals(name);
  }
}
