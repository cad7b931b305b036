package org.dthinlto.history;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dthinlto.cache.Digest;
import org.jspecify.annotations.Nullable;

/**
 * The jobs of the last link of one output, and what all of them had in common. Knows its form as
 * bytes, not where they lie.
 *
 * <p>A history is a help and never needed: bytes that aren't one, of another version or damaged,
 * are no history, and nobody is told.
 */
public final class JobHistory {

  private final String compiler;
  private final Digest compilerIdentity;
  private final String environment;
  private final List<JobRecord> jobs;
  private final Map<String, JobRecord> byModule;

  /**
   * The history of a link.
   *
   * @param compiler what compiled, to be shown: {@code clang version 22.1.8}
   * @param compilerIdentity the digest of all that the compiler is made of
   * @param environment the variables that change what the compiler writes, as one text
   * @param jobs in link order
   */
  public JobHistory(
      String compiler, Digest compilerIdentity, String environment, List<JobRecord> jobs) {
    this.compiler = compiler;
    this.compilerIdentity = compilerIdentity;
    this.environment = environment;
    this.jobs = List.copyOf(jobs);
    this.byModule = new HashMap<>(2 * jobs.size());
    for (JobRecord job : this.jobs) {
      byModule.putIfAbsent(job.moduleId(), job);
    }
  }

  /** What compiled, to be shown. */
  public String compiler() {
    return compiler;
  }

  /** The digest of all that the compiler is made of. */
  public Digest compilerIdentity() {
    return compilerIdentity;
  }

  /** The variables that change what the compiler writes. */
  public String environment() {
    return environment;
  }

  /** All jobs, in link order. */
  public List<JobRecord> jobs() {
    return jobs;
  }

  /** The job of a module, null if the link had none. */
  public @Nullable JobRecord job(String moduleId) {
    return byModule.get(moduleId);
  }

  /** The history in the form that {@link #of} reads. */
  public byte[] bytes() {
    return HistoryWriter.bytes(this);
  }

  /** The history that the bytes hold; null if they hold none, whatever is wrong with them. */
  public static @Nullable JobHistory of(byte[] bytes) {
    return HistoryReader.read(bytes);
  }
}
