package org.dthinlto.remote;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A real server of the Remote Execution API, by {@code src/build/reapi-server.sh}. Its jobs run in
 * a sandbox: what a job wasn't sent, it doesn't have.
 */
public final class ReapiServer implements AutoCloseable {

  private static final Path SCRIPT = Path.of("src", "build", "reapi-server.sh").toAbsolutePath();

  private final Path folder;
  private final Map<String, String> variables;
  private Endpoint endpoint;

  private ReapiServer(Path folder, Map<String, String> variables) {
    this.folder = folder;
    this.variables = variables;
  }

  /** One for all tests of a run, for those that do it no harm: a parameter of the test. */
  public static final class Shared implements ParameterResolver {

    private static final ExtensionContext.Namespace SPACE =
        ExtensionContext.Namespace.create(ReapiServer.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == ReapiServer.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return context
          .getRoot()
          .getStore(SPACE)
          .computeIfAbsent("shared", key -> startUnchecked(), ReapiServer.class);
    }

    private static ReapiServer startUnchecked() {
      try {
        return start(Map.of());
      } catch (IOException | InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** One that a test may kill. */
  public static ReapiServer start(Map<String, String> variables)
      throws IOException, InterruptedException {
    ReapiServer server = new ReapiServer(Files.createTempDirectory("reapi"), variables);
    server.startAgain();
    return server;
  }

  /** Starts it, after {@link #kill} with what it had stored, at the same port. */
  public void startAgain() throws IOException, InterruptedException {
    endpoint = Endpoint.parse(script("start"));
  }

  public Endpoint endpoint() {
    return endpoint;
  }

  /** Ends it and its jobs as by an accident. */
  public void kill() throws IOException, InterruptedException {
    script("kill");
  }

  /** Deletes all blobs and results that are stored; the server must not be running. */
  public void deleteStored() throws IOException {
    delete(folder.resolve("cas"));
  }

  /** Command lines of the processes that the server has started. */
  public List<String> jobs() {
    return ProcessHandle.allProcesses()
        .map(process -> process.info().commandLine().orElse(""))
        .filter(line -> line.contains(folder.toString()) && line.contains("buildbox-run"))
        .filter(line -> !line.contains("buildbox-casd"))
        .toList();
  }

  private String script(String command) throws IOException, InterruptedException {
    Path errors = folder.resolve("script-errors");
    ProcessBuilder builder = new ProcessBuilder(SCRIPT.toString(), command, folder.toString());
    builder.environment().put("REAPI_SANDBOX", "1");
    builder.environment().putAll(variables);
    if (endpoint != null) {
      builder.environment().put("REAPI_PORT", String.valueOf(endpoint.port()));
    }
    Process process = builder.redirectError(errors.toFile()).start();
    String out = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    int status = process.waitFor();
    if (status != 0) {
      throw new IOException(
          "reapi-server.sh " + command + ": status " + status + "\n" + Files.readString(errors));
    }
    return out;
  }

  @Override
  public void close() throws IOException {
    try {
      script("stop");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
    delete(folder);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
