package org.dthinlto.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Broken archives: an error that says what is wrong where, and never anything else. */
final class ArchiveDamageTest {

  private static final Path CASES = Path.of("src/test/resources/archive");

  private static final Pattern AT_BYTE = Pattern.compile("\\bbyte \\d+\\b");

  @TempDir Path folder;
  private Path lib;

  /** A folder per case: {@code lib.a}, what it refers to, and {@code error.txt}. */
  static Stream<Path> cases() throws IOException {
    try (Stream<Path> found = Files.list(CASES)) {
      List<Path> sorted = found.sorted().toList();
      assertTrue(sorted.size() > 20, "only " + sorted.size() + " cases in " + CASES);
      return sorted.stream();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void brokenArchive_errorText(Path broken) throws Exception {
    ArchiveException e =
        assertThrows(
            ArchiveException.class,
            () -> {
              Archive archive = Archive.read(broken.resolve("lib.a"), "lib.a");
              for (ArchiveMember member : archive.members()) {
                member.bytes();
              }
            });
    String expected = Files.readString(broken.resolve("error.txt")).strip();
    assertEquals(expected, String.valueOf(e.getMessage()).replace(broken + "/", ""));
  }

  static Stream<ArText> soundArchives() {
    String name = "quite_a_long_name_for_a_header.o";
    return Stream.of(
        ArText.regular()
            .member("/", "\0\0\0\0")
            .member("//", name + "/\n\u00e9t\u00e9_" + name + "/\n")
            .member("a.o/", "odd")
            .member("/0", "long")
            .member("/34", "")
            .member("a.o/", "last!"),
        ArText.regular()
            .member("#1/20", "__.SYMDEF SORTED\0\0\0\0table")
            .member("#1/12", "with blank\0\0payload")
            .member("x.o", "abc"),
        ArText.regular()
            .member("/", "1234")
            .member("/", "12")
            .member("//", "dir/long/name.obj\0")
            .member("/0", "x")
            .member("y.obj/", "yy"),
        ArText.thin()
            .member("/SYM64/", "\0\0\0\0\0\0\0\0")
            .member("//", "obj/a.o/\ninner.a/\n/abs/gone.o/\n")
            .header("/0", "3")
            .header("/9:8", "1")
            .header("/18", "7"));
  }

  @BeforeEach
  void makeWhatTheThinArchiveRefersTo() throws Exception {
    Files.createDirectory(folder.resolve("obj"));
    Files.writeString(folder.resolve("obj/a.o"), "abc");
    Files.write(folder.resolve("inner.a"), ArText.regular().member("in.o/", "i").bytes());
    lib = folder.resolve("lib.a");
  }

  @ParameterizedTest
  @MethodSource("soundArchives")
  void cutAtEveryLength(ArText sound) throws Exception {
    Files.write(lib, sound.bytes());
    int failed = 0;
    try (FileChannel out = FileChannel.open(lib, StandardOpenOption.WRITE)) {
      for (int length = sound.size() - 1; length >= 0; length--) {
        out.truncate(length);
        failed += readAll() ? 0 : 1;
      }
    }
    assertTrue(failed > sound.size() * 2 / 3, failed + " of " + sound.size() + " cuts failed");
  }

  @ParameterizedTest
  @MethodSource("soundArchives")
  void everyByteChanged(ArText sound) throws Exception {
    byte[] bytes = sound.bytes();
    Files.write(lib, bytes);
    int failed = 0;
    try (FileChannel out = FileChannel.open(lib, StandardOpenOption.WRITE)) {
      for (int i = 0; i < bytes.length; i++) {
        byte right = bytes[i];
        int[] wrong = {
          0, '\n', ' ', '#', '-', '/', '0', '9', ':', '`', 0xff, right ^ 1, right ^ 16
        };
        for (int value : wrong) {
          out.write(ByteBuffer.wrap(new byte[] {(byte) value}), i);
          failed += readAll() ? 0 : 1;
        }
        out.write(ByteBuffer.wrap(new byte[] {right}), i);
      }
    }
    assertTrue(failed > 500, "only " + failed + " changes were noticed");
  }

  /** Reads an archive and all payloads. Whether that went well; if not, the error says where. */
  private boolean readAll() throws Exception {
    long length = Files.size(lib);
    try {
      Archive archive = Archive.read(lib, "lib.a");
      long end = 8;
      for (ArchiveMember member : archive.members()) {
        assertTrue(member.headerOffset() >= end, "headers follow each other");
        end = member.headerOffset() + 60;
        assertTrue(end <= length);
        assertFalse(member.name().isEmpty());
      }
      try (ArchiveBytes open = ArchiveBytes.open(archive)) {
        for (ArchiveMember member : archive.members()) {
          int size = open.bytes(member).length;
          assertTrue(member.wholeFile() || size == member.size());
        }
      }
      return true;
    } catch (ArchiveException e) {
      String message = String.valueOf(e.getMessage());
      assertTrue(message.startsWith("'lib.a': "), message);
      assertTrue(length < 8 || AT_BYTE.matcher(message).find(), message);
      for (int i = 0; i < message.length(); i++) {
        assertFalse(message.charAt(i) < ' ', "control characters are shown as \\xNN: " + message);
      }
      return false;
    }
  }

  @Test
  void soundArchivesAreSound() throws Exception {
    List<ArText> sound = soundArchives().toList();
    for (ArText archive : sound.subList(0, 3)) {
      Files.write(lib, archive.bytes());
      assertTrue(readAll());
    }
    Files.write(lib, sound.get(3).bytes());
    assertFalse(readAll(), "one of its members is missing");
    assertEquals(3, Archive.read(lib).members().size());
  }

  @Test
  void missingFileAndFolder() {
    assertEquals("'no.a': cannot be read, no such file", message(folder.resolve("no"), "no.a"));
    assertEquals("'.': is a folder, not an archive", message(folder, "."));
    assertEquals("'null': is not a regular file", message(Path.of("/dev/null"), "null"));
    assertEquals(
        "'" + folder + "/no': cannot be read, no such file",
        assertThrows(ArchiveException.class, () -> Archive.read(folder.resolve("no")))
            .getMessage());
  }

  /** As root nothing is unreadable, so that the words are checked and not the refusal. */
  @Test
  void reasonsOfTheSystem() {
    assertEquals("permission denied", ArchiveException.reason(new AccessDeniedException("x")));
    assertEquals(
        "Input/output error", ArchiveException.reason(new IOException("Input/output error")));
    assertEquals("NotDirectoryException", ArchiveException.reason(new NotDirectoryException("x")));
  }

  private static String message(Path file, String name) {
    return String.valueOf(
        assertThrows(ArchiveException.class, () -> Archive.read(file, name)).getMessage());
  }
}
