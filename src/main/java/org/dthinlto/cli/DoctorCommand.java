package org.dthinlto.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.dthinlto.doctor.Checkup;
import org.dthinlto.doctor.Finding;
import org.dthinlto.doctor.Machine;
import org.dthinlto.doctor.Severity;
import org.dthinlto.doctor.Subject;
import org.dthinlto.exec.ChildProcesses;
import org.dthinlto.exec.IoText;
import org.dthinlto.exec.Shutdown;
import org.dthinlto.link.LinkLine;
import org.dthinlto.link.LinkSettings;
import org.dthinlto.link.Programs;
import org.dthinlto.link.RemoteUse;

/**
 * {@code dthinlto doctor}: its words, which are those of {@code link}, and how it tells what it
 * finds. What is looked at, {@link Checkup} and {@link DoctorOfServer} know.
 */
final class DoctorCommand {

  private final OwnWords own;
  private final LinkSettings settings;
  private final List<Finding> variables;
  private final Map<String, String> environment;
  private final PrintStream out;
  private final LinkLine line;

  private DoctorCommand(
      OwnWords own,
      LinkSettings settings,
      List<Finding> variables,
      Map<String, String> environment,
      PrintStream out) {
    this.own = own;
    this.settings = settings;
    this.variables = variables;
    this.environment = environment;
    this.out = out;
    this.line = LinkLine.of(own.rest(), own.last(OwnOption.DRIVER, "clang++"));
  }

  /** Examines the machine, the line and the server, as far as there are any. */
  static int run(List<String> words, Map<String, String> environment, PrintStream out)
      throws UsageException, InterruptedException {
    return run(words, environment, out, true);
  }

  /** The same without the machine and the line if {@code all} is false. */
  static int run(List<String> words, Map<String, String> environment, PrintStream out, boolean all)
      throws UsageException, InterruptedException {
    OwnWords given = OwnWords.of(OwnCommand.LINK, words, Map.of());
    if (given.has(OwnOption.HELP)) {
      out.print(DoctorHelp.text());
      return ExitCode.DONE;
    }
    String clang = given.last(OwnOption.CLANG, "");
    if (!clang.isEmpty() && Programs.find(clang, Path.of("").toAbsolutePath()) == null) {
      throw new UsageException("'--clang': '" + clang + "' is not found");
    }
    OwnSettings.check(given, Map.of());
    OwnVariables variables = OwnVariables.of(environment);
    OwnWords own = OwnWords.of(OwnCommand.LINK, words, variables.usable());
    LinkSettings settings = OwnSettings.check(own, variables.usable());
    return new DoctorCommand(own, settings, variables.findings(), environment, out).examine(all);
  }

  private int examine(boolean all) throws InterruptedException {
    ChildProcesses children = new ChildProcesses();
    try (Shutdown shutdown = Shutdown.install(children)) {
      Path folder = temporaryFolder();
      shutdown.add(() -> delete(folder));
      try {
        boolean well = !all || machine(folder, children);
        RemoteUse remote = settings.remote();
        if (remote != null) {
          Path place = Files.createDirectory(folder.resolve("remote"));
          well &= new DoctorOfServer(remote, clang(), out).examine(place, children);
        }
        return well ? ExitCode.DONE : ExitCode.FAILED;
      } finally {
        delete(folder);
      }
    } catch (IOException e) {
      tell(Finding.failed("temporary", IoText.of(e), "export TMPDIR=/var/tmp"));
      return ExitCode.FAILED;
    }
  }

  /** What is wrong with {@code TMPDIR} is found later, if there is another place. */
  private Path temporaryFolder() throws IOException {
    String temp = environment.getOrDefault("TMPDIR", "");
    try {
      if (!temp.isEmpty()) {
        Path folder = Path.of(temp).toAbsolutePath();
        return Files.createTempDirectory(folder, "dthinlto-doctor-").toRealPath();
      }
    } catch (IOException e) {
      return Files.createTempDirectory("dthinlto-doctor-").toRealPath();
    }
    return Files.createTempDirectory("dthinlto-doctor-").toRealPath();
  }

  private boolean machine(Path folder, ChildProcesses children) throws InterruptedException {
    Path here = Path.of("").toAbsolutePath();
    Machine machine = new Machine(environment, here, folder, Path.of("/"), children);
    boolean given = !line.words().isEmpty();
    Subject subject = new Subject(line, given, settings.clang(), options(), settings.strict());
    Checkup.Bounds bounds =
        new Checkup.Bounds(
            settings.cache().folder(),
            settings.cache().size(),
            Runtime.getRuntime().availableProcessors(),
            settings.jobs(),
            OwnVariables.known().contains("DTHINLTO_MEMORY_LIMIT"));
    return new Checkup(machine, subject, bounds, this::tell).examine(variables);
  }

  /** The options that decide what becomes of a line. */
  private List<String> options() {
    List<String> options = new ArrayList<>();
    for (OwnOption option :
        List.of(OwnOption.CLANG, OwnOption.DRIVER, OwnOption.ROOT, OwnOption.BACKEND_ARG)) {
      for (String value : own.all(option)) {
        options.add(option.word());
        options.add(value);
      }
    }
    return options;
  }

  /** The compiler whose jobs a server is to run. */
  private String clang() {
    if (!settings.clang().isEmpty()) {
      return settings.clang();
    }
    boolean driver = (line.named() || own.has(OwnOption.DRIVER)) && !line.isLinker();
    return driver ? line.program() : "clang";
  }

  private void tell(Finding finding) {
    if (settings.verbosity() < 0 && finding.severity() == Severity.OK) {
      return;
    }
    StringBuilder text = new StringBuilder(finding.severity().word());
    while (text.length() < "failed  ".length()) {
      text.append(' ');
    }
    out.println(text + finding.subject() + ": " + finding.fact());
    if (!finding.mend().isEmpty()) {
      out.println("          " + finding.mend());
    }
    out.flush();
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
