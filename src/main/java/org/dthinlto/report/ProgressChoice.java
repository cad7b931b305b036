package org.dthinlto.report;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.dthinlto.exec.NanoClock;
import org.dthinlto.exec.ProcessRunner;

/** Chooses the way in which progress is shown. */
public final class ProgressChoice {

  private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");

  private ProgressChoice() {}

  /**
   * Opens progress on standard error.
   *
   * @param verbose whether each job that ends gets a line
   * @param environment the user's variables: TERM and COLUMNS count
   * @param runner asks for the width of the terminal, if that is needed
   */
  public static Progress open(
      ProgressMode mode,
      boolean verbose,
      Map<String, String> environment,
      PrintStream err,
      ProcessRunner runner) {
    StatusOutput output = new StatusOutput(err);
    return switch (mode == ProgressMode.AUTO ? automatic(environment, STANDARD_ERROR) : mode) {
      case TERMINAL ->
          new TerminalProgress(
              output, NanoClock.SYSTEM, verbose, new TerminalWidth(environment, runner));
      case NONE -> new NoProgress(output);
      default -> new PlainProgress(output, NanoClock.SYSTEM, verbose);
    };
  }

  /** What AUTO means for the file that a descriptor is open on. */
  static ProgressMode automatic(Map<String, String> environment, Path descriptor) {
    String term = environment.getOrDefault("TERM", "dumb");
    boolean redraws = !term.isEmpty() && !term.equals("dumb");
    return redraws && isTerminal(descriptor) ? ProgressMode.TERMINAL : ProgressMode.PLAIN;
  }

  /**
   * Java tells only whether standard input and output are terminals both. Linux tells it by the
   * name of what is open; where there is no such name, there is none that we can redraw.
   */
  private static boolean isTerminal(Path descriptor) {
    try {
      String name = Files.readSymbolicLink(descriptor).toString();
      return name.startsWith("/dev/pts/")
          || name.startsWith("/dev/tty")
          || name.equals("/dev/console");
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }
}
