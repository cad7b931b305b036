package org.dthinlto.remote;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.dthinlto.cache.FileDigests;
import org.dthinlto.remote.api.Reapi.ActionResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Blobs and results, there and back, on a real server. */
@ExtendWith(ReapiServer.Shared.class)
final class RemoteCacheE2eTest {

  @TempDir private Path tmp;

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random().nextBytes(bytes);
    return bytes;
  }

  private Blob file(String name, byte[] content) throws Exception {
    return Blob.of(Files.write(tmp.resolve(name), content), new FileDigests());
  }

  @Test
  void aSmallAndALargeBlobComeBackAsTheyWent(ReapiServer server) throws Exception {
    byte[] small = random(3000);
    byte[] large = random((9 << 20) + 7);
    try (Connection connection = Connection.open(server.endpoint(), "test")) {
      RemoteCache cache = new RemoteCache(connection, RemoteSettings.DEFAULT);
      List<Blob> blobs = List.of(file("small", small), file("large", large));
      cache.upload(blobs);
      assertEquals(small.length + large.length, cache.sentBytes());
      Path one = tmp.resolve("one");
      Path two = tmp.resolve("two");
      cache.download(
          List.of(
              new Downloads.Wanted(blobs.get(0).id(), one),
              new Downloads.Wanted(blobs.get(1).id(), two)));
      assertArrayEquals(small, Files.readAllBytes(one));
      assertArrayEquals(large, Files.readAllBytes(two));
      assertEquals(small.length + large.length, cache.receivedBytes());
    }
  }

  @Test
  void whatTheServerHasIsNotSentAgain(ReapiServer server) throws Exception {
    List<Blob> blobs = List.of(file("a", random(100)), file("b", random(5 << 20)));
    try (Connection connection = Connection.open(server.endpoint(), "test")) {
      RemoteCache first = new RemoteCache(connection, RemoteSettings.DEFAULT);
      first.upload(blobs);
      assertEquals(100 + (5 << 20), first.sentBytes());
      RemoteCache second = new RemoteCache(connection, RemoteSettings.DEFAULT);
      second.upload(blobs);
      assertEquals(0, second.sentBytes());
    }
  }

  @Test
  void aThousandBlobsGoInBatches(ReapiServer server) throws Exception {
    List<Blob> blobs = new ArrayList<>();
    List<Downloads.Wanted> wanted = new ArrayList<>();
    long bytes = 0;
    for (int i = 0; i < 1000; i++) {
      byte[] content = random(7000 + i);
      bytes += content.length;
      blobs.add(file("in" + i, content));
      wanted.add(new Downloads.Wanted(blobs.get(i).id(), tmp.resolve("out" + i)));
    }
    try (Connection connection = Connection.open(server.endpoint(), "test")) {
      RemoteCache cache = new RemoteCache(connection, RemoteSettings.DEFAULT);
      cache.upload(blobs);
      assertEquals(bytes, cache.sentBytes());
      cache.download(wanted);
    }
    for (int i = 0; i < 1000; i++) {
      assertEquals(-1, Files.mismatch(tmp.resolve("in" + i), tmp.resolve("out" + i)));
    }
  }

  @Test
  void manyThreadsSendABlobOnce(ReapiServer server) throws Exception {
    Blob blob = file("shared", random(6 << 20));
    try (Connection connection = Connection.open(server.endpoint(), "test")) {
      RemoteCache cache = new RemoteCache(connection, RemoteSettings.DEFAULT);
      List<Thread> threads = new ArrayList<>();
      List<Throwable> failures = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        Thread thread =
            new Thread(
                () -> {
                  try {
                    cache.upload(List.of(blob));
                  } catch (Exception e) {
                    synchronized (failures) {
                      failures.add(e);
                    }
                  }
                });
        threads.add(thread);
        thread.start();
      }
      for (Thread thread : threads) {
        thread.join();
      }
      assertEquals(List.of(), failures);
      assertEquals(6 << 20, cache.sentBytes());
    }
  }

  @Test
  void aBlobThatIsNotThereIsNotFound(ReapiServer server) throws Exception {
    try (Connection connection = Connection.open(server.endpoint(), "test")) {
      RemoteCache cache = new RemoteCache(connection, RemoteSettings.DEFAULT);
      for (int size : new int[] {10, 5 << 20}) {
        Blob never = Blob.of(ByteString.copyFrom(random(size)));
        RemoteException e =
            assertThrows(
                RemoteException.class, () -> cache.download(never.id(), tmp.resolve("out")));
        assertEquals(Status.Code.NOT_FOUND, e.code(), e.getMessage());
        assertEquals(RemoteException.Phase.DOWNLOAD, e.phase());
      }
    }
  }

  /** The server of the tests sends as many bytes as are asked for, whatever the digest says. */
  @Test
  void contentThatIsNotWhatTheDigestSaysIsNotBelieved(ReapiServer server) throws Exception {
    Blob blob = file("large", random(5 << 20));
    try (Connection connection = Connection.open(server.endpoint(), "test")) {
      RemoteCache cache = new RemoteCache(connection, RemoteSettings.DEFAULT);
      cache.upload(List.of(blob));
      var wrong = Blob.id(blob.hash(), blob.size() - 1);
      RemoteException e =
          assertThrows(RemoteException.class, () -> cache.download(wrong, tmp.resolve("out")));
      assertEquals(
          "DATA_LOSS: the content of " + Blob.text(wrong) + " is not what its digest says",
          e.getMessage());
    }
  }

  @Test
  void resultsAreKept(ReapiServer server) throws Exception {
    Blob action = file("action", random(50));
    ActionResult result = ActionResult.newBuilder().setExitCode(3).build();
    try (Connection connection = Connection.open(server.endpoint(), "test")) {
      RemoteCache cache = new RemoteCache(connection, RemoteSettings.DEFAULT);
      assertNull(cache.find(action.id()));
      cache.upload(List.of(action));
      cache.update(action.id(), result);
      ActionResult found = cache.find(action.id());
      assertNotNull(found);
      assertEquals(3, found.getExitCode());
    }
  }

  @Test
  void aWrongInstanceIsSaid(ReapiServer server) throws Exception {
    Endpoint wrong = server.endpoint().withInstance("nobody");
    try (Connection connection = Connection.open(wrong, "test")) {
      RemoteCache cache = new RemoteCache(connection, RemoteSettings.DEFAULT);
      RemoteException e =
          assertThrows(RemoteException.class, () -> cache.upload(List.of(file("a", random(100)))));
      assertTrue(e.getMessage().contains("nobody"), e.getMessage());
    }
  }

  @Test
  void anInstanceWithASlashIsUsedEverywhere() throws Exception {
    byte[] large = random(5 << 20);
    try (ReapiServer server = ReapiServer.start(Map.of("REAPI_INSTANCE", "proj/main"));
        Connection connection =
            Connection.open(server.endpoint().withInstance("proj/main"), "test")) {
      RemoteCache cache = new RemoteCache(connection, RemoteSettings.DEFAULT);
      Blob blob = file("large", large);
      cache.upload(List.of(blob));
      cache.download(blob.id(), tmp.resolve("out"));
      assertArrayEquals(large, Files.readAllBytes(tmp.resolve("out")));
    }
  }
}
