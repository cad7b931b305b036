package org.dthinlto.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.dthinlto.cache.Digest;
import org.dthinlto.cache.FileDigests;
import org.dthinlto.exec.ChildProcesses;
import org.dthinlto.exec.Command;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Compilers of a worker, by a real one; its sandbox has this machine's programs. */
@ExtendWith(ReapiServer.Shared.class)
final class CompilerCheckE2eTest {

  private static final String SEND = "; --remote-toolchain upload sends this one along";

  @TempDir private Path tree;

  private String check(ReapiServer server, String there, String here, String version)
      throws Exception {
    return check(server.endpoint(), there, here, version);
  }

  private String check(Endpoint endpoint, String there, String here, String version)
      throws Exception {
    RemoteSettings settings =
        RemoteSettings.DEFAULT.withBounds(5000, 1, 20_000).withCompiler(there, Digest.NONE);
    try (Connection connection = Connection.open(endpoint, "test")) {
      return CompilerCheck.of(
          connection,
          new RemoteCache(connection, settings),
          settings,
          new Actions(tree, new FileDigests(), settings, Toolchain.NONE),
          here,
          version);
    }
  }

  private static String version(String clang) throws Exception {
    List<String> argv = List.of(clang, "--version");
    String said = new ChildProcesses().run(Command.of(argv, Path.of("/"))).stdout();
    assertTrue(said.startsWith("Debian clang version ") || said.startsWith("clang version "), said);
    return CompilerCheck.firstLine(said);
  }

  @Test
  void theSameCompilerIsRight(ReapiServer server) throws Exception {
    String version = version("clang-22");
    assertEquals("", check(server, "", "clang-22", version));
    assertEquals("", check(server, "clang-22", "some/clang", version));
    Path clang = ToolchainTest.installed("clang-22");
    assertEquals("", check(server, clang.toString(), "clang", version));
  }

  @Test
  void anotherVersionIsSaid(ReapiServer server) throws Exception {
    assertEquals(
        "the worker's 'clang-14' is '"
            + version("clang-14")
            + "', here it is '"
            + version("clang-22")
            + "'"
            + SEND,
        check(server, "clang-14", "clang-22", version("clang-22")));
  }

  @Test
  void aCompilerThatIsNotThereIsSaid(ReapiServer server) throws Exception {
    for (String program : List.of("clang-nosuch", "/opt/nosuch/clang")) {
      String wrong = check(server, program, "clang-22", "x");
      assertTrue(wrong.startsWith("the worker has no '" + program + "' ("), wrong);
      assertTrue(wrong.endsWith(")" + SEND), wrong);
    }
  }

  @Test
  void aProgramThatFailsIsSaid(ReapiServer server) throws Exception {
    String wrong = check(server, "/bin/false", "clang-22", "x");
    assertTrue(
        wrong.startsWith("the worker can't run '/bin/false' (it exited with status 1, "), wrong);
    assertTrue(wrong.endsWith(")" + SEND), wrong);
  }

  @Test
  void aServerThatIsAwayIsNoWordOnTheCompiler() {
    assertThrows(
        RemoteException.class,
        () -> check(Endpoint.parse("grpc://127.0.0.1:1"), "", "clang-22", "x"));
  }
}
