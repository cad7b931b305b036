package org.dthinlto.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.dthinlto.exec.ChildProcesses;
import org.dthinlto.exec.JobLimits;
import org.dthinlto.link.BackendStep;
import org.dthinlto.link.BackendStepSettings;
import org.dthinlto.link.LinkReport;
import org.dthinlto.link.PrefixReplacement;
import org.dthinlto.report.Progress;
import org.dthinlto.report.ProgressChoice;
import org.dthinlto.report.ProgressMode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code dthinlto backends}: its words, turned into settings.
 *
 * <p>There is no link line here to take the backends' settings from. What most links have is
 * therefore what happens without options: -O2, which is lld's default, and code as each module was
 * compiled, which fits every link that its objects fit without LTO. Two options say otherwise, -O
 * and --pic or --no-pic, as the link line's -O, -shared, -pie and -no-pie do; what is rarer than
 * that goes by --backend-arg.
 */
@Command(
    name = "backends",
    customSynopsis = "dthinlto backends [options] INDEX-LIST",
    description = {
      "the backends of a thin link that was run by hand",
      "Reads the list of --thinlto-index-only=FILE, and what the thin link left beside",
      "modules (--thinlto-emit-imports-files too); prints native objects in link order."
    },
    footer = "Options have variables: DTHINLTO_JOBS. Exit: 0 done, 1 failed, 2 usage.")
final class BackendsCommand implements Callable<Integer> {

  private static final int INTERRUPTED = 130;

  private final Map<String, String> environment;
  private final PrintStream out;
  private final PrintStream err;

  @Spec private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  @Option(
      names = {"-j", "--jobs"},
      paramLabel = "N",
      description = "run N jobs at once (default: as make says, else cores)")
  private @Nullable Integer jobs;

  @Option(
      names = "--memory-limit",
      paramLabel = "SIZE",
      description = "start no job if those that run need more")
  private String memoryLimit = "";

  @Option(
      names = {"-d", "--directory"},
      paramLabel = "DIR",
      description = "write objects below DIR (default: INDEX-LIST.natives)")
  private String directory = "";

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      completionCandidates = Formats.class,
      description = "print them as lines (default) or rsp: quoted for @FILE")
  private String format = "lines";

  @Option(
      names = {"-O", "--opt-level"},
      paramLabel = "LEVEL",
      description = "the -O of the link line (default: 2, as in lld)")
  private String level = "2";

  @Option(names = "--pic", description = "position-independent code, for -shared and -pie")
  private boolean pic;

  @Option(names = "--no-pic", description = "none, for -no-pie (default: as it was compiled)")
  private boolean noPic;

  @Option(
      names = "--clang",
      paramLabel = "PROGRAM",
      description = "backend compiler (default: clang)")
  private String clang = "clang";

  @Option(
      names = "--backend-arg",
      paramLabel = "ARG",
      description = "give ARG to every job; files by absolute paths")
  private List<String> backendArgs = new ArrayList<>();

  @Option(
      names = "--prefix-replace",
      paramLabel = "OLD;NEW",
      description = "as in the thin link's --thinlto-prefix-replace")
  private String prefixReplace = ";";

  @Option(names = "--keep", description = "keep the work folder, DIR/.dthinlto")
  private boolean keep;

  @Option(
      names = {"-v", "--verbose"},
      description = "show each command")
  private boolean[] verbose = {};

  @Option(
      names = {"-q", "--quiet"},
      description = "no notes, no progress")
  private boolean quiet;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this help")
  boolean help;

  @Parameters(
      paramLabel = "INDEX-LIST",
      description = "the list, to be read where the thin link ran")
  private String list = "";

  BackendsCommand(Map<String, String> environment, PrintStream out, PrintStream err) {
    this.environment = environment;
    this.out = out;
    this.err = err;
  }

  /** Adds the command to dthinlto's. */
  static void addTo(
      CommandLine dthinlto, Map<String, String> environment, PrintStream out, PrintStream err) {
    CommandLine line = new CommandLine(new BackendsCommand(environment, out, err));
    line.setDefaultValueProvider(new VariableDefaults(environment));
    dthinlto.addSubcommand(line);
  }

  @Override
  public Integer call() {
    BackendStepSettings settings = settings();
    ProgressMode mode = quiet ? ProgressMode.NONE : ProgressMode.AUTO;
    Progress progress =
        ProgressChoice.open(mode, verbose.length > 0, environment, err, new ChildProcesses());
    LinkReport report = new LinkReport(progress, out, settings.verbosity());
    try {
      return new BackendStep(settings, Path.of("").toAbsolutePath(), report).run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return INTERRUPTED;
    } finally {
      report.finish(Path.of(""));
    }
  }

  private BackendStepSettings settings() {
    JobLimits limits = limits();
    if (!format.equals("lines") && !format.equals("rsp")) {
      throw wrong("--format", "'" + format + "' is neither lines nor rsp");
    }
    if (pic && noPic) {
      throw wrong("--pic", "it and '--no-pic' exclude each other");
    }
    return new BackendStepSettings(
        list,
        replacement(),
        directory,
        format.equals("rsp"),
        level(),
        pic
            ? BackendStepSettings.Code.PIC
            : noPic ? BackendStepSettings.Code.NO_PIC : BackendStepSettings.Code.AS_COMPILED,
        limits,
        clang,
        backendArgs,
        keep,
        quiet ? -1 : verbose.length);
  }

  private JobLimits limits() {
    Integer given = jobs;
    if (given != null && given < 1) {
      throw wrong("--jobs", "'" + given + "' is no number of jobs, which is 1 or more");
    }
    try {
      return new JobLimits(
          given == null ? Runtime.getRuntime().availableProcessors() : given,
          given != null,
          environment.getOrDefault("MAKEFLAGS", ""),
          MemorySize.of(memoryLimit));
    } catch (UsageException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  /** The levels of clang's own -O, as clang passes them on to lld. */
  private int level() {
    return switch (level) {
      case "0" -> 0;
      case "1", "g" -> 1;
      case "2", "s", "z" -> 2;
      case "3", "4", "fast" -> 3;
      default -> throw wrong("-O", "'" + level + "' is no level of clang's");
    };
  }

  private PrefixReplacement replacement() {
    try {
      return PrefixReplacement.of(prefixReplace);
    } catch (IllegalArgumentException e) {
      throw wrong("--prefix-replace", "'" + prefixReplace + "' is not OLD;NEW");
    }
  }

  private ParameterException wrong(String option, String why) {
    return new ParameterException(spec.commandLine(), "'" + option + "': " + why);
  }

  /** The values of {@code --format}. */
  static final class Formats extends ArrayList<String> {

    private static final long serialVersionUID = 1;

    Formats() {
      super(List.of("lines", "rsp"));
    }
  }
}
