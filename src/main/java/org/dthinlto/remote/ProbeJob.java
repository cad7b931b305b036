package org.dthinlto.remote;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.dthinlto.exec.Command;
import org.dthinlto.exec.ProcessResult;
import org.dthinlto.exec.ProcessRunner;
import org.dthinlto.plan.BackendJob;

/**
 * A small backend job that is made up to try a server, and what it gives here. Knows nothing of the
 * server.
 *
 * @param object what the job wrote on this machine
 */
record ProbeJob(BackendJob job, ByteString object) {

  private static final String SOURCE = "probe.c";
  private static final String MODULE = "probe.o";

  /** Empty, which for clang is a module without an index: it imports nothing. */
  private static final String SHARD = "_index/probe.o.thinlto.bc";

  private static final String OBJECT = "_native/probe.o";

  /**
   * Compiles a module and runs the job on this machine.
   *
   * @param clang absolute, or looked up in PATH
   * @param number is in the code: with another number it is another job
   * @throws IOException if the compiler fails; the text is fit for the user
   */
  static ProbeJob make(Path tree, String clang, long number, ProcessRunner runner)
      throws IOException, InterruptedException {
    Files.createDirectories(tree.resolve("_index"));
    Files.createDirectories(tree.resolve("_native"));
    Files.writeString(
        tree.resolve(SOURCE), "long dthinlto_probe(long n) { return n * " + number + "L; }\n");
    run(tree, List.of(clang, "-O2", "-flto=thin", "-c", SOURCE, "-o", MODULE), MODULE, runner);
    Files.write(tree.resolve(SHARD), new byte[0]);
    List<String> argv =
        List.of(clang, "-O2", "-x", "ir", MODULE, "-c", "-fthinlto-index=" + SHARD, "-o", OBJECT);
    ByteString object = run(tree, argv, OBJECT, runner);
    BackendJob job =
        new BackendJob(MODULE, MODULE, argv, List.of(MODULE, SHARD), List.of(OBJECT), "", 1);
    return new ProbeJob(job, object);
  }

  private static ByteString run(Path tree, List<String> argv, String output, ProcessRunner runner)
      throws IOException, InterruptedException {
    ProcessResult result = runner.run(Command.of(argv, tree));
    Path file = tree.resolve(output);
    if (!result.ok() || !Files.isRegularFile(file) || Files.size(file) == 0) {
      String said = CompilerCheck.firstLine((result.stderr() + result.stdout()).strip());
      throw new IOException(
          "'"
              + argv.get(0)
              + "' "
              + result.ending()
              + (result.ok() ? " and wrote no '" + output + "'" : "")
              + (said.isEmpty() ? "" : ", " + said));
    }
    return ByteString.copyFrom(Files.readAllBytes(file));
  }
}
