package org.dthinlto.remote;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.dthinlto.exec.ChildEnvironment;

/**
 * A program that tells headers, as Bazel's credential helpers do: it gets {@code get} as its
 * argument and {@code {"uri":"https://host:port"}} on its input, and answers {@code
 * {"headers":{"Authorization":["..."]},"expires":"RFC 3339"}}. What it answers is in no message.
 */
final class CredentialHelper implements Credentials.Source {

  /** As in Bazel. */
  private static final Duration USUAL = Duration.ofMinutes(30);

  private static final long TIMEOUT_MILLIS = 10_000;

  private static final int MOST_WORDS = 500;

  private final String program;
  private final String uri;
  private final long timeoutMillis;

  CredentialHelper(String program, String uri) {
    this(program, uri, TIMEOUT_MILLIS);
  }

  CredentialHelper(String program, String uri, long timeoutMillis) {
    this.program = program;
    this.uri = uri;
    this.timeoutMillis = timeoutMillis;
  }

  @Override
  public boolean changed() {
    return false;
  }

  @Override
  public Credentials.Issued issue() throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(program, "get");
    ChildEnvironment.restore(builder.environment());
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new IOException("'" + program + "': the credential helper can't be started", e);
    }
    try {
      return answer(process);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private Credentials.Issued answer(Process process) throws IOException, InterruptedException {
    Listener out = new Listener(process.getInputStream());
    Listener errors = new Listener(process.getErrorStream());
    try (OutputStream in = process.getOutputStream()) {
      in.write(("{\"uri\":\"" + uri + "\"}").getBytes(UTF_8));
    } catch (IOException e) {
      errors.setName("helper that doesn't listen"); // one that always says the same need not
    }
    long end = System.nanoTime() + timeoutMillis * 1_000_000;
    if (!process.waitFor(timeoutMillis, TimeUnit.MILLISECONDS) || !out.ended(end)) {
      throw failure("was not done after " + timeoutMillis / 1000.0 + " s", "");
    }
    errors.ended(end);
    if (process.exitValue() != 0) {
      throw failure("ended with status " + process.exitValue(), errors.words());
    }
    try {
      return parse(out.bytes(), Instant.now());
    } catch (JsonParseException e) {
      // Its message would quote the answer, hence the secret.
      throw failure("answered no JSON", errors.words());
    } catch (IOException | IllegalArgumentException e) {
      throw failure(String.valueOf(e.getMessage()), errors.words());
    }
  }

  private IOException failure(String what, String words) {
    return new IOException(
        "'" + program + "': the credential helper " + what + (words.isEmpty() ? "" : ": " + words));
  }

  /**
   * Reads an answer.
   *
   * @throws JsonParseException if it is no JSON
   * @throws IOException if it says something else than it should; the text goes on from "the
   *     helper"
   */
  static Credentials.Issued parse(byte[] answer, Instant now) throws IOException {
    List<Endpoint.Header> headers = new ArrayList<>();
    Duration good = USUAL;
    try (JsonParser json = new JsonFactory().createParser(answer)) {
      expect(json.nextToken() == JsonToken.START_OBJECT, "answered no JSON object");
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        json.nextToken();
        if (name.equals("headers")) {
          headers(json, headers);
        } else if (name.equals("expires")) {
          good = Duration.between(now, instant(json, now));
        } else {
          json.skipChildren();
        }
      }
      expect(json.currentToken() == JsonToken.END_OBJECT, "answered half a JSON object");
    }
    return new Credentials.Issued(List.copyOf(headers), good.toNanos());
  }

  private static void headers(JsonParser json, List<Endpoint.Header> headers) throws IOException {
    String otherwise = "answered headers that are no lists of texts";
    expect(json.currentToken() == JsonToken.START_OBJECT, otherwise);
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      expect(json.nextToken() == JsonToken.START_ARRAY, otherwise);
      while (json.nextToken() == JsonToken.VALUE_STRING) {
        try {
          headers.add(new Endpoint.Header(name, json.getText()));
        } catch (IllegalArgumentException e) {
          throw new IOException("answered a header that can't be sent, " + e.getMessage(), e);
        }
      }
      expect(json.currentToken() == JsonToken.END_ARRAY, otherwise);
    }
  }

  private static Instant instant(JsonParser json, Instant now) throws IOException {
    try {
      expect(json.currentToken() == JsonToken.VALUE_STRING, "answered a time that is no text");
      Instant instant = OffsetDateTime.parse(json.getText()).toInstant();
      // Times far away must not overflow.
      Instant never = now.plus(Duration.ofDays(3650));
      return instant.isBefore(now) ? now : instant.isAfter(never) ? never : instant;
    } catch (DateTimeException e) {
      throw new IOException("answered a time that isn't as in RFC 3339", e);
    }
  }

  private static void expect(boolean condition, String otherwise) throws IOException {
    if (!condition) {
      throw new IOException(otherwise);
    }
  }

  /** Takes what a program writes, so that it need not wait for us. */
  private static final class Listener extends Thread {

    private final InputStream in;
    private final ByteArrayOutputStream all = new ByteArrayOutputStream();

    Listener(InputStream in) {
      super("credential helper");
      this.in = in;
      setDaemon(true);
      start();
    }

    @Override
    public void run() {
      try (in) {
        in.transferTo(all);
      } catch (IOException e) {
        setName("credential helper that broke off");
      }
    }

    /** Waits for the end of what is written; false if it hasn't come at this time. */
    boolean ended(long nanoTime) throws InterruptedException {
      join(Math.max(1, (nanoTime - System.nanoTime()) / 1_000_000));
      return !isAlive();
    }

    byte[] bytes() {
      return all.toByteArray();
    }

    /** On one line, not too long. */
    String words() {
      String said = all.toString(UTF_8).strip().replace('\n', ' ');
      return said.length() > MOST_WORDS ? said.substring(0, MOST_WORDS) + "..." : said;
    }
  }
}
