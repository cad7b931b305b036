package org.dthinlto.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TlsTest {

  @TempDir private Path tmp;

  private String failure(Endpoint.TlsFiles files) {
    Endpoint endpoint = Endpoint.parse("grpcs://localhost:1").withFiles(files);
    return assertThrows(IOException.class, () -> Connection.open(endpoint, "test").close())
        .getMessage();
  }

  private String key(String content) throws Exception {
    TestCertificates.Identity we = TestCertificates.get().client();
    Path key = Files.writeString(tmp.resolve("key"), content);
    return failure(new Endpoint.TlsFiles("", we.certificate().toString(), key.toString()))
        .replace(key.toString(), "KEY");
  }

  @Test
  void filesThatAreRightAreTaken() throws Exception {
    TestCertificates all = TestCertificates.get();
    Endpoint.TlsFiles files =
        new Endpoint.TlsFiles(
            all.authority().toString(),
            all.client().certificate().toString(),
            all.client().key().toString());
    Connection.open(Endpoint.parse("grpcs://localhost:1").withFiles(files), "test").close();
  }

  @Test
  void authoritiesThatAreNoneAreNamed() throws Exception {
    Path none = tmp.resolve("none");
    assertEquals(
        "'" + none + "': there is no such file",
        failure(new Endpoint.TlsFiles(none.toString(), "", "")));
    Path text = Files.writeString(tmp.resolve("text"), "hello");
    assertEquals(
        "'" + text + "': is no PEM file with certificates",
        failure(new Endpoint.TlsFiles(text.toString(), "", "")));
    Path half =
        Files.writeString(
            tmp.resolve("half"), "-----BEGIN CERTIFICATE-----\nMII\n-----END CERTIFICATE-----\n");
    assertEquals(
        "'" + half + "': is no PEM file with certificates that can be read",
        failure(new Endpoint.TlsFiles(half.toString(), "", "")));
    assertEquals(
        "'" + tmp + "': can't be read, Is a directory",
        failure(new Endpoint.TlsFiles(tmp.toString(), "", "")));
  }

  @Test
  void keysThatWeCantReadAreNamed() throws Exception {
    assertEquals("'KEY': is no PEM file with a private key", key("hello"));
    assertEquals(
        "'KEY': is no PKCS#8 key; 'openssl pkcs8 -topk8 -nocrypt' makes one of it",
        key("-----BEGIN RSA PRIVATE KEY-----\n"));
    assertEquals(
        "'KEY': is a key with a password, which can't be asked for",
        key("-----BEGIN ENCRYPTED PRIVATE KEY-----\n"));
    assertEquals(
        "'KEY': is no private key, RSA or EC, that can be read",
        key("-----BEGIN PRIVATE KEY-----\nMII\n-----END PRIVATE KEY-----\n"));
  }
}
