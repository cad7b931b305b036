package org.dthinlto.cli;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The help of the commands whose words picocli never sees, made by picocli from their table. */
final class HelpText {

  private HelpText() {}

  /** The help of {@code link}: the options that have a text of their own there. */
  static String link() {
    CommandSpec all = linkSpec();
    CommandSpec spec = CommandSpec.create().name("dthinlto link");
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

  /** {@code link} as picocli would know it, with all its options. */
  static CommandSpec linkSpec() {
    CommandSpec spec = CommandSpec.create().name("link");
    spec.usageMessage()
        .header("link, the whole job")
        .customSynopsis("dthinlto link [options] [--] LINK-LINE...")
        .description(
            "Links as LINK-LINE says, its ThinLTO backends as parallel jobs. LINK-LINE is a",
            "whole link command; if its first word is no driver, the driver is clang++.")
        .footer("Options have variables: DTHINLTO_JOBS. Exit: 0 done, 1 failed, 2 usage.");
    for (OwnOption option : OwnOption.all()) {
      spec.addOption(optionSpec(option));
    }
    return spec;
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
