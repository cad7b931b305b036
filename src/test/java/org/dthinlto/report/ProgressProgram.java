package org.dthinlto.report;

import java.util.Map;
import org.dthinlto.exec.ChildProcesses;
import org.dthinlto.plan.BackendJob;

/**
 * Shows progress of jobs that only sleep, for {@link ProgressChoiceTest}; the argument: how long.
 */
final class ProgressProgram {

  private ProgressProgram() {}

  public static void main(String[] args) throws InterruptedException {
    Map<String, String> environment = System.getenv();
    Progress progress =
        ProgressChoice.open(
            ProgressMode.AUTO, false, environment, System.err, new ChildProcesses());
    BackendJob job = FakeLink.job("lib.a(x.o)");
    progress.phase("backends");
    progress.total(2);
    progress.started(job);
    Thread.sleep(Long.parseLong(args[0]));
    progress.note("a note");
    progress.finished(FakeLink.done(job, 1));
    progress.end();
    progress.note("the end");
  }
}
