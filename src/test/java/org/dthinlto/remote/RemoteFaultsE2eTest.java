package org.dthinlto.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.dthinlto.cache.FileDigests;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Blobs that get there and back although calls break, and by the ways that servers offer. */
@ExtendWith(ReapiServer.Shared.class)
final class RemoteFaultsE2eTest {

  private static final int LARGE = (20 << 20) + 7;

  /** What the proxy says at its n-th message is behind so many bytes. */
  private static final int PIECE = 1 << 16;

  @TempDir private Path tmp;
  private FaultProxy proxy;
  private Connection connection;
  private RemoteCache cache;

  @BeforeEach
  void open(ReapiServer server) throws Exception {
    proxy = new FaultProxy(server.endpoint().port());
    connection = Connection.open(proxy.endpoint(), "test");
    cache = new RemoteCache(connection, RemoteSettings.DEFAULT.withBounds(15_000, 5, 60_000));
  }

  @AfterEach
  void close() {
    connection.close();
    proxy.close();
  }

  private Blob file(String name, byte[] content) throws Exception {
    return Blob.of(Files.write(tmp.resolve(name), content), new FileDigests());
  }

  private Blob random(String name, int size) throws Exception {
    byte[] bytes = new byte[size];
    new Random().nextBytes(bytes);
    return file(name, bytes);
  }

  /** Content that becomes half as much by compression, never twice the same. */
  private Blob text(String name, int size) throws Exception {
    byte[] bytes = new byte[size];
    new Random().nextBytes(bytes);
    for (int i = 0; i < size; i++) {
      bytes[i] &= 15;
    }
    return file(name, bytes);
  }

  private void assertComesBack(Blob... blobs) throws Exception {
    List<Downloads.Wanted> wanted = new ArrayList<>();
    for (Blob blob : blobs) {
      wanted.add(new Downloads.Wanted(blob.id(), tmp.resolve(blob.hash())));
    }
    cache.download(wanted);
    for (Blob blob : blobs) {
      assertEquals(-1, Files.mismatch(blob.file(), tmp.resolve(blob.hash())));
    }
  }

  @Test
  void twoHundredBlobsSurviveThatEverySeventhCallFails() throws Exception {
    proxy.withBatchLimit(5000).withEveryCallFailing(7);
    Blob[] blobs = new Blob[200];
    for (int i = 0; i < blobs.length; i++) {
      blobs[i] = random("in" + i, i % 7 == 0 ? 6000 : 300 + i);
    }
    cache.upload(List.of(blobs));
    assertComesBack(blobs);
    assertTrue(proxy.calls("Write") > 29 && proxy.calls("Read") > 29); // as many as there are blobs
  }

  @Test
  void aServerWithSmallMessagesIsNotSentLargerOnes() throws Exception {
    proxy.withBatchLimit(1024);
    Blob[] blobs = {
      random("a", 300), random("b", 300), random("c", 300), random("d", 1024), random("e", 3000)
    };
    cache.upload(List.of(blobs));
    assertComesBack(blobs);
    assertEquals(3, proxy.calls("BatchUpdateBlobs"));
    assertEquals(2, proxy.calls("Write"));
    assertEquals(3, proxy.calls("BatchReadBlobs"));
    assertEquals(2, proxy.calls("Read"));
  }

  @Test
  void aLargeBlobGoesAndComesInPieces() throws Exception {
    Blob blob = random("large", LARGE);
    cache.upload(List.of(blob));
    assertComesBack(blob);
    assertEquals(List.of(0L, 0L), proxy.offsets());
    assertEquals(0, proxy.compressedBytes());
    assertEquals(LARGE, cache.sentBytes());
    assertEquals(LARGE, cache.receivedBytes());
  }

  @Test
  void aLargeBlobGoesAndComesCompressedWhereThatIsOffered() throws Exception {
    proxy.withZstd();
    Blob blob = text("large", LARGE);
    cache.upload(List.of(blob));
    long there = proxy.compressedBytes();
    assertTrue(there > LARGE / 3 && there < LARGE * 2 / 3, there + " bytes");
    assertComesBack(blob);
    long back = proxy.compressedBytes() - there;
    assertTrue(back > LARGE / 3 && back < LARGE * 2 / 3, back + " bytes");
    assertEquals(LARGE, cache.sentBytes());
    assertEquals(LARGE, cache.receivedBytes());
  }

