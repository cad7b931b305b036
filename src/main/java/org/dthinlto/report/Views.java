package org.dthinlto.report;

/**
 * What the user wants to see of a link afterwards.
 *
 * @param trace file for Chrome trace events; empty for none
 * @param clang whether the traces of the jobs' compilers go into it
 * @param page file for the page; empty for none
 * @param parallel how many jobs may run here at once
 */
public record Views(String trace, boolean clang, String page, int parallel) {

  /** Whether nothing is to be shown, so nothing needs to be remembered. */
  public boolean none() {
    return trace.isEmpty() && page.isEmpty();
  }

  /** Whether jobs are to write traces of their own. */
  public boolean tracesJobs() {
    return clang && !trace.isEmpty();
  }
}
