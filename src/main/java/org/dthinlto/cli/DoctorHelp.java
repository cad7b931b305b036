package org.dthinlto.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/**
 * {@code dthinlto doctor} in the list of commands, and its help. Its words are read by {@link
 * DoctorCommand}, as a link line may stand behind them.
 */
@Command(
    name = "doctor",
    customSynopsis = "dthinlto doctor [options] [--] [LINK-LINE...]",
    description = {
      "find out whether links work here, and what to do if not",
      "With LINK-LINE, also what would become of it; with --remote, also whether",
      "that server can run backend jobs. Takes all options of link."
    },
    footer = "Options have variables: DTHINLTO_REMOTE. Exit: 0 well, 1 something failed, 2 usage.")
final class DoctorHelp {

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this help")
  boolean help;

  /** Name, what its value is called, and help of each option. */
  private static final String[][] OPTIONS = {
    {"--clang", "PROGRAM", "backend compiler (default: the driver)"},
    {"--driver", "PROGRAM", "the driver if LINK-LINE has none"},
    {"--strict", "", "fail where it would link in process"},
    {"--cache-dir", "DIR", "the cache (default: ~/.cache/dthinlto)"},
    {"--quiet", "", "only what is not as it should be"},
    {"--remote", "ENDPOINT", "the server: grpc://host:port, or grpcs:// with TLS"},
    {"--remote-cache", "ENDPOINT", "a server that only keeps results"},
    {"--remote-instance", "NAME", "the part of the server that is meant"},
    {"--remote-header", "NAME=VALUE", "send this header with each call; repeatable"},
    {"--remote-property", "NAME=VALUE", "what a worker must be like; repeatable"},
    {"--remote-ca", "FILE", "trust these certificates (PEM)"},
    {"--remote-cert", "FILE", "our certificate (PEM)"},
    {"--remote-key", "FILE", "its key (PEM)"},
    {"--remote-token-file", "FILE", "send the token in FILE"},
    {"--remote-credential-helper", "PROGRAM", "send the headers that PROGRAM tells"},
    {"--remote-jobs", "N", "of link: run N jobs there at once"},
    {"--remote-timeout", "SECONDS", "let a call take so long (default: 60)"},
    {"--remote-retries", "N", "make a broken call N times more (default: 5)"},
    {"--remote-toolchain", "WHAT", "upload, or the compiler on the worker"},
    {"--remote-local-fallback", "", "of link: what fails there runs here (default)"},
    {"--no-remote-local-fallback", "", "of link: what fails there fails the link"},
    {"--race", "", "of link: when idle, run here too what is there"},
  };

  private DoctorHelp() {}

  /** Adds it to dthinlto's commands. */
  static void addTo(CommandLine dthinlto) {
    dthinlto.addSubcommand(line());
  }

  /** The help. */
  static String text() {
    return line().getUsageMessage(CommandLine.Help.Ansi.OFF);
  }

  private static CommandLine line() {
    CommandLine line = new CommandLine(new DoctorHelp());
    for (String[] option : OPTIONS) {
      String[] names =
          option[0].equals("--quiet") ? new String[] {"-q", "--quiet"} : new String[] {option[0]};
      OptionSpec.Builder builder = OptionSpec.builder(names).description(option[2]);
      if (option[1].isEmpty()) {
        builder.type(boolean.class).arity("0");
      } else {
        builder.type(List.class).auxiliaryTypes(String.class).arity("1").paramLabel(option[1]);
      }
      line.getCommandSpec().addOption(builder.build());
    }
    return line;
  }
}
