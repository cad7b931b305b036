package org.dthinlto.doctor;

import java.io.IOException;
import java.util.List;

/** One thing to look at. May be slow, or hang: it is called by {@link Rounds}, which waits. */
interface Check {

  /**
   * Looks at it.
   *
   * @throws IOException if it can't be looked at, which is a finding as well
   * @throws InterruptedException if that takes too long, or dthinlto is being stopped
   */
  List<Finding> look() throws IOException, InterruptedException;
}
