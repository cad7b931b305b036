package org.dthinlto.cli;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Gives options that picocli reads the value of their environment variable: {@code DTHINLTO_JOBS}
 * for {@code --jobs}, as {@link OwnWords} does for those of {@code link}. The command line wins.
 */
final class VariableDefaults implements CommandLine.IDefaultValueProvider {

  private final Map<String, String> environment;

  VariableDefaults(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public @Nullable String defaultValue(ArgSpec argument) {
    if (!(argument instanceof OptionSpec option) || option.usageHelp()) {
      return null;
    }
    String value = environment.getOrDefault(variable(option.longestName()), "");
    if (value.isEmpty()) {
      return null;
    }
    if (option.arity().max() > 0) {
      return value;
    }
    return value.equals("0") || value.equals("false") ? null : "true";
  }

  /** The variable that stands for an option, by its longest name. */
  static String variable(String name) {
    String plain = name.replaceFirst("^-+", "");
    return "DTHINLTO_" + plain.toUpperCase(Locale.ROOT).replace('-', '_');
  }
}
