package org.dthinlto.cli;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The help of the commands whose words picocli never sees, made by picocli from their table. */
final class HelpText {

  private HelpText() {}

  /** The help of {@code link}. */
  static String link() {
    CommandSpec spec = CommandSpec.create().name("dthinlto link");
    spec.usageMessage()
        .customSynopsis("dthinlto link [options] [--] LINK-LINE...")
        .description(
            "Links as LINK-LINE says, its ThinLTO backends as parallel jobs. LINK-LINE is a",
            "whole link command; if its first word is no driver, the driver is clang++.")
        .width(80)
        .footer("Options have variables: DTHINLTO_JOBS. Exit: 0 done, 1 failed, 2 usage.");
    return usage(spec, false);
  }

  /** The help of {@code distribute}. */
  static String distribute() {
    CommandSpec spec = CommandSpec.create().name("dthinlto distribute");
    spec.usageMessage()
        .customSynopsis("dthinlto distribute [options] JOBS.json")
        .description(
            "The distributor for lld's own DTLTO (LLVM 21 and later); lld calls it:",
            "  clang++ -flto=thin -fuse-ld=lld -fthinlto-distributor=/path/to/dthinlto",
            "    -Xthinlto-distributor=distribute[,OPTION...] ...")
        .width(80)
        .footer("Options have variables: DTHINLTO_JOBS. Exit: 0 done, 1 failed, 2 usage.");
    return usage(spec, true);
  }

  private static String usage(CommandSpec spec, boolean distribute) {
    for (OwnOption option : OwnOption.all()) {
      if (!option.help().isEmpty() && (!distribute || DistributeCommand.has(option))) {
        spec.addOption(optionSpec(option));
      }
    }
    return new CommandLine(spec).getUsageMessage(CommandLine.Help.Ansi.OFF);
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
