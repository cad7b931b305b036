package org.dthinlto.remote;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dthinlto.cli.ServerDoctor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** {@code dthinlto doctor}, accounts and TLS: a real server behind a proxy that is picky. */
@ExtendWith(ReapiServer.Shared.class)
final class DoctorFaultsE2eTest {

  @TempDir private Path tmp;

  private String out = "";

  /** Runs it; returns its last line. */
  private String doctor(int status, Endpoint endpoint, String... words) {
    List<String> all = new ArrayList<>(List.of("--remote", endpoint.toString()));
    all.addAll(List.of("--clang", "clang-22", "--remote-retries", "0"));
    all.addAll(List.of(words));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(bytes, true, UTF_8);
    int exit = ServerDoctor.run(all, Map.of(), stream);
    out = bytes.toString(UTF_8);
    assertEquals(status, exit, out);
    List<String> lines = out.lines().toList();
    return lines.get(lines.size() - 1);
  }

  @Test
  void aTokenIsTakenFromItsFile(ReapiServer server) throws Exception {
    Path right = Files.writeString(tmp.resolve("right"), "secret-1\n");
    Path wrong = Files.writeString(tmp.resolve("wrong"), "secret-2\n");
    try (FaultProxy proxy = new FaultProxy(server.endpoint().port()).withToken("secret-1")) {
      Endpoint endpoint = proxy.endpoint();
      String last = doctor(0, endpoint, "--remote-token-file", right.toString());
      assertTrue(last.startsWith("ok      action cache: "), out);
      assertTrue(out.contains("authentication: the server answers to a token"), out);
      last = doctor(1, endpoint);
      assertTrue(last.startsWith("failed  authentication: UNAUTHENTICATED"), out);
      last = doctor(1, endpoint, "--remote-token-file", wrong.toString());
      assertTrue(last.startsWith("failed  authentication: UNAUTHENTICATED"), out);
      assertTrue(last.contains("; say who you are with --remote-header, "), out);
      assertFalse(out.contains("secret"), out);
      last = doctor(1, endpoint, "--remote-token-file", tmp.resolve("none").toString());
      assertTrue(last.startsWith("failed  ") && last.contains("none"), out);
    }
  }

  @Test
  void certificatesAreChecked(ReapiServer server) throws Exception {
    TestCertificates certificates = TestCertificates.get();
    String authority = certificates.authority().toString();
    try (FaultProxy proxy =
        new FaultProxy(server.endpoint().port())
            .withTls(certificates.server(), certificates.authority())) {
      String host = "grpcs://localhost:" + proxy.endpoint().port();
      Endpoint endpoint = Endpoint.parse(host);
      String certificate = certificates.client().certificate().toString();
      String key = certificates.client().key().toString();
      String[] all = {"--remote-ca", authority, "--remote-cert", certificate, "--remote-key", key};
      assertTrue(doctor(0, endpoint, all).startsWith("ok      action cache: "), out);
      assertTrue(out.contains("connection: HTTP/2, encrypted"), out);
      assertTrue(out.contains("the server answers to our certificate"), out);
      for (String[] some : new String[][] {{}, {"--remote-ca", authority}}) {
        String last = doctor(1, endpoint, some);
        assertTrue(last.startsWith("failed  connection: UNAVAILABLE"), out);
        assertTrue(last.contains("; check --remote-ca, --remote-cert and --remote-key"), out);
      }
      String last = doctor(1, endpoint, "--remote-ca", tmp.resolve("none.pem").toString());
      assertTrue(last.startsWith("failed  connection: ") && last.contains("none.pem'"), out);
    }
  }

  @Test
  void aServerWithoutExecutionIsACache(ReapiServer server) throws Exception {
    try (FaultProxy proxy = new FaultProxy(server.endpoint().port()).withoutExecution()) {
      String last = doctor(1, proxy.endpoint());
      assertTrue(last.startsWith("failed  capabilities: the server executes nothing"), out);
    }
  }
}
