package org.dthinlto.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.dthinlto.link.Bundle;
import org.dthinlto.link.BundleWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dthinlto bundle}: its words. */
@Command(
    name = "bundle",
    customSynopsis = "dthinlto bundle [-o FILE.tar.gz] PLAN.json",
    description = {
      "pack a plan with all that it needs",
      "Unpacked anywhere, 'dthinlto run plan.json' makes the program there, with clang and",
      "lld of the same version. That is also what a report of a bug should hold."
    },
    footer = "Exit: 0 done, 1 failed, 2 usage.")
final class BundleCommand implements Callable<Integer> {

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "the bundle (default: PLAN.tar.gz)")
  private String output = "";

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this help")
  boolean help;

  @Parameters(paramLabel = "PLAN.json", description = "the plan, of 'dthinlto plan'")
  private String plan = "";

  @Override
  public Integer call() throws IOException {
    String usual = plan.endsWith(".json") ? plan.substring(0, plan.length() - 5) : plan;
    Path target = Path.of(output.isEmpty() ? usual + ".tar.gz" : output);
    if (Files.isDirectory(target)) {
      throw new IOException("'" + target + "': is a folder");
    }
    BundleWriter.write(Bundle.of(Path.of(plan)), target);
    return ExitCode.DONE;
  }
}
