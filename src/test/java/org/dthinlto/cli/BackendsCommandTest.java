package org.dthinlto.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackendsCommandTest {

  @TempDir Path folder;
  private String out = "";
  private String err = "";

  private int run(Map<String, String> environment, String... words) {
    ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
    ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
    int status =
        Cli.run(
            words,
            environment,
            new PrintStream(outBytes, true, StandardCharsets.UTF_8),
            new PrintStream(errBytes, true, StandardCharsets.UTF_8));
    out = outBytes.toString(StandardCharsets.UTF_8);
    err = errBytes.toString(StandardCharsets.UTF_8);
    return status;
  }

  private void isUsageError(String text, String... words) {
    assertEquals(ExitCode.USAGE, run(Map.of(), words), err);
    assertEquals("", out);
    assertTrue(err.startsWith("dthinlto: error: ") && err.contains(text), err);
  }

  @Test
  void wordsThatMakeNoSenseAreUsageErrors() {
    isUsageError("INDEX-LIST", "backends");
    isUsageError("b.rsp", "backends", "a.rsp", "b.rsp");
    isUsageError("'--format': 'xml'", "backends", "a.rsp", "--format", "xml");
    isUsageError("'--jobs': '0'", "backends", "a.rsp", "-j0");
    isUsageError("--jobs", "backends", "a.rsp", "-j", "many");
    isUsageError("'-O': '7'", "backends", "a.rsp", "-O7");
    isUsageError("'--no-pic'", "backends", "a.rsp", "--pic", "--no-pic");
    isUsageError("OLD;NEW", "backends", "a.rsp", "--prefix-replace", "out/");
    isUsageError("--no-such", "backends", "a.rsp", "--no-such");
  }

  @Test
  void listWithoutModulesNeedsNeitherClangNorFolder() throws Exception {
    Path list = Files.createFile(folder.resolve("list"));
    assertEquals(
        ExitCode.DONE,
        run(Map.of("DTHINLTO_CLANG", "no-such-clang"), "backends", "-O3", "" + list),
        err);
    assertEquals("", out + err);
    assertEquals(1, folder.toFile().list().length);
  }

  @Test
  void missingListIsAFailure() {
    Path list = folder.resolve("list");
    assertEquals(ExitCode.FAILED, run(Map.of(), "backends", "" + list));
    assertEquals("dthinlto: error: '" + list + "': no such file\n", err);
  }

  @Test
  void variablesStandForOptionsAndTheCommandLineWins() throws Exception {
    Path list = Files.createFile(folder.resolve("list"));
    Map<String, String> bad = Map.of("DTHINLTO_FORMAT", "xml", "DTHINLTO_KEEP", "0");
    assertEquals(ExitCode.USAGE, run(bad, "backends", "" + list));
    assertTrue(err.contains("'xml'"), err);
    assertEquals(ExitCode.DONE, run(bad, "backends", "" + list, "--format", "rsp"), err);
    Map<String, String> both = Map.of("DTHINLTO_PIC", "1", "DTHINLTO_NO_PIC", "true");
    assertEquals(ExitCode.USAGE, run(both, "backends", "" + list));
    Map<String, String> one = Map.of("DTHINLTO_PIC", "1", "DTHINLTO_NO_PIC", "false");
    assertEquals(ExitCode.DONE, run(one, "backends", "" + list), err);
  }

  @Test
  void helpFitsAScreen() {
    assertEquals(ExitCode.DONE, run(Map.of(), "backends", "--help"));
    String[] lines = out.split("\n");
    assertTrue(lines.length <= 24, out);
    for (String line : lines) {
      assertTrue(line.length() <= 80, line);
    }
  }
}
