package org.dthinlto.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.dthinlto.remote.Endpoint;
import org.dthinlto.remote.RemoteSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RemoteOptionsTest {

  private static final String PLAIN = "grpc://host:1234";
  private static final String TLS = "grpcs://host:1234";

  /** Words of the form {@code --name=value}. */
  private static Map<String, List<String>> given(String... words) {
    Map<String, List<String>> given = new TreeMap<>();
    for (String word : words) {
      int equals = word.indexOf('=');
      String name = equals < 0 ? word : word.substring(0, equals);
      String value = equals < 0 ? "" : word.substring(equals + 1);
      given.computeIfAbsent(name, x -> new ArrayList<>()).add(value);
    }
    return given;
  }

  private static RemoteOptions read(String... words) throws UsageException {
    return RemoteOptions.of(given(words));
  }

  private static String refused(String... words) {
    return assertThrows(UsageException.class, () -> read(words)).getMessage();
  }

  @Test
  void anEndpointIsEnough() throws UsageException {
    RemoteOptions options = read("--remote=" + PLAIN);
    assertTrue(options.executes());
    assertEquals(Endpoint.parse(PLAIN), options.endpoint());
    assertEquals(RemoteSettings.DEFAULT, options.settings());
    assertEquals("", options.toolchain());
    assertEquals(0, options.jobs());
    assertTrue(options.localFallback());
    assertFalse(options.race());
    assertFalse(options.uploads());
  }

  @Test
  void aCacheDoesNotExecute() throws UsageException {
    RemoteOptions options = read("--remote-cache=" + PLAIN);
    assertFalse(options.executes());
    assertEquals(Endpoint.parse(PLAIN), options.endpoint());
    assertTrue(read("--remote=" + PLAIN, "--remote-cache=" + PLAIN).executes());
    assertEquals(
        "'--remote-cache': 'grpc://other:1' is not '" + PLAIN + "', which has a cache",
        refused("--remote=" + PLAIN, "--remote-cache=grpc://other:1"));
  }

  @Test
  void withoutAnEndpointNothingIsWanted() {
    assertFalse(RemoteOptions.isWanted(given("--remote-header=a=b", "--remote=", "--race")));
    assertTrue(RemoteOptions.isWanted(given("--remote-cache=" + PLAIN)));
    assertTrue(RemoteOptions.isWanted(given("--remote=x")));
  }

  @Test
  void everyOptionCounts() throws UsageException {
    RemoteOptions options =
        read(
            "--remote=" + TLS,
            "--remote-instance=proj/main",
            "--remote-header=X-Key=a=b",
            "--remote-header=x-other=",
            "--remote-property=Pool=large",
            "--remote-property=OSFamily=Linux",
            "--remote-ca=ca.pem",
            "--remote-cert=cert.pem",
            "--remote-key=key.pem",
            "--remote-token-file=token",
            "--remote-jobs=500",
            "--remote-timeout=7",
            "--remote-retries=0",
            "--remote-toolchain=upload",
            "--no-remote-local-fallback",
            "--race");
    Endpoint endpoint = options.endpoint();
    assertEquals("proj/main", endpoint.instance());
    assertEquals(
        List.of(new Endpoint.Header("x-key", "a=b"), new Endpoint.Header("x-other", "")),
        endpoint.headers());
    assertEquals(new Endpoint.TlsFiles("ca.pem", "cert.pem", "key.pem"), endpoint.files());
    assertEquals(Map.of("Pool", "large", "OSFamily", "Linux"), options.settings().properties());
    assertEquals(7000, options.settings().callMillis());
    assertEquals(0, options.settings().retries());
    assertEquals(new Endpoint.Secrets("token", ""), endpoint.secrets());
    assertEquals(
        new Endpoint.Secrets("", "helper"),
        read("--remote=" + TLS, "--remote-credential-helper=helper").endpoint().secrets());
    assertEquals(500, options.jobs());
    assertTrue(options.uploads());
    assertFalse(options.localFallback());
    assertTrue(options.race());
  }

  @Test
  void theLastOfTwoCounts() throws UsageException {
    assertEquals(2, read("--remote=" + PLAIN, "--remote-jobs=1", "--remote-jobs=2").jobs());
  }

  @Test
  void aCompilerOnTheWorkerIsAPathOrAName() throws UsageException {
    for (String program : List.of("clang-22", "/opt/llvm/bin/clang")) {
      RemoteOptions options = read("--remote=" + PLAIN, "--remote-toolchain=" + program);
      assertEquals(program, options.toolchain());
      assertFalse(options.uploads());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "--remote-jobs=0      | '--remote-jobs': '0' is no number of jobs, which is 1 to 100000",
        "--remote-jobs=many   | '--remote-jobs': 'many' is no number of jobs, which is 1 to 100000",
        "--remote-timeout=0   | '--remote-timeout': '0' is no number of seconds, which is 1 to 86400",
        "--remote-retries=-1  | '--remote-retries': '-1' is no number of retries, which is 0 to 100",
        "--remote-header=abc  | '--remote-header': a header is written NAME=VALUE, this one has no"
            + " '='",
        "--remote-header==abc | '--remote-header': '': a header has a name",
        "--remote-header=k=söt| '--remote-header': 'k': the value of a header is one line of ASCII",
        "--remote-property=Pool| '--remote-property': 'Pool' is not NAME=VALUE",
        "--remote-cert=c      | '--remote-cert': is of no use without '--remote-key'",
        "--remote-property==x | '--remote-property': that is not NAME=VALUE",
        "--remote-key=c       | '--remote-key': is of no use without '--remote-cert'",
        "--remote-ca=c | '--remote-ca': 'grpc://host:1234' is not encrypted, write grpcs:// for TLS",
        "--remote-toolchain=bin/clang | '--remote-toolchain': 'bin/clang' is neither 'upload' nor an"
            + " absolute path nor a name on the worker",
      })
  void whatMakesNoSenseIsSaid(String word, String said) {
    assertEquals(said, refused("--remote=" + PLAIN, word));
  }

  @Test
  void aTokenAndAHelperExcludeEachOther() {
    assertEquals(
        "'--remote-credential-helper': 'h': a credential helper and a token file exclude each other",
        refused("--remote=" + TLS, "--remote-token-file=t", "--remote-credential-helper=h"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"--remote", "--remote-cache"})
  void aWrongEndpointIsSaidWithItsOption(String option) {
    assertEquals(
        "'"
            + option
            + "': 'http://x': is no endpoint, such as grpc://host:port or"
            + " grpcs://host:port",
        refused(option + "=http://x"));
  }

  @Test
  void linksHaveTheSameOptions() {
    List<String> words = new ArrayList<>();
    for (OwnOption option : OwnOption.all()) {
      String word = option.word();
      if (word.startsWith("--remote") || word.equals("--race") || word.contains("-no-remote")) {
        words.add(word);
      }
    }
    assertEquals(new TreeSet<>(RemoteOptions.NAMES), new TreeSet<>(words));
  }

  @Test
  void otherOptionsAreAMistakeOfOurs() {
    assertThrows(IllegalArgumentException.class, () -> read("--remote=" + PLAIN, "--jobs=1"));
  }
}
