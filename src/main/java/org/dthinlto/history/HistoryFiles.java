package org.dthinlto.history;

import org.dthinlto.cache.Name;

/** Where in the cache folder lies what is known of the last link of an output. */
public final class HistoryFiles {

  private HistoryFiles() {}

  /**
   * The record of the link.
   *
   * @param output its absolute path, normalized
   */
  public static String link(String output) {
    return "links/" + Name.of(output);
  }

  /** The record of its jobs. */
  public static String jobs(String output) {
    return link(output) + ".jobs";
  }

  /** The merged object of its thin link. */
  public static String merged(String output) {
    return link(output) + ".merged";
  }
}
