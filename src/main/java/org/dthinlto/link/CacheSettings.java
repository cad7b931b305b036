package org.dthinlto.link;

/**
 * Whether and where what a link learns is kept for others.
 *
 * @param folder the cache folder; empty: nothing is kept
 * @param size bytes that it may grow to
 * @param relink whether both links are run even if nothing has changed
 * @param touch whether outputs that are right already, but older than an input, get a new time
 */
public record CacheSettings(String folder, long size, boolean relink, boolean touch) {

  /** No cache. */
  public static final CacheSettings NONE = new CacheSettings("", 0, true, false);
}
