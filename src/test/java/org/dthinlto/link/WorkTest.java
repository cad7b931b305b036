package org.dthinlto.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import org.dthinlto.exec.ChildProcesses;
import org.dthinlto.exec.Shutdown;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the work folder of a link lies, and that it goes. */
final class WorkTest {

  private static final Path TEMP =
      Path.of(System.getenv().getOrDefault("TMPDIR", "/tmp")).toAbsolutePath();

  @TempDir Path folder;

  private final Shutdown shutdown = Shutdown.install(new ChildProcesses());

  @AfterEach
  void close() {
    shutdown.close();
  }

  private Work work(boolean keep, boolean dryRun, String workDir) {
    LinkSettings settings =
        new LinkSettings(1, "", List.of(), "", workDir, keep, false, dryRun, 0, "");
    LinkReport report = new LinkReport(new Said(), System.out, 0);
    return new Work(
        settings,
        folder,
        shutdown,
        report,
        new LinkCache(settings, folder, new org.dthinlto.exec.ChildProcesses()));
  }

  private Path place(String output) throws IOException {
    try (Work work = work(false, false, "")) {
      Path place = work.path(output);
      assertTrue(Files.isDirectory(place));
      assertEquals(place, work.path("other"), "one folder for one link");
      return place;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"main", "sub/main", "./main", "sub/../main", "a b", "\u6587"})
  void besideTheOutput(String output) throws IOException {
    Files.createDirectories(folder.resolve("sub"));
    Path place = place(output);
    Path target = folder.resolve(output).normalize();
    assertEquals(target.resolveSibling(target.getFileName() + ".dthinlto"), place);
    assertFalse(Files.exists(place), "gone at the end");
  }

  @Test
  void besideAnOutputThatExists() throws IOException {
    Files.writeString(folder.resolve("main"), "old");
    Files.createSymbolicLink(folder.resolve("link"), folder.resolve("main"));
    assertEquals(folder.resolve("main.dthinlto"), place("main"));
    assertEquals(folder.resolve("link.dthinlto"), place("link"));
    assertEquals("old", Files.readString(folder.resolve("main")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/dev/null", "dir", "nothere/main"})
  void inTheTemporaryFolder(String output) throws IOException {
    Files.createDirectories(folder.resolve("dir"));
    Path place = place(output);
    assertInTemporaryFolder(place);
    assertFalse(Files.exists(place.getParent()), "gone with the private folder around it");
    assertFalse(Files.exists(folder.resolve("nothere")));
  }

  /** In a folder of its own that nobody else can write to. */
  private static void assertInTemporaryFolder(Path place) {
    assertEquals(TEMP, place.getParent().getParent());
    assertTrue(place.getParent().getFileName().toString().startsWith("dthinlto-"));
  }

  @Test
  void aNameThatDoesNotFit() throws IOException {
    for (String name : List.of("x".repeat(255), "\u6587".repeat(85), "\ud83d\ude00".repeat(63))) {
      assertInTemporaryFolder(place(name));
      Files.createFile(folder.resolve(name));
      assertInTemporaryFolder(place(name));
    }
    assertEquals(folder, place("x".repeat(150)).getParent());
  }

  @Test
  void aDryRunLeavesTheOutputsFolderAlone() throws IOException {
    try (Work work = work(false, true, "")) {
      assertInTemporaryFolder(work.path("main"));
      assertEquals(0, folder.toFile().list().length);
    }
  }

  @Test
  void whereTheUserWantsIt() throws IOException {
    try (Work work = work(false, false, "deep/er/work")) {
      assertEquals(folder.resolve("deep/er/work"), work.path("main"));
    }
    assertFalse(Files.exists(folder.resolve("deep/er/work")));
  }

  @Test
  void whereTheUserWantsIt_anEmptyFolderWillDo() throws IOException {
    Files.createDirectories(folder.resolve("empty"));
    try (Work work = work(false, false, "empty")) {
      assertEquals(folder.resolve("empty"), work.path("main"));
    }
  }

  @Test
  void whereTheUserWantsIt_nothingOfTheUsersGoes() throws IOException {
    Files.createDirectories(folder.resolve("full/sub"));
    Files.writeString(folder.resolve("file"), "mine");
    Files.createDirectories(folder.resolve("target"));
    Files.createSymbolicLink(folder.resolve("link"), folder.resolve("target"));
    Files.createSymbolicLink(folder.resolve("dangling"), folder.resolve("nothere"));
    for (String name : List.of("full", "file", "link", "dangling")) {
      try (Work work = work(false, false, name)) {
        IOException e = assertThrows(IOException.class, () -> work.path("main"));
        assertEquals("'" + name + "': is there and no work folder of dthinlto's", e.getMessage());
      }
      assertTrue(Files.exists(folder.resolve(name), LinkOption.NOFOLLOW_LINKS), name);
    }
    assertEquals("mine", Files.readString(folder.resolve("file")));
    assertTrue(Files.exists(folder.resolve("full/sub")));
  }

  @Test
  void itStaysIfKept() throws IOException {
    try (Work work = work(true, false, "")) {
      Files.writeString(work.path("main").resolve("file"), "x");
    }
    assertEquals("x", Files.readString(folder.resolve("main.dthinlto/file")));
    try (Work work = work(false, false, "")) {
      assertEquals(folder.resolve("main.dthinlto"), work.path("main"), "taken over");
    }
    assertFalse(Files.exists(folder.resolve("main.dthinlto")));
  }

  @Test
  void unusedItIsNeverMade() throws IOException {
    work(false, false, "").close();
    assertEquals(0, folder.toFile().list().length);
  }
}