  @Test
  void onlyBlobsThatAreWorthItAreCompressed() throws Exception {
    proxy.withZstd();
    Blob[] blobs = {text("small", PIECE - 1), text("larger", PIECE), random("noise", 3 * PIECE)};
    cache.upload(List.of(blobs));
    assertEquals(1, proxy.calls("BatchUpdateBlobs"));
    assertEquals(2, proxy.calls("Write"));
    assertComesBack(blobs);
    assertEquals(1, proxy.calls("BatchReadBlobs"));
    assertEquals(2, proxy.calls("Read"));
  }

  @Test
  void anUploadThatIsCutBeginsAnewWhereTheServerKeepsNothing() throws Exception {
    proxy.withCuts("Write", 40, 2);
    Blob blob = random("large", LARGE);
    cache.upload(List.of(blob));
    assertEquals(2, proxy.calls("QueryWriteStatus"));
    assertEquals(List.of(0L, 0L, 0L), proxy.offsets());
    assertComesBack(blob);
  }

  @Test
  void anUploadThatIsCutGoesOnWhereTheServerIs() throws Exception {
    proxy.withResumableWrites().withCuts("Write", 40, 2);
    Blob blob = random("large", LARGE);
    cache.upload(List.of(blob));
    assertEquals(2, proxy.calls("QueryWriteStatus"));
    assertEquals(List.of(0L, 40L * PIECE, 80L * PIECE), proxy.offsets());
    assertComesBack(blob);
  }

  @Test
  void aCompressedUploadThatIsCutGoesOnWhereTheServerIs() throws Exception {
    proxy.withZstd().withResumableWrites().withCuts("Write", 40, 2);
    Blob blob = text("large", LARGE);
    cache.upload(List.of(blob));
    assertEquals(List.of(0L, 40L * PIECE, 80L * PIECE), proxy.offsets());
    assertComesBack(blob);
  }

  /** Each stream gets on, so there are more breaks than tries. */
  @Test
  void anUploadMayBreakAsOftenAsItLikesIfItGetsOn() throws Exception {
    proxy.withResumableWrites().withCuts("Write", 30, 9);
    Blob blob = random("large", LARGE);
    cache.upload(List.of(blob));
    assertEquals(10, proxy.calls("Write"));
    assertComesBack(blob);
  }

