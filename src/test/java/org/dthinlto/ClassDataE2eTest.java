package org.dthinlto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks that the packaged program takes its classes from the archive that the build made. */
final class ClassDataE2eTest {

  private static final Path DTHINLTO = Path.of("target", "dthinlto").toAbsolutePath();

  @TempDir private Path tmp;

  /** The line of java's class loading log that says where {@code Main} came from. */
  private String sourceOfMain(String moreOptions) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(DTHINLTO.toString(), "--version");
    builder.directory(tmp.toFile()).redirectErrorStream(true);
    builder
        .environment()
        .put("DTHINLTO_JAVA_OPTS", "-Xlog:class+load:file=classes.log " + moreOptions);
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), UTF_8);
    process.waitFor();
    for (String line : Files.readAllLines(tmp.resolve("classes.log"))) {
      if (line.contains(" org.dthinlto.Main ")) {
        return line.substring(line.indexOf("source: "));
      }
    }
    throw new AssertionError("Main wasn't loaded: " + out);
  }

  @Test
  void mainComesFromTheArchive() throws Exception {
    // JDK 17 archives no class of a jar whose path a URL has to escape; the program runs all the
    // same.
    boolean escaped = !DTHINLTO.toUri().getRawPath().equals(DTHINLTO.toString());
    String fromJar = DTHINLTO.resolveSibling("lib").resolve("dthinlto.jar").toUri().getRawPath();
    String expected =
        escaped && Runtime.version().feature() == 17
            ? "source: file:" + fromJar
            : "source: shared objects file";
    assertEquals(expected, sourceOfMain(""));
  }

  @Test
  void withoutTheArchiveItComesFromTheJar() throws Exception {
    String source = sourceOfMain("-Xshare:off");
    assertTrue(source.endsWith("/lib/dthinlto.jar"), source);
  }
}
