package org.dthinlto.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.dthinlto.cache.Digest;
import org.dthinlto.exec.ChildProcesses;
import org.dthinlto.exec.Shutdown;
import org.dthinlto.link.Programs;
import org.dthinlto.remote.Doctor;
import org.dthinlto.remote.RemoteSettings;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code dthinlto doctor}: its words, and how it tells what it finds. Its remote options are those
 * of {@code link}, read by {@link RemoteOptions} from what picocli found.
 */
@Command(
    name = "doctor",
    customSynopsis = "dthinlto doctor --remote ENDPOINT [options]",
    description = {
      "try whether a server can run backend jobs, step by step",
      "Takes all remote options of link, and tells here what they are for."
    },
    footer = "Options have variables: DTHINLTO_REMOTE. Exit: 0 it can, 1 it can't, 2 usage.")
final class DoctorCommand implements Callable<Integer> {

  private static final int INTERRUPTED = 130;

  /** Long enough for a worker that has to be started first. */
  private static final long JOB_MILLIS = 180_000;

  private final PrintStream out;

  @Spec private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  @Option(
      names = "--clang",
      paramLabel = "PROGRAM",
      description = "backend compiler (default: clang)")
  private String clang = "clang";

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this help")
  boolean help;

  private DoctorCommand(PrintStream out) {
    this.out = out;
  }

  /** Adds the command to dthinlto's. */
  static void addTo(CommandLine dthinlto, Map<String, String> environment, PrintStream out) {
    DoctorCommand command = new DoctorCommand(out);
    CommandLine line = new CommandLine(command);
    for (String[] option : OPTIONS) {
      boolean flag = option[1].isEmpty();
      OptionSpec.Builder builder = OptionSpec.builder(option[0]).description(option[2]);
      if (flag) {
        builder.type(boolean.class).arity("0");
      } else {
        builder.type(List.class).auxiliaryTypes(String.class).arity("1").paramLabel(option[1]);
      }
      line.getCommandSpec().addOption(builder.build());
    }
    line.setDefaultValueProvider(new VariableDefaults(environment));
    dthinlto.addSubcommand(line);
  }

  /** Name, what its value is called, and help of each of {@link RemoteOptions#NAMES}. */
  private static final String[][] OPTIONS = {
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

  @Override
  public Integer call() throws IOException {
    Map<String, List<String>> given = given();
    if (!RemoteOptions.isWanted(given)) {
      throw wrong("doctor: no server; try 'dthinlto doctor --remote grpc://host:port'");
    }
    RemoteOptions options;
    try {
      options = RemoteOptions.of(given);
    } catch (UsageException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
    Path program = Programs.find(clang, Path.of("").toAbsolutePath());
    if (program == null) {
      throw wrong("'--clang': '" + clang + "' is not found");
    }
    RemoteSettings settings = options.settings();
    settings = settings.withBounds(settings.callMillis(), settings.retries(), JOB_MILLIS);
    String there = options.toolchain().isEmpty() ? clang : options.toolchain();
    if (!options.uploads()) {
      settings = settings.withCompiler(there, Digest.NONE);
    }
    ChildProcesses children = new ChildProcesses();
    try (Shutdown shutdown = Shutdown.install(children)) {
      Path folder = Files.createTempDirectory("dthinlto-doctor-");
      shutdown.add(() -> delete(folder));
      try {
        Doctor.Patient patient =
            new Doctor.Patient(options.executes(), program, options.uploads(), folder);
        boolean well =
            new Doctor(options.endpoint(), settings, patient, children, new Lines()).examine();
        return well ? ExitCode.DONE : ExitCode.FAILED;
      } finally {
        delete(folder);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return INTERRUPTED;
    }
  }

  /** Each finding as a line, at once. */
  private final class Lines implements Doctor.Voice {

    @Override
    public void ok(String step, String what, long millis) {
      out.println("ok      " + step + ": " + what + " (" + millis + " ms)");
    }

    @Override
    public void failed(String step, String why, String advice, long millis) {
      String next = advice.isEmpty() ? "" : "; " + advice;
      out.println("failed  " + step + ": " + why + next + " (" + millis + " ms)");
    }
  }

  /** The remote options that picocli found, on the command line or in the environment. */
  private Map<String, List<String>> given() {
    Map<String, List<String>> given = new LinkedHashMap<>();
    for (String name : RemoteOptions.NAMES) {
      Object value = spec.findOption(name).getValue();
      if (value instanceof List<?> values) {
        List<String> texts = new ArrayList<>();
        for (Object one : values) {
          texts.add(String.valueOf(one));
        }
        given.put(name, texts);
      } else if (Boolean.TRUE.equals(value)) {
        given.put(name, List.of(""));
      }
    }
    return given;
  }

  private ParameterException wrong(String why) {
    return new ParameterException(spec.commandLine(), why);
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
