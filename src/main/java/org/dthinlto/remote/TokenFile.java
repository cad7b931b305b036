package org.dthinlto.remote;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;

/** A file with a token that somebody else keeps fresh. Reads it again whenever it has changed. */
final class TokenFile implements Credentials.Source {

  /** Longer than any token; the limit for all headers of a call is often 8 KiB. */
  private static final int MOST = 1 << 14;

  private final Path file;
  private volatile String stamp = "";

  TokenFile(String name) {
    this.file = Path.of(name);
  }

  @Override
  public Credentials.Issued issue() throws IOException {
    byte[] bytes;
    try {
      stamp = stamp();
      bytes = Files.size(file) > MOST ? new byte[] {'\n'} : Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new IOException("'" + file + "': there is no such token file", e);
    } catch (IOException e) {
      throw new IOException("'" + file + "': the token can't be read, " + e.getMessage(), e);
    }
    String token = new String(bytes, ISO_8859_1).strip();
    if (token.isEmpty()) {
      throw new IOException("'" + file + "': holds no token, it is empty or far too large");
    }
    try {
      return new Credentials.Issued(
          List.of(new Endpoint.Header("authorization", "Bearer " + token)), Long.MAX_VALUE / 2);
    } catch (IllegalArgumentException e) {
      throw new IOException("'" + file + "': holds no token, which is one line of ASCII", e);
    }
  }

  @Override
  public boolean changed() {
    try {
      return !stamp.equals(stamp());
    } catch (IOException e) {
      return true; // whoever reads it will be told why
    }
  }

  private String stamp() throws IOException {
    BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
    return now.lastModifiedTime() + " " + now.size() + " " + now.fileKey();
  }
}
