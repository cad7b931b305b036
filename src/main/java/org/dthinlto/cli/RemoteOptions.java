package org.dthinlto.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.dthinlto.remote.Endpoint;
import org.dthinlto.remote.RemoteSettings;

/**
 * What the options of remote execution say, for every command that has them: words in, checked
 * values out. Connects to nothing and loads no class of gRPC; doesn't know how the words came.
 *
 * @param executes whether the server is to run jobs (--remote); else it only keeps results
 *     (--remote-cache)
 * @param endpoint the server, with all that goes with each call
 * @param toolchain the compiler on the worker; empty if it is called there as here, {@link #UPLOAD}
 *     if it is sent along
 * @param jobs how many jobs may be with the server at once; 0 if the user doesn't say
 * @param settings properties of workers and bounds
 * @param localFallback whether a job that fails for a reason of the server's runs here
 * @param race whether an idle machine runs jobs that are with the server
 */
record RemoteOptions(
    boolean executes,
    Endpoint endpoint,
    String toolchain,
    int jobs,
    RemoteSettings settings,
    boolean localFallback,
    boolean race) {

  /** The toolchain that is no place on the worker. */
  static final String UPLOAD = "upload";

  /** The options, as they are written. */
  static final List<String> NAMES =
      List.of(
          "--remote",
          "--remote-cache",
          "--remote-instance",
          "--remote-header",
          "--remote-property",
          "--remote-ca",
          "--remote-cert",
          "--remote-key",
          "--remote-token-file",
          "--remote-credential-helper",
          "--remote-jobs",
          "--remote-timeout",
          "--remote-retries",
          "--remote-toolchain",
          "--remote-local-fallback",
          "--no-remote-local-fallback",
          "--race");

  /** A day. Longer times are mistakes. */
  private static final int MOST_SECONDS = 86_400;

  /** Whether there is a server at all; without one, {@link #of} must not be called. */
  static boolean isWanted(Map<String, List<String>> given) {
    return !last(given, "--remote").isEmpty() || !last(given, "--remote-cache").isEmpty();
  }

  /**
   * Reads the options.
   *
   * @param given the values of each option of {@link #NAMES} that was given, in order; for a flag
   *     anything
   * @throws UsageException if they make no sense
   */
  static RemoteOptions of(Map<String, List<String>> given) throws UsageException {
    for (String name : given.keySet()) {
      if (!NAMES.contains(name)) {
        throw new IllegalArgumentException(name);
      }
    }
    String remote = last(given, "--remote");
    String cache = last(given, "--remote-cache");
    if (!remote.isEmpty() && !cache.isEmpty() && !cache.equals(remote)) {
      throw wrong("--remote-cache", "'" + cache + "' is not '" + remote + "', which has a cache");
    }
    Endpoint endpoint;
    try {
      endpoint = Endpoint.parse(remote.isEmpty() ? cache : remote);
    } catch (IllegalArgumentException e) {
      throw wrong(remote.isEmpty() ? "--remote-cache" : "--remote", String.valueOf(e.getMessage()));
    }
    long call = 1000L * number(given, "--remote-timeout", "seconds", 1, MOST_SECONDS, 60);
    int retries = number(given, "--remote-retries", "retries", 0, 100, 5);
    return new RemoteOptions(
        !remote.isEmpty(),
        endpoint
            .withInstance(last(given, "--remote-instance"))
            .withHeaders(headers(given))
            .withFiles(files(given, endpoint))
            .withSecrets(secrets(given)),
        toolchain(given),
        number(given, "--remote-jobs", "jobs", 1, 100_000, 0),
        RemoteSettings.DEFAULT
            .withProperties(properties(given))
            .withBounds(call, retries, RemoteSettings.DEFAULT.jobMillis()),
        given.containsKey("--remote-local-fallback")
            || !given.containsKey("--no-remote-local-fallback"),
        given.containsKey("--race"));
  }

  /** Whether the compiler is sent along. */
  boolean uploads() {
    return toolchain.equals(UPLOAD);
  }

  private static List<Endpoint.Header> headers(Map<String, List<String>> given)
      throws UsageException {
    List<Endpoint.Header> headers = new ArrayList<>();
    for (String text : given.getOrDefault("--remote-header", List.of())) {
      try {
        headers.add(Endpoint.Header.parse(text));
      } catch (IllegalArgumentException e) {
        throw wrong("--remote-header", String.valueOf(e.getMessage()));
      }
    }
    return headers;
  }

  private static Endpoint.Secrets secrets(Map<String, List<String>> given) throws UsageException {
    try {
      return new Endpoint.Secrets(
          last(given, "--remote-token-file"), last(given, "--remote-credential-helper"));
    } catch (IllegalArgumentException e) {
      throw wrong("--remote-credential-helper", String.valueOf(e.getMessage()));
    }
  }

  private static Map<String, String> properties(Map<String, List<String>> given)
      throws UsageException {
    Map<String, String> properties = new TreeMap<>();
    for (String text : given.getOrDefault("--remote-property", List.of())) {
      int equals = nameEnd("--remote-property", text);
      properties.put(text.substring(0, equals), text.substring(equals + 1));
    }
    return properties;
  }

  private static int nameEnd(String option, String text) throws UsageException {
    int equals = text.indexOf('=');
    if (equals < 1) {
      throw wrong(option, (equals < 0 ? "'" + text + "' is" : "that is") + " not NAME=VALUE");
    }
    return equals;
  }

  private static Endpoint.TlsFiles files(Map<String, List<String>> given, Endpoint endpoint)
      throws UsageException {
    String ca = last(given, "--remote-ca");
    String cert = last(given, "--remote-cert");
    String key = last(given, "--remote-key");
    if (cert.isEmpty() != key.isEmpty()) {
      String there = cert.isEmpty() ? "--remote-key" : "--remote-cert";
      String missing = cert.isEmpty() ? "--remote-cert" : "--remote-key";
      throw wrong(there, "is of no use without '" + missing + "'");
    }
    if (!endpoint.tls() && !(ca + cert).isEmpty()) {
      String option = ca.isEmpty() ? "--remote-cert" : "--remote-ca";
      throw wrong(option, "'" + endpoint + "' is not encrypted, write grpcs:// for TLS");
    }
    return new Endpoint.TlsFiles(ca, cert, key);
  }

  private static String toolchain(Map<String, List<String>> given) throws UsageException {
    String text = last(given, "--remote-toolchain");
    if (text.indexOf('/') > 0) {
      throw wrong(
          "--remote-toolchain",
          "'" + text + "' is neither 'upload' nor an absolute path nor a name on the worker");
    }
    return text;
  }

  /** A number of an option; {@code otherwise} if it isn't given. */
  private static int number(
      Map<String, List<String>> given,
      String option,
      String what,
      int least,
      int most,
      int otherwise)
      throws UsageException {
    String text = last(given, option);
    if (text.isEmpty()) {
      return otherwise;
    }
    try {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw wrong(
        option, "'" + text + "' is no number of " + what + ", which is " + least + " to " + most);
  }

  private static String last(Map<String, List<String>> given, String option) {
    List<String> values = given.getOrDefault(option, List.of());
    return values.isEmpty() ? "" : values.get(values.size() - 1);
  }

  private static UsageException wrong(String option, String why) {
    return new UsageException("'" + option + "': " + why);
  }
}
