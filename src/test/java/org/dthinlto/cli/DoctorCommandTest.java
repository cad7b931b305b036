package org.dthinlto.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dthinlto.doctor.Finding;
import org.dthinlto.doctor.Severity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The words of {@code dthinlto doctor}; nothing is examined. */
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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "--remtoe=x | '--remtoe=x': no option of dthinlto; did you mean '--remote'? If it is for"
            + " the linker, put '--' before the link line",
        "--jobs=0            | '--jobs': '0' is no number of jobs, which is 1 or more",
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

  private static List<Finding> variables(Map<String, String> environment) {
    return OwnVariables.of(environment).findings();
  }

  @Test
  void variablesThatStandForNoOptionAreFound() {
    Map<String, String> environment =
        Map.of(
            "DTHINLTO_JOBSS", "3", "DTHINLTO_FROBNICATE", "1", "DTHINLTO_KEEP", "1", "JOBS", "x");
    assertEquals(
        List.of(
            Finding.note(
                "variables",
                "$DTHINLTO_FROBNICATE stands for no option and has no effect",
                "unset DTHINLTO_FROBNICATE"),
            Finding.note(
                "variables",
                "$DTHINLTO_JOBSS stands for no option and has no effect, did you mean"
                    + " $DTHINLTO_JOBS?",
                "unset DTHINLTO_JOBSS")),
        variables(environment));
    environment = Map.of("DTHINLTO_JOBS", "3", "DTHINLTO_JSON", "1", "DTHINLTO_USER_LC_ALL", "-");
    assertEquals(
        List.of(Finding.ok("variables", "$DTHINLTO_JOBS, $DTHINLTO_JSON")), variables(environment));
    assertEquals(List.of(Finding.ok("variables", "none of ours is set")), variables(Map.of()));
  }

  @Test
  void valuesThatMakeNoSenseAreFoundAndLeftOut() {
    Map<String, String> environment =
        Map.of(
            "DTHINLTO_JOBS", "many",
            "DTHINLTO_CACHE_SIZE", "4Q",
            "DTHINLTO_PROGRESS", "loud",
            "DTHINLTO_REMOTE", "http://wrong",
            "DTHINLTO_REMOTE_KEY", "k",
            "DTHINLTO_STRICT", "1");
    OwnVariables variables = OwnVariables.of(environment);
    assertEquals(Map.of("DTHINLTO_REMOTE_KEY", "k", "DTHINLTO_STRICT", "1"), variables.usable());
    List<String> mends = new ArrayList<>();
    for (Finding finding : variables.findings()) {
      assertEquals(Severity.FAILED, finding.severity(), finding::toString);
      mends.add(finding.mend());
    }
    mends.sort(null);
    assertEquals(
        List.of(
            "unset DTHINLTO_CACHE_SIZE",
            "unset DTHINLTO_JOBS",
            "unset DTHINLTO_PROGRESS",
            "unset DTHINLTO_REMOTE"),
        mends);
    assertTrue(
        variables.findings().toString().contains("$DTHINLTO_JOBS: '--jobs': 'many' is no number"),
        variables.findings()::toString);
  }

  @Test
  void everyVariableOfTheManualIsKnown() {
    for (OwnOption option : OwnOption.all()) {
      assertTrue(OwnVariables.known().contains(option.variable()), option.variable());
    }
    for (String name : List.of("DTHINLTO_AGE", "DTHINLTO_JSON", "DTHINLTO_JAVA_OPTS")) {
      assertTrue(OwnVariables.known().contains(name), name);
    }
    assertFalse(OwnVariables.known().contains("DTHINLTO_JOBSS"));
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
