package org.dthinlto.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class DigestNoteTest {

  private static final FileStamp STAMP = new FileStamp(10, 20, 30, 40);
  private static final Digest DIGEST = Digest.of(new byte[] {1});

  private static DigestNote written() throws IOException {
    DigestNote note = new DigestNote();
    note.entry("a.o", STAMP, true).put(0, 10, DIGEST);
    return note;
  }

  @Test
  void whatWasWritten_isRead() throws IOException {
    DigestNote read = DigestNote.of(written().bytes());
    assertEquals(DIGEST, read.entry("a.o", STAMP, true).get(0, 10));
    assertNull(read.entry("a.o", STAMP, true).get(0, 9));
    assertNull(read.entry("a.o", STAMP, true).get(1, 10));
    assertNull(read.entry("b.o", STAMP, true).get(0, 10));
    assertFalse(read.entry("c.o", STAMP, false).isSettled());
  }

  @Test
  void anyOtherStamp_forgets() throws IOException {
    for (FileStamp other :
        new FileStamp[] {
          new FileStamp(11, 20, 30, 40),
          new FileStamp(10, 21, 30, 40),
          new FileStamp(10, 20, 31, 40),
          new FileStamp(10, 20, 30, 41)
        }) {
      DigestNote read = DigestNote.of(written().bytes());
      assertNull(read.entry("a.o", other, true).get(0, 10), other::toString);
      assertNull(read.entry("a.o", STAMP, true).get(0, 10), "the old state is gone");
    }
  }

  @Test
  void unsettledFiles_areNotWritten() throws IOException {
    DigestNote note = new DigestNote();
    note.entry("a.o", STAMP, false).put(0, 10, DIGEST);
    assertNull(DigestNote.of(note.bytes()).entry("a.o", STAMP, true).get(0, 10));
    assertEquals(DIGEST, DigestNote.of(written().bytes()).entry("a.o", STAMP, true).get(0, 10));
  }

  @Test
  void changes_areNoticed() throws IOException {
    DigestNote read = DigestNote.of(written().bytes());
    assertFalse(read.isChanged());
    read.entry("a.o", STAMP, true);
    assertFalse(read.isChanged(), "asking changes nothing on the same day");
    read.entry("a.o", STAMP, true).put(2, 3, DIGEST);
    assertTrue(read.isChanged());
  }

  @Test
  void damage_isAnError() throws IOException {
    byte[] bytes = written().bytes();
    for (int length = 0; length < bytes.length; length++) {
      byte[] part = Arrays.copyOf(bytes, length);
      assertThrows(IOException.class, () -> DigestNote.of(part), () -> part.length + " bytes");
    }
    for (int i = 0; i < bytes.length; i++) {
      byte[] flipped = bytes.clone();
      flipped[i] ^= 16;
      int at = i;
      assertThrows(IOException.class, () -> DigestNote.of(flipped), () -> "byte " + at);
    }
  }
}
