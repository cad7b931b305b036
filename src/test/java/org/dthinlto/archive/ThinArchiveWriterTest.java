package org.dthinlto.archive;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.dthinlto.archive.ThinArchiveWriter.Entry;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The thin archives that we write: read back, listed by every ar, linked by every lld. */
final class ThinArchiveWriterTest {

  private static final String MAIN =
      """
      int puts(const char *);
      int loaded;
      int main(void) { puts(loaded == 7 ? "all" : "not all"); return 0; }
      """;

  private static final String MEMBER =
      """
      extern int loaded;
      int NAME = N;
      __attribute__((constructor)) static void load(void) { loaded += NAME; }
      """;

  @TempDir static Path objects;
  private static List<Entry> entries;

  @TempDir Path folder;

  /** One member beside the archive to be, one in another folder, one by its absolute path. */
  @BeforeAll
  static void makeObjects() throws Exception {
    Files.createDirectories(objects.resolve("K"));
    Files.createDirectories(objects.resolve("obj/sub dir"));
    ArTools.compile(objects, MAIN, "main.o");
    ArTools.compile(objects, MEMBER, "K/m 1 (x).o", "-DN=1", "-DNAME=one");
    ArTools.compile(objects, MEMBER, "obj/m2.o", "-DN=2", "-DNAME=two");
    ArTools.compile(objects, MEMBER, "obj/sub dir/m2.o", "-DN=4", "-DNAME=four");
    entries =
        List.of(
            entry("m 1 (x).o"),
            entry("../obj/m2.o"),
            entry(objects.resolve("obj/sub dir/m2.o").toString()));
  }

  static Stream<String> linkers() {
    return ArTools.all("ld.lld").stream();
  }

  static Stream<String> archivers() {
    return ArTools.archivers().stream();
  }

  /** Nothing refers to the members: they are in the program by --whole-archive alone. */
  @ParameterizedTest
  @MethodSource("linkers")
  void wholeArchive_loadsAllMembers(String lld) throws Exception {
    ThinArchiveWriter.write(objects.resolve("K/lib a.a"), entries);
    String said = link(lld, "-Wl,--whole-archive", "K/lib a.a", "-Wl,--no-whole-archive");
    assertEquals("all\n", ArTools.run(objects, "./program"));
    List<String> loaded = said.lines().filter(line -> line.startsWith("K/")).toList();
    assertEquals(
        List.of(
            "K/lib a.a(m 1 (x).o)",
            "K/lib a.a(../obj/m2.o)",
            "K/lib a.a(" + objects.resolve("obj/sub dir/m2.o") + ")"),
        loaded,
        "names are printed as they are recorded");
  }

  @ParameterizedTest
  @MethodSource("linkers")
  void lazily_loadsOnlyWhatIsNeeded(String lld) throws Exception {
    ThinArchiveWriter.write(objects.resolve("K/lib.a"), entries);
    ThinArchiveWriter.write(objects.resolve("K/none.a"), List.of());
    assertFalse(link(lld, "K/lib.a", "K/none.a").contains("K/lib.a("));
    assertEquals("not all\n", ArTools.run(objects, "./program"));
    String said = link(lld, "-Wl,-u,two", "K/lib.a", "K/none.a");
    assertTrue(said.contains("K/lib.a(../obj/m2.o)"), said);
    assertFalse(said.contains("K/lib.a(m 1 (x).o)"), said);
  }

  /** A linker script's {@code archive:file} is held against the recorded path, not its end. */
  @ParameterizedTest
  @MethodSource("linkers")
  void linkerScriptPatterns_matchTheRecordedPath(String lld) throws Exception {
    ThinArchiveWriter.write(objects.resolve("K/lib.a"), entries);
    String script = "SECTIONS { .one : { *lib.a:m?1*.o(.data) } .two : { *lib.a:m2.o(.data) } }";
    Files.writeString(objects.resolve("script.ld"), script);
    ArTools.run(objects, lld, "-r", "-T", "script.ld", "--whole-archive", "K/lib.a", "-o", "all.o");
    String headers = ArTools.run(objects, "llvm-objdump", "--section-headers", "all.o");
    assertTrue(headers.contains(" .one "), headers);
    assertFalse(headers.contains(" .two "), headers);
  }

  @ParameterizedTest
  @MethodSource("archivers")
  void isListedByEveryAr(String ar) throws Exception {
    Path archives = objects.resolve("K");
    ThinArchiveWriter.write(archives.resolve("lib.a"), entries);
    StringBuilder expected = new StringBuilder();
    for (Entry entry : entries) {
      expected.append(entry.path()).append('\n');
    }
    assertEquals(expected.toString(), ArTools.run(archives, ar, "t", "lib.a"));
    ThinArchiveWriter.write(archives.resolve("none.a"), List.of());
    assertEquals("", ArTools.run(archives, ar, "t", "none.a"));
    String first = ArTools.run(archives, ar, "tv", "lib.a").lines().findFirst().orElseThrow();
    assertTrue(first.startsWith("rw-r--r-- 0/0 "), first);
    assertTrue(first.contains(" " + entries.get(0).size() + " Jan  1 00:00 1970 "), first);
  }

