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
    String value = equals < 0 ? "" : option.substring(option.indexOf('=') + 1);
    if (carried(name, value)) {
      return;
    }
    if (CODE_GENERATION.contains(name)) {
      throw NotDistributable.inProcess(
          "'" + option + "' changes code generation and is not carried to the backends");
    }
    if (!SETTLED.contains(name)) {
      mllvm.add(option);
    }
  }

  /** Whether the compiler proper has an option of its own for it, on every target. */
  private boolean carried(String name, String value) {
    switch (name) {
      case "mattr" -> {
        for (int from = 0; from < value.length(); ) {
          int comma = value.indexOf(',', from);
          int to = comma < 0 ? value.length() : comma;
          proper("-target-feature");
          proper(value.substring(from, to));
          from = to + 1;
        }
      }
      case "target-abi" -> {
        proper("-target-abi");
        proper(value);
      }
      case "float-abi" -> {
        proper("-mfloat-abi");
        proper(value);
      }
      case "enable-tlsdesc" -> proper("-enable-tlsdesc");
      default -> {
        return false;
      }
    }
    return true;
  }

  private void proper(String word) {
    words.add("-Xclang");
    words.add(word);
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
