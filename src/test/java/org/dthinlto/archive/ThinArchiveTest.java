package org.dthinlto.archive;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Thin archives as llvm-ar and GNU ar write them: members lie elsewhere, or in other archives. */
final class ThinArchiveTest {

  @TempDir Path folder;

  @BeforeEach
  void makeFiles() throws Exception {
    Files.createDirectories(folder.resolve("obj/deep er"));
    Files.createDirectories(folder.resolve("lib/x"));
    Files.writeString(folder.resolve("obj/a.o"), "aaa");
    Files.writeString(folder.resolve("obj/deep er/b (1) at 9).o"), "bb");
    Files.writeString(folder.resolve("lib/x/\u00e4.o"), "");
    Files.writeString(folder.resolve("lib/c.o"), "c");
  }

  static Stream<String> archivers() {
    return ArTools.archivers().stream();
  }

  @ParameterizedTest
  @MethodSource("archivers")
  void membersInOtherFolders_areFoundFromTheArchivesFolder(String ar) throws Exception {
    String[] files = {"obj/a.o", "obj/deep er/b (1) at 9).o", "lib/x/\u00e4.o", "lib/c.o"};
    ArTools.run(folder, ar, "rcTS", "lib/lib.a", files[0], files[1], files[2], files[3]);
    Archive archive = Archive.read(folder.resolve("lib/lib.a"));
    assertTrue(archive.thin());
    assertEquals(
        List.of("../obj/a.o", "../obj/deep er/b (1) at 9).o", "x/\u00e4.o", "c.o"), names(archive));
    assertEquals("b (1) at 9).o", archive.members().get(1).baseName());
    // llvm-ar puts the archive's folder before each name; there is none in its own folder.
    String listed = ArTools.run(folder.resolve("lib"), ar, "t", "lib.a");
    assertEquals(listed, String.join("\n", names(archive)) + "\n");
    for (int i = 0; i < files.length; i++) {
      checkWholeFile(archive.members().get(i), folder.resolve(files[i]));
    }
  }

  @ParameterizedTest
  @MethodSource("archivers")
  void absoluteMembers(String ar) throws Exception {
    String file = folder.resolve("obj/a.o").toString();
    String lib = folder.resolve("lib/lib.a").toString();
    ArTools.run(folder, ar, "rcTS", lib, file);
    ArchiveMember member = Archive.read(Path.of(lib)).members().get(0);
    assertEquals(file, member.name());
    checkWholeFile(member, Path.of(file));
  }

  @ParameterizedTest
  @MethodSource("archivers")
  void sameBaseNameFromTwoFolders(String ar) throws Exception {
    Files.writeString(folder.resolve("lib/x/a.o"), "other");
    ArTools.run(folder, ar, "qcTS", "all.a", "obj/a.o", "lib/x/a.o", "obj/a.o");
    Archive archive = Archive.read(folder.resolve("all.a"));
    assertEquals(List.of("obj/a.o", "lib/x/a.o", "obj/a.o"), names(archive));
    assertEquals("other", text(archive.members().get(1)));
    assertEquals("aaa", text(archive.members().get(2)));
  }

  @ParameterizedTest
  @MethodSource("archivers")
  void thinArchiveInAThinArchive_wasFlattenedByAr(String ar) throws Exception {
    ArTools.run(folder, ar, "rcTS", "lib/inner.a", "obj/a.o", "lib/c.o");
    ArTools.run(folder, ar, "rcTS", "outer.a", "lib/inner.a", "lib/x/\u00e4.o");
    Archive archive = Archive.read(folder.resolve("outer.a"));
    assertEquals(3, archive.members().size());
    assertEquals("aaa", text(archive.members().get(0)));
    assertEquals("c", text(archive.members().get(1)));
  }

  /** llvm-ar takes the archive itself for a member; so do lld and we. */
  @Test
  void regularArchiveInAThinArchive_llvm() throws Exception {
    ArTools.run(folder, "llvm-ar", "rc", "lib/inner.a", "obj/a.o", "lib/c.o");
    ArTools.run(folder, "llvm-ar", "rcTS", "outer.a", "lib/inner.a");
    Archive archive = Archive.read(folder.resolve("outer.a"));
    assertEquals(List.of("lib/inner.a"), names(archive));
    checkWholeFile(archive.members().get(0), folder.resolve("lib/inner.a"));
  }

