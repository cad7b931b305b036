package org.dthinlto.link;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dthinlto.exec.Command;
import org.dthinlto.exec.ProcessResult;
import org.dthinlto.exec.ProcessRunner;
import org.dthinlto.exec.StartException;
import org.dthinlto.thinlink.Lines;

/**
 * The programs that a link line would run, and whether they fit each other, as a link finds them;
 * for whoever examines lines, since a link stops at the first thing that is wrong. Looks at no
 * input.
 *
 * @param linker as the driver calls it; empty if it finds none
 * @param linkerSays the first line of what the linker says of itself; empty if it says nothing
 * @param linkerVersion of lld; empty if it is none
 * @param compiler the backend compiler; empty if there is none
 * @param compilerVersion such as {@code 22.1.8}; empty if there is none
 * @param complaint why there is no linker or no compiler, or why they don't fit; empty if they do
 */
public record LineTools(
    String linker,
    String linkerSays,
    String linkerVersion,
    String compiler,
    String compilerVersion,
    String complaint) {

  /** Finds them. */
  public static LineTools of(LinkLine line, String clang, Path folder, ProcessRunner runner)
      throws IOException, InterruptedException {
    LinkerCommand command;
    try {
      command = LinkerCommand.of(line, folder, runner);
    } catch (NotDistributable e) {
      String said = said(line, folder, runner);
      return new LineTools("", "", "", "", "", said.isEmpty() ? e.reason() : said);
    }
    List<String> ask = command.linkerFor(folder);
    ask.add("--version");
    String says = first(ask, folder, runner);
    String version = LlvmVersion.after("LLD ", says);
    try {
      Compiler compiler = Compiler.of(line, clang, command, folder, runner);
      String complaint = "";
      try {
        compiler.requireVersionOf(says);
      } catch (NotDistributable | IOException e) {
        complaint = String.valueOf(e.getMessage());
      }
      return new LineTools(
          command.linker(), says, version, compiler.program(), compiler.version(), complaint);
    } catch (NotDistributable | IOException e) {
      return new LineTools(command.linker(), says, version, "", "", String.valueOf(e.getMessage()));
    }
  }

  /** Whether the linker is lld. */
  public boolean isLld() {
    return !linkerVersion.isEmpty();
  }

  /** Whether clang and lld are of one release. */
  public boolean fit() {
    return isLld() && !compiler.isEmpty() && complaint.isEmpty();
  }

  /** What the driver says against a line: its first error. */
  static String said(LinkLine line, Path folder, ProcessRunner runner)
      throws IOException, InterruptedException {
    List<String> ask = new ArrayList<>(line.inProcess());
    ask.add(1, "-###");
    ProcessResult answer = runner.run(Command.of(ask, folder));
    for (String said : Lines.of(answer.stderr())) {
      int at = said.indexOf("error: ");
      if (at >= 0 && said.charAt(0) != ' ') {
        return said.substring(at + "error: ".length());
      }
    }
    return "";
  }

  private static String first(List<String> argv, Path folder, ProcessRunner runner)
      throws IOException, InterruptedException {
    try {
      ProcessResult answer = runner.run(Command.of(argv, folder));
      for (String line : Lines.of(answer.stdout())) {
        return line;
      }
    } catch (StartException e) {
      return ""; // gcc names a linker that isn't there
    }
    return "";
  }
}
