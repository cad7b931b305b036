package org.dthinlto.exec;

/**
 * How many compilers may run on this machine at once, as the user and make say it. Knows nothing of
 * how that is kept to.
 *
 * @param jobs so many at once, 1 or more: the user's number, or the number of cores
 * @param chosen whether that is the user's number: then make's jobserver isn't asked
 * @param makeflags {@code MAKEFLAGS}, which may name a jobserver; may be empty
 * @param memoryBytes no compiler is started while those that run have more memory; 0: no limit
 */
public record JobLimits(int jobs, boolean chosen, String makeflags, long memoryBytes) {

  public JobLimits {
    if (jobs < 1 || memoryBytes < 0) {
      throw new IllegalArgumentException(jobs + ", " + memoryBytes);
    }
  }

  /** So many jobs at once, whatever make says and however much memory they take. */
  public static JobLimits of(int jobs) {
    return new JobLimits(jobs, true, "", 0);
  }
}
