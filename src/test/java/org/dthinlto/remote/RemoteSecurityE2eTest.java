package org.dthinlto.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Certificates, tokens and helpers, with a proxy that asks for them before a real server. */
@ExtendWith(ReapiServer.Shared.class)
final class RemoteSecurityE2eTest {

  private static final String SECRET = "s3cr3t";

  @TempDir private Path tmp;
  private FaultProxy proxy;
  private TestCertificates certificates;

  @BeforeEach
  void open(ReapiServer server) throws Exception {
    proxy = new FaultProxy(server.endpoint().port());
    certificates = TestCertificates.get();
  }

  @AfterEach
  void close() {
    proxy.close();
  }

  private static Endpoint.TlsFiles trust(Path authority) {
    return new Endpoint.TlsFiles(authority.toString(), "", "");
  }

  private static Endpoint.TlsFiles trust(Path authority, TestCertificates.Identity we) {
    return new Endpoint.TlsFiles(
        authority.toString(), we.certificate().toString(), we.key().toString());
  }

  private static RemoteCache cache(Connection connection) {
    return new RemoteCache(connection, RemoteSettings.DEFAULT.withBounds(5_000, 1, 60_000));
  }

  private static boolean answers(Endpoint endpoint) throws Exception {
    try (Connection connection = Connection.open(endpoint, "test")) {
      return cache(connection).capabilities().executes();
    }
  }

  private static String failure(Endpoint endpoint, Status.Code code) {
    RemoteException e = assertThrows(RemoteException.class, () -> answers(endpoint));
    assertEquals(code, e.code(), e.getMessage());
    assertFalse(e.getMessage().contains(SECRET), e.getMessage());
    return e.getMessage();
  }

  private static void assertSays(String words, String said) {
    assertTrue(said.contains(words), said);
  }

  @Test
  void aServerOfAnAuthorityThatIsTrustedIsUsed() throws Exception {
    proxy.withTls(certificates.server());
    assertTrue(answers(proxy.endpoint().withFiles(trust(certificates.authority()))));
  }

  @Test
  void aServerOfAnotherAuthorityIsNot() throws Exception {
    proxy.withTls(certificates.server());
    String said =
        failure(
            proxy.endpoint().withFiles(trust(certificates.stranger())), Status.Code.UNAVAILABLE);
    assertSays("unable to find valid certification path", said);
    assertSays(
        "unable to find valid certification path",
        failure(proxy.endpoint(), Status.Code.UNAVAILABLE));
    assertEquals(0, proxy.calls("GetCapabilities"));
  }

  @Test
  void aServerWhoseCertificateIsTooOldIsNot() throws Exception {
    proxy.withTls(certificates.expired());
    String said =
        failure(
            proxy.endpoint().withFiles(trust(certificates.authority())), Status.Code.UNAVAILABLE);
    assertSays("NotAfter", said);
  }

  @Test
  void aServerThatIsCalledOtherwiseIsNot() throws Exception {
    proxy.withTls(certificates.elsewhere());
    String said =
        failure(
            proxy.endpoint().withFiles(trust(certificates.authority())), Status.Code.UNAVAILABLE);
    assertSays("localhost", said);
    assertEquals(0, proxy.calls("GetCapabilities"));
  }

  @Test
  void plainTextToAServerWithTlsFails() throws Exception {
    proxy.withTls(certificates.server());
    Endpoint plain = Endpoint.parse("grpc://localhost:" + proxy.endpoint().port());
    failure(plain, Status.Code.UNAVAILABLE);
    assertEquals(0, proxy.calls("GetCapabilities"));
  }

  @Test
  void aServerThatWantsACertificateGetsOurs() throws Exception {
    proxy.withTls(certificates.server(), certificates.authority());
    assertTrue(
        answers(
            proxy.endpoint().withFiles(trust(certificates.authority(), certificates.client()))));
  }

  @Test
  void aServerThatWantsACertificateAndGetsNoneHangsUp() throws Exception {
    proxy.withTls(certificates.server(), certificates.authority());
    failure(proxy.endpoint().withFiles(trust(certificates.authority())), Status.Code.UNAVAILABLE);
    assertEquals(0, proxy.calls("GetCapabilities"));
  }

