package org.dthinlto.link;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What becomes of LLVM options ({@code -mllvm X}, {@code -plugin-opt=-X}) in the backends. Knows
 * their names, not where on the line they stood.
 */
final class LlvmOptions {

  /**
   * Options that set up code generation. lld registers and obeys them; clang takes them from its
   * own options instead and rejects or ignores them behind -mllvm (clang 14 to 22, tried).
   */
  private static final Set<String> CODE_GENERATION =
      Set.of(
          "align-loops",
          "basic-block-sections",
          "code-model",
          "debug-entry-values",
          "debugger-tune",
          "disable-simplify-libcalls",
          "disable-tail-calls",
          "emit-call-site-info",
          "emulated-tls",
          "enable-tlsdesc",
          "exception-model",
          "float-abi",
          "force-dwarf-frame-section",
          "fp-contract",
          "frame-pointer",
          "mattr",
          "march",
          "mc-relax-all",
          "mcpu",
          "meabi",
          "relocation-model",
          "split-machine-functions",
          "stack-size-section",
          "stackrealign",
          "swift-async-fp",
          "thread-model",
          "tls-size",
          "trap-func",
          "unique-basic-block-section-names",
          "unique-section-names",
          "use-ctors",
          "vector-library",
          "xray-function-index",
          "jmc-instrument",
          "large-data-threshold",
          "global-isel",
          "enable-jmc-instrument");

  /** lld always puts every function and every object into a section of its own. */
  private static final Set<String> SETTLED = Set.of("function-sections", "data-sections");

  private final List<String> mllvm = new ArrayList<>();
  private final List<String> words = new ArrayList<>();

  /**
   * Takes the next option of the line.
   *
   * @param option with its dashes, such as {@code -inline-threshold=1}, or the bare value of an
   *     option before it
   * @throws NotDistributable if it changes code generation in a way that isn't carried
   */
  void add(String option) throws NotDistributable {
    String name = option;
    while (name.startsWith("-")) {
      name = name.substring(1);
    }
    int equals = name.indexOf('=');
    name = equals < 0 ? name : name.substring(0, equals);
    if (CODE_GENERATION.contains(name)) {
      throw NotDistributable.inProcess(
          "'" + option + "' changes code generation and is not carried to the backends");
    }
    if (!SETTLED.contains(name)) {
      mllvm.add(option);
    }
  }

  /** Options that clang takes behind -mllvm, in order; it has to be asked whether it does. */
  List<String> mllvm() {
    return mllvm;
  }

  /** What clang has options of its own for. */
  List<String> words() {
    return words;
  }
}
