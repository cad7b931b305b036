package org.dthinlto.archive;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Builds small archives by hand, sound and broken ones, independently of the code under test. */
final class ArText {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  static ArText regular() {
    return new ArText().raw("!<arch>\n");
  }

  static ArText thin() {
    return new ArText().raw("!<thin>\n");
  }

  /** Appends text, one byte per character. */
  ArText raw(String latin1) {
    out.writeBytes(latin1.getBytes(StandardCharsets.ISO_8859_1));
    return this;
  }

  /** Appends a header: the name field and the size field as they are, padded. */
  ArText header(String name, String size) {
    return raw(pad(name, 16) + pad("0", 12) + pad("0", 6) + pad("0", 6) + pad("644", 8))
        .raw(pad(size, 10) + "`\n");
  }

  /** Appends a header and what it stands before, padded to an even length. */
  ArText member(String name, String payload) {
    header(name, Integer.toString(payload.length())).raw(payload);
    return payload.length() % 2 == 0 ? this : raw("\n");
  }

  byte[] bytes() {
    return out.toByteArray();
  }

  int size() {
    return out.size();
  }

  private static String pad(String text, int width) {
    return text + " ".repeat(width - text.length());
  }
}
