package org.dthinlto.link;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where a link works: a folder that goes with it, or one that stays. */
interface Place {

  /** The work folder of a link with that output; made when first asked for. */
  Path path(String output) throws IOException;

  /** The staging tree in it, if an earlier link may have left something there; else null. */
  @Nullable KeptTree kept();

  /**
   * To be called before the user is told that something failed.
   *
   * @throws IOException if the folder itself was lost
   */
  void requireUsable() throws IOException;
}
