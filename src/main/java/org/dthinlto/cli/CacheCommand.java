package org.dthinlto.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.dthinlto.cache.CacheCounters;
import org.dthinlto.cache.CacheFolder;
import org.dthinlto.cache.CacheUpkeep;
import org.dthinlto.cache.Clearing;
import org.dthinlto.cache.Pruning;
import org.dthinlto.cache.Verification;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code dthinlto cache}: looks at the results that links have kept, and deletes them. */
@Command(name = "cache", description = "show, prune, clear or check the cache of results")
final class CacheCommand implements Runnable {

  @Spec private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this help")
  boolean help;

  /** Adds the command to dthinlto's. */
  static void addTo(CommandLine dthinlto, Map<String, String> environment) {
    CommandLine line = new CommandLine(new CacheCommand());
    line.addSubcommand(new Stats(environment));
    line.addSubcommand(new Prune(environment));
    line.addSubcommand(new Clear(environment));
    line.addSubcommand(new Verify(environment));
    line.setDefaultValueProvider(new VariableDefaults(environment));
    dthinlto.addSubcommand(line);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "cache: stats, prune, clear or verify?");
  }

  /** What all of them have. */
  static final class Common {

    private final Map<String, String> environment;

    @Spec(Spec.Target.MIXEE)
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Option(
        names = "--cache-dir",
        paramLabel = "DIR",
        description = "the cache (default: ~/.cache/dthinlto)")
    private String directory = "";

    @Option(
        names = {"-h", "--help"},
        usageHelp = true,
        description = "show this help")
    boolean help;

    Common(Map<String, String> environment) {
      this.environment = environment;
    }

    /** The folder, which may be missing, but is not somebody else's. */
    CacheFolder folder() throws IOException {
      String name = directory.isEmpty() ? CacheFolder.usual(environment) : directory;
      if (name.isEmpty()) {
        throw new ParameterException(
            spec.commandLine(), "'--cache-dir': is needed, as HOME is not set");
      }
      CacheFolder folder = new CacheFolder(Path.of(name).toAbsolutePath());
      if (Files.exists(folder.path()) && !Clearing.mayClear(folder)) {
        throw new IOException("'" + folder.path() + "': it is no cache of dthinlto's");
      }
      return folder;
    }

    void print(String text) {
      spec.commandLine().getOut().println(text);
    }
  }

  /** {@code cache stats}. */
  @Command(name = "stats", description = "show how much is there, and how often it was of use")
  private static final class Stats implements Callable<Integer> {

    @Mixin private final Common common;

    @Option(names = "--json", description = "as JSON")
    private boolean json;

    Stats(Map<String, String> environment) {
      common = new Common(environment);
    }

    @Override
    public Integer call() throws IOException {
      CacheFolder folder = common.folder();
      CacheStats stats =
          new CacheStats(folder.path(), Pruning.count(folder), new CacheCounters(folder).read());
      common.print(json ? stats.json() : stats.text());
      return ExitCode.DONE;
    }
  }

  /** {@code cache prune}. */
  @Command(
      name = "prune",
      description = "delete what was not used for long; links do so by themselves")
  private static final class Prune implements Callable<Integer> {

    private static final int INTERRUPTED = 130;
    private static final long DAY = 24L * 3_600_000;

    @Mixin private final Common common;

    @Option(
        names = "--cache-size",
        paramLabel = "SIZE",
        description = "keep at most SIZE: 500M, 1.5G, bytes (default: 10G)")
    private String size = "10G";

    @Option(
        names = "--age",
        paramLabel = "DAYS",
        description = "and nothing that was not used for DAYS (default: 30)")
    private int age = (int) (Pruning.AGE / DAY);

    Prune(Map<String, String> environment) {
      common = new Common(environment);
    }

    @Override
    public Integer call() throws IOException {
      long limit = limit();
      if (age < 0) {
        throw new ParameterException(
            common.spec.commandLine(), "'--age': '" + age + "' is no number of days");
      }
      CacheFolder folder = common.folder();
      long before = Pruning.count(folder).bytes();
      try {
        long left = CacheUpkeep.prune(folder, limit, age * DAY);
        String gone = CacheSize.text(Math.max(0, before - left));
        common.print(gone + " deleted, " + CacheSize.text(left) + " left");
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return INTERRUPTED;
      }
      return ExitCode.DONE;
    }

    private long limit() {
      try {
        return CacheSize.of(size);
      } catch (UsageException e) {
        throw new ParameterException(common.spec.commandLine(), e.getMessage(), e);
      }
    }
  }

  /** {@code cache clear}. */
  @Command(name = "clear", description = "delete all of it, and nothing else")
  private static final class Clear implements Callable<Integer> {

    @Mixin private final Common common;

    Clear(Map<String, String> environment) {
      common = new Common(environment);
    }

    @Override
    public Integer call() throws IOException {
      Clearing.clear(common.folder());
      return ExitCode.DONE;
    }
  }

  /** {@code cache verify}. */
  @Command(
      name = "verify",
      description = "read every result, delete damaged ones; exit status 1 if there were any")
  private static final class Verify implements Callable<Integer> {

    @Mixin private final Common common;

    Verify(Map<String, String> environment) {
      common = new Common(environment);
    }

    @Override
    public Integer call() throws IOException {
      Verification checked = Verification.of(common.folder());
      for (String line : checked.damaged()) {
        common.print(line);
      }
      int damaged = checked.damaged().size();
      common.print(
          checked.results()
              + " results, "
              + (damaged == 0 ? "none damaged" : damaged + " damaged and deleted"));
      return damaged == 0 ? ExitCode.DONE : ExitCode.FAILED;
    }
  }
}
