package org.dthinlto.remote;

import static org.dthinlto.remote.RemoteException.Phase.CONNECT;
import static org.dthinlto.remote.RemoteException.Phase.LOOK_UP;
import static org.dthinlto.remote.RemoteException.Phase.UPLOAD;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.StatusException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import org.dthinlto.remote.api.Reapi.ActionResult;
import org.dthinlto.remote.api.Reapi.Digest;
import org.dthinlto.remote.api.Reapi.GetActionResultRequest;
import org.dthinlto.remote.api.Reapi.GetCapabilitiesRequest;
import org.dthinlto.remote.api.Reapi.ServerCapabilities;
import org.dthinlto.remote.api.Reapi.UpdateActionResultRequest;
import org.jspecify.annotations.Nullable;

/**
 * What a server keeps: blobs by their digests, and results of actions by theirs. Doesn't know what
 * actions are. Used by many threads.
 */
public final class RemoteCache {

  /** A server that takes longer to say what it can do is as good as none. */
  private static final long CONNECT_MILLIS = 10_000;

  private final Connection connection;
  private final Retrier retrier;
  private final long callMillis;
  private final Uploads uploads;
  private final Downloads downloads;

  private volatile boolean isKnown;
  private volatile String lastTrouble = "";

  // Both guarded by this.
  private @Nullable Capabilities capabilities;
  private @Nullable RemoteException unusable;

  public RemoteCache(Connection connection, RemoteSettings settings) {
    this.connection = connection;
    this.callMillis = settings.callMillis();
    this.retrier = new Retrier(settings.retries(), callMillis);
    this.uploads = new Uploads(connection, retrier, callMillis);
    this.downloads = new Downloads(connection, retrier, callMillis);
  }

  /**
   * What the server can do. It is asked once: one that doesn't answer then isn't asked again.
   *
   * @throws RemoteException if it can't be reached or is none for us
   */
  synchronized Capabilities capabilities() throws IOException, InterruptedException {
    if (unusable != null) {
      throw unusable;
    }
    if (capabilities == null) {
      GetCapabilitiesRequest question =
          GetCapabilitiesRequest.newBuilder()
              .setInstanceName(connection.endpoint().instance())
              .build();
      long millis = Math.min(callMillis, CONNECT_MILLIS);
      Retrier patient = new Retrier(retrier.retries(), millis);
      try {
        capabilities = Capabilities.of(patient.call(CONNECT, () -> ask(question, millis)));
        isKnown = true;
      } catch (RemoteException e) {
        unusable = e;
        throw e;
      }
    }
    return capabilities;
  }

  private ServerCapabilities ask(GetCapabilitiesRequest question, long millis)
      throws StatusException {
    try {
      return connection.ask(Methods.CAPABILITIES, question, millis);
    } catch (StatusException e) {
      lastTrouble = String.valueOf(RemoteException.of(CONNECT, e).getMessage());
      throw e;
    }
  }

  /** What the last try to reach the server failed with; empty if none did. */
  String lastTrouble() {
    return lastTrouble;
  }

  /** Whether the server has said what it can do; asks nothing. */
  boolean isKnown() {
    return isKnown;
  }

  /** Returns when the server has these blobs; sends those that it hasn't. */
  void upload(Collection<Blob> blobs) throws IOException, InterruptedException {
    uploads.upload(blobs, capabilities());
  }

  /** The server may have lost these blobs: the next upload asks for them again. */
  void forget(Collection<Blob> blobs) {
    uploads.forget(blobs);
  }

  /** Gets blobs into files. */
  void download(List<Downloads.Wanted> wanted) throws IOException, InterruptedException {
    downloads.download(wanted, capabilities());
  }

  /** Gets a blob into a file. */
  void download(Digest id, Path file) throws IOException, InterruptedException {
    download(List.of(new Downloads.Wanted(id, file)));
  }

  /** Gets a blob that fits into memory. */
  ByteString bytes(Digest id) throws IOException, InterruptedException {
    return downloads.bytes(id);
  }

  /** The kept result of an action; null if there is none. */
  @Nullable ActionResult find(Digest action) throws IOException, InterruptedException {
    GetActionResultRequest question =
        GetActionResultRequest.newBuilder()
            .setInstanceName(connection.endpoint().instance())
            .setActionDigest(action)
            .build();
    try {
      return retrier.call(LOOK_UP, () -> connection.ask(Methods.GET_RESULT, question, callMillis));
    } catch (RemoteException e) {
      if (e.code() == Status.Code.NOT_FOUND) {
        return null;
      }
      throw e;
    }
  }

  /** Keeps the result of an action, whose blobs the server has. */
  void update(Digest action, ActionResult result) throws IOException, InterruptedException {
    UpdateActionResultRequest request =
        UpdateActionResultRequest.newBuilder()
            .setInstanceName(connection.endpoint().instance())
            .setActionDigest(action)
            .setActionResult(result)
            .build();
    ActionResult stored =
        retrier.call(UPLOAD, () -> connection.ask(Methods.UPDATE_RESULT, request, callMillis));
    if (stored.getExitCode() != result.getExitCode()) {
      throw new RemoteException(UPLOAD, Status.Code.DATA_LOSS, "the server kept something else");
    }
  }

  /** Bytes of blobs that went to the server. */
  public long sentBytes() {
    return uploads.sentBytes();
  }

  /** Bytes of blobs that came from the server. */
  public long receivedBytes() {
    return downloads.receivedBytes();
  }
}
