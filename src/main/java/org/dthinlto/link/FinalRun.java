package org.dthinlto.link;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dthinlto.exec.ChildProcesses;
import org.dthinlto.exec.Command;
import org.dthinlto.exec.IoText;
import org.dthinlto.exec.ProcessResult;
import org.dthinlto.plan.Ending;
import org.dthinlto.plan.Plan;
import org.dthinlto.report.TraceFile;
import org.dthinlto.report.TraceMerger;
import org.dthinlto.thinlink.StagedNames;

/**
 * The run of lld that makes the output, with all that is said and moved around it, top to bottom.
 * Knows nothing of the line that it comes from.
 */
final class FinalRun {

  /** What lld compiles in the final link goes there, and shows that it read bitcode. */
  static final String GUARD = "bitcode-in-final-link.o";

  private static final String MERGED_TRACE = StagedNames.SIDE + "/merged-trace";

  private final Plan plan;
  private final Path work;
  private final UserNames names;
  private final LinkReport report;
  private final ChildProcesses children;
  private final boolean keeps;

  /** Something in the work folder is gone that should be there. */
  interface Loss {
    /** To be called before the user is told that something failed. */
    void requireNone() throws IOException;
  }

  /**
   * Runs nothing yet.
   *
   * @param work the work folder
   * @param names of files of ours, and the user's for them
   * @param keeps whether what jobs left stays, for another run
   */
  FinalRun(
      Plan plan,
      Path work,
      UserNames names,
      LinkReport report,
      ChildProcesses children,
      boolean keeps) {
    this.keeps = keeps;
    this.plan = plan;
    this.work = work;
    this.names = names;
    this.report = report;
    this.children = children;
  }

  /**
   * Links; returns the exit status.
   *
   * @throws NotDistributable if lld compiled something
   */
  int run(Ending ending, Loss loss) throws NotDistributable, IOException, InterruptedException {
    Plan.FinalLink last = plan.finalLink();
    Path folder = last.directory();
    Command command =
        ResponseFile.shorten(last.linker(), last.words(), folder, work.resolve("final.rsp"));
    report.command("final link", folder, command.argv());
    ProcessResult result = children.run(command.withInput(Command.Input.INHERITED));
    if (!result.ok()) {
      loss.requireNone();
    }
    String restored = names.restore(result.stderr());
    String said = Messages.less(restored, Messages.heads(ending.held(), Messages.OF_RESOLUTION));
    report.pass(ending.driver());
    report.print(ending.printed());
    report.pass(Messages.less(ending.held(), Messages.heads(said, Messages.ALL)));
    report.print(names.restore(result.stdout()));
    report.pass(said);
    if (!result.ok()) {
      // lld writes map files before it looks for undefined symbols.
      names.restoreIn(ending.written(), folder, false);
      return report.lldFailed("final link", result, said);
    }
    requireNoBitcode(folder.resolve(ending.output()));
    names.restoreIn(ending.written(), folder, false);
    move(ending.moves(), plan.tree(), folder, keeps);
    try {
      mergeTraces(ending, plan.tree(), folder, names);
    } catch (IOException e) {
      report.note("the time trace is of the final link alone, " + IoText.of(e));
    }
    return 0;
  }

  /** Runs the commands behind the link; returns the status of the first that fails, or 0. */
  int runAfter(List<List<String>> commands, Path folder) throws IOException, InterruptedException {
    for (List<String> after : commands) {
      Command command =
          Command.of(after, folder)
              .withInput(Command.Input.INHERITED)
              .withOutput(Command.Output.INHERITED);
      int status = children.run(command).exitStatus();
      if (status != 0) {
        report.failedBecause("a command after the link failed");
        return status;
      }
    }
    return 0;
  }

  /**
   * Checks that the final link compiled nothing: whatever bitcode it read would have been compiled
   * with other settings, or twice.
   */
  private void requireNoBitcode(Path output) throws IOException, NotDistributable {
    try (DirectoryStream<Path> left = Files.newDirectoryStream(work, GUARD + "*")) {
      for (Path file : left) {
        if (Files.size(file) > 0) {
          if (Files.isRegularFile(output)) {
            Files.delete(output);
          }
          throw NotDistributable.inProcess(
              "the final link found bitcode that the thin link did not");
        }
      }
    }
  }

  /** Puts what was written besides objects where lld would have put it. */
  static void move(List<Ending.Move> moves, Path tree, Path folder, boolean keeps)
      throws IOException {
    for (Ending.Move move : moves) {
      Path to = folder.resolve(move.to());
      if (move.from().isEmpty()) {
        Files.deleteIfExists(to);
      } else {
        SideFiles.put(tree.resolve(move.from()).normalize(), to, keeps);
      }
    }
  }

  /** Makes one time trace of those of all processes, in the place of that of the final link. */
  static void mergeTraces(Ending ending, Path tree, Path folder, UserNames names)
      throws IOException {
    Path last = folder.resolve(ending.trace());
    if (ending.trace().isEmpty() || !Files.isRegularFile(last)) {
      return;
    }
    List<TraceFile> parts = new ArrayList<>();
    for (Ending.Trace trace : ending.traces()) {
      Path file = tree.resolve(trace.file()).normalize();
      if (Files.isRegularFile(file)) {
        parts.add(new TraceFile(trace.label(), file));
      }
    }
    parts.add(new TraceFile("final link", last));
    Path merged = tree.resolve(MERGED_TRACE);
    Files.createDirectories(tree.resolve(StagedNames.SIDE));
    TraceMerger.merge(parts, merged, names::restore);
    SideFiles.put(merged, last, false);
  }
}
