package org.dthinlto.exec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whose a work folder is, and that nothing else is ever touched. */
@Timeout(60)
final class WorkFolderTest {

  private static final String MARKER = ".dthinlto-work";

  @TempDir Path temp;

  private Path wanted() {
    return temp.resolve("main.dthinlto");
  }

  private static void fill(Path folder) throws IOException {
    Files.createDirectories(folder.resolve("a/b"));
    Files.writeString(folder.resolve("a/b/file"), "x");
  }

  private static boolean isThere(Path path) {
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
  }

  @Test
  void itIsMadeAndGoes() throws IOException {
    WorkFolder folder = WorkFolder.open(wanted());
    assertEquals(wanted(), folder.path());
    assertTrue(Files.isRegularFile(wanted().resolve(MARKER)));
    fill(folder.path());
    folder.delete();
    assertFalse(isThere(wanted()));
    assertEquals(0, temp.toFile().list().length);
  }

  @Test
  void itMayStay() throws IOException {
    WorkFolder folder = WorkFolder.open(wanted());
    fill(folder.path());
    folder.close();
    assertTrue(isThere(wanted().resolve("a/b/file")));
    assertTrue(isThere(wanted().resolve(MARKER)), "so that the next link may take it over");
  }

  @Test
  void aFolderOfSomebodyElseIsNotTouched() throws IOException {
    fill(wanted());
    WorkFolder folder = WorkFolder.open(wanted());
    assertEquals(temp.resolve("main.dthinlto.2"), folder.path());
    folder.delete();
    assertTrue(isThere(wanted().resolve("a/b/file")));
    assertFalse(isThere(wanted().resolve(MARKER)));
    assertFalse(isThere(temp.resolve("main.dthinlto.2")));
  }

  @Test
  void aFileOfSomebodyElseIsNotTouched() throws IOException {
    Files.writeString(wanted(), "mine");
    WorkFolder folder = WorkFolder.open(wanted());
    assertEquals(temp.resolve("main.dthinlto.2"), folder.path());
    folder.delete();
    assertEquals("mine", Files.readString(wanted()));
  }

  @Test
  void whatAKilledLinkLeftIsTakenOver() throws IOException {
    WorkFolder killed = WorkFolder.open(wanted());
    fill(killed.path());
    killed.close();
    WorkFolder folder = WorkFolder.open(wanted());
    assertEquals(wanted(), folder.path());
    assertEquals(List.of(MARKER), List.of(wanted().toFile().list()), "nothing old is left in it");
    folder.delete();
    assertFalse(isThere(wanted()));
  }

  @Test
  void oneThatIsInUseInThisProcessIsAvoided() throws IOException {
    WorkFolder first = WorkFolder.open(wanted());
    fill(first.path());
    WorkFolder second = WorkFolder.open(wanted());
    assertEquals(temp.resolve("main.dthinlto.2"), second.path());
    second.delete();
    assertTrue(isThere(wanted().resolve("a/b/file")));
    first.delete();
  }

  @Test
  void oneThatIsInUseElsewhereIsAvoided_untilItsOwnerIsKilled() throws Exception {
    Process holder = holder();
    try {
      BufferedReader said =
          new BufferedReader(new InputStreamReader(holder.getInputStream(), UTF_8));
      assertEquals(wanted().toString(), said.readLine());
      fill(wanted());
      WorkFolder second = WorkFolder.open(wanted());
      assertEquals(temp.resolve("main.dthinlto.2"), second.path());
      second.delete();
      assertTrue(isThere(wanted().resolve("a/b/file")));
      holder.destroyForcibly();
      assertTrue(holder.waitFor(30, TimeUnit.SECONDS));
      WorkFolder after = WorkFolder.open(wanted());
      assertEquals(wanted(), after.path());
      assertFalse(isThere(wanted().resolve("a")));
      after.delete();
    } finally {
      holder.destroyForcibly();
    }
  }

