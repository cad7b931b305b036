package org.dthinlto.link;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What clang must be told of a module's target so that it sets up code generation as lld does.
 * Knows triples, processors and features, not what is optimised.
 */
final class TargetWords {

  /** What clang takes by itself. */
  private static final Set<String> USUAL_PROCESSORS = Set.of("", "x86-64", "generic", "i686");

  private TargetWords() {}

  /**
   * The words for one module.
   *
   * @param triple of the module; empty if its bitcode says none
   * @param processor of the line ({@code -plugin-opt=mcpu=}), for functions that don't say theirs;
   *     empty if there is none
   */
  static List<String> of(String triple, String processor) {
    List<String> words = new ArrayList<>();
    if (!triple.isEmpty()) {
      words.add("--target=" + triple);
    }
    if (!USUAL_PROCESSORS.contains(processor)) {
      words.add((triple.startsWith("aarch64") ? "-mcpu=" : "-march=") + processor);
    }
    return words;
  }
}