  /** GNU ar refers to the members inside: {@code /INDEX:OFFSET}. lld rejects such archives. */
  @Test
  void regularArchiveInAThinArchive_gnu() throws Exception {
    ArTools.run(folder, "ar", "rcS", "lib/inner.a", "obj/a.o", "lib/c.o");
    ArTools.run(folder, "ar", "rcTS", "outer.a", "lib/inner.a", "lib/x/\u00e4.o");
    String bytes = Files.readString(folder.resolve("outer.a"), StandardCharsets.ISO_8859_1);
    assertTrue(bytes.contains("\n/0:"), "GNU ar refers to members of inner.a");
    Archive archive = Archive.read(folder.resolve("outer.a"));
    assertEquals(List.of("a.o", "c.o", "lib/x/\u00e4.o"), names(archive));
    ArchiveMember c = archive.members().get(1);
    assertEquals(folder.resolve("lib/inner.a"), c.file());
    assertFalse(c.wholeFile());
    assertEquals(1, c.size());
    assertEquals("c", text(c));
    assertEquals(bytes.lastIndexOf("/0:"), c.headerOffset());
    Path copy = folder.resolve("copy");
    c.copyTo(copy);
    assertEquals("c", Files.readString(copy));

    Files.delete(folder.resolve("lib/inner.a"));
    ArchiveException e =
        assertThrows(
            ArchiveException.class, () -> Archive.read(folder.resolve("outer.a"), "outer.a"));
    int offset = bytes.indexOf("/0:");
    assertEquals(
        "'outer.a': member 'lib/inner.a' at byte "
            + offset
            + ": 'lib/inner.a': cannot be read, no such file",
        e.getMessage());
  }

  /** lld takes a rebuilt object as it is now, whatever the archive says of its size. */
  @Test
  void rebuiltMember_isReadAsItIsNow() throws Exception {
    ArTools.run(folder, "llvm-ar", "rcTS", "lib.a", "obj/a.o");
    ArchiveMember member = Archive.read(folder.resolve("lib.a")).members().get(0);
    Files.writeString(folder.resolve("obj/a.o"), "larger than before");
    assertEquals(3, member.size());
    assertEquals("larger than before", text(member));
    assertEquals(6, member.head(6).length);
    Path copy = folder.resolve("copy");
    member.copyTo(copy);
    assertEquals("larger than before", Files.readString(copy));
  }

  @Test
  void missingMember_isAnErrorWhenAskedFor() throws Exception {
    ArTools.run(folder, "llvm-ar", "rcTS", "lib/lib.a", "obj/a.o", "lib/c.o");
    Files.delete(folder.resolve("obj/a.o"));
    Archive archive = Archive.read(folder.resolve("lib/lib.a"), "lib/lib.a");
    ArchiveMember missing = archive.members().get(0);
    String expected =
        "'lib/lib.a': member '../obj/a.o' at byte "
            + missing.headerOffset()
            + ": '"
            + folder
            + "/lib/../obj/a.o' cannot be read, no such file; a thin archive holds only its path";
    assertEquals(expected, message(() -> missing.head(4)));
    assertEquals(expected, message(missing::bytes));
    assertEquals(expected, message(() -> missing.copyTo(folder.resolve("copy"))));
    assertFalse(Files.exists(folder.resolve("copy")));
    try (ArchiveBytes open = ArchiveBytes.open(archive)) {
      assertEquals(expected, message(() -> open.head(missing, 4)));
      assertEquals("c", new String(open.bytes(archive.members().get(1)), StandardCharsets.UTF_8));
    }
  }

  @Test
  void memberThatIsAFolderNow() throws Exception {
    ArTools.run(folder, "llvm-ar", "rcTS", "lib.a", "obj/a.o");
    Files.delete(folder.resolve("obj/a.o"));
    Files.createDirectory(folder.resolve("obj/a.o"));
    ArchiveMember member = Archive.read(folder.resolve("lib.a"), "lib.a").members().get(0);
    assertEquals(
        "'lib.a': member 'obj/a.o' at byte "
            + member.headerOffset()
            + ": '"
            + folder
            + "/obj/a.o' is not a regular file",
        message(() -> member.head(1)));
  }

  /** Java can't name such a file; another one of a similar name must not be opened instead. */
  @Test
  void pathThatIsNotUtf8_isNotGuessed() throws Exception {
    ArText bytes = ArText.thin().member("//", "caf\u00e9.o/\n").header("/0", "1");
    Files.write(folder.resolve("lib.a"), bytes.bytes());
    Files.writeString(folder.resolve("caf\u00e9.o"), "the wrong one");
    ArchiveMember member = Archive.read(folder.resolve("lib.a"), "lib.a").members().get(0);
    assertFalse(member.nameIsUtf8());
    assertEquals(
        "'lib.a': member 'caf\u00e9.o' at byte 76:"
            + " a path that is not UTF-8, its file can't be opened",
        message(member::bytes));
  }

  private static void checkWholeFile(ArchiveMember member, Path file) throws Exception {
    assertTrue(member.wholeFile());
    assertTrue(Files.isSameFile(file, member.file()));
    assertEquals(Files.size(file), member.size());
    assertArrayEquals(Files.readAllBytes(file), member.bytes());
  }

  private static String message(org.junit.jupiter.api.function.Executable access) {
    return assertThrows(ArchiveException.class, access).getMessage();
  }

  private static String text(ArchiveMember member) throws Exception {
    return new String(member.bytes(), StandardCharsets.UTF_8);
  }

  private static List<String> names(Archive archive) {
    List<String> names = new ArrayList<>();
    for (ArchiveMember member : archive.members()) {
      names.add(member.name());
    }
    return names;
  }
}
