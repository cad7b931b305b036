package org.dthinlto.remote;

import io.grpc.Status;
import java.util.List;
import org.dthinlto.remote.api.Reapi.ExecutionCapabilities;
import org.dthinlto.remote.api.Reapi.SemVer;
import org.dthinlto.remote.api.Reapi.ServerCapabilities;

/**
 * What a server can do, as far as it matters to us.
 *
 * @param executes whether it runs jobs for us; else it is a cache at most
 * @param updates whether we may put results into its action cache
 * @param batchBytes bytes of blobs that one message may hold
 * @param blobBytes size of the largest blob that it takes
 * @param zstd whether blobs may be streamed compressed
 * @param outputPaths whether it knows outputs that may be files or folders (from API 2.1 on)
 */
record Capabilities(
    boolean executes,
    boolean updates,
    long batchBytes,
    long blobBytes,
    boolean zstd,
    boolean outputPaths) {

  /** The number of SHA-256 among the API's digest functions. */
  private static final int SHA256 = 1;

  /** The number of zstd among the API's compressors. */
  private static final int ZSTD = 1;

  /** Blobs that are smaller than this go together, in messages that aren't compressed. */
  private static final long FEWEST_ZSTD = 64 << 10;

  /**
   * gRPC takes messages of up to 4 MiB, and servers that name no bound of their own mean that: for
   * buildbox 1.4 what is read at once must even be 64 KiB less.
   */
  private static final long MOST_BATCH = (4 << 20) - (64 << 10);

  /**
   * @throws RemoteException if it isn't for us
   */
  static Capabilities of(ServerCapabilities said) throws RemoteException {
    require(
        said.getLowApiVersion().getMajor() <= 2 && said.getHighApiVersion().getMajor() >= 2,
        "the server knows versions "
            + text(said.getLowApiVersion())
            + " to "
            + text(said.getHighApiVersion())
            + " of the remote-execution API, not version 2");
    var cache = said.getCacheCapabilities();
    require(
        cache.getDigestFunctionsList().contains(SHA256), "the server doesn't do SHA-256 digests");
    long batch = cache.getMaxBatchTotalSizeBytes();
    long blob = cache.getMaxCasBlobSizeBytes();
    return new Capabilities(
        executes(said.getExecutionCapabilities()),
        cache.getActionCacheUpdateCapabilities().getUpdateEnabled(),
        batch > 0 ? Math.min(batch, MOST_BATCH) : MOST_BATCH,
        blob > 0 ? blob : Long.MAX_VALUE,
        cache.getSupportedCompressorsList().contains(ZSTD),
        said.getHighApiVersion().getMajor() > 2 || said.getHighApiVersion().getMinor() >= 1);
  }

  /** Size from which on a blob is to be sent compressed, and thus alone. */
  long compressedFrom() {
    return zstd ? FEWEST_ZSTD : Long.MAX_VALUE;
  }

  /** Old servers name one digest function, newer ones all. */
  private static boolean executes(ExecutionCapabilities said) {
    List<Integer> all = said.getDigestFunctionsList();
    boolean digests = all.isEmpty() ? said.getDigestFunction() == SHA256 : all.contains(SHA256);
    return said.getExecEnabled() && digests;
  }

  private static void require(boolean condition, String otherwise) throws RemoteException {
    if (!condition) {
      throw new RemoteException(
          RemoteException.Phase.CONNECT, Status.Code.FAILED_PRECONDITION, otherwise);
    }
  }

  private static String text(SemVer version) {
    return version.getMajor() + "." + version.getMinor();
  }
}
