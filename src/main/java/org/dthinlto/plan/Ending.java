package org.dthinlto.plan;

import java.util.List;

/**
 * What surrounds the run of lld at the end of a link: what has been said, and what becomes of files
 * that were written. Knows nothing of objects. Names of files are relative to the user's working
 * directory where nothing else is said, or absolute.
 *
 * @param output the value of -o
 * @param driver what the driver said
 * @param printed what the thin link says on standard output
 * @param held what the thin link said; only what the final link doesn't say as well is shown
 * @param written files of the final link that get the user's names
 * @param moves files that jobs or the thin link left and that belong elsewhere
 * @param trace the final link's time trace; empty if there is none
 * @param traces those of the other processes, which need not be there, to be put into it
 * @param after commands that run when all else is done
 */
public record Ending(
    String output,
    String driver,
    String printed,
    String held,
    List<String> written,
    List<Move> moves,
    String trace,
    List<Trace> traces,
    List<List<String>> after) {

  /**
   * A file and its place.
   *
   * @param from relative to the staging tree; empty if nothing is to be in that place
   */
  public record Move(String from, String to) {}

  /**
   * The time trace of one process.
   *
   * @param label what the process is called
   * @param file relative to the staging tree
   */
  public record Trace(String label, String file) {}
}
