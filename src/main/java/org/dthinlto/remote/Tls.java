package org.dthinlto.remote;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.grpc.ChannelCredentials;
import io.grpc.TlsChannelCredentials;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

/**
 * Takes certificates and a key from PEM files, and says what is wrong with those that are none:
 * else a connection would fail for reasons that name no file.
 */
final class Tls {

  private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";

  private Tls() {}

  /**
   * @throws IOException that names the file, if one can't be used
   */
  static ChannelCredentials credentials(Endpoint.TlsFiles files) throws IOException {
    TlsChannelCredentials.Builder tls = TlsChannelCredentials.newBuilder();
    if (!files.authorities().isEmpty()) {
      tls.trustManager(new ByteArrayInputStream(certificates(files.authorities())));
    }
    if (!files.certificate().isEmpty()) {
      tls.keyManager(
          new ByteArrayInputStream(certificates(files.certificate())),
          new ByteArrayInputStream(key(files.key())));
    }
    return tls.build();
  }

  private static byte[] certificates(String name) throws IOException {
    byte[] bytes = read(name);
    String otherwise = "'" + name + "': is no PEM file with certificates";
    if (!text(bytes).contains("-----BEGIN CERTIFICATE-----")) {
      throw new IOException(otherwise);
    }
    try {
      CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(bytes));
    } catch (CertificateException e) {
      throw new IOException(otherwise + " that can be read", e);
    }
    return bytes;
  }

  private static byte[] key(String name) throws IOException {
    byte[] bytes = read(name);
    String text = text(bytes);
    int begin = text.indexOf(BEGIN);
    int end = text.indexOf("-----END PRIVATE KEY-----");
    if (begin >= 0 && end > begin) {
      if (!isKey(text.substring(begin + BEGIN.length(), end))) {
        throw new IOException("'" + name + "': is no private key, RSA or EC, that can be read");
      }
      return bytes;
    }
    if (text.contains("ENCRYPTED")) {
      throw new IOException("'" + name + "': is a key with a password, which can't be asked for");
    }
    if (text.contains(" PRIVATE KEY-----")) {
      throw new IOException(
          "'" + name + "': is no PKCS#8 key; 'openssl pkcs8 -topk8 -nocrypt' makes one of it");
    }
    throw new IOException("'" + name + "': is no PEM file with a private key");
  }

  /** Of the two kinds that gRPC tries. */
  private static boolean isKey(String base64) {
    return isKey(base64, "RSA") || isKey(base64, "EC");
  }

  private static boolean isKey(String base64, String algorithm) {
    try {
      byte[] der = Base64.getMimeDecoder().decode(base64);
      KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
      return true;
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return false;
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, ISO_8859_1);
  }

  private static byte[] read(String name) throws IOException {
    try {
      return Files.readAllBytes(Path.of(name));
    } catch (NoSuchFileException e) {
      throw new IOException("'" + name + "': there is no such file", e);
    } catch (IOException e) {
      throw new IOException("'" + name + "': can't be read, " + e.getMessage(), e);
    }
  }
}