  @Test
  void aServerThatWantsACertificateOfAnotherAuthorityHangsUp() throws Exception {
    proxy.withTls(certificates.server(), certificates.stranger());
    failure(
        proxy.endpoint().withFiles(trust(certificates.authority(), certificates.client())),
        Status.Code.UNAVAILABLE);
    assertEquals(0, proxy.calls("GetCapabilities"));
  }

  private Endpoint withTokenFile(Path file) {
    return proxy.endpoint().withSecrets(new Endpoint.Secrets(file.toString(), ""));
  }

  @Test
  void theTokenIsTakenFromItsFile() throws Exception {
    proxy.withToken(SECRET);
    Path file = Files.writeString(tmp.resolve("token"), "  " + SECRET + "\n");
    assertTrue(answers(withTokenFile(file)));
    assertSays(
        "the proxy wants another token", failure(proxy.endpoint(), Status.Code.UNAUTHENTICATED));
  }

  @Test
  void aHeaderCanHoldTheTokenToo() throws Exception {
    proxy.withToken(SECRET);
    Endpoint.Header header = Endpoint.Header.parse("Authorization=Bearer " + SECRET);
    assertTrue(answers(proxy.endpoint().withHeaders(List.of(header))));
  }

  @Test
  void aWrongTokenIsTriedTwiceAndNoMore() throws Exception {
    proxy.withToken("other");
    Path file = Files.writeString(tmp.resolve("token"), SECRET);
    assertSays(
        "the proxy wants another token", failure(withTokenFile(file), Status.Code.UNAUTHENTICATED));
    assertEquals(2, proxy.calls("GetCapabilities"));
  }

  @Test
  void aTokenThatBecomesAnotherIsReadAgain() throws Exception {
    proxy.withToken("first");
    Path file = Files.writeString(tmp.resolve("token"), "first");
    Blob blob = Blob.of(ByteString.copyFromUtf8("token " + Math.random()));
    try (Connection connection = Connection.open(withTokenFile(file), "test")) {
      RemoteCache cache = cache(connection);
      cache.capabilities();
      Files.writeString(file, "second token");
      proxy.withToken("second token");
      cache.upload(List.of(blob));
      assertEquals(1, proxy.calls("FindMissingBlobs")); // the file had changed: nothing was refused
      Files.writeString(file, "the third token");
      proxy.withToken("the third token");
      cache.download(blob.id(), tmp.resolve("out"));
      assertEquals(1, proxy.calls("BatchReadBlobs"));
    }
  }

  @Test
  void aTokenThatIsReplacedUnseenIsReadAgainWhenItIsRefused() throws Exception {
    Path file = Files.writeString(tmp.resolve("token"), "first");
    FileTime before = Files.getLastModifiedTime(file);
    try (Connection connection = Connection.open(withTokenFile(file), "test")) {
      RemoteCache cache = cache(connection);
      for (String token : List.of("first", "other", "third")) {
        Files.writeString(file, token);
        Files.setLastModifiedTime(file, before);
        proxy.withToken(token);
        cache.find(Blob.of(ByteString.EMPTY).id());
      }
    }
    assertEquals(5, proxy.calls("GetActionResult")); // the second and the third were refused once
  }

  @Test
  void whatIsWrongWithATokenFileIsSaid() throws Exception {
    Path none = tmp.resolve("none");
    assertEquals(
        "UNAUTHENTICATED: '" + none + "': there is no such token file",
        failure(withTokenFile(none), Status.Code.UNAUTHENTICATED));
    Path empty = Files.writeString(tmp.resolve("empty"), "\n");
    assertEquals(
        "UNAUTHENTICATED: '" + empty + "': holds no token, it is empty or far too large",
        failure(withTokenFile(empty), Status.Code.UNAUTHENTICATED));
    Path two = Files.writeString(tmp.resolve("two"), SECRET + "\n" + SECRET);
    assertEquals(
        "UNAUTHENTICATED: '" + two + "': holds no token, which is one line of ASCII",
        failure(withTokenFile(two), Status.Code.UNAUTHENTICATED));
    assertEquals(0, proxy.calls("GetCapabilities"));
  }

