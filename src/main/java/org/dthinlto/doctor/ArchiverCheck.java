package org.dthinlto.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dthinlto.exec.ProcessResult;
import org.dthinlto.link.Programs;

/**
 * Who makes archives of bitcode: LLVM's archiver, and whether the one that is just called {@code
 * ar} can. Makes {@code lib.a} of {@code lib.o} in the folder for trials.
 */
final class ArchiverCheck implements Check {

  private static final String SUBJECT = "archiver";

  private final Machine machine;
  private final String compiler;
  private final int release;
  private final Mending mending;
  private volatile boolean done;

  /**
   * @param release of the compiler
   */
  ArchiverCheck(Machine machine, String compiler, int release, Mending mending) {
    this.machine = machine;
    this.compiler = compiler;
    this.release = release;
    this.mending = mending;
  }

  /** Whether the archive is there. */
  boolean done() {
    return done;
  }

  @Override
  public List<Finding> look() throws IOException, InterruptedException {
    List<Finding> findings = new ArrayList<>();
    String llvm = llvm();
    if (llvm.isEmpty()) {
      String fact = "no llvm-ar, which makes archives of bitcode";
      findings.add(Finding.note(SUBJECT, fact, mending.llvm("llvm", release)));
    } else if (makes(llvm, "lib.a").isEmpty()) {
      done = true;
      findings.add(Finding.ok(SUBJECT, "'" + llvm + "' makes archives of bitcode"));
    } else {
      String fact = "'" + llvm + "' makes no archives";
      findings.add(Finding.failed(SUBJECT, fact, mending.llvm("llvm", release)));
    }
    if (Programs.find("ar", machine.folder()) != null) {
      String trouble = makes("ar", "other.a");
      if (!trouble.isEmpty()) {
        findings.add(
            Finding.note(
                SUBJECT,
                "'ar' makes archives of bitcode without a table of symbols: " + trouble,
                llvm.isEmpty() ? mending.llvm("llvm", release) : "export AR=" + llvm));
      }
      done |= Files.exists(machine.temp().resolve("lib.a"));
    }
    return findings;
  }

  /** Makes an archive; returns what the archiver had to say, and "" if that is nothing. */
  private String makes(String archiver, String archive) throws IOException, InterruptedException {
    ProcessResult said = machine.run(machine.temp(), List.of(archiver, "rcs", archive, "lib.o"));
    String text = Machine.firstLine(said.stderr());
    boolean made = said.ok() && Files.exists(machine.temp().resolve(archive));
    return made ? text : text.isEmpty() ? "it fails" : text;
  }

  /** LLVM's: the compiler's own, or one by its name; "" if there is none. */
  private String llvm() throws IOException, InterruptedException {
    String beside = Machine.firstLine(machine.run(compiler, "-print-prog-name=llvm-ar").stdout());
    if (beside.startsWith("/") && Files.isExecutable(Path.of(beside))) {
      return beside;
    }
    for (String name : List.of("llvm-ar-" + release, "llvm-ar")) {
      Path found = Programs.find(name, machine.folder());
      if (found != null) {
        return found.toString();
      }
    }
    return "";
  }
}
