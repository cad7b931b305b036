package org.dthinlto.thinlink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.dthinlto.archive.Archive;
import org.dthinlto.archive.ArchiveMember;
import org.dthinlto.bitcode.Slice;
import org.dthinlto.thinlink.Candidate.Kind;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How files get into the staging tree. */
final class StagingTreeTest {

  @TempDir Path temp;

  private StagingTree tree;
  private Path file;

  @BeforeEach
  void makeTree() throws IOException {
    tree = new StagingTree(temp.resolve("tree"));
    file = Files.writeString(temp.resolve("lib.a"), "0123456789");
  }

  private static Candidate candidate(String linkName, Slice content, boolean wholeFile) {
    return new Candidate("u", "m", linkName, content, wholeFile, Kind.THIN, "", "_native/x");
  }

  @Test
  void aWholeFileIsLinkedTo() throws IOException {
    tree.stage(candidate("obj/a.o", Slice.whole(file), true));
    Path staged = tree.path().resolve("obj/a.o");
    assertTrue(Files.isSymbolicLink(staged));
    assertEquals(file.toAbsolutePath(), Files.readSymbolicLink(staged));
    assertEquals("0123456789", Files.readString(staged));
  }

  @Test
  void aPartOfAFileIsCopied() throws IOException {
    tree.stage(candidate("lib.a(m.o at 1)", new Slice(file, 2, 3), false));
    Path staged = tree.path().resolve("lib.a(m.o at 1)");
    assertFalse(Files.isSymbolicLink(staged));
    assertEquals("234", Files.readString(staged));
  }

  @Test
  void oneNameIsStagedOnce() throws IOException {
    tree.stage(candidate("a.o", new Slice(file, 0, 1), false));
    tree.stage(candidate("a.o", new Slice(file, 1, 1), false));
    assertEquals("0", Files.readString(tree.path().resolve("a.o")));
  }

  @Test
  void placingTwiceIsAMistake() throws IOException {
    tree.place(Slice.whole(file), true, "sub/x");
    assertThrows(
        FileAlreadyExistsException.class, () -> tree.place(Slice.whole(file), true, "sub/x"));
    assertThrows(
        FileAlreadyExistsException.class,
        () -> tree.place(new Slice(file, 0, 1), false, "sub/x"),
        "and never writes through a link");
    assertEquals("0123456789", Files.readString(file));
  }

  @Test
  void aFileThatIsCutShort() {
    assertThrows(
        IOException.class, () -> tree.stage(candidate("a.o", new Slice(file, 5, 50), false)));
  }

  @Test
  void foldersAreMade() throws IOException {
    tree.makeFolderOf("_native/sub/a.o");
    assertTrue(Files.isDirectory(tree.path().resolve("_native/sub")));
    assertFalse(Files.exists(tree.path().resolve("_native/sub/a.o")));
    tree.makeFolderOf("_native/sub/b.o");
  }

  @Test
  void aTreeIsNew() {
    assertThrows(FileAlreadyExistsException.class, () -> new StagingTree(tree.path()));
  }

  @Test
  void anArchiveIsStagedWithItsMembersUnderFileNamesOfTheirOwn() throws IOException {
    Candidate one = candidate("s/lib.a(m.o at 1)", new Slice(file, 1, 1), false);
    Candidate two = candidate("s/lib.a(m.o at 2)", new Slice(file, 2, 1), false);
    tree.stage(one);
    tree.stage(two);
    List<String> entries = StagedNames.entries("s/lib.a", List.of("m.o", "m.o"));
    LineItem.Library library =
        new LineItem.Library(
            "s/lib.a", file, "s/lib.a", List.of(one, two), true, entries, false, false, List.of());
    tree.stageArchive(library);
    tree.stageArchive(library);
    List<ArchiveMember> members = Archive.read(tree.path().resolve("s/lib.a")).members();
    assertEquals(2, members.size());
    assertEquals("1", Files.readString(members.get(0).file()));
    assertEquals("2", Files.readString(members.get(1).file()));
    assertEquals("m.o", members.get(0).baseName());
    assertEquals("s/lib.a(../_members/s/lib.a/m.o)", library.traced(0));
    assertEquals("s/lib.a(" + members.get(1).name() + ")", library.traced(1));
  }
}