  /** A helper that says so and counts its calls. */
  private Endpoint withHelper(String body) throws Exception {
    Path script =
        Files.writeString(
            tmp.resolve("helper"), "#!/bin/sh\necho \"$1\" >>" + tmp + "/calls\n" + body + "\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    return proxy.endpoint().withSecrets(new Endpoint.Secrets("", script.toString()));
  }

  private List<String> helperCalls() throws Exception {
    return Files.readAllLines(tmp.resolve("calls"));
  }

  private static String answer(String token) {
    return "{\"headers\":{\"Authorization\":[\"Bearer " + token + "\"],\"x-other\":[\"1\",\"2\"]}}";
  }

  @Test
  void aHelperIsAskedOnce() throws Exception {
    proxy.withToken(SECRET);
    Endpoint endpoint = withHelper("cat >" + tmp + "/asked; echo '" + answer(SECRET) + "'");
    try (Connection connection = Connection.open(endpoint, "test")) {
      RemoteCache cache = cache(connection);
      cache.capabilities();
      cache.find(Blob.of(ByteString.EMPTY).id());
    }
    assertEquals(List.of("get"), helperCalls());
    assertEquals(
        "{\"uri\":\"https://localhost:" + endpoint.port() + "\"}",
        Files.readString(tmp.resolve("asked")));
  }

  @Test
  void aHelperIsAskedAgainWhenItsAnswerIsRefused() throws Exception {
    Endpoint endpoint =
        withHelper("sed 's/.*/{\"headers\":{\"authorization\":[\"Bearer &\"]}}/' " + tmp + "/now");
    Files.writeString(tmp.resolve("now"), "first");
    proxy.withToken("first");
    try (Connection connection = Connection.open(endpoint, "test")) {
      RemoteCache cache = cache(connection);
      cache.capabilities();
      Files.writeString(tmp.resolve("now"), "second");
      proxy.withToken("second");
      cache.find(Blob.of(ByteString.EMPTY).id());
      assertEquals(2, helperCalls().size());
      proxy.withToken("third");
      RemoteException e =
          assertThrows(RemoteException.class, () -> cache.find(Blob.of(ByteString.EMPTY).id()));
      assertEquals(Status.Code.UNAUTHENTICATED, e.code());
      assertEquals(3, helperCalls().size());
    }
  }

  @Test
  void anAnswerThatHasExpiredIsAskedForAgain() throws Exception {
    proxy.withToken(SECRET);
    String expired = answer(SECRET).replace("}}", "},\"expires\":\"2020-01-01T00:00:00Z\"}");
    Endpoint endpoint = withHelper("echo '" + expired + "'");
    try (Connection connection = Connection.open(endpoint, "test")) {
      RemoteCache cache = cache(connection);
      cache.capabilities();
      cache.find(Blob.of(ByteString.EMPTY).id());
    }
    assertEquals(2, helperCalls().size());
  }

  @Test
  void whatIsWrongWithAHelperIsSaid() throws Exception {
    String helper = "UNAUTHENTICATED: '" + tmp.resolve("helper") + "': the credential helper ";
    assertEquals(
        helper + "ended with status 3: no account for you",
        failure(withHelper("echo no account for you >&2; exit 3"), Status.Code.UNAUTHENTICATED));
    assertEquals(
        helper + "answered no JSON",
        failure(withHelper("echo Bearer " + SECRET), Status.Code.UNAUTHENTICATED));
    assertEquals(
        helper + "answered headers that are no lists of texts",
        failure(
            withHelper("echo '{\"headers\":{\"authorization\":\"" + SECRET + "\"}}'"),
            Status.Code.UNAUTHENTICATED));
    assertEquals(
        helper
            + "answered a header that can't be sent, 'authorization': the value of a header is one"
            + " line of ASCII",
        failure(
            withHelper("echo '{\"headers\":{\"Authorization\":[\"" + SECRET + "\\u00e9\"]}}'"),
            Status.Code.UNAUTHENTICATED));
    assertEquals(0, proxy.calls("GetCapabilities"));
    Endpoint none = proxy.endpoint().withSecrets(new Endpoint.Secrets("", "no-such-helper"));
    assertEquals(
        "UNAUTHENTICATED: 'no-such-helper': the credential helper can't be started",
        failure(none, Status.Code.UNAUTHENTICATED));
  }
}
