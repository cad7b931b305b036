package org.dthinlto.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.dthinlto.exec.JobResult;
import org.junit.jupiter.api.Test;

/** What a job went through on its way to a server and back. */
final class RemoteStagesTest {

  private static String text(List<JobResult.Stage> stages) {
    StringBuilder text = new StringBuilder();
    for (JobResult.Stage stage : stages) {
      text.append(stage.name()).append(' ').append(stage.startNanos()).append('-');
      text.append(stage.endNanos()).append(' ');
    }
    return text.toString().strip();
  }

  @Test
  void workersSayHowLong() {
    assertEquals(
        "upload 1-3 queued 3-5 executing 5-9 download 9-10",
        text(RemoteStages.of(1, 3, 0, 9, 4, 10)));
    // More than there was time for: its clock is another one.
    assertEquals(
        "upload 1-3 executing 3-9 download 9-10", text(RemoteStages.of(1, 3, 0, 9, 99, 10)));
  }

  @Test
  void serversSayWhen() {
    assertEquals(
        "upload 1-3 queued 3-6 executing 6-9 download 9-10",
        text(RemoteStages.of(1, 3, 6, 9, 0, 10)));
    assertEquals(
        "upload 1-3 executing 3-9 download 9-10", text(RemoteStages.of(1, 3, 0, 9, 0, 10)));
    assertEquals("upload 1-3 executing 3-10", text(RemoteStages.of(1, 3, 0, 0, 0, 10)));
  }

  @Test
  void knownResultsAreFetched() {
    assertEquals("look-up 1-3 download 3-10", text(RemoteStages.ofKnown(1, 3, 10)));
  }
}
