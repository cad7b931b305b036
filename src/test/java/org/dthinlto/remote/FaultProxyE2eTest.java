package org.dthinlto.remote;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The proxy hands everything on, and does the harm that it says; else tests with it mean nothing.
 */
@ExtendWith(ReapiServer.Shared.class)
final class FaultProxyE2eTest {

  private static final RemoteSettings NO_RETRIES =
      RemoteSettings.DEFAULT.withBounds(5_000, 0, 60_000);

  @TempDir private Path tmp;
  private FaultProxy proxy;

  @BeforeEach
  void open(ReapiServer server) {
    proxy = new FaultProxy(server.endpoint().port());
  }

  @AfterEach
  void close() {
    proxy.close();
  }

  private static Blob blob(int size) {
    byte[] bytes = new byte[size];
    new Random().nextBytes(bytes);
    return Blob.of(ByteString.copyFrom(bytes));
  }

  private void thereAndBack(Blob... blobs) throws Exception {
    try (Connection connection = Connection.open(proxy.endpoint(), "test")) {
      RemoteCache cache = new RemoteCache(connection, NO_RETRIES);
      cache.upload(List.of(blobs));
      for (Blob blob : blobs) {
        Path out = tmp.resolve(blob.hash());
        cache.download(blob.id(), out);
        assertArrayEquals(blob.content().toByteArray(), Files.readAllBytes(out));
      }
    }
  }

  private RemoteException failure(Blob... blobs) {
    return assertThrows(RemoteException.class, () -> thereAndBack(blobs));
  }

  private Capabilities capabilities() throws Exception {
    try (Connection connection = Connection.open(proxy.endpoint(), "test")) {
      return new RemoteCache(connection, NO_RETRIES).capabilities();
    }
  }

  @Test
  void itHandsEverythingOn() throws Exception {
    thereAndBack(blob(100), blob(5 << 20));
    assertEquals(1, proxy.calls("FindMissingBlobs"));
    assertEquals(1, proxy.calls("BatchUpdateBlobs"));
    assertEquals(1, proxy.calls("BatchReadBlobs"));
    assertEquals(1, proxy.calls("Write"));
    assertEquals(1, proxy.calls("Read"));
    assertEquals(List.of(0L, 0L), proxy.offsets());
    assertTrue(capabilities().executes());
  }

  @Test
  void everyThirdCallFails() throws Exception {
    proxy.withEveryCallFailing(3);
    assertEquals(Status.Code.UNAVAILABLE, failure(blob(100)).code());
    assertEquals(1, proxy.calls("BatchUpdateBlobs"));
    assertEquals(0, proxy.calls("BatchReadBlobs"));
  }

  @Test
  void streamsAreCut() throws Exception {
    proxy.withCuts("Write", 1, 1).withCuts("Read", 1, 1);
    Blob blob = blob(5 << 20);
    assertEquals(RemoteException.Phase.UPLOAD, failure(blob).phase());
    RemoteException second = failure(blob);
    assertEquals(RemoteException.Phase.DOWNLOAD, second.phase());
    assertEquals("UNAVAILABLE: the proxy cuts streams", second.getMessage());
    thereAndBack(blob);
  }

  @Test
  void aLostBlobCantBeRead() throws Exception {
    Blob small = blob(100);
    Blob large = blob(5 << 20);
    thereAndBack(small, large);
    for (Blob blob : List.of(small, large)) {
      proxy.withLostBlob(blob.hash(), LostBlobs.Said.PRECONDITION);
      RemoteException e = failure(blob);
      assertEquals(Status.Code.NOT_FOUND, e.code());
      assertEquals(RemoteException.Phase.DOWNLOAD, e.phase());
    }
  }

  @Test
  void aBatchThatIsTooLargeIsRefused() throws Exception {
    proxy
        .withBatchLimit(1000)
        .withCapabilities(
            said ->
                said.toBuilder()
                    .clearCacheCapabilities()
                    .setCacheCapabilities(
                        said.getCacheCapabilities().toBuilder().clearMaxBatchTotalSizeBytes())
                    .build());
    assertEquals(Status.Code.INVALID_ARGUMENT, failure(blob(1001)).code());
    thereAndBack(blob(1000));
  }

  @Test
  void itSaysThatTheServerCanDoOtherThings() throws Exception {
    proxy.withoutExecution().withBlobLimit(7);
    assertFalse(capabilities().executes());
    assertEquals(7, capabilities().blobBytes());
    proxy.withDigestFunctions(2);
    assertEquals(
        "FAILED_PRECONDITION: the server doesn't do SHA-256 digests",
        assertThrows(RemoteException.class, this::capabilities).getMessage());
  }

  @Test
  void aBlackHoleAnswersNothing() {
    proxy.withBlackHole(true);
    assertEquals(Status.Code.DEADLINE_EXCEEDED, failure(blob(1)).code());
    assertEquals(1, proxy.calls("GetCapabilities"));
  }

  @Test
  void callsAreDelayed() throws Exception {
    proxy.withDelay(300);
    long start = System.nanoTime();
    capabilities();
    assertTrue(System.nanoTime() - start >= 300_000_000);
  }
}
