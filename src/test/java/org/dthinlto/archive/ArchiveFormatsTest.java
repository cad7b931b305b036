package org.dthinlto.archive;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.ar.ArArchiveEntry;
import org.apache.commons.compress.archivers.ar.ArArchiveInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every format that llvm-ar and GNU ar write, read and held against what they say of it. */
final class ArchiveFormatsTest {

  private static final String LONG = "l".repeat(198) + ".o";

  /** File names in the order in which they go into an archive. */
  private static final List<String> FILES =
      List.of(
          "a.o",
          "odd.bin",
          "empty.bin",
          "fifteen__chars.o",
          "fourteen_chars.o",
          LONG,
          "with blank.o",
          "par(1).o",
          "x at 9).o",
          "\u00fcber-\u65e5\u672c.o",
          "lib.rmeta",
          "last.odd");

  private static byte[] object;

  @TempDir Path folder;

  @BeforeAll
  static void makeObject(@TempDir Path objects) throws Exception {
    ArTools.compile(objects, "int a(void) { return 1; }\n", "a.o");
    object = Files.readAllBytes(objects.resolve("a.o"));
  }

  @BeforeEach
  void makeFiles() throws Exception {
    Files.write(folder.resolve("a.o"), object);
    int size = 0;
    for (String file : FILES.subList(1, FILES.size())) {
      byte[] bytes = new byte[file.equals("empty.bin") ? 0 : 2 * ++size + file.length() % 2];
      Arrays.fill(bytes, (byte) ('A' + size));
      Files.write(folder.resolve(file), bytes);
    }
    Files.write(folder.resolve("odd.bin"), new byte[] {1, 2, 3});
    Files.write(folder.resolve("last.odd"), new byte[] {4});
  }

  static Stream<String> archivers() {
    return ArTools.archivers().stream();
  }

  static Stream<String> llvmArchivers() {
    return ArTools.llvmArchivers().stream();
  }

  @ParameterizedTest
  @MethodSource("archivers")
  void gnu_withAndWithoutSymbolTable(String ar) throws Exception {
    create(ar, "rc", "lib.a");
    check(ar, "lib.a", FILES);
    create(ar, "rcS", "bare.a");
    check(ar, "bare.a", FILES);
    assertTrue(
        Files.size(folder.resolve("bare.a")) < Files.size(folder.resolve("lib.a")),
        "one has a symbol table, the other has not");
  }

  @ParameterizedTest
  @MethodSource("llvmArchivers")
  void everyFormatOfLlvmAr_32And64Bit(String ar) throws Exception {
    TreeSet<String> firstNames = new TreeSet<>();
    for (String format : List.of("gnu", "bsd", "darwin")) {
      for (Map<String, String> env :
          List.of(Map.<String, String>of(), Map.of("SYM64_THRESHOLD", "1"))) {
        Files.deleteIfExists(folder.resolve("lib.a"));
        List<String> argv = new ArrayList<>(List.of(ar, "--format=" + format, "rc", "lib.a"));
        argv.addAll(FILES);
        ArTools.run(folder, env, argv.toArray(String[]::new));
        byte[] bytes = Files.readAllBytes(folder.resolve("lib.a"));
        String start = new String(bytes, 8, 80, StandardCharsets.ISO_8859_1);
        firstNames.add(start.startsWith("#1/") ? start.substring(60, 72) : start.substring(0, 16));
        check(ar, "lib.a", FILES, format.equals("darwin") ? 8 : 1);
      }
    }
    assertEquals(
        "[/               , /SYM64/         , __.SYMDEF\0\0\0, __.SYMDEF_64]",
        firstNames.toString(),
        "the symbol tables that were passed over");
  }

  /** llvm-ar 19 and later only; the newest one must be able to. */
  @Test
  void coff_twoLinkerMembersAndNulTerminatedNames() throws Exception {
    List<String> archivers = ArTools.llvmArchivers();
    String newest = archivers.get(archivers.size() - 1);
    List<String> argv = new ArrayList<>(List.of(newest, "--format=coff", "rc", "lib.lib"));
    argv.addAll(FILES);
    ArTools.run(folder, argv.toArray(String[]::new));
    String bytes = Files.readString(folder.resolve("lib.lib"), StandardCharsets.ISO_8859_1);
    assertTrue(bytes.contains(LONG + "\0"), "names end with NUL");
    check(newest, "lib.lib", FILES);
  }

