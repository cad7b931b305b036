package org.dthinlto.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dthinlto.exec.ProcessResult;
import org.dthinlto.link.LineTools;
import org.dthinlto.link.LinkLine;
import org.dthinlto.link.Programs;
import org.jspecify.annotations.Nullable;

/**
 * Driver, linker and backend compiler: are they there, are they clang and lld, are they of one
 * release? Knows what to install if not; doesn't know whether they work.
 */
final class ToolCheck implements Check {

  private final Machine machine;
  private final Subject subject;
  private final Mending mending;
  private final List<Finding> findings = new ArrayList<>();
  private volatile boolean drives;
  private volatile @Nullable LineTools tools;

  ToolCheck(Machine machine, Subject subject, Mending mending) {
    this.machine = machine;
    this.subject = subject;
    this.mending = mending;
  }

  /** What was found if all is there and fits; else null. */
  @Nullable LineTools tools() {
    return tools;
  }

  /** Whether the driver runs, so that a line can be looked at. */
  boolean drives() {
    return drives;
  }

  @Override
  public List<Finding> look() throws IOException, InterruptedException {
    if (driver()) {
      drives = true;
      Path input = machine.temp().resolve("empty.o");
      Files.write(input, new byte[0]);
      LinkLine line = subject.withWords(List.of(input.toString()));
      LineTools found = LineTools.of(line, subject.clang(), machine.folder(), machine.runner());
      boolean links = linker(found);
      if (compiler(found) && links && versions(found)) {
        tools = found;
      }
    }
    return findings;
  }

  /** Whether there is one that can be asked. */
  private boolean driver() throws IOException, InterruptedException {
    String program = subject.line().program();
    String named = "'" + program + "'";
    Path file = Programs.find(program, machine.folder());
    if (file == null) {
      String fact = named + ": not found";
      String mend = subject.line().isLinker() ? mending.llvm("lld", 0) : mending.everything();
      findings.add(Finding.failed("driver", fact, mend));
      return false;
    }
    if (subject.line().isLinker()) {
      return true;
    }
    ProcessResult said = machine.run(machine.folder(), List.of(program, "--version"));
    String version = Machine.firstLine(said.stdout());
    if (said.exitStatus() != 0) {
      String why = version.isEmpty() ? Machine.firstLine(said.stderr()) : version;
      String mend = mending.everything();
      findings.add(Finding.failed("driver", named + " does not run: " + why, mend));
      return false;
    }
    String where = program.contains("/") ? "" : " ('" + file + "')";
    findings.add(Finding.ok("driver", named + where + " is " + version));
    return true;
  }

  private boolean linker(LineTools found) {
    if (found.linker().isEmpty()) {
      findings.add(
          Finding.failed(
              "linker",
              "'" + subject.line().program() + "' finds no lld: " + found.complaint(),
              mending.llvm("lld", releaseToInstall())));
      return false;
    }
    if (found.linkerSays().isEmpty()) {
      String fact = "'" + found.linker() + "': not found, or says no version";
      findings.add(Finding.failed("linker", fact, mending.llvm("lld", releaseToInstall())));
      return false;
    }
    if (!found.isLld()) {
      findings.add(
          Finding.failed(
              "linker",
              "'"
                  + found.linker()
                  + "' is no lld, which alone does thin links, but "
                  + found.linkerSays(),
              subject.line().isLinker()
                  ? "link with ld.lld"
                  : "put -fuse-ld=lld in the place of what chooses the linker on the line"));
      return false;
    }
    findings.add(Finding.ok("linker", "'" + found.linker() + "' is " + found.linkerSays()));
    return true;
  }

  /** The release of the driver where its packages bear it; 0: any. */
  private int releaseToInstall() {
    String program = subject.line().program();
    int dash = program.lastIndexOf('-');
    return dash < 0 ? 0 : Dotted.major(program.substring(dash + 1));
  }

  private boolean compiler(LineTools found) {
    if (!found.compiler().isEmpty()) {
      boolean other = subject.line().isLinker() || !subject.clang().isEmpty();
      if (other) {
        String fact = "'" + found.compiler() + "' is clang " + found.compilerVersion();
        findings.add(Finding.ok("compiler", fact));
      }
      return true;
    }
    if (found.linker().isEmpty()) {
      return false; // nothing could be asked, which is said
    }
    Path clang = Programs.find("clang", machine.folder());
    String mend = clang == null ? mending.llvm("clang", lldRelease(found)) : "";
    if (clang != null) {
      mend = "export DTHINLTO_CLANG=" + clang;
    }
    findings.add(Finding.failed("compiler", found.complaint(), mend));
    return false;
  }

  private static int lldRelease(LineTools found) {
    return Dotted.major(found.linkerVersion());
  }

  private boolean versions(LineTools found) {
    if (found.fit()) {
      String fact = "clang " + found.compilerVersion() + " and lld " + found.linkerVersion();
      findings.add(Finding.ok("versions", fact + " fit each other"));
      return true;
    }
    findings.add(Finding.failed("versions", found.complaint(), fitting(found)));
    return false;
  }

  /** The lld of the clang, or the clang of the lld, whichever the line can be given. */
  private String fitting(LineTools found) {
    int clang = Dotted.major(found.compilerVersion());
    int lld = lldRelease(found);
    if (subject.line().isLinker() || !subject.clang().isEmpty()) {
      Path other = Programs.find("clang-" + lld, machine.folder());
      return other == null
          ? mending.llvm("clang", lld)
          : "export DTHINLTO_CLANG=" + other + ", or give --clang " + other;
    }
    Path other = Programs.find("ld.lld-" + clang, machine.folder());
    return other == null ? mending.llvm("lld", clang) : "add to the link line: --ld-path=" + other;
  }
}
