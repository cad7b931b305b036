package org.dthinlto.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The words of {@code dthinlto doctor}; no server is asked. */
final class DoctorCommandTest {

  private String out = "";
  private String err = "";

  private int run(Map<String, String> environment, String... words) {
    List<String> all = new ArrayList<>(List.of("doctor"));
    all.addAll(List.of(words));
    ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
    ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
    int status =
        Cli.run(
            all.toArray(new String[0]),
            environment,
            new PrintStream(outBytes, true, StandardCharsets.UTF_8),
            new PrintStream(errBytes, true, StandardCharsets.UTF_8));
    out = outBytes.toString(StandardCharsets.UTF_8);
    err = errBytes.toString(StandardCharsets.UTF_8);
    return status;
  }

  private void isUsage(String text) {
    assertEquals("", out);
    assertEquals("dthinlto: error: " + text + "\n", err);
  }

  @Test
  void withoutAServerItSaysHow() {
    assertEquals(ExitCode.USAGE, run(Map.of()));
    isUsage("doctor: no server; try 'dthinlto doctor --remote grpc://host:port'");
    assertEquals(ExitCode.USAGE, run(Map.of("DTHINLTO_REMOTE_JOBS", "3", "DTHINLTO_RACE", "1")));
    isUsage("doctor: no server; try 'dthinlto doctor --remote grpc://host:port'");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "--remote-jobs=x     | '--remote-jobs': 'x' is no number of jobs, which is 1 to 100000",
        "--remote-property=abc | '--remote-property': 'abc' is not NAME=VALUE",
        "--remote-cert=abc   | '--remote-cert': is of no use without '--remote-key'",
        "--clang=no-such-program | '--clang': 'no-such-program' is not found",
      })
  void optionsAreThoseOfLinks(String word, String said) {
    assertEquals(ExitCode.USAGE, run(Map.of(), "--remote", "grpc://127.0.0.1:1", word));
    isUsage(said);
  }

  @Test
  void theEnvironmentCountsWhereTheWordsSayNothing() {
    Map<String, String> environment =
        Map.of("DTHINLTO_REMOTE", "http://wrong", "DTHINLTO_REMOTE_HEADER", "a=b");
    assertEquals(ExitCode.USAGE, run(environment));
    assertTrue(err.contains("'--remote': 'http://wrong': is no endpoint"), err);
    assertEquals(ExitCode.USAGE, run(environment, "--remote", "grpc://127.0.0.1:1", "--clang=/no"));
    isUsage("'--clang': '/no' is not found");
  }

  @Test
  void flagsMayBeGivenAsToLinks() {
    String[] words = {
      "--remote=grpc://127.0.0.1:1",
      "--race",
      "--remote-local-fallback",
      "--no-remote-local-fallback",
      "--remote-header=a=b",
      "--remote-header=c=d",
      "--clang=/no"
    };
    assertEquals(ExitCode.USAGE, run(Map.of("DTHINLTO_RACE", "0"), words));
    isUsage("'--clang': '/no' is not found");
  }

  @Test
  void theHelpNamesEveryOption() {
    assertEquals(ExitCode.DONE, run(Map.of(), "--help"));
    for (String name : RemoteOptions.NAMES) {
      assertTrue(out.contains(name), name + ": " + out);
    }
    assertTrue(out.lines().allMatch(line -> line.length() <= 80), out);
  }
}
