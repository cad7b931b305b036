package org.dthinlto.link;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The variables of the environment that change what clang and lld do. Knows their names, not what
 * they do.
 */
final class Variables {

  /**
   * Read by clang whatever it does, or by the loader that starts it (clang/lib/Driver, 14 to 22).
   */
  private static final List<String> OF_ALL =
      List.of(
          "GCC_EXEC_PREFIX",
          "COMPILER_PATH",
          "LD_LIBRARY_PATH",
          "LD_PRELOAD",
          "QA_OVERRIDE_GCC3_OPTIONS",
          "SOURCE_DATE_EPOCH");

  /** Read by the driver for a link, or by us to find programs. */
  private static final List<String> OF_LINKS = List.of("HOME", "LIBRARY_PATH", "PATH", "SDKROOT");

  private static final List<String> OF_REMOTE_JOBS =
      List.of("CCC_OVERRIDE_OPTIONS", "QA_OVERRIDE_GCC3_OPTIONS", "SOURCE_DATE_EPOCH");

  private static final List<String> PREFIXES = List.of("CCC_", "CLANG_", "LLD_", "LLVM_");

  private Variables() {}

  /** Those that a backend job sees, a line each, sorted. */
  static String ofJobs(Map<String, String> environment) {
    return text(environment, false);
  }

  /** Those that a job sees on another machine as well: they hold no paths of this one. */
  static SortedMap<String, String> ofRemoteJobs(Map<String, String> environment) {
    SortedMap<String, String> variables = new TreeMap<>();
    for (String name : OF_REMOTE_JOBS) {
      String value = environment.getOrDefault(name, "");
      if (!value.isEmpty()) {
        variables.put(name, value);
      }
    }
    return variables;
  }

  /** Those that decide what a link line means. */
  static String ofLinks(Map<String, String> environment) {
    return text(environment, true);
  }

  private static String text(Map<String, String> environment, boolean links) {
    StringBuilder text = new StringBuilder();
    for (Map.Entry<String, String> variable : new TreeMap<>(environment).entrySet()) {
      String name = variable.getKey();
      if (OF_ALL.contains(name) || hasPrefix(name) || (links && OF_LINKS.contains(name))) {
        text.append(name).append('=').append(variable.getValue()).append('\n');
      }
    }
    return text.toString();
  }

  private static boolean hasPrefix(String name) {
    for (String prefix : PREFIXES) {
      if (name.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }
}
