package org.dthinlto.report;

import org.dthinlto.exec.JobListener;
import org.dthinlto.exec.JobTimes;

/**
 * Shows the user how far a link has come, on standard error. May be told things by many threads at
 * once. Knows phases by name and jobs by what the user calls them, not how anything is done.
 */
public interface Progress extends JobListener {

  /** A phase begins, such as {@code thin link}; it is not known yet how many jobs it has. */
  void phase(String name);

  /** The phase that has begun has so many jobs. */
  void total(int jobs);

  /**
   * Its jobs are expected to take these times, so many at once; from that and from what they take,
   * the time left is shown. Comes after {@link #total}, or not at all.
   */
  void expect(JobTimes times, int parallel);

  /** Prints a text of one or more lines, at once and without garbling what is shown. */
  void note(String text);

  /**
   * Takes away what is shown, so that others can write to the terminal. After it nothing but notes
   * is printed, until another phase begins.
   */
  void end();
}
