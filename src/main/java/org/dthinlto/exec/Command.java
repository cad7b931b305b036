package org.dthinlto.exec;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A process to be run: the words, the folder, the variables, and where its streams go. Knows
 * nothing of what the words mean.
 *
 * @param argv the program and its arguments; a program without a slash is looked up in PATH
 * @param directory the working directory
 * @param variables variables to set; on top of the user's environment if {@code
 *     inheritEnvironment}, else there are no others
 * @param inheritEnvironment whether the child gets the user's environment
 * @param input where standard input comes from
 * @param output where standard output and standard error go
 */
public record Command(
    List<String> argv,
    Path directory,
    Map<String, String> variables,
    boolean inheritEnvironment,
    Input input,
    Output output) {

  /** Where standard input comes from. */
  public enum Input {
    /** {@code /dev/null}. */
    NOTHING,
    /** The user's standard input. */
    INHERITED
  }

  /** Where standard output and standard error go. */
  public enum Output {
    /** Both into the result, apart. */
    CAPTURED,
    /** Both into the result's {@code stdout}, in the order in which they were written. */
    MERGED,
    /** Straight to where dthinlto's own go. */
    INHERITED
  }

  public Command {
    argv = List.copyOf(argv);
    variables = Map.copyOf(variables);
  }

  /** A command in the user's environment, without input, its output captured. */
  public static Command of(List<String> argv, Path directory) {
    return new Command(argv, directory, Map.of(), true, Input.NOTHING, Output.CAPTURED);
  }

  /** The same command with its output going elsewhere. */
  public Command withOutput(Output elsewhere) {
    return new Command(argv, directory, variables, inheritEnvironment, input, elsewhere);
  }

  /** The same command with another standard input. */
  public Command withInput(Input other) {
    return new Command(argv, directory, variables, inheritEnvironment, other, output);
  }

  /** The same command with these variables on top of the user's environment. */
  public Command withVariables(Map<String, String> more) {
    return new Command(argv, directory, more, true, input, output);
  }

  /** The same command with these variables and no others. */
  public Command withOnlyVariables(Map<String, String> all) {
    return new Command(argv, directory, all, false, input, output);
  }
}
