package org.dthinlto.remote;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.dthinlto.cache.FileDigests;
import org.dthinlto.remote.api.Reapi;
import org.jspecify.annotations.Nullable;

/**
 * Content that a server is to have: bytes, or a file that stays on disk until it is sent.
 *
 * @param id the API's digest, hash and size
 * @param bytes the content; empty if it is in a file
 * @param file null if the content is in the bytes
 */
record Blob(Reapi.Digest id, ByteString bytes, @Nullable Path file) {

  static Blob of(ByteString bytes) {
    String hash = org.dthinlto.cache.Digest.of(bytes.toByteArray()).hex();
    return new Blob(id(hash, bytes.size()), bytes, null);
  }

  /** A file as its digest says it is. */
  static Blob of(Path file, FileDigests digests) throws IOException {
    String hash = digests.of(file).hex();
    return new Blob(id(hash, digests.stamp(file).size()), ByteString.EMPTY, file);
  }

  static Reapi.Digest id(String hash, long size) {
    return Reapi.Digest.newBuilder().setHash(hash).setSizeBytes(size).build();
  }

  String hash() {
    return id.getHash();
  }

  long size() {
    return id.getSizeBytes();
  }

  InputStream open() throws IOException {
    return file == null ? bytes.newInput() : Files.newInputStream(file);
  }

  /** The whole content, for small ones; servers check whether it is what the digest says. */
  ByteString content() throws IOException {
    return file == null ? bytes : ByteString.copyFrom(Files.readAllBytes(file));
  }

  /** How digests are written for people, {@code hash/size}. */
  static String text(Reapi.Digest id) {
    return id.getHash() + "/" + id.getSizeBytes();
  }
}
