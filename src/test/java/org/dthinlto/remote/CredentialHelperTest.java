package org.dthinlto.remote;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CredentialHelperTest {

  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

  @TempDir private Path tmp;

  private static Credentials.Issued parse(String answer) throws IOException {
    return CredentialHelper.parse(answer.getBytes(UTF_8), NOW);
  }

  private CredentialHelper helper(String body, long millis) throws IOException {
    Path script = Files.writeString(tmp.resolve("helper"), "#!/bin/sh\n" + body + "\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    return new CredentialHelper(script.toString(), "https://h:1", millis);
  }

  @Test
  void headersAndTheirEndAreRead() throws IOException {
    Credentials.Issued issued =
        parse(
            "{\"other\":{\"headers\":{}},\"headers\":{\"A\":[\"1\",\"2\"],\"b\":[]},"
                + "\"expires\":\"2026-11-23T14:00:00+01:00\"}");
    assertEquals(
        List.of(new Endpoint.Header("a", "1"), new Endpoint.Header("a", "2")), issued.headers());
    assertEquals(Duration.ofHours(1).toNanos(), issued.nanos());
  }

  @ParameterizedTest
  @CsvSource({
    "0000-01-01T00:00:00Z, 0",
    "2026-11-23T12:00:01.5Z, 1500000000",
    "9999-12-31T23:59:59Z, 315360000000000000"
  })
  void timesFarAwayAreNoneOrEver(String time, long nanos) throws IOException {
    assertEquals(nanos, parse("{\"expires\":\"" + time + "\"}").nanos());
  }

  @Test
  void withoutATimeAnAnswerIsGoodForHalfAnHour() throws IOException {
    assertEquals(Duration.ofMinutes(30).toNanos(), parse("{\"headers\":{}}").nanos());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "s3cr3t",
        "[\"s3cr3t\"]",
        "{\"headers\":\"s3cr3t\"}",
        "{\"headers\":{\"a\":\"s3cr3t\"}}",
        "{\"headers\":{\"a\":[\"s3cr3t\",1]}}",
        "{\"headers\":{\"a\":[\"s3cr3t\\n.\"]}}",
        "{\"headers\":{\"a\":[\"s3cr3t\"",
        "{\"expires\":1}",
        "{\"expires\":\"s3cr3t\"}"
      })
  void whatIsNoAnswerIsSaidWithoutIt(String answer) throws IOException {
    IOException e =
        assertThrows(IOException.class, () -> helper("cat <<'E'\n" + answer + "\nE", 5000).issue());
    assertTrue(e.getMessage().contains("helper': the credential helper answered "), e.getMessage());
    assertFalse(e.getMessage().contains("s3cr3t"), e.getMessage());
  }

  @Test
  void aHelperThatHangsIsKilled() throws Exception {
    CredentialHelper helper = helper("echo $$ >" + tmp + "/pid; sleep 60", 500);
    IOException e = assertThrows(IOException.class, helper::issue);
    assertTrue(e.getMessage().endsWith("the credential helper was not done after 0.5 s"));
    long pid = Long.parseLong(Files.readString(tmp.resolve("pid")).strip());
    for (int i = 0; i < 100 && ProcessHandle.of(pid).isPresent(); i++) {
      Thread.sleep(50);
    }
    assertTrue(ProcessHandle.of(pid).isEmpty());
  }

  /** Some start a service of theirs, which keeps what it inherited. */
  @Test
  void aHelperThatLeavesSomethingBehindIsHeard() throws Exception {
    assertEquals(
        1,
        helper("echo '{\"headers\":{\"a\":[\"1\"]}}'; sleep 60 >&- 2>&- &", 5000)
            .issue()
            .headers()
            .size());
  }

  @Test
  void aHelperThatFailsIsAskedAgainOnlyAfterAWhile() throws Exception {
    Credentials credentials =
        new Credentials(helper("echo x >>" + tmp + "/calls; echo sorry >&2; exit 1", 5000));
    for (int i = 0; i < 3; i++) {
      IOException e = assertThrows(IOException.class, credentials::current);
      assertTrue(e.getMessage().endsWith("ended with status 1: sorry"), e.getMessage());
    }
    assertEquals(1, Files.readAllLines(tmp.resolve("calls")).size());
  }
}
