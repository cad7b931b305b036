package org.dthinlto.compare;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * One table of functions that run before main or after it, as both programs have it.
 *
 * @param table what it is called
 * @param ours functions in the order in which they stand there
 * @param theirs the same in process
 * @param keepsPriorities whether the order differs at most among functions of equal priority
 */
public record Order(String table, List<String> ours, List<String> theirs, boolean keepsPriorities) {

  public Order {
    ours = List.copyOf(ours);
    theirs = List.copyOf(theirs);
  }

  public boolean isSame() {
    return ours.equals(theirs);
  }

  /**
   * Whether only the order differs, and only where it differs by nature: lld in process puts native
   * objects first, and all else in the order in which it was loaded.
   */
  public boolean isKnown() {
    List<String> a = new ArrayList<>(ours);
    List<String> b = new ArrayList<>(theirs);
    Collections.sort(a);
    Collections.sort(b);
    return !isSame() && a.equals(b) && keepsPriorities;
  }
}
