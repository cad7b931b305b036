package org.dthinlto.cache;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;

/**
 * Makes one digest of many texts, so that no two different rows of texts have the same. Doesn't
 * know what they mean.
 */
public final class KeyWriter {

  private final MessageDigest digest = Digest.sha256();
  private final byte[] length = new byte[4];

  /**
   * Begins a key.
   *
   * @param scheme what kind of key, with its version; keys of different schemes never agree
   */
  public KeyWriter(String scheme) {
    add(scheme);
  }

  /** Adds one text; its length goes before it, so that texts can't run into each other. */
  public KeyWriter add(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    addLength(bytes.length);
    digest.update(bytes);
    return this;
  }

  public KeyWriter add(Digest content) {
    return add(content.hex());
  }

  /** Adds a list of texts and where it ends. */
  public KeyWriter add(List<String> texts) {
    addLength(texts.size());
    for (String text : texts) {
      add(text);
    }
    return this;
  }

  private void addLength(int count) {
    length[0] = (byte) (count >> 24);
    length[1] = (byte) (count >> 16);
    length[2] = (byte) (count >> 8);
    length[3] = (byte) count;
    digest.update(length);
  }

  /** The key; nothing can be added after it. */
  public Digest key() {
    return Digest.of(digest);
  }
}
