package org.dthinlto.pages;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.dthinlto.cli.CommandTree;
import org.junit.jupiter.api.Assertions;

/** Man pages and completions as the build makes them, in a folder of a test. */
final class Pages {

  private Pages() {}

  /** Makes them all; returns the folder {@code share}. */
  static Path make(Path folder) throws IOException {
    Path share = folder.resolve("share");
    MakePages.main(new String[] {"docs/manual.md", share.toString(), "2026-11-23T00:00:00Z", "0"});
    return share;
  }

  static CommandTree dthinlto() {
    return CommandTree.dthinlto();
  }

  /** Runs a command; returns its output and errors, in the order in which they came. */
  static String run(Path folder, Map<String, String> environment, List<String> command)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile("dthinlto-pages", ".out");
    try {
      ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
      builder.environment().putAll(environment);
      builder.redirectErrorStream(true).redirectOutput(out.toFile());
      Process process = builder.start();
      process.getOutputStream().close();
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        Assertions.fail("still running after a minute: " + command + Files.readString(out));
      }
      return new String(Files.readAllBytes(out), UTF_8);
    } finally {
      Files.delete(out);
    }
  }
}
