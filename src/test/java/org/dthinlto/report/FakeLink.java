package org.dthinlto.report;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.dthinlto.exec.JobResult;
import org.dthinlto.exec.NanoClock;
import org.dthinlto.plan.BackendJob;

/** What progress tests need: a clock that is set, an output that is read, jobs. */
final class FakeLink implements NanoClock {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  final StatusOutput output =
      new StatusOutput(new PrintStream(bytes, false, StandardCharsets.UTF_8));
  private long now = 7_000_000_000L;

  @Override
  public long nanos() {
    return now;
  }

  void passMillis(long millis) {
    now += millis * 1_000_000;
  }

  /** What was written since the last call. */
  String written() {
    String text = bytes.toString(StandardCharsets.UTF_8);
    bytes.reset();
    return text;
  }

  static BackendJob job(String name) {
    return new BackendJob(
        "staged/" + name, name, List.of("clang"), List.of(), List.of("o"), "x86_64-linux-gnu", 1);
  }

  static JobResult done(BackendJob job, long millis) {
    return new JobResult(job, JobResult.Status.DONE, "", "", 5, 5 + millis * 1_000_000);
  }

  static JobResult found(BackendJob job, long millis) {
    return JobResult.reused(job, "", 5, 5 + millis * 1_000_000);
  }

  static JobResult failed(BackendJob job, long millis) {
    return new JobResult(job, JobResult.Status.FAILED, "", "no", 5, 5 + millis * 1_000_000);
  }
}
