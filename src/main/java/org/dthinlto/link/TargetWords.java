package org.dthinlto.link;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What clang must be told of a module's target so that it sets up code generation as lld does.
 * Knows triples, processors and features, not what is optimised.
 *
 * <p>lld takes the triple from the module, processor and features from its line, and nothing else
 * (lld/ELF/LTO.cpp, createConfig): what a module was compiled for stands in the attributes of its
 * functions and in its module flags. Told a target, clang's driver adds an ABI, features and
 * workarounds of its own, which show in ELF flags, attribute sections and alignments, and can't be
 * taken back. Only for x86 with a GNU or musl system it adds nothing that matters. So for all
 * others the driver is told of a bare x86, and the compiler proper, by -Xclang, of the module's
 * target.
 */
final class TargetWords {

  /** What clang takes by itself on x86. */
  private static final Set<String> USUAL_PROCESSORS = Set.of("", "x86-64", "generic", "i686");

  /** A target for which the driver takes every option and to which it adds least. */
  private static final String BARE = "i386-none-elf";

  /** How the names of the architectures begin that were tried. */
  private static final List<String> TRIED =
      List.of(
          "x86_64",
          "aarch64",
          "arm",
          "thumb",
          "riscv",
          "powerpc",
          "ppc",
          "s390x",
          "loongarch",
          "sparcv9",
          "sparc64",
          "hexagon",
          "avr",
          "msp430");

  private TargetWords() {}

  /** Why modules of this target can't be distributed, a clause; empty if they can be. */
  static String obstacle(String triple) {
    String arch = arch(triple);
    if (arch.startsWith("mips")) {
      return "what MIPS objects say of instruction set and floating point can't be set by clang";
    }
    if (isI386(arch)) {
      return "";
    }
    for (String tried : TRIED) {
      if (arch.startsWith(tried)) {
        return "";
      }
    }
    return "the architecture was not tried";
  }

  /** Whether clang has to be asked if it can make objects for this target. */
  static boolean isToBeTried(String triple) {
    return !triple.isEmpty() && !isPlainX86(triple);
  }

  /**
   * The words for one module.
   *
   * @param triple of the module; empty if its bitcode says none
   * @param processor of the line ({@code -plugin-opt=mcpu=}), for functions that don't say theirs;
   *     empty if there is none
   */
  static List<String> of(String triple, String processor) {
    List<String> words = new ArrayList<>();
    if (triple.isEmpty() || isPlainX86(triple)) {
      if (!triple.isEmpty()) {
        words.add("--target=" + triple);
      }
      if (!USUAL_PROCESSORS.contains(processor)) {
        words.add("-march=" + processor);
      }
      return words;
    }
    words.add("--target=" + BARE);
    proper(words, "-triple", triple);
    proper(words, "-target-cpu", processor);
    proper(words, "-tune-cpu", "");
    return words;
  }

  /** An option of the compiler proper. It takes the last of its kind: that of the driver before. */
  static void proper(List<String> words, String option, String value) {
    words.add("-Xclang");
    words.add(option);
    words.add("-Xclang");
    words.add(value);
  }

  /** Whether it is x86 of a system for which the driver adds nothing that matters. */
  private static boolean isPlainX86(String triple) {
    String arch = arch(triple);
    return (arch.equals("x86_64") || isI386(arch))
        && (triple.contains("-linux-gnu") || triple.contains("-linux-musl"));
  }

  /** i386 to i986. */
  private static boolean isI386(String arch) {
    return arch.length() == 4 && arch.charAt(0) == 'i' && arch.endsWith("86");
  }

  private static String arch(String triple) {
    int dash = triple.indexOf('-');
    return dash < 0 ? triple : triple.substring(0, dash);
  }
}
