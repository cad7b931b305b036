package org.dthinlto.doctor;

import java.io.IOException;
import java.util.List;
import org.dthinlto.exec.ProcessResult;

/** ninja, by its version: does it let links take part in the jobs of a make around it? */
final class NinjaCheck implements Check {

  private static final String SUBJECT = "ninja";

  private final Machine machine;

  NinjaCheck(Machine machine) {
    this.machine = machine;
  }

  @Override
  public List<Finding> look() throws IOException, InterruptedException {
    ProcessResult said = machine.run("ninja", "--version");
    String version = Dotted.find(Machine.firstLine(said.stdout()));
    if (!Machine.started(said) || version.isEmpty()) {
      return List.of(Finding.ok(SUBJECT, "not here"));
    }
    // ninja's own pools bound links by number; the jobserver came with 1.13 (its release notes).
    return Dotted.isAtLeast(version, 1, 13)
        ? List.of(Finding.ok(SUBJECT, version + ", a jobserver around it is passed on"))
        : List.of(
            Finding.note(
                SUBJECT,
                version + " knows no jobserver, so each link runs as many jobs as there are cores",
                "put links into a pool of depth 1, or install ninja 1.13"));
  }
}
