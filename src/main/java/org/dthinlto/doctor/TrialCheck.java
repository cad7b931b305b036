package org.dthinlto.doctor;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dthinlto.exec.ProcessResult;

/**
 * Links a small program, distributed, of what {@link ModuleCheck} and {@link ArchiverCheck} made,
 * and runs it.
 */
final class TrialCheck implements Check {

  private static final String SUBJECT = "link";

  /** What linkers say if the C library isn't there to link with. */
  private static final List<String> NO_LIBRARY =
      List.of("crt1.o", "crti.o", "crtbegin", "library -lc", "library -lgcc", "library -lstdc++");

  private final Machine machine;
  private final Subject subject;
  private final Mending mending;
  private final boolean archive;

  /**
   * @param archive whether {@code lib.a} is there; else {@code lib.o} is linked
   */
  TrialCheck(Machine machine, Subject subject, Mending mending, boolean archive) {
    this.machine = machine;
    this.subject = subject;
    this.mending = mending;
    this.archive = archive;
  }

  @Override
  public List<Finding> look() throws IOException, InterruptedException {
    boolean linker = subject.line().isLinker();
    boolean runs = !linker && !subject.isCross();
    List<String> words = new ArrayList<>(List.of("--strict"));
    if (!subject.clang().isEmpty()) {
      words.addAll(List.of("--clang", subject.clang()));
    }
    words.add("--");
    words.add(subject.line().program());
    words.addAll(subject.toolWords());
    if (linker) {
      words.add("-shared");
    }
    words.addAll(List.of("main.o", archive ? "lib.a" : "lib.o", "-o", "program"));
    OwnRun run = OwnRun.link(machine, machine.temp(), words);
    if (run.status() != 0 || !run.outcome().equals("distributed")) {
      String why = run.why();
      boolean library = false;
      for (String name : NO_LIBRARY) {
        library |= why.contains(name);
      }
      return List.of(
          Finding.failed(
              SUBJECT,
              "a small program can't be linked: " + why,
              library ? mending.libraries() : "see 'dthinlto link -v' of a program of yours"));
    }
    String fact = "a small program, " + run.jobs() + " jobs";
    if (!runs) {
      return List.of(Finding.ok(SUBJECT, fact));
    }
    Path program = machine.temp().resolve("program");
    ProcessResult said = machine.run(program.toString());
    if (!said.ok() || !said.stdout().strip().equals(ModuleCheck.SAYS)) {
      String how = said.ok() ? "says something else" : said.ending();
      return List.of(
          Finding.failed(
              SUBJECT,
              fact + ", but it " + how + " when run: " + Machine.firstLine(said.stderr()),
              "run a program of yours that was linked without dthinlto"));
    }
    return List.of(Finding.ok(SUBJECT, fact + ", and it runs"));
  }
}
