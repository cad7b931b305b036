package org.dthinlto.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.dthinlto.bitcode.Slice;
import org.dthinlto.cache.FileDigests;
import org.dthinlto.exec.WorkFolder;
import org.dthinlto.plan.BackendJob;
import org.dthinlto.thinlink.StagingTree;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of an earlier link's staging tree is used again: nothing that is not as it was. */
final class KeptTreeTest {

  private static final String MEMBER = "sub/lib.a(m.o at 1)";
  private static final String OBJECT = "obj/a.o";
  private static final Set<String> BOTH = Set.of(MEMBER, OBJECT);

  @TempDir Path temp;
  private Path archive;
  private Path object;
  private WorkFolder work;

  @BeforeEach
  void firstLink() throws IOException {
    archive = Files.writeString(temp.resolve("lib.a"), "header-member-end");
    object = Files.writeString(temp.resolve("a.o"), "object");
    work = WorkFolder.openKept(temp.resolve("trees/1"));
    KeptTree tree = open();
    tree.tidy(BOTH);
    assertFalse(stage(tree), "there was something before the first link");
    tree.keep();
  }

  @AfterEach
  void close() throws IOException {
    work.close();
  }

  private KeptTree open() throws IOException {
    return KeptTree.open(work.path(), new FileDigests());
  }

  private Slice member() {
    return new Slice(archive, 7, 6);
  }

  /** Whether both were there already. */
  private boolean stage(KeptTree kept) throws IOException {
    boolean member = stage(kept, MEMBER, member(), false);
    return stage(kept, OBJECT, Slice.whole(object), true) && member;
  }

  private boolean stage(KeptTree kept, String name, Slice content, boolean whole)
      throws IOException {
    Path file = kept.tree().resolve(name);
    Object before =
        Files.exists(file, LinkOption.NOFOLLOW_LINKS)
            ? Files.getAttribute(file, "unix:ctime", LinkOption.NOFOLLOW_LINKS)
            : "";
    new StagingTree(kept.tree(), kept).place(content, whole, name);
    return before.equals(Files.getAttribute(file, "unix:ctime", LinkOption.NOFOLLOW_LINKS));
  }

  /** Opens the tree anew and stages the member; asserts that it is right then. */
  private boolean member(KeptTree kept) throws IOException {
    boolean there = stage(kept, MEMBER, member(), false);
    String expected = Files.readString(archive).substring(7, 13);
    assertEquals(expected, Files.readString(kept.tree().resolve(MEMBER)));
    return there;
  }

  private Path staged(String name) {
    return work.path().resolve("tree").resolve(name);
  }

  /** So that the file system's clock goes on. */
  private static void later() throws InterruptedException {
    Thread.sleep(20);
  }

  @Test
  void whatIsTheSameStays() throws IOException {
    for (int i = 0; i < 3; i++) {
      KeptTree tree = open();
      tree.tidy(BOTH);
      assertTrue(stage(tree));
      tree.keep();
    }
  }

  @Test
  void afterALinkThatFailedNothingStays() throws IOException {
    KeptTree failed = open();
    failed.tidy(BOTH);
    assertTrue(stage(failed));
    Files.writeString(staged("unknown"), "x");
    KeptTree tree = open();
    tree.tidy(BOTH);
    assertFalse(Files.exists(staged(MEMBER)));
    assertFalse(Files.exists(staged("unknown")));
    assertFalse(stage(tree));
  }

  @Test
  void aDamagedListIsNone() throws IOException {
    Path list = work.path().resolve("staged");
    byte[] whole = Files.readAllBytes(list);
    for (int i = 0; i < whole.length; i += 3) {
      byte[] flipped = whole.clone();
      flipped[i] ^= 4;
      for (byte[] damaged : List.of(flipped, Arrays.copyOf(whole, i))) {
        Files.write(list, damaged);
        assertTrue(open().isEmpty());
        assertFalse(open().isEmpty() && Files.isDirectory(list));
      }
    }
    Files.write(list, whole);
    assertFalse(open().isEmpty());
  }

  @Test
  void aFolderInTheListsPlaceIsNone() throws IOException {
    Files.delete(work.path().resolve("staged"));
    Files.createDirectories(work.path().resolve("staged/x"));
    KeptTree tree = open();
    assertTrue(tree.isEmpty());
    tree.tidy(BOTH);
    assertFalse(stage(tree));
    tree.keep();
    assertFalse(open().isEmpty());
  }

  @Test
  void aChangedCopyIsMadeAnew() throws Exception {
    later();
    Files.writeString(staged(MEMBER), "wember");
    KeptTree tree = open();
    tree.tidy(BOTH);
    assertFalse(member(tree));
  }

  @Test
  void aChangedCopyWithItsOldTimeIsMadeAnew() throws Exception {
    FileTime time = Files.getLastModifiedTime(staged(MEMBER));
    later();
    Files.writeString(staged(MEMBER), "wember");
    Files.setLastModifiedTime(staged(MEMBER), time);
    KeptTree tree = open();
    tree.tidy(BOTH);
    assertFalse(member(tree));
  }

