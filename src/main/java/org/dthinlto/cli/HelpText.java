package org.dthinlto.cli;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The help of the commands whose words picocli never sees, made by picocli from their table. */
final class HelpText {

  private HelpText() {}

  /** The help of a command. */
  static String of(OwnCommand command) {
    CommandSpec spec = CommandSpec.create().name("dthinlto " + command.word());
    spec.usageMessage()
        .customSynopsis(
            "dthinlto "
                + command.word()
                + " [options] "
                + (command == OwnCommand.RUN ? "PLAN.json" : "[--] LINK-LINE..."))
        .description(description(command))
        .width(80)
        .footer("Options have variables: DTHINLTO_JOBS. Exit: 0 done, 1 failed, 2 usage.");
    for (OwnOption option : OwnOption.all()) {
      if (option.isOf(command) && !option.help().isEmpty()) {
        spec.addOption(optionSpec(option));
      }
    }
    return new CommandLine(spec).getUsageMessage(CommandLine.Help.Ansi.OFF);
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
    };
  }

  private static OptionSpec optionSpec(OwnOption option) {
    String[] names =
        option.letter().isEmpty()
            ? new String[] {option.word()}
            : new String[] {option.letter(), option.word()};
    OptionSpec.Builder builder = OptionSpec.builder(names).description(option.help());
    return option.hasValue()
        ? builder.type(String.class).paramLabel(option.label()).build()
        : builder.type(boolean.class).build();
  }
}
