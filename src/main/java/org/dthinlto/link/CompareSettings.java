package org.dthinlto.link;

/**
 * Whether to link in process as well and compare.
 *
 * @param wanted whether to
 * @param json file for the comparison as JSON; empty: none
 */
public record CompareSettings(boolean wanted, String json) {

  /** Not to compare. */
  public static final CompareSettings NONE = new CompareSettings(false, "");
}
