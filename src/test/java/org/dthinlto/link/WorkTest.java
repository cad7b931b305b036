package org.dthinlto.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.dthinlto.exec.ChildProcesses;
import org.dthinlto.exec.Shutdown;
import org.dthinlto.report.Progress;
import org.dthinlto.report.ProgressChoice;
import org.dthinlto.report.ProgressMode;
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
    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
    Progress progress =
        ProgressChoice.open(ProgressMode.NONE, false, Map.of(), nowhere, new ChildProcesses());
    return new Work(settings, folder, shutdown, new LinkReport(progress, nowhere, 0));
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
    assertEquals(TEMP, place.getParent().getParent(), "in a private folder");
    assertFalse(Files.exists(place.getParent()));
    assertFalse(Files.exists(folder.resolve("nothere")));
  }

  @Test
  void aNameThatDoesNotFit() throws IOException {
    for (String name : List.of("x".repeat(255), "\u6587".repeat(85), "\ud83d\ude00".repeat(63))) {
      assertEquals(TEMP, place(name).getParent().getParent());
      Files.createFile(folder.resolve(name));
      assertEquals(TEMP, place(name).getParent().getParent());
    }
    assertEquals(folder, place("x".repeat(150)).getParent());
  }

  @Test
  void aDryRunLeavesTheOutputsFolderAlone() throws IOException {
    try (Work work = work(false, true, "")) {
      assertEquals(TEMP, work.path("main").getParent().getParent());
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
