package org.dthinlto.remote;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.dthinlto.cache.FileDigests;
import org.dthinlto.plan.BackendJob;
import org.dthinlto.remote.api.Reapi;

/**
 * A backend job as the API wants it. Everything that decides the result is in it, and nothing else:
 * so the same job has the same digest from any checkout, any machine, for any output.
 *
 * @param id stands for the whole job
 * @param blobs all that the server must have to run it; the command is the last but one, the action
 *     itself the last
 */
record RemoteAction(Reapi.Digest id, List<Blob> blobs) {

  /**
   * The action of one job; of many, {@link Actions} makes them faster.
   *
   * @param tree the staging tree
   * @throws IOException if an input can't be read or sent
   */
  static RemoteAction of(
      BackendJob job,
      Path tree,
      FileDigests digests,
      RemoteSettings settings,
      Capabilities capabilities)
      throws IOException {
    return new Actions(tree, digests, settings, Toolchain.NONE).of(job, capabilities);
  }

  /** The blobs that say what the job is, without what it reads. */
  List<Blob> described() {
    return blobs.subList(blobs.size() - 2, blobs.size());
  }
}