  @Test
  void isReadBack() throws Exception {
    List<Entry> written =
        List.of(
            new Entry("a.o", 0),
            new Entry("../x (1)/\u00fc at 9).o", 9_999_999_999L),
            new Entry("/abs/" + "l".repeat(300) + ".o", 7),
            new Entry("a.o", 0));
    Path lib = folder.resolve("lib.a");
    ThinArchiveWriter.write(lib, written);
    Archive archive = Archive.read(lib);
    assertTrue(archive.thin());
    List<Entry> read = new ArrayList<>();
    for (ArchiveMember member : archive.members()) {
      read.add(new Entry(member.name(), member.size()));
      assertTrue(member.nameIsUtf8());
    }
    assertEquals(written, read);
    assertEquals(Path.of(written.get(2).path()), archive.members().get(2).file());
  }

  @Test
  void sameEntriesGiveTheSameBytes() throws Exception {
    ThinArchiveWriter.write(folder.resolve("1.a"), List.of(new Entry("a.o", 1), new Entry("b", 2)));
    ThinArchiveWriter.write(folder.resolve("2.a"), List.of(new Entry("a.o", 1), new Entry("b", 2)));
    assertArrayEquals(
        Files.readAllBytes(folder.resolve("1.a")), Files.readAllBytes(folder.resolve("2.a")));
    String expected =
        """
        !<thin>
        //                                              8         `
        a.o/
        b/
        /0              0           0     0     644     1         `
        /5              0           0     0     644     2         `
        """;
    assertEquals(expected, Files.readString(folder.resolve("1.a")));
  }

  @Test
  void replacesAnArchive_andLeavesNothingElse() throws Exception {
    Path lib = folder.resolve("lib.a");
    Files.writeString(lib, "old");
    ThinArchiveWriter.write(lib, List.of(new Entry("a.o", 1)));
    assertEquals(1, Archive.read(lib).members().size());
    assertEquals(List.of("lib.a"), left());
  }

  @Test
  void whatCannotBeRecorded_isRefusedBeforeAnythingIsWritten() throws Exception {
    refused(new Entry("", 1), "'': its path names no file");
    refused(new Entry("dir/", 1), "'dir/': its path names no file");
    String unrecordable = ": its path has a newline or a NUL byte, which ar can't record";
    refused(new Entry("a\nb.o", 1), "'a\\x0ab.o'" + unrecordable);
    refused(new Entry("a\0b.o", 1), "'a\\x00b.o'" + unrecordable);
    refused(new Entry("\ud800.o", 1), "'\ud800.o': its path can't be written in UTF-8");
    refused(
        new Entry("a.o", 10_000_000_000L), "'a.o': its size 10000000000 has more than ten digits");
    assertEquals(List.of(), left());
  }

  @Test
  void folderThatIsMissing() throws Exception {
    Path lib = folder.resolve("no/lib.a");
    IOException e = assertThrows(IOException.class, () -> ThinArchiveWriter.write(lib, List.of()));
    assertEquals("'" + lib + "': cannot be written, its folder does not exist", e.getMessage());
  }

  @Test
  void placeThatIsTaken_leavesNothingBeside() throws Exception {
    Files.createDirectories(folder.resolve("lib.a/x"));
    Path lib = folder.resolve("lib.a");
    IOException e = assertThrows(IOException.class, () -> ThinArchiveWriter.write(lib, List.of()));
    assertTrue(e.getMessage().startsWith("'" + lib + "': cannot be written, "), e.getMessage());
    assertEquals(List.of("lib.a"), left());
  }

  private void refused(Entry entry, String why) {
    Path lib = folder.resolve("lib.a");
    List<Entry> both = List.of(new Entry("good.o", 1), entry);
    ArchiveException e =
        assertThrows(ArchiveException.class, () -> ThinArchiveWriter.write(lib, both));
    assertEquals("'" + lib + "': member " + why, e.getMessage());
  }

  private List<String> left() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  private static String link(String lld, String... arguments) {
    List<String> argv = new ArrayList<>(List.of("clang", "main.o", "-Wl,--trace", "-o", "program"));
    argv.add("-fuse-ld=lld");
    argv.add("--ld-path=" + lld);
    argv.addAll(List.of(arguments));
    return ArTools.run(objects, argv.toArray(String[]::new));
  }

  private static Entry entry(String path) throws IOException {
    return new Entry(path, Files.size(objects.resolve("K").resolve(path)));
  }
}
