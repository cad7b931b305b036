package org.dthinlto.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileDigestsTest {

  @TempDir Path folder;
  private CacheFolder cache;
  private Path file;

  @BeforeEach
  void makeFile() throws IOException {
    cache = new CacheFolder(folder.resolve("cache"));
    file = folder.resolve("some.o");
    Files.writeString(file, "0123456789");
  }

  private static Digest digest(String text) {
    return Digest.of(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Until what the file system says of the file can be trusted. */
  private void settle() throws IOException, InterruptedException {
    while (!FileStamp.of(file).isSettled(FileStamp.now())) {
      Thread.sleep(20);
    }
  }

  /** Writes into all notes, for this file, what would be the digest of another content. */
  private void forge(Digest digest) throws IOException {
    FileDigests digests = new FileDigests(cache);
    digests.of(file);
    digests.save();
    List<Path> notes = new ArrayList<>();
    try (var found = Files.walk(cache.path())) {
      found.filter(Files::isRegularFile).forEach(notes::add);
    }
    for (Path note : notes) {
      if (note.toString().contains("/files/")) {
        DigestNote forged = new DigestNote();
        FileStamp stamp = FileStamp.of(file);
        forged.entry("some.o", stamp, true).put(0, stamp.size(), digest);
        Files.write(note, forged.bytes());
      }
    }
  }

  @Test
  void wholeFilesAndParts() throws IOException {
    FileDigests digests = new FileDigests();
    assertEquals(digest("0123456789"), digests.of(file));
    assertEquals(digest("345"), digests.of(file, 3, 3));
    assertEquals(digest(""), digests.of(file, 3, 0));
    assertThrows(IOException.class, () -> digests.of(folder.resolve("none")));
  }

  @Test
  void settledFile_isNotReadAgain() throws IOException, InterruptedException {
    settle();
    Digest other = digest("what nobody wrote");
    forge(other);
    assertEquals(other, new FileDigests(cache).of(file), "the note was not used");
  }

  /** Within one tick of the file system's clock nothing but the content changes. */
  @Test
  void freshFile_isReadEachTime() throws IOException {
    for (int i = 0; i < 200; i++) {
      String text = String.valueOf(1000 + i);
      Files.writeString(file, text);
      FileDigests digests = new FileDigests(cache);
      assertFalse(digests.isSettled(file));
      assertEquals(digest(text), digests.of(file));
      digests.save();
    }
  }

  @Test
  void settledFileThatWasChanged_isReadAgain() throws IOException, InterruptedException {
    settle();
    FileDigests first = new FileDigests(cache);
    assertEquals(digest("0123456789"), first.of(file));
    first.save();
    FileTime time = Files.getLastModifiedTime(file);
    Files.writeString(file, "abcdefghij");
    Files.setLastModifiedTime(file, time); // of the same size and time: the change time tells
    assertEquals(digest("abcdefghij"), new FileDigests(cache).of(file));
    Path other = folder.resolve("other");
    Files.writeString(other, "klmnopqrst");
    Files.move(other, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertEquals(digest("klmnopqrst"), new FileDigests(cache).of(file));
  }

  @Test
  void changedBetweenStampAndRead_isAnError() throws IOException {
    FileDigests digests = new FileDigests();
    digests.stamp(file);
    assertTrue(digests.isUnchanged(file));
    Files.writeString(file, "0123456789abc");
    assertFalse(digests.isUnchanged(file));
    IOException e = assertThrows(IOException.class, () -> digests.of(file));
    assertTrue(e.getMessage().contains("changed while it was read"), e.getMessage());
  }

  @Test
  void whatWasNeverAskedFor_isNotUnchanged() throws IOException {
    FileDigests digests = new FileDigests();
    assertFalse(digests.isUnchanged(file));
    digests.of(file);
    assertTrue(digests.isUnchanged(file));
    Files.delete(file);
    assertFalse(digests.isUnchanged(file));
  }

  @Test
  void damagedNotes_areIgnored() throws IOException, InterruptedException {
    settle();
    forge(digest("what nobody wrote"));
    List<Path> notes = new ArrayList<>();
    try (var found = Files.walk(cache.path())) {
      found.filter(Files::isRegularFile).forEach(notes::add);
    }
    assertNotEquals(List.of(), notes);
    for (Path note : notes) {
      byte[] bytes = Files.readAllBytes(note);
      bytes[bytes.length / 2] ^= 4;
      Files.write(note, bytes);
    }
    assertEquals(digest("0123456789"), new FileDigests(cache).of(file));
    for (Path note : notes) {
      Files.write(note, new byte[3]);
    }
    assertEquals(digest("0123456789"), new FileDigests(cache).of(file));
  }

  @Test
  void cacheThatCantBeWritten_isDoneWithout() throws IOException {
    Path plain = folder.resolve("plain");
    Files.writeString(plain, "");
    FileDigests digests = new FileDigests(new CacheFolder(plain));
    assertEquals(digest("0123456789"), digests.of(file));
    digests.save();
    assertEquals("", Files.readString(plain));
  }
}
