package org.dthinlto.compare;

import java.util.List;

/**
 * How many things of a kind are the same in both programs, and which are not.
 *
 * @param total all of them; one that only one program has counts, too
 * @param differing those that are not the same, by name
 */
public record Share(int total, List<Difference> differing) {

  public Share {
    differing = List.copyOf(differing);
  }

  public int same() {
    return total - differing.size();
  }

  /** Percent with one decimal, such as {@code 99.9}; never rounded up. 100.0 of nothing. */
  public String percent() {
    long tenths = total == 0 ? 1000 : 1000L * same() / total;
    return tenths / 10 + "." + tenths % 10;
  }
}
