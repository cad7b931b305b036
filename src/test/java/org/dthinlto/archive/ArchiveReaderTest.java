package org.dthinlto.archive;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the reader makes of archives that are built byte by byte, and how much of them it reads. */
final class ArchiveReaderTest {

  @TempDir Path folder;

  @Test
  void magic() {
    assertTrue(Archive.isArchive("!<arch>\nmore".getBytes(StandardCharsets.US_ASCII)));
    assertTrue(Archive.isArchive("!<thin>\n".getBytes(StandardCharsets.US_ASCII)));
    assertFalse(Archive.isArchive("!<arch>".getBytes(StandardCharsets.US_ASCII)));
    assertFalse(Archive.isArchive("!<arch>\r".getBytes(StandardCharsets.US_ASCII)));
    assertFalse(Archive.isArchive("!<bigaf>\n".getBytes(StandardCharsets.US_ASCII)));
    assertFalse(Archive.isArchive(new byte[0]));
  }

  /** llvm-ar and lld insist on the pad byte at the end; GNU ar doesn't, and nothing is lost. */
  @Test
  void lastPadByteMissing() throws Exception {
    byte[] whole = ArText.regular().member("a.o/", "aa").member("b.o/", "bbb").bytes();
    byte[] cut = Arrays.copyOf(whole, whole.length - 1);
    assertEquals("a.o@8+2 b.o@70+3", describe(whole));
    assertEquals("a.o@8+2 b.o@70+3", describe(cut));
  }

  @Test
  void sixteenCharactersWithoutSlash() throws Exception {
    assertEquals(
        "sixteen_chars_.o@8+1", describe(ArText.regular().member("sixteen_chars_.o", "x")));
    assertEquals("short.o@8+1", describe(ArText.regular().member("short.o", "x")));
  }

  /** macOS ar writes short names without a slash, padded with blanks. */
  @Test
  void bsdShortNames() throws Exception {
    ArText sorted = ArText.regular().member("__.SYMDEF SORTED", "12").member("a b", "x");
    assertEquals("a@70+1", describe(sorted), "a blank ends a name, as in lld");
    ArText plain = ArText.regular().member("__.SYMDEF", "12").member("a.o", "x");
    assertEquals("a.o@70+1", describe(plain));
    ArText later = ArText.regular().member("a b/", "x").member("__.SYMDEF/", "12");
    assertEquals("a b@8+1 __.SYMDEF@70+2", describe(later), "a symbol table comes first");
  }

  @Test
  void bsdLongNames_withoutTheirPadding() throws Exception {
    ArText bsd =
        ArText.regular()
            .member("#1/20", "__.SYMDEF SORTED\0\0\0\0table")
            .member("#1/12", "with blank\0\0payload")
            .member("#1/3", "a/b");
    assertEquals("with blank@94+7 a/b@174+0", describe(bsd));
  }

  @Test
  void nameTableIndexIntoTheMiddle() throws Exception {
    ArText gnu =
        ArText.regular().member("//", "dir/name.o/\n").member("/0", "x").member("/4", "yy");
    assertEquals("dir/name.o@80+1 name.o@142+2", describe(gnu));
  }

  @Test
  void coffNamesEndWithNul_gnuNamesDoNot() throws Exception {
    String table = "dir/long/name.obj\0";
    ArText coff = ArText.regular().member("/", "1234").member("/", "12").member("//", table);
    assertEquals("dir/long/name.obj@212+1", describe(coff.member("/0", "x")));
    ArText gnu = ArText.regular().member("/", "1234").member("//", table).member("/0", "x");
    assertEquals(
        "'lib.a': header at byte 150: its name, byte 0 of the name table, has no end;"
            + " the archive is truncated or damaged",
        assertThrows(ArchiveException.class, () -> describe(gnu)).getMessage());
  }

  /** A newline in a name would cut it; lld rejects that too. */
  @Test
  void newlineInALongName_isNotTakenForItsEnd() throws Exception {
    ArText gnu = ArText.regular().member("//", "one\ntwo.o/\n").member("/0", "x");
    assertThrows(ArchiveException.class, () -> describe(gnu));
    assertEquals(
        "two.o@80+1", describe(ArText.regular().member("//", "one\ntwo.o/\n").member("/4", "x")));
  }

