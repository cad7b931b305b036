package org.dthinlto.remote;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.dthinlto.exec.Command;
import org.dthinlto.exec.ProcessResult;
import org.dthinlto.exec.ProcessRunner;

/**
 * The compiler of this machine, which the one on the workers has to equal.
 *
 * @param program as jobs call it
 * @param toolchain its files, if it is sent along
 * @param folder in which it is called
 * @param runner calls it
 */
public record LocalCompiler(
    String program, Toolchain toolchain, Path folder, ProcessRunner runner) {

  /** The first line of what it says to {@code --version}. */
  String version() throws IOException, InterruptedException {
    ProcessResult answer = runner.run(Command.of(List.of(program, "--version"), folder));
    if (!answer.ok()) {
      throw new IOException("'" + program + "': does not run, it " + answer.ending());
    }
    return CompilerCheck.firstLine(answer.stdout());
  }
}
