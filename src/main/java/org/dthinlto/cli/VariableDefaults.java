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
    String name = option.longestName().replaceFirst("^-+", "");
    String variable = "DTHINLTO_" + name.toUpperCase(Locale.ROOT).replace('-', '_');
    String value = environment.getOrDefault(variable, "");
    if (value.isEmpty()) {
      return null;
    }
    if (option.arity().max() > 0) {
      return value;
    }
    return value.equals("0") || value.equals("false") ? null : "true";
  }
}
