package org.dthinlto.doctor;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.dthinlto.plan.ShellWords;

/**
 * What would become of a link line: distributed, in process or run unchanged, and why. Does its
 * thin link, in a folder for temporary files; makes no output.
 */
final class LineCheck implements Check {

  private static final String SUBJECT = "line";

  private final Machine machine;
  private final Subject subject;

  LineCheck(Machine machine, Subject subject) {
    this.machine = machine;
    this.subject = subject;
  }

  @Override
  public List<Finding> look() throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of("--dry-run"));
    words.addAll(subject.options());
    words.add("--");
    words.addAll(subject.line().named() ? subject.command() : subject.line().words());
    return List.of(finding(OwnRun.link(machine, machine.folder(), words)));
  }

  /** What a dry run means. */
  Finding finding(OwnRun run) {
    return switch (run.outcome()) {
      case "distributed" ->
          Finding.ok(
              SUBJECT,
              "would be distributed: "
                  + run.jobs()
                  + (run.jobs() == 1 ? " job of " : " jobs of ")
                  + run.modules()
                  + (run.modules() == 1 ? " module" : " modules"));
      case "in-process" -> inProcess(run.reason());
      case "plain" -> unchanged(run.reason());
      default ->
          Finding.failed(
              SUBJECT,
              "would fail: " + run.why(),
              "see whether it links as it is: " + ShellWords.join(subject.command()));
    };
  }

  private Finding unchanged(String reason) {
    String command = ShellWords.join(subject.command());
    if (reason.startsWith("the driver has an error")) {
      return Finding.failed(SUBJECT, "would fail: " + reason, "see what it says: " + command);
    }
    boolean nothing = reason.startsWith("no bitcode") || reason.startsWith("no ThinLTO");
    return Finding.note(
        SUBJECT,
        "would run unchanged: " + reason,
        nothing ? "compile and link with -flto=thin" : "see what it does: " + command);
  }

  private Finding inProcess(String reason) {
    String fact = "would be linked in process: " + reason;
    return subject.strict()
        ? Finding.failed(SUBJECT, fact + ", and --strict forbids that", "link without --strict")
        : Finding.note(SUBJECT, fact, "add --strict where that is to be an error");
  }
}
