package org.dthinlto.history;

import java.util.List;
import org.dthinlto.cache.Digest;
import org.dthinlto.exec.JobResult;

/**
 * One backend job of a link that succeeded: what its key was made of, and where its result came
 * from.
 *
 * @param moduleId the module ID, staged
 * @param userName how the user knows the module
 * @param key under which the result is kept
 * @param argv the command without its program
 * @param inputs what it read: the module first, its shard, then imports in lld's order, then others
 * @param outputs what it wrote, relative to the staging tree
 * @param origin where the result came from
 * @param millis how long the job took when it ran, now or then
 * @param reasons why it ran, by name; empty if its result was reused
 */
public record JobRecord(
    String moduleId,
    String userName,
    Digest key,
    List<String> argv,
    List<Input> inputs,
    List<String> outputs,
    JobResult.Origin origin,
    long millis,
    List<String> reasons) {

  /**
   * A file that a job reads.
   *
   * @param name staged
   * @param content its digest
   */
  public record Input(String name, Digest content) {}

  public JobRecord {
    argv = List.copyOf(argv);
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    reasons = List.copyOf(reasons);
  }
}
