package org.dthinlto.cli;

import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The help of the commands whose words picocli never sees, made by picocli from their table. */
final class HelpText {

  private HelpText() {}

  /** The help of a command: the options that have a text of their own there. */
  static String of(OwnCommand command) {
    CommandSpec all = spec(command);
    CommandSpec spec = CommandSpec.create().name("dthinlto " + command.word());
    spec.usageMessage()
        .customSynopsis(all.usageMessage().customSynopsis())
        .description(all.usageMessage().description())
        .footer(all.usageMessage().footer())
        .width(80);
    for (OptionSpec option : all.options()) {
      if (!option.hidden()) {
        spec.addOption(option);
      }
    }
    return new CommandLine(spec).getUsageMessage(CommandLine.Help.Ansi.OFF);
  }

  /** A command as picocli would know it, with all its options. */
  static CommandSpec spec(OwnCommand command) {
    CommandSpec spec = CommandSpec.create().name(command.word());
    spec.defaultValueProvider(new VariableDefaults(Map.of()));
    spec.usageMessage()
        .header(summary(command))
        .customSynopsis("dthinlto " + command.word() + " [options] " + operand(command))
        .description(description(command))
        .footer("Options have variables: DTHINLTO_JOBS. Exit: 0 done, 1 failed, 2 usage.");
    if (command == OwnCommand.RUN || command == OwnCommand.DISTRIBUTE) {
      spec.addPositional(
          PositionalParamSpec.builder().paramLabel(operand(command)).type(String.class).build());
    }
    for (OwnOption option : OwnOption.all()) {
      if (option.isOf(command)) {
        spec.addOption(optionSpec(option));
      }
    }
    return spec;
  }

  private static String summary(OwnCommand command) {
    return switch (command) {
      case LINK -> "link, the whole job";
      case PLAN -> "thin link only; write the rest as a plan";
      case RUN -> "do the jobs and the final link of a plan";
      case DISTRIBUTE -> "run the backends of a link by lld's own DTLTO";
    };
  }

  private static String operand(OwnCommand command) {
    return switch (command) {
      case LINK, PLAN -> "[--] LINK-LINE...";
      case RUN -> "PLAN.json";
      case DISTRIBUTE -> "JOBS.json";
    };
  }

  private static String[] description(OwnCommand command) {
    return switch (command) {
      case LINK ->
          new String[] {
            "Links as LINK-LINE says, its ThinLTO backends as parallel jobs. LINK-LINE is a",
            "whole link command; if its first word is no driver, the driver is clang++."
          };
      case PLAN ->
          new String[] {
            "Does the thin link of LINK-LINE, and writes what is left to do as a plan, for",
            "'dthinlto run' (json), for ninja or for make: plan.json, build.ninja or Makefile."
          };
      case RUN ->
          new String[] {
            "Does the jobs and the final link of a plan, in the folder where it was made,",
            "or in one to which 'dthinlto bundle' took it."
          };
      case DISTRIBUTE ->
          new String[] {
            "The distributor for lld's own DTLTO (LLVM 21 and later); lld calls it:",
            "  clang++ -flto=thin -fuse-ld=lld -fthinlto-distributor=/path/to/dthinlto",
            "    -Xthinlto-distributor=distribute[,OPTION...] ..."
          };
    };
  }

  private static OptionSpec optionSpec(OwnOption option) {
    String[] names =
        option.letter().isEmpty()
            ? new String[] {option.word()}
            : new String[] {option.letter(), option.word()};
    OptionSpec.Builder builder =
        OptionSpec.builder(names).description(option.help()).hidden(option.help().isEmpty());
    return option.hasValue()
        ? builder
            .type(String.class)
            .paramLabel(option.label())
            .completionCandidates(option.choices())
            .build()
        : builder.type(boolean.class).build();
  }
}
