package org.dthinlto.cache;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/**
 * A short name for a file that stands for a long text. Two texts may share one, so what lies in the
 * file has to tell which text it is of. A digest would need no such care, but the first one that a
 * JVM makes takes 20 ms, and a link in which nothing has changed takes 80.
 */
public final class Name {

  private Name() {}

  /** 16 hexadecimal digits. */
  public static String of(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    CRC32 one = new CRC32();
    one.update(bytes);
    CRC32C other = new CRC32C();
    other.update(bytes);
    return digits(one.getValue()) + digits(other.getValue());
  }

  private static String digits(long value) {
    String hex = Long.toHexString(value);
    return "00000000".substring(hex.length()) + hex;
  }
}