  /** A process that opens the same folder. */
  private Process holder() throws Exception {
    return new ProcessBuilder(
            System.getProperty("java.home") + "/bin/java",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            folderOf(WorkFolder.class) + File.pathSeparator + folderOf(WorkFolderHolder.class),
            WorkFolderHolder.class.getName(),
            wanted().toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static String folderOf(Class<?> type) throws Exception {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
  }

  @Test
  void linksAreDeletedNeverFollowed() throws IOException {
    Path other = temp.resolve("other");
    fill(other);
    WorkFolder folder = WorkFolder.open(wanted());
    Files.createSymbolicLink(folder.path().resolve("folder"), other);
    Files.createSymbolicLink(folder.path().resolve("file"), other.resolve("a/b/file"));
    Files.createSymbolicLink(folder.path().resolve("dangling"), temp.resolve("nothere"));
    folder.close();
    WorkFolder again = WorkFolder.open(wanted());
    assertEquals(wanted(), again.path(), "taken over and cleared");
    Files.createSymbolicLink(again.path().resolve("folder"), other);
    again.delete();
    assertFalse(isThere(wanted()));
    assertEquals("x", Files.readString(other.resolve("a/b/file")));
  }

  @Test
  void aLinkInItsPlaceIsSomebodyElses() throws IOException {
    Path other = temp.resolve("other");
    WorkFolder stale = WorkFolder.open(other);
    fill(stale.path());
    stale.close();
    Files.createSymbolicLink(wanted(), other);
    WorkFolder folder = WorkFolder.open(wanted());
    assertEquals(temp.resolve("main.dthinlto.2"), folder.path());
    folder.delete();
    assertTrue(Files.isSymbolicLink(wanted()));
    assertTrue(isThere(other.resolve("a/b/file")));
  }

  @Test
  void withoutItsMarkerItIsNotDeleted() throws IOException {
    WorkFolder folder = WorkFolder.open(wanted());
    fill(folder.path());
    Files.delete(wanted().resolve(MARKER));
    folder.delete();
    assertTrue(isThere(wanted().resolve("a/b/file")));
  }

  @Test
  void deletingTwiceDoesNoHarm() throws IOException {
    WorkFolder folder = WorkFolder.open(wanted());
    folder.delete();
    fill(wanted());
    folder.delete();
    assertTrue(isThere(wanted().resolve("a/b/file")), "another one's by now");
  }

  @Test
  void aPlaceThatIsMissing() {
    assertThrows(IOException.class, () -> WorkFolder.open(temp.resolve("nothere/main.dthinlto")));
    assertFalse(isThere(temp.resolve("nothere")));
  }

  @Test
  void oneThatIsKeptHoldsWhatItHeld() throws IOException {
    Path place = temp.resolve("trees/1");
    WorkFolder first = WorkFolder.openKept(place);
    assertEquals(place, first.path());
    fill(place);
    first.close();
    WorkFolder second = WorkFolder.openKept(place);
    assertTrue(isThere(place.resolve("a/b/file")));
    second.close();
  }

  @Test
  void oneThatIsKeptBelongsToOneLink() throws IOException {
    WorkFolder first = WorkFolder.openKept(wanted());
    assertNull(WorkFolder.openKept(wanted()));
    assertNull(WorkFolder.openKept(temp.resolve("./main.dthinlto")));
    first.close();
    WorkFolder.openKept(wanted()).close();
  }

  @Test
  void whatIsSomebodyElsesIsNotKept() throws IOException {
    fill(wanted());
    assertNull(WorkFolder.openKept(wanted()));
    Path file = Files.writeString(temp.resolve("file"), "mine");
    assertNull(WorkFolder.openKept(file));
    Path link = Files.createSymbolicLink(temp.resolve("link"), wanted());
    assertNull(WorkFolder.openKept(link));
    assertTrue(isThere(wanted().resolve("a/b/file")));
    assertThrows(IOException.class, () -> WorkFolder.openKept(file.resolve("below/it")));
  }

  // A link was killed between the two, or pruning was.
  @Test
  void oneWithoutAMarkerIsTakenIfItIsEmpty() throws IOException {
    Files.createDirectory(wanted());
    WorkFolder.openKept(wanted()).close();
    assertTrue(isThere(wanted().resolve(MARKER)));
  }

  // The system drops all locks of a process on a file as soon as the process closes it once.
  @Test
  void tryingItInThisProcessDoesNotFreeItForOthers() throws Exception {
    WorkFolder mine = WorkFolder.openKept(wanted());
    assertNull(WorkFolder.openKept(wanted()));
    WorkFolder second = WorkFolder.open(wanted());
    Process holder = holder();
    try {
      BufferedReader said =
          new BufferedReader(new InputStreamReader(holder.getInputStream(), UTF_8));
      assertEquals(temp.resolve("main.dthinlto.3").toString(), said.readLine());
    } finally {
      holder.destroyForcibly().waitFor();
    }
    second.delete();
    mine.delete();
  }
}
