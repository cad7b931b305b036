package org.dthinlto.bitcode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The numbers of symbols, one by one and in sets. */
final class GuidTest {

  static long of(String name) {
    byte[] text = name.getBytes(StandardCharsets.ISO_8859_1);
    return new Guid().of(text, 0, text.length);
  }

  @Test
  void isTheLowHalfOfTheDigest() throws Exception {
    MessageDigest md5 = MessageDigest.getInstance("MD5");
    Guid guid = new Guid();
    byte[] text = new byte[300];
    new Random(3).nextBytes(text);
    for (int length = 1; length < 250; length++) {
      int offset = length % 50;
      text[offset] = 'x';
      md5.update(text, offset, length);
      long low = ByteBuffer.wrap(md5.digest()).order(ByteOrder.LITTLE_ENDIAN).getLong();
      assertEquals(low, guid.of(text, offset, length), "length " + length);
    }
  }

  @Test
  void isWhatLlvmTakes() {
    // As llvm-dis prints it for the summary of main.
    assertEquals(Long.parseUnsignedLong("15822663052811949562"), of("main"));
  }

  @Test
  void aMarkAgainstManglingIsNoPartOfTheName() {
    assertEquals(of("name"), of("\1name"));
    assertNotEquals(of("name"), of("\2name"));
    assertEquals(of(""), of("\1"));
  }

  @Test
  void aSetHoldsWhatWasAdded() {
    GuidSet set = new GuidSet();
    Set<Long> expected = new HashSet<>();
    Random random = new Random(4);
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 20_000; i++) {
        // Many of them want the same place.
        long guid = random.nextBoolean() ? random.nextLong() << 8 : random.nextInt(1000);
        assertEquals(expected.add(guid), set.add(guid));
      }
      for (long guid : expected) {
        assertTrue(set.contains(guid));
        assertFalse(set.add(guid));
      }
      assertFalse(set.contains(1001));
      set.clear();
      for (long guid : expected) {
        assertFalse(set.contains(guid));
      }
      expected.clear();
    }
  }
}
