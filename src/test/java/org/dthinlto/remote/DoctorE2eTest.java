package org.dthinlto.remote;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.dthinlto.cli.ServerDoctor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code dthinlto doctor} and real servers: what it says, and its exit status. */
@ExtendWith(ReapiServer.Shared.class)
final class DoctorE2eTest {

  private String out = "";

  /** Runs it; returns the first word and the step of each line. */
  private List<String> doctor(int status, Map<String, String> environment, String... words)
      throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(bytes, true, UTF_8);
    int exit = ServerDoctor.run(List.of(words), environment, stream);
    out = bytes.toString(UTF_8);
    assertEquals(status, exit, out);
    assertEquals(List.of(), left(), "temporary folders");
    List<String> steps = new ArrayList<>();
    for (String line : out.lines().toList()) {
      steps.add(line.substring(0, Math.max(0, line.indexOf(':'))).replaceAll(" +", " "));
      assertTrue(line.matches("(ok {6}|failed {2})[a-z ]+: .* \\(\\d+ ms\\)"), out);
    }
    return steps;
  }

  private List<String> doctor(int status, Endpoint endpoint, String... words) throws Exception {
    List<String> all = new ArrayList<>(List.of("--remote", endpoint.toString()));
    all.addAll(List.of("--clang", "clang-22", "--remote-retries", "0"));
    all.addAll(List.of(words));
    return doctor(status, Map.of(), all.toArray(new String[0]));
  }

  private static List<Path> left() throws Exception {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files.filter(f -> f.getFileName().toString().startsWith("dthinlto-doctor-")).toList();
    }
  }

  private static final List<String> CONNECTED =
      List.of("ok reach", "ok connection", "ok authentication", "ok capabilities", "ok blobs");

  private static List<String> connected(String... more) {
    List<String> all = new ArrayList<>(CONNECTED);
    all.addAll(List.of(more));
    return all;
  }

  @Test
  void aServerThatCanDoAll(ReapiServer server) throws Exception {
    assertEquals(
        connected("ok here", "ok compiler", "ok job", "ok action cache"),
        doctor(0, server.endpoint()));
    assertTrue(out.contains("SHA-256, executes, cache updates"), out);
    assertTrue(out.contains("job: the object is the same as from here"), out);
  }

  @Test
  void theEnvironmentCounts(ReapiServer server) throws Exception {
    Map<String, String> environment =
        Map.of("DTHINLTO_REMOTE_CACHE", server.endpoint().toString(), "DTHINLTO_CLANG", "clang-14");
    assertEquals(connected("ok here", "ok action cache"), doctor(0, environment));
    assertTrue(out.contains("clang version 14"), out);
  }

  @Test
  void aCompilerThatIsNotOnTheWorkerCanBeSent() throws Exception {
    try (ReapiServer bare = ReapiServer.start(Map.of("REAPI_SANDBOX", "bare"))) {
      assertEquals(connected("ok here", "failed compiler"), doctor(1, bare.endpoint()));
      assertTrue(out.contains("the worker has no 'clang-22' ("), out);
      assertTrue(out.contains("; --remote-toolchain upload sends this one along ("), out);
      assertEquals(
          connected("ok here", "ok toolchain", "ok job", "ok action cache"),
          doctor(0, bare.endpoint(), "--remote-toolchain", "upload"));
    }
  }

  @Test
  void anotherVersionOnTheWorkerIsFound(ReapiServer server) throws Exception {
    assertEquals(
        connected("ok here", "failed compiler"),
        doctor(1, server.endpoint(), "--remote-toolchain", "clang-14"));
    assertTrue(out.contains("the worker's 'clang-14' is '"), out);
  }

  @Test
  void aProgramThatIsNoClangIsFound(ReapiServer server) throws Exception {
    String endpoint = server.endpoint().toString();
    assertEquals(
        connected("failed here"),
        doctor(1, Map.of(), "--remote", endpoint, "--clang", "/bin/true"));
    assertTrue(out.contains("'/bin/true': no clang, its --version does not say so; name "), out);
  }

  @Test
  void aWrongInstanceIsFound(ReapiServer server) throws Exception {
    List<String> steps = doctor(1, server.endpoint(), "--remote-instance", "nobody");
    assertEquals(List.of("ok reach", "ok connection", "failed capabilities"), steps);
    assertTrue(out.contains("nobody") && out.contains("; check --remote-instance ("), out);
  }

  @Test
  void anAbsentServerIsFound() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    assertEquals(List.of("failed reach"), doctor(1, Endpoint.parse("grpc://127.0.0.1:" + port)));
    assertTrue(out.contains("Connection refused; check host and port ("), out);
    assertEquals(
        List.of("failed reach"), doctor(1, Endpoint.parse("grpc://no-such-machine.invalid:1")));
    assertTrue(out.contains("no machine is called 'no-such-machine.invalid'"), out);
  }

  /** A server that takes connections and never says anything; and one without TLS. */
  @Test
  void aServerThatSpeaksOtherwiseIsFound(ReapiServer server) throws Exception {
    try (ServerSocket socket = new ServerSocket(0)) {
      Endpoint silent = Endpoint.parse("grpc://127.0.0.1:" + socket.getLocalPort());
      assertEquals(
          List.of("ok reach", "failed connection"), doctor(1, silent, "--remote-timeout", "1"));
      assertTrue(out.contains("; if the server wants TLS, write grpcs:// ("), out);
    }
    Endpoint tls = Endpoint.parse("grpcs://127.0.0.1:" + server.endpoint().port());
    assertEquals(List.of("ok reach", "failed connection"), doctor(1, tls));
    assertTrue(out.contains("; check --remote-ca, "), out);
  }
}
