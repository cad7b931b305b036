package org.dthinlto.link;

import java.nio.file.Path;
import java.util.List;

/**
 * What {@code --thinlto-object-suffix-replace} says: minimised bitcode (clang's {@code
 * -fthin-link-bitcode=}) stands on the line, and the bitcode to compile lies beside it under a name
 * with another ending. Knows names, not what is in the files.
 *
 * <p>lld replaces the ending in module IDs (lld/ELF/LTO.cpp, replaceThinLTOSuffix); it can't link
 * such files itself.
 *
 * @param old how the names of minimised files end
 * @param full how those of the others end; empty if there is no replacement
 */
record SuffixReplacement(String old, String full) {

  static final SuffixReplacement NONE = new SuffixReplacement("", "");

  /** The last one of a line; {@link #NONE} if it isn't of a form that lld accepts. */
  static SuffixReplacement of(List<LinkerArg> args) {
    SuffixReplacement last = NONE;
    for (LinkerArg arg : args) {
      if (arg.is("thinlto-object-suffix-replace")) {
        int between = arg.value().indexOf(';');
        last =
            between < 0
                ? NONE
                : new SuffixReplacement(
                    arg.value().substring(0, between), arg.value().substring(between + 1));
      }
    }
    return last;
  }

  /** Whether lld refuses the value of the option. */
  static boolean isRefused(LinkerArg arg) {
    int between = arg.value().indexOf(';');
    return between < 0 || between == arg.value().length() - 1;
  }

  /** The name with the other ending; the same name if it doesn't have the one to replace. */
  String replaced(String name) {
    return full.isEmpty() || !name.endsWith(old)
        ? name
        : name.substring(0, name.length() - old.length()) + full;
  }

  /** The file to compile in place of one, which may not be there. */
  Path replaced(Path file) {
    return file.resolveSibling(replaced(file.toString()));
  }
}