  @Test
  void anUploadThatNeverGetsOnFails() throws Exception {
    proxy.withCuts("Write", 1, 100);
    Blob blob = random("large", 5 << 20);
    RemoteException e = assertThrows(RemoteException.class, () -> cache.upload(List.of(blob)));
    assertEquals("UNAVAILABLE: the proxy cuts streams", e.getMessage());
    assertEquals(6, proxy.calls("Write"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aDownloadThatIsCutGoesOnWhereItWas(boolean zstd) throws Exception {
    if (zstd) {
      proxy.withZstd();
    }
    Blob blob = text("large", LARGE);
    cache.upload(List.of(blob));
    proxy.withCuts("Read", 30, 7);
    assertComesBack(blob);
    List<Long> offsets = proxy.offsets().subList(1, proxy.offsets().size());
    assertTrue(offsets.size() > 4, offsets.toString());
    for (int i = 1; i < offsets.size(); i++) {
      long further = offsets.get(i) - offsets.get(i - 1);
      assertTrue(further > 20L * PIECE, offsets.toString());
      assertTrue(zstd || further <= 30L * PIECE, offsets.toString());
    }
    assertEquals(LARGE, cache.receivedBytes());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aBlobThatSomebodyElseHasSentMeanwhileIsThere(boolean zstd) throws Exception {
    if (zstd) {
      proxy.withZstd();
    }
    proxy.withEarlyCompletion();
    Blob blob = random("large", LARGE);
    cache.upload(List.of(blob));
    assertEquals(1, proxy.calls("Write"));
    assertEquals(0, cache.sentBytes());
  }

  /** Nothing of it waits in memory but what gRPC has in its hands. */
  @Test
  void aBlobIsReadNoFasterThanTheServerTakesIt() throws Exception {
    proxy.withSilence("Write");
    Blob blob = random("large", LARGE);
    AtomicReference<Throwable> ended = new AtomicReference<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                cache.upload(List.of(blob));
              } catch (IOException | InterruptedException e) {
                ended.set(e);
              }
            });
    thread.start();
    for (int i = 0; i < 200 && position(blob.file()) < PIECE; i++) {
      Thread.sleep(50);
    }
    Thread.sleep(1000);
    long position = position(blob.file());
    thread.interrupt();
    thread.join();
    assertTrue(position >= PIECE && position < 10 * PIECE, "read " + position + " bytes");
    assertInstanceOf(InterruptedException.class, ended.get());
    assertEquals(-1, position(blob.file())); // closed
  }

  /** How far we have read an open file; -1 if we have not. */
  private static long position(Path file) throws IOException {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path one : all) {
        try {
          if (Files.readSymbolicLink(one).equals(file.toRealPath())) {
            String info = Files.readString(Path.of("/proc/self/fdinfo").resolve(one.getFileName()));
            return Long.parseLong(info.split("\\s+")[1]);
          }
        } catch (NoSuchFileException e) {
          // It was closed meanwhile.
        }
      }
    }
    return -1;
  }

  @Test
  void aBlobThatIsTooLargeForTheServerIsNotSent() throws Exception {
    proxy.withBlobLimit(5 << 20);
    Blob fits = random("fits", 5 << 20);
    cache.upload(List.of(fits));
    Blob blob = random("large", (5 << 20) + 1);
    RemoteException e = assertThrows(RemoteException.class, () -> cache.upload(List.of(blob)));
    assertEquals(
        "FAILED_PRECONDITION: the server takes no blobs of " + blob.size() + " bytes",
        e.getMessage());
    assertEquals(1, proxy.calls("Write"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aFileThatShrinksWhileItIsSentIsNotSent(boolean zstd) throws Exception {
    if (zstd) {
      proxy.withZstd();
    }
    Blob blob = text("large", 5 << 20);
    Files.write(blob.file(), new byte[1 << 20]);
    IOException e = assertThrows(IOException.class, () -> cache.upload(List.of(blob)));
    assertEquals("'" + blob.file() + "': changed its size while it was sent", e.getMessage());
    assertTrue(proxy.calls("Write") <= 1); // it may be over before it has begun
    RemoteException none =
        assertThrows(RemoteException.class, () -> cache.download(blob.id(), tmp.resolve("out")));
    assertEquals(Status.Code.NOT_FOUND, none.code());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void contentThatIsNotWhatTheDigestSaysIsNotBelieved(boolean zstd) throws Exception {
    if (zstd) {
      proxy.withZstd();
    }
    Blob blob = text("large", LARGE);
    cache.upload(List.of(blob));
    var wrong = Blob.id(blob.hash(), blob.size() - 1);
    RemoteException e =
        assertThrows(RemoteException.class, () -> cache.download(wrong, tmp.resolve("out")));
    assertEquals(Status.Code.DATA_LOSS, e.code());
  }

  @Test
  void whatIsOnlySaidToBeCompressedIsAskedForAsItIs() throws Exception {
    proxy.withZstd().withBadZstd();
    Blob blob = text("large", LARGE);
    cache.upload(List.of(blob));
    assertComesBack(blob);
    assertEquals(2, proxy.calls("Read"));
  }

  @Test
  void aBlobThatIsLostIsNotFoundAndSentAgain() throws Exception {
    Blob blob = random("large", 5 << 20);
    cache.upload(List.of(blob));
    proxy.withLostBlob(blob.hash(), LostBlobs.Said.PRECONDITION);
    RemoteException e =
        assertThrows(RemoteException.class, () -> cache.download(blob.id(), tmp.resolve("out")));
    assertEquals(Status.Code.NOT_FOUND, e.code());
    try (Stream<Path> all = Files.list(tmp)) {
      assertEquals(2, all.count());
    }
    assertEquals(ByteString.EMPTY, cache.bytes(Blob.id(Blob.of(ByteString.EMPTY).hash(), 0)));
  }
}
