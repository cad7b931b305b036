package org.dthinlto.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.dthinlto.cache.CacheFolder;
import org.dthinlto.history.HistoryFiles;
import org.dthinlto.history.JobHistory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dthinlto explain}: what the last link of an output did for each module, and why. */
@Command(
    name = "explain",
    customSynopsis = "dthinlto explain [options] OUTPUT [MODULE]",
    description = {
      "which jobs of the last link ran, and why",
      "OUTPUT is what was linked. MODULE shows one job in full: an object, a member as",
      "in 'lib.a(x.o)', a module ID, or a part of these that only one module has."
    },
    footer = "Options have variables: DTHINLTO_CACHE_DIR. Exit: 0 done, 1 failed, 2 usage.")
final class ExplainCommand implements Callable<Integer> {

  private final Map<String, String> environment;

  @Spec private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  @Option(
      names = {"-a", "--all"},
      description = "list the jobs whose results were reused, too")
  private boolean all;

  @Option(
      names = "--cache-dir",
      paramLabel = "DIR",
      description = "the cache of the link (default: ~/.cache/dthinlto)")
  private String cache = "";

  @Option(names = "--json", description = "print JSON: always all jobs")
  private boolean json;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this help")
  boolean help;

  @Parameters(index = "0", paramLabel = "OUTPUT", description = "the output of the link")
  private String output = "";

  @Parameters(index = "1", arity = "0..1", paramLabel = "MODULE", description = "one module of it")
  private String module = "";

  ExplainCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  /** Adds the command to dthinlto's. */
  static void addTo(CommandLine dthinlto, Map<String, String> environment) {
    CommandLine line = new CommandLine(new ExplainCommand(environment));
    line.setDefaultValueProvider(new VariableDefaults(environment));
    dthinlto.addSubcommand(line);
  }

  @Override
  public Integer call() throws IOException {
    JobHistory history = history();
    PrintWriter out = spec.commandLine().getOut();
    if (module.isEmpty()) {
      out.print(
          json ? ExplainJson.link(output, history) : ExplainText.link(history, /* all= */ all));
    } else {
      JobChoice choice = new JobChoice(history, output);
      out.print(
          json
              ? ExplainJson.module(output, history, choice.of(module))
              : ExplainText.module(history, choice.of(module)));
    }
    out.flush();
    return ExitCode.DONE;
  }

  private JobHistory history() throws IOException {
    String folder = cache.isEmpty() ? CacheFolder.usual(environment) : cache;
    if (folder.isEmpty()) {
      throw new IOException("no cache folder is known, HOME is not set; name one with --cache-dir");
    }
    String path = Path.of(output).toAbsolutePath().normalize().toString();
    Path file = new CacheFolder(Path.of(folder)).file(HistoryFiles.jobs(path));
    JobHistory history;
    try {
      history = JobHistory.of(Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      throw new IOException(
          "'"
              + output
              + "': no link of it is recorded in '"
              + folder
              + "'; it was not linked by 'dthinlto link', or without a cache",
          e);
    }
    if (history == null) {
      throw new IOException(
          "'"
              + output
              + "': the record of its last link, '"
              + file
              + "', is damaged or of another version of dthinlto; link again");
    }
    return history;
  }
}