  @Test
  void aChangedMemberIsCopiedAnew() throws Exception {
    Files.writeString(archive, "header-MEMBER-end");
    KeptTree tree = open();
    tree.tidy(BOTH);
    assertFalse(member(tree));
  }

  @Test
  void anUnchangedMemberOfAChangedArchiveStays() throws Exception {
    Files.writeString(archive, "HEADER-member-END");
    KeptTree tree = open();
    tree.tidy(BOTH);
    assertTrue(member(tree));
  }

  // What is copied may be newer than what is known of it.
  @Test
  void anArchiveThatChangesDuringALinkIsCopiedAnew() throws Exception {
    String before = Files.readString(archive);
    FileDigests digests = new FileDigests();
    digests.of(archive, 7, 6);
    KeptTree racing = KeptTree.open(work.path(), digests);
    later();
    Files.writeString(archive, "header-MEMBER-end");
    racing.tidy(Set.of());
    stage(racing);
    racing.keep();
    Files.writeString(archive, before);
    KeptTree tree = open();
    tree.tidy(BOTH);
    assertFalse(member(tree));
  }

  @Test
  void aLinkThatLeadsElsewhereIsMadeAnew() throws Exception {
    Path other = Files.writeString(temp.resolve("other"), "other");
    Files.delete(staged(OBJECT));
    Files.createSymbolicLink(staged(OBJECT), other);
    KeptTree tree = open();
    tree.tidy(BOTH);
    assertFalse(stage(tree));
    assertEquals(object, Files.readSymbolicLink(staged(OBJECT)));
    assertEquals("other", Files.readString(other));
  }

  @Test
  void anObjectThatIsAnotherFileNowIsLinkedAnew() throws Exception {
    object = Files.writeString(temp.resolve("b.o"), "other object");
    KeptTree tree = open();
    tree.tidy(BOTH);
    assertFalse(stage(tree));
    assertEquals("other object", Files.readString(staged(OBJECT)));
  }

  @Test
  void whatIsNotWantedGoes() throws IOException {
    Files.createDirectories(staged("_index/obj"));
    Files.createDirectories(staged("_native"));
    Path shard = Files.writeString(staged("_index/obj/a.o.thinlto.bc"), "x");
    Path made = Files.writeString(staged("_native/a.o"), "x");
    Path old = Files.writeString(work.path().resolve("merged.o"), "x");
    KeptTree tree = open();
    tree.tidy(Set.of(MEMBER));
    assertFalse(Files.exists(shard));
    assertFalse(Files.exists(made));
    assertFalse(Files.exists(old));
    assertFalse(Files.exists(staged(OBJECT), LinkOption.NOFOLLOW_LINKS));
    assertTrue(member(tree));
    assertTrue(Files.exists(object), "a link was followed");
  }

  @Test
  void aFolderComesWhereAFileWas() throws IOException {
    KeptTree tree = open();
    tree.tidy(Set.of("obj/a.o/b.o"));
    assertFalse(stage(tree, "obj/a.o/b.o", Slice.whole(object), true));
    tree.keep();
    KeptTree back = open();
    back.tidy(Set.of(OBJECT));
    // The folder is no file of the list, and stays; then this tree is given up.
    assertThrows(IOException.class, () -> stage(back, OBJECT, Slice.whole(object), true));
  }

  @Test
  void foldersInThePlacesOfFilesGo() throws IOException {
    for (String name : BOTH) {
      Files.delete(staged(name));
      Files.createDirectories(staged(name).resolve("x/y"));
    }
    KeptTree tree = open();
    tree.tidy(BOTH);
    assertFalse(stage(tree));
    assertTrue(Files.isRegularFile(staged(MEMBER)));
  }

  @Test
  void indicesOfAnEarlierLinkAreNotTaken() throws Exception {
    Path shard = staged("_index/obj/a.o.thinlto.bc");
    Path imports = staged("_index/obj/a.o.imports");
    Files.createDirectories(shard.getParent());
    Files.writeString(shard, "x");
    Files.writeString(imports, "x");
    later();
    KeptTree tree = open();
    tree.tidy(BOTH);
    assertTrue(stage(tree));
    BackendJob job =
        new BackendJob(
            OBJECT,
            "a.o",
            List.of("clang"),
            List.of(OBJECT, "_index/obj/a.o.thinlto.bc"),
            List.of("_native/a.o"),
            "x86_64",
            1);
    assertTrue(tree.isUsable());
    assertThrows(IOException.class, () -> tree.requireFresh(List.of(job)));
    assertFalse(tree.isUsable());
    Files.writeString(shard, "y");
    Files.writeString(imports, "y");
    tree.requireFresh(List.of(job));
  }

  @Test
  void aTreeThatLostSomethingIsNoUse() throws IOException {
    KeptTree tree = open();
    tree.tidy(BOTH);
    stage(tree);
    assertTrue(tree.isUsable());
    Files.delete(staged(OBJECT));
    assertFalse(tree.isUsable());
    stage(tree);
    assertTrue(tree.isUsable());
    Files.delete(work.path().resolve(".dthinlto-work"));
    assertFalse(tree.isUsable());
  }
}
