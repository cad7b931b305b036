package org.dthinlto.remote;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where a server is and what it wants to be told with every call. Connects to nothing.
 *
 * @param host a name or an address; one of IPv6 in brackets
 * @param tls whether the connection is encrypted
 * @param instance the part of the server that is meant; mostly empty
 * @param headers sent with every call
 * @param files what TLS takes from files
 * @param secrets where what proves who we are comes from
 */
public record Endpoint(
    String host,
    int port,
    boolean tls,
    String instance,
    List<Header> headers,
    TlsFiles files,
    Secrets secrets) {

  /** Ports that the scheme means if none is said. */
  private static final int PLAIN_PORT = 80;

  private static final int TLS_PORT = 443;

  /** One header, its name in lower case. Its value may be a secret and is never told. */
  public record Header(String name, String value) {

    /**
     * @throws IllegalArgumentException if HTTP or gRPC can't send it; the text is fit for the user
     */
    public Header {
      name = name.strip().toLowerCase(Locale.ROOT);
      value = value.strip();
      for (int i = 0; i < name.length(); i++) {
        char c = name.charAt(i);
        boolean fit = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || "-_.".indexOf(c) >= 0;
        require(fit, name, "the name of a header is made of letters, digits, '-', '_' and '.'");
      }
      require(!name.isEmpty(), name, "a header has a name");
      require(!name.endsWith("-bin"), name, "headers of bytes (-bin) can't be given");
      require(!ours(name), name, "this header is gRPC's own");
      for (int i = 0; i < value.length(); i++) {
        char c = value.charAt(i);
        require(c >= ' ' && c <= '~', name, "the value of a header is one line of ASCII");
      }
    }

    /**
     * Reads {@code NAME=VALUE}.
     *
     * @throws IllegalArgumentException if it is none; the text is fit for the user
     */
    public static Header parse(String text) {
      int sign = text.indexOf('=');
      if (sign < 0) {
        throw new IllegalArgumentException("a header is written NAME=VALUE, this one has no '='");
      }
      return new Header(text.substring(0, sign), text.substring(sign + 1));
    }

    private static boolean ours(String name) {
      return switch (name) {
        case "te", "content-type", "user-agent", "host", "connection", "content-length" -> true;
        default -> name.startsWith("grpc-");
      };
    }

    private static void require(boolean condition, String name, String otherwise) {
      if (!condition) {
        throw new IllegalArgumentException("'" + name + "': " + otherwise);
      }
    }

    @Override
    public String toString() {
      return name + "=...";
    }
  }

  /**
   * Names of PEM files, each of them empty if there is none.
   *
   * @param authorities whom to trust instead of those whom Java trusts
   * @param certificate ours, for servers that ask for one
   * @param key that of our certificate, PKCS#8
   */
  public record TlsFiles(String authorities, String certificate, String key) {

    /** Those whom Java trusts, and no certificate of ours. */
    public static final TlsFiles NONE = new TlsFiles("", "", "");

    /**
     * @throws IllegalArgumentException if there is a certificate without its key, or a key without
     *     its certificate; the text is fit for the user
     */
    public TlsFiles {
      if (certificate.isEmpty() != key.isEmpty()) {
        throw new IllegalArgumentException(
            certificate.isEmpty()
                ? "'" + key + "': a key needs its certificate"
                : "'" + certificate + "': a certificate needs its key");
      }
    }
  }

  /**
   * Where headers come from that change while we work, each of them empty if there is none.
   *
   * @param tokenFile a file with a token, sent as {@code Authorization: Bearer TOKEN}
   * @param helper a program that tells headers, as Bazel's credential helpers do
   */
  public record Secrets(String tokenFile, String helper) {

    /** None. */
    public static final Secrets NONE = new Secrets("", "");

    /**
     * @throws IllegalArgumentException if there are both; the text is fit for the user
     */
    public Secrets {
      if (!tokenFile.isEmpty() && !helper.isEmpty()) {
        throw new IllegalArgumentException(
            "'" + helper + "': a credential helper and a token file exclude each other");
      }
    }
  }

  public Endpoint {
    headers = List.copyOf(headers);
  }

  /**
   * Reads {@code grpc://host:port} or {@code grpcs://host:port}; without a scheme it is the second,
   * as for Bazel.
   *
   * @throws IllegalArgumentException if it is none; the text is fit for the user
   */
  public static Endpoint parse(String text) {
    URI uri = uri(text.contains("://") ? text : "grpcs://" + text);
    boolean tls = uri != null && "grpcs".equals(uri.getScheme());
    if (uri == null || !(tls || "grpc".equals(uri.getScheme()))) {
      throw new IllegalArgumentException(
          "'" + text + "': is no endpoint, such as grpc://host:port or grpcs://host:port");
    }
    String host = uri.getHost();
    if (host == null || !uri.getRawPath().isEmpty() || uri.getRawQuery() != null) {
      throw new IllegalArgumentException(
          "'" + text + "': an endpoint is a host and a port and nothing more");
    }
    int port = uri.getPort() >= 0 ? uri.getPort() : tls ? TLS_PORT : PLAIN_PORT;
    return new Endpoint(host, port, tls, "", List.of(), TlsFiles.NONE, Secrets.NONE);
  }

  private static @Nullable URI uri(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      return null;
    }
  }

  /** The same with an instance name. */
  public Endpoint withInstance(String name) {
    return new Endpoint(host, port, tls, name, headers, files, secrets);
  }

  /** The same with these headers. */
  public Endpoint withHeaders(List<Header> all) {
    return new Endpoint(host, port, tls, instance, all, files, secrets);
  }

  /** The same with these files. */
  public Endpoint withFiles(TlsFiles other) {
    return new Endpoint(host, port, tls, instance, headers, other, secrets);
  }

  /** The same with these secrets. They are sent without TLS too: users may have their reasons. */
  public Endpoint withSecrets(Secrets other) {
    return new Endpoint(host, port, tls, instance, headers, files, other);
  }

  /** What credential helpers know it by; the usual port isn't named, as in Bazel. */
  String uri() {
    return "https://" + host + (port == TLS_PORT ? "" : ":" + port);
  }

  /** The form in which users write it. */
  @Override
  public String toString() {
    return (tls ? "grpcs://" : "grpc://") + host + ":" + port;
  }
}
