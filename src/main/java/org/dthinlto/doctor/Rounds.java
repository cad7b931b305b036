package org.dthinlto.doctor;

import java.io.IOException;
import java.util.List;
import org.dthinlto.exec.IoText;

/**
 * Makes checks one after the other, each for a bounded time, and passes on what they find. A check
 * that hangs or throws is a finding. Knows nothing of what is checked.
 */
final class Rounds {

  /** How long a check that was told to stop may take to end its processes. */
  private static final long UNWIND_MILLIS = 3_000;

  private final Checkup.Voice voice;
  private int failed;

  Rounds(Checkup.Voice voice) {
    this.voice = voice;
  }

  /** How many findings were failures so far. */
  int failed() {
    return failed;
  }

  /** Passes on a finding. */
  void tell(Finding finding) {
    failed += finding.severity() == Severity.FAILED ? 1 : 0;
    voice.tell(finding);
  }

  /**
   * Makes a check.
   *
   * @param subject what is said to have failed if the check itself does
   * @param millis how long it may take
   */
  void make(String subject, long millis, Check check) throws InterruptedException {
    Attempt attempt = new Attempt(subject, check);
    attempt.start();
    try {
      attempt.join(millis);
    } catch (InterruptedException e) {
      attempt.interrupt();
      throw e;
    }
    if (attempt.isAlive()) {
      // Processes end by that; a call that waits for a server of files is left alone.
      attempt.interrupt();
      attempt.join(UNWIND_MILLIS);
      String seconds = millis < 1000 ? millis + " ms" : millis / 1000 + " s";
      tell(Finding.failed(subject, "no answer in " + seconds, ""));
      return;
    }
    for (Finding finding : attempt.findings) {
      tell(finding);
    }
  }

  /** A thread of its own: what it hangs in may not be to be interrupted. */
  private static final class Attempt extends Thread {

    private final String subject;
    private final Check check;
    private volatile List<Finding> findings = List.of();

    Attempt(String subject, Check check) {
      super("check " + subject);
      this.subject = subject;
      this.check = check;
      setDaemon(true);
    }

    @Override
    public void run() {
      try {
        findings = check.look();
      } catch (IOException e) {
        findings = List.of(Finding.failed(subject, IoText.of(e), ""));
      } catch (InterruptedException e) {
        return; // it took too long, which is said, or dthinlto is being stopped
      } catch (RuntimeException e) {
        String fact = "can't be looked at, a mistake in dthinlto itself, please report it: " + e;
        findings = List.of(Finding.failed(subject, fact, ""));
      }
    }
  }
}
