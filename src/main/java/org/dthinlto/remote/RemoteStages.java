package org.dthinlto.remote;

import java.util.ArrayList;
import java.util.List;
import org.dthinlto.exec.JobResult;

/**
 * What a job went through on its way to a server and back, in words for the user. Knows times of
 * this machine's clock only: of the worker's it takes how long, not when.
 */
final class RemoteStages {

  private RemoteStages() {}

  /**
   * The stages of a job that was executed; all times but one as {@link System#nanoTime} says them.
   *
   * @param executing when the server said that a worker has begun; 0 if it didn't say
   * @param done when it said that the job is done; 0 if it didn't
   * @param ran how many nanoseconds the job ran, as the worker says; 0 if it doesn't
   */
  static List<JobResult.Stage> of(
      long start, long sent, long executing, long done, long ran, long end) {
    long back = done > sent && done <= end ? done : end;
    long began = executing > sent && executing < back ? executing : sent;
    if (ran > 0) {
      began = Math.max(sent, back - ran);
    }
    List<JobResult.Stage> stages = new ArrayList<>(4);
    add("upload", start, sent, stages);
    add("queued", sent, began, stages);
    add("executing", began, back, stages);
    add("download", back, end, stages);
    return stages;
  }

  /** The stages of a result that the server knew. */
  static List<JobResult.Stage> ofKnown(long start, long asked, long end) {
    List<JobResult.Stage> stages = new ArrayList<>(2);
    add("look-up", start, asked, stages);
    add("download", asked, end, stages);
    return stages;
  }

  private static void add(String name, long from, long to, List<JobResult.Stage> stages) {
    if (to > from) {
      stages.add(new JobResult.Stage(name, from, to));
    }
  }
}
