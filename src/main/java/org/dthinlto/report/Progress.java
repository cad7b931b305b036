package org.dthinlto.report;

import org.dthinlto.exec.JobListener;

/**
 * Shows the user how far a link has come, on standard error. May be told things by many threads at
 * once. Knows phases by name and jobs by what the user calls them, not how anything is done.
 */
public interface Progress extends JobListener {

  /** A phase begins, such as {@code thin link}; it is not known yet how many jobs it has. */
  void phase(String name);

  /** The phase that has begun has so many jobs. */
  void total(int jobs);

  /** Prints a text of one or more lines, at once and without garbling what is shown. */
  void note(String text);

  /**
   * Takes away what is shown, so that others can write to the terminal. After it nothing but notes
   * is printed, until another phase begins.
   */
  void end();
}
