package org.dthinlto.remote;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Certificates for {@code localhost} that live as long as a test run, made by Java's keytool. */
public final class TestCertificates {

  private static final char[] PASSWORD = "secret".toCharArray();

  private static TestCertificates made;

  private final Path folder;

  /** PEM files of one who can prove who it is. */
  public record Identity(Path certificate, Path key) {}

  private TestCertificates(Path folder) {
    this.folder = folder;
  }

  /** Those of this JVM; made when first asked for, which takes some seconds. */
  public static synchronized TestCertificates get() throws IOException, InterruptedException {
    if (made == null) {
      TestCertificates all = new TestCertificates(Files.createTempDirectory("certificates"));
      all.authority("ca");
      all.authority("stranger");
      String here = "dns:localhost,ip:127.0.0.1";
      all.signed("server", here, "-validity", "3");
      all.signed("expired", here, "-startdate", "-9d", "-validity", "5");
      all.signed("elsewhere", "dns:elsewhere.example", "-validity", "3");
      all.signed("client", "dns:client.example", "-validity", "3");
      all.export();
      made = all;
    }
    return made;
  }

  /** PEM file of the authority that has signed all others. */
  public Path authority() {
    return folder.resolve("ca.crt");
  }

  /** PEM file of an authority that has signed nothing. */
  public Path stranger() {
    return folder.resolve("stranger.crt");
  }

  /** For a server that is called localhost or 127.0.0.1. */
  public Identity server() {
    return identity("server");
  }

  /** The same, but its time was over some days ago. */
  public Identity expired() {
    return identity("expired");
  }

  /** For a server that is called otherwise. */
  public Identity elsewhere() {
    return identity("elsewhere");
  }

  /** For a client. */
  public Identity client() {
    return identity("client");
  }

  private Identity identity(String name) {
    return new Identity(folder.resolve(name + ".crt"), folder.resolve(name + ".key"));
  }

  private void authority(String name) throws IOException, InterruptedException {
    keytool(List.of("-alias", name, "-dname", "CN=" + name, "-ext", "bc:c", "-validity", "3"));
  }

  private void signed(String name, String names, String... options)
      throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of("-alias", name, "-dname", "CN=" + name));
    words.addAll(List.of("-signer", "ca", "-ext", "san=" + names));
    words.addAll(List.of(options));
    keytool(words);
  }

  private void keytool(List<String> words) throws IOException, InterruptedException {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    line.addAll(List.of("-genkeypair", "-keyalg", "EC", "-keystore", "store", "-storepass"));
    line.add(new String(PASSWORD));
    line.addAll(words);
    Process process =
        new ProcessBuilder(line).directory(folder.toFile()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(line + ": " + said);
    }
  }

  private void export() throws IOException {
    try (InputStream in = Files.newInputStream(folder.resolve("store"))) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, PASSWORD);
      for (String name : List.of("ca", "stranger", "server", "expired", "elsewhere", "client")) {
        pem(name + ".crt", "CERTIFICATE", store.getCertificate(name).getEncoded());
        pem(name + ".key", "PRIVATE KEY", store.getKey(name, PASSWORD).getEncoded());
      }
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  private void pem(String name, String what, byte[] content) throws IOException {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    Files.writeString(
        folder.resolve(name),
        "-----BEGIN " + what + "-----\n" + base64 + "\n-----END " + what + "-----\n",
        US_ASCII);
  }
}
