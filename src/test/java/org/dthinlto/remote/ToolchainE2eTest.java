package org.dthinlto.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.dthinlto.cache.FileDigests;
import org.dthinlto.exec.ChildProcesses;
import org.dthinlto.exec.Command;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Compilers that are sent along, on a worker that has a C library and no more: no folder /usr, no
 * shell, no clang anywhere. So whatever else a compiler needs was sent.
 */
final class ToolchainE2eTest {

  private static final RemoteSettings QUICK = RemoteSettings.DEFAULT.withBounds(20_000, 3, 60_000);
  private static final ChildProcesses RUNNER = new ChildProcesses();

  private static ReapiServer bare;

  @TempDir private Path tree;

  @BeforeAll
  static void start() throws Exception {
    bare = ReapiServer.start(Map.of("REAPI_SANDBOX", "bare"));
  }

  @AfterAll
  static void stop() throws Exception {
    bare.close();
  }

  private Actions actions(Toolchain toolchain) {
    return new Actions(tree, new FileDigests(), QUICK, toolchain);
  }

  private static String version(Path clang) throws Exception {
    List<String> argv = List.of(clang.toString(), "--version");
    return CompilerCheck.firstLine(RUNNER.run(Command.of(argv, Path.of("/"))).stdout());
  }

  private static Path clang(String version) {
    return ToolchainTest.installed("clang-" + version);
  }

  /** Negative twin of the next: the worker doesn't see this machine's compilers. */
  @Test
  void theWorkerHasNoCompiler() throws Exception {
    try (Connection connection = Connection.open(bare.endpoint(), "test")) {
      RemoteCache cache = new RemoteCache(connection, QUICK);
      for (String program : List.of(clang("22").toRealPath().toString(), "clang-22", "/bin/sh")) {
        String wrong =
            CompilerCheck.of(connection, cache, QUICK, actions(Toolchain.NONE), program, "x");
        assertTrue(wrong.startsWith("the worker has no '" + program + "' ("), wrong);
        assertTrue(wrong.endsWith("); --remote-toolchain upload sends this one along"), wrong);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"14", "16", "19", "22"})
  void aCompilerThatIsSentWritesTheSameObject(String version) throws Exception {
    Path clang = clang(version);
    ProbeJob probe =
        ProbeJob.make(tree, clang.toString(), ThreadLocalRandom.current().nextInt(), RUNNER);
    Actions actions = actions(Toolchain.of(clang, RUNNER));
    try (Connection connection = Connection.open(bare.endpoint(), "test")) {
      RemoteCache cache = new RemoteCache(connection, QUICK);
      assertEquals(
          "",
          CompilerCheck.of(connection, cache, QUICK, actions, clang.toString(), version(clang)));
      long sent = cache.sentBytes();
      assertTrue(sent > 10 << 20, sent + " bytes sent");
      RemoteAction action = actions.of(probe.job(), cache.capabilities());
      SingleRun.Outcome outcome = new SingleRun(connection, cache, QUICK).run(action);
      assertEquals("", outcome.stderr());
      assertEquals(Status.Code.OK, outcome.code(), outcome.message());
      assertEquals(0, outcome.exitCode());
      Path object = tree.resolve("remote.o");
      cache.download(outcome.result().getOutputFiles(0).getDigest(), object);
      assertEquals(probe.object(), ByteString.copyFrom(Files.readAllBytes(object)));
      // The compiler is there now.
      assertTrue(cache.sentBytes() - sent < 1 << 20);
    }
  }

  /** Such as those that LLVM's own releases have; here one that only tells its version. */
  @Test
  void aStaticCompilerRunsAlone() throws Exception {
    Path source =
        Files.writeString(
            tree.resolve("clang.c"),
            "#include <stdio.h>\nint main(void) { puts(\"clang version 99\"); return 0; }\n");
    Path clang = tree.resolve("static clang");
    List<String> argv =
        List.of(clang("22").toString(), "-static", source.toString(), "-o", clang.toString());
    assertEquals("", RUNNER.run(Command.of(argv, tree)).stderr());
    Toolchain toolchain = Toolchain.of(clang, RUNNER);
    assertEquals(1, toolchain.files().size());
    try (Connection connection = Connection.open(bare.endpoint(), "test")) {
      RemoteCache cache = new RemoteCache(connection, QUICK);
      Actions actions = actions(toolchain);
      assertEquals(
          "", CompilerCheck.of(connection, cache, QUICK, actions, "x", "clang version 99"));
      assertEquals(
          "the compiler that was sent is 'clang version 99', here it is 'clang version 98'",
          CompilerCheck.of(connection, cache, QUICK, actions, "x", "clang version 98"));
    }
  }

  @Test
  void aLibraryThatIsForgottenIsSaid() throws Exception {
    Toolchain whole = Toolchain.of(clang("22"), RUNNER);
    Toolchain without =
        new Toolchain(
            whole.files().stream().filter(file -> !file.name().contains("libz3")).toList());
    assertFalse(whole.equals(without));
    try (Connection connection = Connection.open(bare.endpoint(), "test")) {
      RemoteCache cache = new RemoteCache(connection, QUICK);
      String wrong = CompilerCheck.of(connection, cache, QUICK, actions(without), "clang-22", "x");
      assertTrue(wrong.startsWith("the worker can't run the compiler that was sent ("), wrong);
      assertTrue(wrong.contains("exited with status 127") && wrong.contains("libz3.so"), wrong);
    }
  }
}
