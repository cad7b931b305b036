package org.dthinlto.link;

/**
 * What {@code --thinlto-prefix-replace} did in a thin link: module IDs that begin with one text
 * have another in its place in the names of index files and in the list. Undoes it; looks at no
 * files.
 *
 * <p>lld replaces the text, not whole folders, and leaves other IDs alone (lld/ELF/LTO.cpp,
 * getThinLTOOutputFile).
 *
 * @param old what module IDs begin with
 * @param index what the names of their index files begin with
 * @param listed what their lines in the list begin with
 */
public record PrefixReplacement(String old, String index, String listed) {

  public static final PrefixReplacement NONE = new PrefixReplacement("", "", "");

  /**
   * Reads lld's {@code OLD;NEW}, or {@code OLD;NEW;LISTED} as lld 17 and later take it.
   *
   * @throws IllegalArgumentException if it is neither
   */
  public static PrefixReplacement of(String option) {
    int first = option.indexOf(';');
    int second = option.indexOf(';', first + 1);
    if (first < 0 || (second >= 0 && option.indexOf(';', second + 1) >= 0)) {
      throw new IllegalArgumentException(option);
    }
    String old = option.substring(0, first);
    if (second < 0) {
      String index = option.substring(first + 1);
      return new PrefixReplacement(old, index, index);
    }
    return new PrefixReplacement(
        old, option.substring(first + 1, second), option.substring(second + 1));
  }

  /** The module ID that a line of the list stands for. */
  String moduleId(String line) {
    return line.startsWith(listed) ? old + line.substring(listed.length()) : line;
  }

  /** What the name of the index file of that module is, without its ending. */
  String indexName(String line) {
    return line.startsWith(listed) ? index + line.substring(listed.length()) : line;
  }
}