  @ParameterizedTest
  @MethodSource("archivers")
  void sameNameTwice_bothAreThere(String ar) throws Exception {
    Files.createDirectory(folder.resolve("other"));
    Files.writeString(folder.resolve("other/odd.bin"), "other");
    ArTools.run(folder, ar, "qc", "lib.a", "odd.bin", "a.o", "other/odd.bin");
    Archive archive = Archive.read(folder.resolve("lib.a"));
    assertEquals(List.of("odd.bin", "a.o", "odd.bin"), names(archive));
    assertArrayEquals(new byte[] {1, 2, 3}, archive.members().get(0).bytes());
    assertEquals("other", new String(archive.members().get(2).bytes(), StandardCharsets.UTF_8));
    check(ar, "lib.a", List.of("odd.bin", "a.o", "other/odd.bin"));
  }

  @ParameterizedTest
  @MethodSource("archivers")
  void noMembers(String ar) throws Exception {
    ArTools.run(folder, ar, "rc", "lib.a");
    assertEquals(List.of(), Archive.read(folder.resolve("lib.a")).members());
    assertFalse(Archive.read(folder.resolve("lib.a")).thin());
  }

  /**
   * With P, GNU ar records paths in regular archives too. It puts short ones into the header, where
   * it and lld take the first slash for the end of the name.
   */
  @Test
  void pathsInARegularArchive_areCutAsLldCutsThem() throws Exception {
    Files.createDirectory(folder.resolve("sub"));
    Files.writeString(folder.resolve("sub/m.o"), "m");
    Files.writeString(folder.resolve("sub/longer_than_that.o"), "l");
    ArTools.run(folder, "ar", "rcP", "lib.a", "sub/m.o", "sub/longer_than_that.o");
    Archive archive = Archive.read(folder.resolve("lib.a"));
    assertEquals(List.of("sub", "sub/longer_than_that.o"), names(archive));
    String listed = ArTools.run(folder, "llvm-ar", "t", "lib.a");
    assertEquals("sub\nsub/longer_than_that.o\n", listed);
    ArchiveMember member = archive.members().get(1);
    assertEquals("longer_than_that.o", member.baseName());
    assertFalse(member.wholeFile());
    assertArrayEquals(new byte[] {'l'}, member.bytes());
  }

  /**
   * ar writes {@code x /}, llvm-ar and lld read {@code x}: an ID must be found under lld's name.
   */
  @ParameterizedTest
  @MethodSource("archivers")
  void blankAtTheEnd_isCutAsLldCutsIt(String ar) throws Exception {
    Files.writeString(folder.resolve("x "), "x");
    ArTools.run(folder, ar, "rc", "lib.a", "x ");
    assertEquals(List.of("x"), names(Archive.read(folder.resolve("lib.a"))));
    assertEquals("x\n", ArTools.run(folder, "llvm-ar", "t", "lib.a"));
  }

  @ParameterizedTest
  @MethodSource("archivers")
  void bytesThatAreNotUtf8_areMarkedAndKept(String ar) throws Exception {
    String script =
        "f=$(printf 'caf\\351.o'); g=$(printf '%0100d\\351.o' 0);"
            + " printf abc >\"$f\"; printf de >\"$g\"; \"$0\" rc lib.a \"$f\" \"$g\" odd.bin";
    ArTools.run(folder, "sh", "-c", script, ar);
    Archive archive = Archive.read(folder.resolve("lib.a"));
    byte[] listed = ArTools.runForBytes(folder, Map.of(), ar, "t", "lib.a");
    String expected = new String(listed, StandardCharsets.ISO_8859_1);
    assertEquals(expected, String.join("\n", names(archive)) + "\n");
    assertEquals("caf\u00e9.o", archive.members().get(0).name());
    assertFalse(archive.members().get(0).nameIsUtf8());
    assertFalse(archive.members().get(1).nameIsUtf8());
    assertTrue(archive.members().get(2).nameIsUtf8());
    assertArrayEquals(new byte[] {'a', 'b', 'c'}, archive.members().get(0).bytes());
  }

