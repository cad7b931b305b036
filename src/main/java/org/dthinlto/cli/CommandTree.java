package org.dthinlto.cli;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * A command with its options and the commands below it, for those who describe them: man pages and
 * completions. Knows nothing of either, nor what the commands do.
 *
 * @param name all words of it: {@code dthinlto cache prune}
 * @param summary what it is for, in a few words
 * @param synopsis how it is written
 * @param options without those that are the same for all below
 * @param operands what its other words are called, such as {@code ARCHIVE}
 * @param commands those below, in the order of the help
 */
public record CommandTree(
    String name,
    String summary,
    String synopsis,
    List<Option> options,
    List<String> operands,
    List<CommandTree> commands) {

  /** What the words of a whole link command are called. */
  private static final String LINK_LINE = "LINK-LINE";

  /**
   * An option.
   *
   * @param names as written, the short one first: {@code -j}, {@code --jobs}
   * @param label what its value is called; "" if it has none
   * @param summary what it does, in one line
   * @param choices the words that the value is one of; none if it is free
   * @param variable the environment variable that stands for it; "" if there is none
   */
  public record Option(
      List<String> names, String label, String summary, List<String> choices, String variable) {

    /** The longest name. */
    public String name() {
      return names.get(names.size() - 1);
    }

    public boolean hasValue() {
      return !label.isEmpty();
    }
  }

  /** All of dthinlto. */
  public static CommandTree dthinlto() {
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    CommandLine line = Commands.line(Map.of(), nowhere, nowhere);
    return of(line, "", line);
  }

  /** Whether a whole link command stands behind the options. */
  public boolean takesLinkLine() {
    return synopsis.contains(LINK_LINE);
  }

  /** The last word of the name. */
  public String word() {
    return name.substring(name.lastIndexOf(' ') + 1);
  }

  private static CommandTree of(CommandLine line, String parent, CommandLine root) {
    CommandSpec spec = line.getCommandSpec();
    String name = parent.isEmpty() ? spec.name() : parent + " " + spec.name();
    List<CommandTree> below = new ArrayList<>();
    for (CommandLine command : line.getSubcommands().values()) {
      below.add(of(command, name, root));
    }
    List<Option> options = new ArrayList<>();
    for (OptionSpec option : spec.options()) {
      options.add(option(option, line, root));
    }
    List<String> operands = new ArrayList<>();
    for (PositionalParamSpec operand : spec.positionalParameters()) {
      operands.add(operand.arity().min() == 0 ? "[" + operand.paramLabel() + "]" : label(operand));
    }
    return new CommandTree(
        name,
        summary(spec),
        synopsis(spec, name, operands, !below.isEmpty()),
        List.copyOf(options),
        List.copyOf(operands),
        List.copyOf(below));
  }

  private static String label(PositionalParamSpec operand) {
    return operand.arity().max() > 1 ? operand.paramLabel() + "..." : operand.paramLabel();
  }

  private static String summary(CommandSpec spec) {
    String[] header = spec.usageMessage().header();
    String[] description = spec.usageMessage().description();
    return header.length > 0 ? header[0] : description.length > 0 ? description[0] : "";
  }

  private static String synopsis(
      CommandSpec spec, String name, List<String> operands, boolean commands) {
    String[] custom = spec.usageMessage().customSynopsis();
    if (custom.length > 0) {
      return custom[0];
    }
    String words = operands.isEmpty() ? "" : " " + String.join(" ", operands);
    return name + (commands ? " COMMAND" : "") + " [options]" + words;
  }

  private static Option option(OptionSpec option, CommandLine line, CommandLine root) {
    List<String> names = new ArrayList<>(List.of(option.names()));
    names.sort((a, b) -> Integer.compare(a.length(), b.length()));
    List<String> choices = new ArrayList<>();
    if (option.completionCandidates() != null) {
      option.completionCandidates().forEach(choices::add);
    }
    boolean value = option.arity().max() > 0;
    boolean variable = line.getDefaultValueProvider() instanceof VariableDefaults;
    return new Option(
        List.copyOf(names),
        value ? option.paramLabel() : "",
        text(option, root),
        List.copyOf(choices),
        variable && !option.usageHelp() && !names.contains("--help")
            ? VariableDefaults.variable(option.longestName())
            : "");
  }

  /** What the option says of itself; what another command says of it if it is silent. */
  private static String text(ArgSpec option, CommandLine line) {
    if (option.description().length > 0 && !option.description()[0].isEmpty()) {
      return String.join(" ", option.description());
    }
    for (CommandLine command : line.getSubcommands().values()) {
      OptionSpec same = command.getCommandSpec().findOption(((OptionSpec) option).longestName());
      if (same != null && same.description().length > 0 && !same.description()[0].isEmpty()) {
        return String.join(" ", same.description());
      }
    }
    return "";
  }
}
