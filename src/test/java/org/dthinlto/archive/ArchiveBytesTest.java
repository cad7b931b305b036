package org.dthinlto.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Payloads: what is copied, what remains of a copy that fails, archives that change meanwhile. */
final class ArchiveBytesTest {

  @TempDir Path folder;
  private Path lib;

  @BeforeEach
  void makeArchive() throws Exception {
    lib = folder.resolve("lib.a");
    Files.write(lib, ArText.regular().member("a.o/", "first").member("b.o/", "second").bytes());
  }

  @Test
  void headIsAsLongAsThePayloadAtMost() throws Exception {
    ArchiveMember member = Archive.read(lib).members().get(0);
    assertEquals("fir", text(member.head(3)));
    assertEquals("first", text(member.head(5)));
    assertEquals("first", text(member.head(1000)));
    assertEquals(0, member.head(0).length);
  }

  /** The longest name a file system allows: the name beside can't be made from it. */
  @Test
  void copyTo_longestName_replacesAndLeavesNothingElse() throws Exception {
    ArchiveMember member = Archive.read(lib).members().get(1);
    Path target = folder.resolve("lib.a(" + "b".repeat(240) + " at 74)");
    Files.writeString(target, "what was there before");
    member.copyTo(target);
    assertEquals("second", Files.readString(target));
    assertEquals(2, files().size());
    Path tooLong = folder.resolve("b".repeat(256));
    IOException e = assertThrows(IOException.class, () -> member.copyTo(tooLong));
    assertEquals("'" + tooLong + "': cannot be written, File name too long", e.getMessage());
    assertEquals(2, files().size());
  }

  @Test
  void copyTo_targetIsAFolder() throws Exception {
    ArchiveMember member = Archive.read(lib).members().get(1);
    Path target = folder.resolve("taken");
    Files.createDirectories(target.resolve("x"));
    IOException e = assertThrows(IOException.class, () -> member.copyTo(target));
    assertFalse(e instanceof ArchiveException);
    assertTrue(e.getMessage().startsWith("'" + target + "': cannot be written, "), e.getMessage());
    assertEquals(List.of("lib.a", "taken"), files());
  }

  @Test
  void copyTo_folderIsMissing() throws Exception {
    ArchiveMember member = Archive.read(lib).members().get(1);
    Path target = folder.resolve("no/such/folder/m.o");
    IOException e = assertThrows(IOException.class, () -> member.copyTo(target));
    assertEquals("'" + target + "': cannot be written, its folder does not exist", e.getMessage());
  }

  /** No room for all bytes, by a limit on the size of files: half a copy must not remain. */
  @Test
  void copyTo_noRoom() throws Exception {
    String large = "m".repeat(100_000);
    Files.write(lib, ArText.regular().member("//", "m.o/\n\n").member("/0", large).bytes());
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String path = System.getProperty("java.class.path");
    String[] argv = {
      "sh",
      "-c",
      // 512 or 1024 bytes each, by the shell.
      "ulimit -f 20; exec \"$@\"",
      "sh",
      java,
      "-XX:-UsePerfData",
      "-cp",
      path,
      CopyMembers.class.getName()
    };
    String said = ArTools.run(folder, argv);
    assertEquals("'m.o': cannot be written, File too large\n", said);
    assertEquals(List.of("lib.a"), files());
    argv[2] = "exec \"$@\"";
    assertEquals("", ArTools.run(folder, argv));
    assertEquals(List.of("lib.a", "m.o"), files());
  }

  /** Run as a program: copies the members of lib.a here, under their names. */
  static final class CopyMembers {
    private CopyMembers() {}

    public static void main(String[] args) throws ArchiveException {
      for (ArchiveMember member : Archive.read(Path.of("lib.a")).members()) {
        try {
          member.copyTo(Path.of(member.name()));
        } catch (IOException e) {
          System.out.println(e.getMessage());
        }
      }
    }
  }

  @Test
  void archiveThatBecameShorter() throws Exception {
    Archive archive = Archive.read(lib, "lib.a");
    ArchiveMember last = archive.members().get(1);
    try (ArchiveBytes open = ArchiveBytes.open(archive)) {
      Files.write(lib, ArText.regular().member("a.o/", "first").bytes());
      String expected =
          "'lib.a': member 'b.o' at byte 74: '"
              + lib
              + "' has 74 bytes now, it was changed after it was read";
      assertEquals(expected, message(() -> open.bytes(last)));
      assertEquals(expected, message(() -> open.head(last, 1)));
      assertEquals(expected, message(() -> open.copyTo(last, folder.resolve("copy"))));
      assertEquals("first", text(open.bytes(archive.members().get(0))));
    }
    assertEquals(List.of("lib.a"), files());
  }

  @Test
  void archiveThatIsGone() throws Exception {
    Archive archive = Archive.read(lib, "lib.a");
    Files.delete(lib);
    assertEquals(
        "'lib.a': cannot be read, no such file", message(() -> ArchiveBytes.open(archive)));
    assertEquals(
        "'lib.a': member 'a.o' at byte 8: '" + lib + "' cannot be read, no such file",
        message(() -> archive.members().get(0).head(1)));
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static String message(org.junit.jupiter.api.function.Executable access) {
    return assertThrows(ArchiveException.class, access).getMessage();
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
