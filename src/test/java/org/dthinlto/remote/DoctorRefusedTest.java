package org.dthinlto.remote;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.okhttp.OkHttpServerBuilder;
import io.grpc.stub.ServerCalls;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.dthinlto.cli.ServerDoctor;
import org.dthinlto.remote.api.Reapi.CacheCapabilities;
import org.dthinlto.remote.api.Reapi.ExecutionCapabilities;
import org.dthinlto.remote.api.Reapi.SemVer;
import org.dthinlto.remote.api.Reapi.ServerCapabilities;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code dthinlto doctor} and a server that says what it can do, or not even that. */
final class DoctorRefusedTest {

  private static ServerCapabilities capabilities(int major, int digest, boolean executes) {
    SemVer version = SemVer.newBuilder().setMajor(major).setMinor(1).build();
    return ServerCapabilities.newBuilder()
        .setLowApiVersion(version)
        .setHighApiVersion(version)
        .setCacheCapabilities(CacheCapabilities.newBuilder().addDigestFunctions(digest))
        .setExecutionCapabilities(
            ExecutionCapabilities.newBuilder().setDigestFunction(digest).setExecEnabled(executes))
        .build();
  }

  /** The last line of what the doctor says of a server that answers one question so. */
  private static String doctor(Status status, ServerCapabilities said, String option)
      throws Exception {
    ServerServiceDefinition service =
        ServerServiceDefinition.builder("build.bazel.remote.execution.v2.Capabilities")
            .addMethod(
                Methods.CAPABILITIES,
                ServerCalls.asyncUnaryCall(
                    (question, answer) -> {
                      if (status.isOk()) {
                        answer.onNext(said);
                        answer.onCompleted();
                      } else {
                        answer.onError(status.asException());
                      }
                    }))
            .build();
    InetSocketAddress free = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    Server server =
        OkHttpServerBuilder.forPort(free, InsecureServerCredentials.create())
            .addService(service)
            .build()
            .start();
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      PrintStream out = new PrintStream(bytes, true, UTF_8);
      List<String> words =
          List.of(option, "grpc://127.0.0.1:" + server.getPort(), "--remote-retries", "0");
      assertEquals(1, ServerDoctor.run(words, Map.of("DTHINLTO_CLANG", "clang-22"), out));
      List<String> lines = bytes.toString(UTF_8).lines().toList();
      assertTrue(lines.get(0).startsWith("ok      reach: "), lines.toString());
      assertTrue(lines.get(1).startsWith("ok      connection: "), lines.toString());
      String last = lines.get(lines.size() - 1);
      return last.substring(0, last.lastIndexOf(" ("));
    } finally {
      server.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
    }
  }

  @ParameterizedTest
  @CsvSource({"UNAUTHENTICATED", "PERMISSION_DENIED"})
  void aStrangerIsToldWhatToShow(Status.Code code) throws Exception {
    Status status = Status.fromCode(code).withDescription("who are you");
    assertEquals(
        "failed  authentication: "
            + code
            + ": who are you; say who you are with --remote-header, --remote-token-file,"
            + " --remote-credential-helper or --remote-cert",
        doctor(status, ServerCapabilities.getDefaultInstance(), "--remote"));
  }

  @Test
  void anotherKindOfServerIsFound() throws Exception {
    assertEquals(
        "failed  capabilities: UNIMPLEMENTED: what?; another kind of server listens there,"
            + " check host and port",
        doctor(
            Status.UNIMPLEMENTED.withDescription("what?"),
            ServerCapabilities.getDefaultInstance(),
            "--remote"));
  }

  @Test
  void aServerThatExecutesNothingIsFoundIfItShould() throws Exception {
    ServerCapabilities cache = capabilities(2, 1, false);
    assertEquals(
        "failed  capabilities: the server executes nothing, or not for this account; check"
            + " --remote-instance, or use it with --remote-cache",
        doctor(Status.OK, cache, "--remote"));
    // The twin: as a cache it comes further, to what this server can't do either.
    String last = doctor(Status.OK, cache, "--remote-cache");
    assertTrue(last.startsWith("failed  blobs: uploading failed, UNIMPLEMENTED: "), last);
  }

  @Test
  void aServerOfAnotherVersionOrWithOtherDigestsIsFound() throws Exception {
    String last = doctor(Status.OK, capabilities(3, 1, true), "--remote");
    assertTrue(last.contains("failed  capabilities: "), last);
    assertTrue(last.contains("knows versions 3.1 to 3.1 of the remote-execution API, not"), last);
    last = doctor(Status.OK, capabilities(2, 2, true), "--remote");
    assertTrue(last.contains("the server doesn't do SHA-256 digests"), last);
  }
}
