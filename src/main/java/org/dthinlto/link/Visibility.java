package org.dthinlto.link;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.dthinlto.bitcode.ObjectSymbols;
import org.dthinlto.bitcode.Visibilities;
import org.dthinlto.plan.BackendJob;
import org.dthinlto.thinlink.Candidate;

/**
 * Carries over to the native objects what only bitcode says of the visibility of symbols: in
 * process, a hidden declaration in one module hides the symbol wherever it is defined, be the
 * declaration left in the code or not; and the jump tables of CFI take the place of functions
 * without their visibility. Knows nothing of what was compiled how.
 */
final class Visibility {

  private Visibility() {}

  /**
   * Does it, once all jobs are done.
   *
   * @param objects by link name
   * @param loaded link names of what the thin link loaded
   * @param merged the merged object, which may be missing
   */
  static void carryOver(
      Map<String, Candidate> objects,
      Map<String, Integer> loaded,
      List<BackendJob> jobs,
      Path tree,
      Path merged)
      throws IOException {
    Visibilities declared = new Visibilities();
    Visibilities all = new Visibilities();
    boolean split = false;
    for (Candidate object : objects.values()) {
      split |= object.isMerged() && loaded.containsKey(object.linkName());
    }
    for (Candidate object : objects.values()) {
      if (object.isBitcode() && loaded.containsKey(object.linkName())) {
        declared.addOf(object.content(), false);
        if (split) {
          all.addOf(object.content(), true);
        }
      }
    }
    if (!declared.isEmpty()) {
      for (BackendJob job : jobs) {
        ObjectSymbols.constrain(tree.resolve(job.output()), declared);
      }
    }
    if (!all.isEmpty() && Files.exists(merged)) {
      ObjectSymbols.constrain(merged, all);
    }
  }
}