  /** commons-compress as a third opinion, for the one format that it reads well. */
  @ParameterizedTest
  @MethodSource("archivers")
  void gnu_asCommonsCompressReadsIt(String ar) throws Exception {
    create(ar, "rc", "lib.a");
    List<String> theirs = new ArrayList<>();
    List<String> ours = new ArrayList<>();
    Path lib = folder.resolve("lib.a");
    try (InputStream file = new BufferedInputStream(Files.newInputStream(lib));
        ArArchiveInputStream in = new ArArchiveInputStream(file)) {
      for (ArArchiveEntry e = in.getNextEntry(); e != null; e = in.getNextEntry()) {
        long header = in.getBytesRead() - 60;
        if (!e.getName().isEmpty()) {
          theirs.add(
              onlyAscii(e.getName()) + " " + header + " " + Arrays.hashCode(in.readAllBytes()));
        }
      }
    }
    for (ArchiveMember m : Archive.read(lib).members()) {
      String name =
          onlyAscii(
              new String(m.name().getBytes(StandardCharsets.UTF_8), StandardCharsets.US_ASCII));
      ours.add(name + " " + m.headerOffset() + " " + Arrays.hashCode(m.bytes()));
    }
    assertEquals(FILES.size(), ours.size());
    assertEquals(theirs, ours);
  }

  private static String onlyAscii(String name) {
    return name.replace('\ufffd', '?');
  }

  private void create(String ar, String operation, String archive) {
    List<String> argv = new ArrayList<>(List.of(ar, operation, archive));
    argv.addAll(FILES);
    ArTools.run(folder, argv.toArray(String[]::new));
  }

  private void check(String ar, String lib, List<String> files) throws Exception {
    check(ar, lib, files, 1);
  }

  /**
   * Names and offsets against the archiver's, bytes against the files that went in.
   *
   * @param padding the size in the header is a multiple of it: Darwin's archives count newlines
   *     that fill up to 8 bytes as payload, and so does lld
   */
  private void check(String ar, String lib, List<String> files, int padding) throws Exception {
    Archive archive = Archive.read(folder.resolve(lib));
    assertEquals(ArTools.run(folder, ar, "t", lib), String.join("\n", names(archive)) + "\n");
    List<String> listed = ArTools.run(folder, ar, "tO", lib).lines().toList();
    byte[] all = Files.readAllBytes(folder.resolve(lib));
    assertEquals(files.size(), archive.members().size());
    assertFalse(archive.thin());
    try (ArchiveBytes open = ArchiveBytes.open(archive)) {
      for (int i = 0; i < files.size(); i++) {
        ArchiveMember member = archive.members().get(i);
        String offset = listed.get(i).substring(listed.get(i).lastIndexOf(' ') + 1);
        checkOffsets(member, Long.decode(offset), all);
        byte[] file = Files.readAllBytes(folder.resolve(files.get(i)));
        byte[] expected = Arrays.copyOf(file, (file.length + padding - 1) / padding * padding);
        Arrays.fill(expected, file.length, expected.length, (byte) '\n');
        checkBytes(open, member, expected);
        assertEquals(i, archive.indexAt(member.headerOffset()));
        assertEquals(-1, archive.indexAt(member.headerOffset() + 1));
      }
    }
  }

  private static void checkOffsets(ArchiveMember member, long listed, byte[] all) {
    assertEquals(listed, member.dataOffset());
    int at = (int) member.headerOffset();
    assertEquals("`\n", new String(all, at + 58, 2, StandardCharsets.ISO_8859_1));
    String field = new String(all, at, 16, StandardCharsets.ISO_8859_1).strip();
    int nameBytes = field.startsWith("#1/") ? Integer.parseInt(field.substring(3)) : 0;
    assertEquals(member.headerOffset() + 60 + nameBytes, member.dataOffset());
  }

  private void checkBytes(ArchiveBytes open, ArchiveMember member, byte[] expected)
      throws Exception {
    assertEquals(expected.length, member.size());
    assertEquals(folder, member.file().getParent());
    assertArrayEquals(expected, member.bytes());
    assertArrayEquals(expected, open.bytes(member));
    byte[] four = Arrays.copyOf(expected, Math.min(4, expected.length));
    assertArrayEquals(four, member.head(4));
    assertArrayEquals(four, open.head(member, 4));
    Path copy = folder.resolve("copy");
    member.copyTo(copy);
    assertArrayEquals(expected, Files.readAllBytes(copy));
    open.copyTo(member, copy);
    assertArrayEquals(expected, Files.readAllBytes(copy));
  }

  private static List<String> names(Archive archive) {
    List<String> names = new ArrayList<>();
    for (ArchiveMember member : archive.members()) {
      names.add(member.name());
    }
    return names;
  }
}
