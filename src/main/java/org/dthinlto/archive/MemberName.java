package org.dthinlto.archive;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Member names as text. An archive holds bytes; nearly always they are ASCII or UTF-8.
 *
 * @param text the decoded name; if the bytes are not UTF-8, one character (U+0000 to U+00FF) per
 *     byte, so that none is lost
 * @param utf8 whether the bytes are valid UTF-8
 */
record MemberName(String text, boolean utf8) {

  static MemberName decode(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] < 0) {
        return decodeNonAscii(bytes, from, to);
      }
    }
    return new MemberName(latin1(bytes, from, to), true);
  }

  private static MemberName decodeNonAscii(byte[] bytes, int from, int to) {
    try {
      ByteBuffer in = ByteBuffer.wrap(bytes, from, to - from);
      return new MemberName(StandardCharsets.UTF_8.newDecoder().decode(in).toString(), true);
    } catch (CharacterCodingException e) {
      return new MemberName(latin1(bytes, from, to), false);
    }
  }

  static String latin1(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
  }
}