  @Test
  void noFileIsHeldOpenAndTheListCannotBeChanged() throws Exception {
    Files.write(folder.resolve("lib.a"), ArText.regular().member("a.o/", "x").bytes());
    Archive archive = Archive.read(folder.resolve("lib.a"));
    assertThrows(UnsupportedOperationException.class, () -> archive.members().clear());
    assertEquals(folder.resolve("lib.a"), archive.file());
    assertEquals(folder.resolve("lib.a").toString(), archive.name());
    assertEquals(0, openDescriptors(archive.file()));
    try (ArchiveBytes open = ArchiveBytes.open(archive)) {
      assertEquals(1, open.head(archive.members().get(0), 9).length);
      assertEquals(1, openDescriptors(archive.file()));
    }
    assertEquals(0, openDescriptors(archive.file()));
  }

  private static int openDescriptors(Path file) throws Exception {
    int count = 0;
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path descriptor : descriptors) {
        if (Files.exists(descriptor) && Files.isSameFile(descriptor, file)) {
          count++;
        }
      }
    }
    return count;
  }

  /** Offsets beyond what an int holds; the file is sparse. */
  @Test
  void membersBeyondTwoGibibytes() throws Exception {
    Path lib = folder.resolve("lib.a");
    long size = 5_000_000_001L;
    ArText start = ArText.regular().header("big.o/", Long.toString(size));
    long second = start.size() + size + 1;
    try (FileChannel out =
        FileChannel.open(lib, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      out.write(ByteBuffer.wrap(start.bytes()));
      out.write(ByteBuffer.wrap(new ArText().member("far.o/", "far").bytes()), second);
    }
    try (FileChannel in = FileChannel.open(lib)) {
      ReadWindow window = new ReadWindow(in);
      Archive archive = new ArchiveReader(lib, "lib.a", window).walk();
      assertTrue(window.bytesRead() < 10_000, "read " + window.bytesRead() + " bytes");
      assertEquals(size, archive.members().get(0).size());
      ArchiveMember far = archive.members().get(1);
      assertEquals(second, far.headerOffset());
      assertArrayEquals(new byte[] {'f', 'a', 'r'}, far.bytes());
      assertArrayEquals(new byte[2], archive.members().get(0).head(2));
      assertEquals(
          "'lib.a': member 'big.o' at byte 8: 5000000001 bytes are too many to hold in memory",
          assertThrows(ArchiveException.class, () -> archive.members().get(0).bytes())
              .getMessage());
    }
  }

  /** Headers only, where payloads are large; the whole file, but once, where they are small. */
  @Test
  void readsHeadersAndNotPayloads() throws Exception {
    String payload = "p".repeat(10_000);
    ArText large = ArText.regular();
    ArText small = ArText.regular();
    for (int i = 0; i < 500; i++) {
      large.member("m" + i + ".o/", payload);
      small.member("m" + i + ".o/", "12345");
    }
    assertTrue(bytesRead(large) < 500 * 300, "read " + bytesRead(large) + " of " + large.size());
    // 64 KiB at a time; a header cut by the end of a piece is fetched again.
    assertTrue(bytesRead(small) < small.size() + 5000, "read " + bytesRead(small));
    assertEquals(500, describe(large).split(" ").length);
    assertEquals(500, describe(small).split(" ").length);
  }

  private long bytesRead(ArText text) throws Exception {
    Path lib = folder.resolve("lib.a");
    Files.write(lib, text.bytes());
    try (FileChannel in = FileChannel.open(lib)) {
      ReadWindow window = new ReadWindow(in);
      new ArchiveReader(lib, "lib.a", window).walk();
      return window.bytesRead();
    }
  }

  private String describe(ArText text) throws Exception {
    return describe(text.bytes());
  }

  /** {@code name@header+size} of all members, each checked to lie in the file as it says. */
  private String describe(byte[] bytes) throws Exception {
    Path lib = folder.resolve("lib.a");
    Files.write(lib, bytes);
    StringBuilder out = new StringBuilder();
    for (ArchiveMember m : Archive.read(lib, "lib.a").members()) {
      out.append(out.isEmpty() ? "" : " ").append(m.name());
      out.append('@').append(m.headerOffset()).append('+').append(m.size());
      int from = (int) m.dataOffset();
      assertArrayEquals(Arrays.copyOfRange(bytes, from, from + (int) m.size()), m.bytes());
    }
    return out.toString();
  }
}
