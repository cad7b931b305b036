package org.dthinlto.doctor;

import java.io.IOException;
import java.util.List;
import org.dthinlto.exec.ProcessResult;

/** make, by its version: does it let links take part in its {@code -j}? */
final class MakeCheck implements Check {

  private static final String SUBJECT = "make";

  private final Machine machine;

  MakeCheck(Machine machine) {
    this.machine = machine;
  }

  @Override
  public List<Finding> look() throws IOException, InterruptedException {
    ProcessResult said = machine.run("make", "--version");
    String line = Machine.firstLine(said.stdout());
    if (!Machine.started(said)) {
      return List.of(Finding.ok(SUBJECT, "not here"));
    }
    if (!line.startsWith("GNU Make")) {
      return List.of(Finding.ok(SUBJECT, "it is no GNU make, so it has no jobserver"));
    }
    String version = Dotted.find(line);
    if (Dotted.isAtLeast(version, 4, 4)) {
      return List.of(Finding.ok(SUBJECT, line + ", its jobserver is open to all recipes"));
    }
    if (Dotted.isAtLeast(version, 4, 2)) {
      return List.of(
          Finding.ok(SUBJECT, line + ", its jobserver is found where it is closed to recipes"));
    }
    // From 4.4 on, the jobserver is a fifo with a name (NEWS of GNU make 4.4).
    return List.of(
        Finding.note(
            SUBJECT,
            line + " closes its jobserver to recipes that don't begin with '+'; 4.4 doesn't",
            "begin the recipe's line with '+', as in: +dthinlto link ..."));
  }
}
