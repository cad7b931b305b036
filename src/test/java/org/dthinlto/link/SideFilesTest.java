package org.dthinlto.link;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.dthinlto.plan.BackendJob;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What backends write besides objects: names, words for clang and lld, and the way out. */
final class SideFilesTest {

  private static final String NATIVE = "_native/sub/lib.a/1/f.o";

  @TempDir Path folder;

  private static SideFiles side(String line, boolean merges) {
    List<String> words = line.isEmpty() ? List.of() : List.of(line.split(" "));
    return SideFiles.of(LldOptions.load().parse(words), merges);
  }

  @Test
  void nothingAskedForNothingWritten() throws NotDistributable {
    SideFiles none = side("main.o -o main --opt-remarks-format yaml", true);
    assertTrue(none.none());
    none.requireFolder(folder.resolve("missing"));
    assertEquals(List.of(), none.words(0, NATIVE));
    assertEquals(List.of(), none.places(0, NATIVE));
    assertEquals(List.of(), none.thinWords(folder));
  }

  @ParameterizedTest
  @CsvSource({
    "-plugin-opt=dwo_dir=d, d/1.dwo",
    "--plugin-opt=dwo_dir=d/, d/1.dwo",
    "-plugin-opt=dwo_dir=d --lto-partitions=4, d/4.dwo",
    "-plugin-opt=dwo_dir=d -plugin-opt=lto-partitions=2, d/2.dwo",
    "--opt-remarks-filename r, r.thin.1.",
    "-plugin-opt=opt-remarks-filename=r --opt-remarks-format yaml, r.thin.1.yaml",
  })
  void lldsNames(String line, String name) {
    assertEquals(name, side(line, false).places(0, NATIVE).get(0).target());
  }

  @Test
  void jobsWriteToNamesOfTheTreeAndRecordLlds() {
    SideFiles side = side("-plugin-opt=dwo_dir=../out-dwo --opt-remarks-filename /r/x", false);
    String words = String.join(" ", side.words(1, NATIVE)).replace("-Xclang ", "");
    assertEquals(
        "-split-dwarf-file ../out-dwo/2.dwo -split-dwarf-output _side/dwo/sub/lib.a/1/f.o"
            + " -opt-record-file _side/remarks/sub/lib.a/1/f.o",
        words);
  }

  @Test
  void theThinLinkWritesWhatFullLtoModulesNeed() {
    String in = "-plugin-opt=dwo_dir=a/../d";
    assertEquals(List.of(), side(in, false).thinWords(folder));
    assertEquals(List.of(in), side(in, true).thinWords(folder));
    assertEquals(
        List.of("-plugin-opt=dwo_dir=" + folder.resolve("../d")),
        side("-plugin-opt=dwo_dir=../d", true).thinWords(folder));
    assertEquals(
        List.of("-plugin-opt=dwo_dir=/d"), side("-plugin-opt=dwo_dir=/d", true).thinWords(folder));
    assertEquals(
        List.of("--opt-remarks-filename", "../remarks"),
        side("--opt-remarks-filename r", false).thinWords(folder));
  }

  @Test
  void filesAreMovedToLldsPlaces() throws Exception {
    Path tree = Files.createDirectories(folder.resolve("work/tree"));
    SideFiles side = side("-plugin-opt=dwo_dir=deep/d --opt-remarks-filename r", true);
    write(tree.resolve("_side/dwo/f.o"), "one");
    write(tree.resolve("_side/remarks/f.o"), "remarks of one");
    write(tree.resolve("../remarks"), "remarks of merged");
    write(tree.resolve("deep/d/0.dwo"), "merged");
    write(folder.resolve("real"), "old");
    Files.createSymbolicLink(folder.resolve("r"), Path.of("real"));
    List<BackendJob> jobs = List.of(job("_native/f.o"));

    FinalRun.move(side.moves(jobs, true), tree, folder, false);

    assertEquals("one", Files.readString(folder.resolve("deep/d/1.dwo"), UTF_8));
    assertEquals("merged", Files.readString(folder.resolve("deep/d/0.dwo"), UTF_8));
    assertEquals("remarks of one", Files.readString(folder.resolve("r.thin.1."), UTF_8));
    assertEquals("remarks of merged", Files.readString(folder.resolve("real"), UTF_8));
    assertTrue(Files.isSymbolicLink(folder.resolve("r")), "lld writes through a link");
  }

  @Test
  void withoutAMergedObjectItsFileIsNotTheUsers() throws Exception {
    Path tree = Files.createDirectories(folder.resolve("work/tree"));
    write(tree.resolve("_side/dwo/f.o"), "one");
    write(tree.resolve("d/0.dwo"), "of no code");
    write(folder.resolve("e/0.dwo"), "of no code");
    List<BackendJob> jobs = List.of(job("_native/f.o"));
    FinalRun.move(side("-plugin-opt=dwo_dir=d", true).moves(jobs, false), tree, folder, false);
    assertFalse(Files.exists(folder.resolve("d/0.dwo")));
    write(tree.resolve("_side/dwo/f.o"), "one");
    FinalRun.move(
        side("-plugin-opt=dwo_dir=" + folder.resolve("e"), true).moves(jobs, false),
        tree,
        folder,
        false);
    assertFalse(Files.exists(folder.resolve("e/0.dwo")));
    assertTrue(Files.exists(folder.resolve("e/1.dwo")));
  }

  @Test
  void aDeviceStaysOne() throws Exception {
    Path from = folder.resolve("from");
    write(from, "text");
    SideFiles.put(from, Path.of("/dev/null"), false);
    assertFalse(Files.isRegularFile(Path.of("/dev/null")));
  }

  @Test
  void remarksNeedAFolder() throws Exception {
    NotDistributable no =
        assertThrows(
            NotDistributable.class,
            () -> side("--opt-remarks-filename none/r", false).requireFolder(folder));
    assertEquals("'none/r': there is no such folder", no.reason());
    side("--opt-remarks-filename r", false).requireFolder(folder);
  }

  private static BackendJob job(String output) {
    return new BackendJob("f.o", "f.o", List.of("c"), List.of(), List.of(output), "", 1);
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.toAbsolutePath().normalize().getParent());
    Files.writeString(file.toAbsolutePath().normalize(), text);
  }
}
