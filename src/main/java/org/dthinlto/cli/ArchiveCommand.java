package org.dthinlto.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.dthinlto.archive.Archive;
import org.dthinlto.archive.ArchiveMember;
import org.dthinlto.archive.MemberId;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dthinlto archive}: members by the names that lld gives them. */
@Command(
    name = "archive",
    description = "show or extract archive members by lld's names",
    subcommands = {ArchiveCommand.ListMembers.class, ArchiveCommand.Extract.class})
final class ArchiveCommand implements Runnable {

  @Spec private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this help")
  boolean help;

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "archive: list or extract?");
  }

  /** {@code archive list}. */
  @Command(
      name = "list",
      description = "show each member as lld names it: ARCHIVE(MEMBER at OFFSET)")
  static final class ListMembers implements Callable<Integer> {

    @Spec private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Option(
        names = {"-h", "--help"},
        usageHelp = true,
        description = "show this help")
    boolean help;

    @Parameters(paramLabel = "ARCHIVE", description = "an ar archive of any format")
    private String archive = "";

    @Override
    public Integer call() throws IOException {
      PrintWriter out = spec.commandLine().getOut();
      for (ArchiveMember member : Archive.read(Path.of(archive), archive).members()) {
        out.println(MemberId.of(archive, member));
      }
      return ExitCode.DONE;
    }
  }

  /** {@code archive extract}. */
  @Command(
      name = "extract",
      description = "write each member to a file named as lld names it: what clang wants to find")
  static final class Extract implements Callable<Integer> {

    @Option(
        names = {"-h", "--help"},
        usageHelp = true,
        description = "show this help")
    boolean help;

    @Option(
        names = {"-d", "--directory"},
        paramLabel = "DIR",
        description = "write below DIR, where the archive's path is repeated (default: here)")
    private String directory = "";

    @Parameters(paramLabel = "ARCHIVE", description = "an ar archive of any format")
    private String archive = "";

    @Override
    public Integer call() throws IOException {
      Archive read = Archive.read(Path.of(archive), archive);
      for (ArchiveMember member : read.members()) {
        String id = MemberId.of(archive, member).toString();
        if (!directory.isEmpty() && (id.startsWith("/") || id.startsWith("../"))) {
          throw new IOException(
              "'"
                  + archive
                  + "': can't be repeated below '"
                  + directory
                  + "'; give the archive by a relative path without '..'");
        }
        Path target = Path.of(directory).resolve(id);
        Path parent = target.toAbsolutePath().getParent();
        if (parent != null) {
          Files.createDirectories(parent);
        }
        member.copyTo(target);
      }
      return ExitCode.DONE;
    }
  }
}
