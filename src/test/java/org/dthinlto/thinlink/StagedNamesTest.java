package org.dthinlto.thinlink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Staged names: one for all spellings of a file, one file for each, the same in every checkout. */
final class StagedNamesTest {

  /** Longest file name of any file system that matters, in bytes. */
  private static final int NAME_MAX = 255;

  @TempDir Path temp;

  private Path project;
  private Path folder;
  private StagedNames names;

  @BeforeEach
  void makeProject() throws IOException {
    project = temp.toRealPath().resolve("project");
    folder = project.resolve("build/out");
    Files.createDirectories(folder.resolve("obj"));
    Files.createDirectories(project.resolve("lib"));
    Files.createDirectories(project.resolve(".git"));
    names = new StagedNames(folder, "");
  }

  private String of(String path) throws IOException {
    return names.of(folder.resolve(path));
  }

  @ParameterizedTest
  @CsvSource({
    "main.o, main.o",
    "./main.o, main.o",
    "obj/a.o, obj/a.o",
    "obj/../main.o, main.o",
    "obj//a.o, obj/a.o",
    "../../lib/l.a, _root/lib/l.a",
    "../x.o, _root/build/x.o",
    "../out/main.o, main.o",
    "a b.o, a b.o",
    "lib.a(m.o at 94).o, lib.a(m.o at 94).o",
    "'quo''te.o', 'quo''te.o'",
    "_index/a.o, _cwd/_index/a.o",
    "_native, _cwd/_native",
    "_root/a.o, _cwd/_root/a.o",
    "_abs/a.o, _cwd/_abs/a.o",
    "_cwd/a.o, _cwd/_cwd/a.o",
    "_objects/a.o, _cwd/_objects/a.o",
    "_members/a.o, _cwd/_members/a.o",
    "_indexes/a.o, _indexes/a.o",
    "obj/_index, obj/_index",
    "-x.o, _cwd/-x.o",
    "@rsp, _cwd/@rsp",
    "obj/-x.o, obj/-x.o",
    "100%.o, 100%25.o",
    "%41.o, %2541.o",
    "na\u00efve.o, na%C3%AFve.o",
    "\u6587.o, %E6%96%87.o",
    "\ud83d\ude00.o, %F0%9F%98%80.o",
    "weird.a(x at 5), weird.a(x at 5%29",
  })
  void files(String path, String staged) throws IOException {
    for (String name : List.of("_index", "_root", "_abs", "_cwd", "_objects", "_members")) {
      Files.createDirectories(folder.resolve(name));
    }
    Files.createDirectories(folder.resolve("_indexes"));
    assertEquals(staged, of(path));
    assertEquals(staged, names.of(folder.resolve(path).toAbsolutePath()));
  }

  @ParameterizedTest
  @CsvSource({"9, %09", "10, %0A", "13, %0D", "27, %1B", "127, %7F"})
  void controlCharacters(int code, String encoded) throws IOException {
    assertEquals("a" + encoded + "b.o", of("a" + (char) code + "b.o"));
  }

  @Test
  void elsewhere() throws IOException {
    Path other = Files.createDirectories(temp.toRealPath().resolve("other"));
    assertEquals("_abs" + other + "/x.o", names.of(other.resolve("x.o")));
    assertEquals("_abs/x.o", names.of(Path.of("/x.o")));
  }

  @Test
  void theNearestProjectCounts() throws IOException {
    Files.createDirectories(folder.resolve("../.git"));
    names = new StagedNames(folder, "");
    assertEquals("_root/x.o", of("../x.o"));
    assertEquals("_abs" + project + "/lib/l.a", of("../../lib/l.a"));
  }

  @Test
  void aProjectMayHaveAGitFile() throws IOException {
    Files.writeString(folder.resolveSibling(".git"), "gitdir: elsewhere\n");
    assertEquals("_root/x.o", new StagedNames(folder, "").of(folder.resolve("../x.o")));
  }

  @Test
  void aRootMayBeGiven() throws IOException {
    names = new StagedNames(folder, temp.toString());
    assertEquals("_root/project/lib/l.a", of("../../lib/l.a"));
    names = new StagedNames(folder, "..");
    assertEquals("_root/x.o", of("../x.o"));
    assertEquals("main.o", of("main.o"));
    assertThrows(IOException.class, () -> new StagedNames(folder, "nothere"));
  }

  @Test
  void noProject() throws IOException {
    Path alone = Files.createDirectories(temp.toRealPath().resolve("alone/build"));
    boolean below = false;
    for (Path at = alone; at != null; at = at.getParent()) {
      below |= Files.exists(at.resolve(".git"));
    }
    assertFalse(below, "the test's folder must not lie in a checkout");
    names = new StagedNames(alone, "");
    assertEquals("_abs" + alone.getParent() + "/x.o", names.of(alone.resolve("../x.o")));
  }

  @Test
  void foldersBySymbolicLinks() throws IOException {
    Files.createSymbolicLink(folder.resolve("linked"), folder.resolve("obj"));
    Files.createSymbolicLink(folder.resolve("up"), project.resolve("lib"));
    Files.createSymbolicLink(temp.resolve("alias"), folder);
    assertEquals("obj/a.o", of("linked/a.o"));
    assertEquals("_root/lib/l.a", of("up/l.a"));
    // The kernel resolves the link before the "..".
    assertEquals("_root/x.o", of("up/../x.o"));
    StagedNames through = new StagedNames(temp.resolve("alias"), "");
    assertEquals("obj/a.o", through.of(temp.resolve("alias/obj/a.o")));
    assertEquals("obj/a.o", through.of(folder.resolve("obj/a.o")));
  }

  /** lld opens two files; two names of one file are two modules to it. */
  @Test
  void filesBySymbolicLinksKeepTheirNames() throws IOException {
    Files.writeString(folder.resolve("a.o"), "");
    Files.createSymbolicLink(folder.resolve("b.o"), folder.resolve("a.o"));
    assertEquals("b.o", of("b.o"));
  }

  @Test
  void aFolderThatIsMissing() {
    assertThrows(IOException.class, () -> of("nothere/a.o"));
    assertThrows(IOException.class, () -> names.of(Path.of("/")));
  }

  @Test
  void foldersOfOursHaveNamesOfTheirOwn() throws IOException {
    Path ours = folder.resolve("main.dthinlto/objects");
    names.call(ours, StagedNames.OBJECTS);
    assertEquals("_objects/1/main.o", names.of(ours.resolve("1/main.o")));
    assertEquals("main.dthinlto", of("main.dthinlto"));
  }

  @Test
  void members() {
    assertEquals("sub/lib.a(m.o at 1)", names.ofMember("sub/lib.a", "m.o", 1));
    assertEquals("lib.a(m.o at 12)", names.ofMember("lib.a", "m.o", 12));
    assertEquals("l(1).a(p%28x at 9).o at 1)", names.ofMember("l(1).a", "p(x at 9).o", 1));
    assertEquals("lib.a(%C3%A4.o at 1)", names.ofMember("lib.a", "\u00e4.o", 1));
    assertEquals("lib.a(a%0Ab at 1)", names.ofMember("lib.a", "a\nb", 1));
    assertEquals("lib.a(-x.o at 1)", names.ofMember("lib.a", "-x.o", 1));
  }

  @Test
  void natives() {
    assertEquals("_native/obj/a.o", StagedNames.nativeOf("obj/a.o"));
    assertEquals("_native/lib.a/1/m.o", StagedNames.nativeOfMember("lib.a", "m.o", 1));
    assertEquals("_native/lib.a/2/m.o", StagedNames.nativeOfMember("lib.a", "m.o", 2));
    assertEquals("_native/lib.a/same1/lib.a", StagedNames.nativeOfMember("lib.a", "lib.a", 1));
    assertEquals("_native/lib.a/same2/lib.a", StagedNames.nativeOfMember("lib.a", "lib.a", 2));
    assertEquals("_native/s/l.a/same1/l.a", StagedNames.nativeOfMember("s/l.a", "l.a", 1));
    assertEquals("_native/s/l.a/1/s", StagedNames.nativeOfMember("s/l.a", "s", 1));
  }

  @Test
  void entriesOfAStagedArchive() {
    assertEquals(
        List.of("_members/lib.a/a.o", "_members/lib.a/b.o"),
        StagedNames.entries("lib.a", List.of("a.o", "b.o")));
    assertEquals(
        List.of("../../_members/s/t/lib.a/a.o"), StagedNames.entries("s/t/lib.a", List.of("a.o")));
    assertEquals(
        List.of(
            "_members/lib.a/a.o",
            "_members/lib.a/a.o~3",
            "_members/lib.a/a.o~2",
            "_members/lib.a/a.o~4"),
        StagedNames.entries("lib.a", List.of("a.o", "a.o", "a.o~2", "a.o")));
    assertEquals(
        List.of("_members/lib.a/%C3%A4%28.o"), StagedNames.entries("lib.a", List.of("\u00e4(.o")));
  }

  @Test
  void longNames() throws IOException {
    String longest = "x".repeat(NAME_MAX - 2) + ".o";
    String staged = of(longest);
    assertTrue(staged.startsWith("x".repeat(60) + "~"), staged);
    assertFits(staged);
    assertNotEquals(staged, of("x".repeat(NAME_MAX - 2) + ".p"), "told apart by all of it");
    assertEquals(staged, of("./" + longest));
    assertEquals("y".repeat(200) + ".o", of("y".repeat(200) + ".o"));
    assertFits(names.ofMember("lib.a", longest, 1));
    assertNotEquals(names.ofMember("lib.a", longest, 1), names.ofMember("lib.a", longest, 2));
    assertFits(StagedNames.nativeOfMember("lib.a", longest, 1));
    assertFits(StagedNames.entries("lib.a", List.of(longest, longest)).get(1));
    assertFits(of("\u6587".repeat(85)));
    assertFits(StagedNames.nativeOfMember("lib.a", "\ud83d\ude00".repeat(63), 1));
  }

  @Test
  void longNamesOfFolders() throws IOException {
    String latin = "d".repeat(NAME_MAX);
    String cjk = "\u6587".repeat(85);
    Files.createDirectories(folder.resolve(latin).resolve(cjk).resolve(latin));
    String staged = of(latin + "/" + cjk + "/" + latin + "/a.o");
    assertFits(staged);
    assertTrue(staged.endsWith("/a.o"), staged);
    assertNotEquals(staged, of(latin + "/" + cjk + "/a.o"));
    Files.createDirectories(project.resolve(cjk));
    assertFits(of("../../" + cjk + "/a.o"));
    assertTrue(of("../../" + cjk + "/a.o").startsWith("_root/"));
    Path far = Files.createDirectories(temp.resolve(cjk));
    assertFits(names.of(far.resolve("a.o")));
  }

  /** Every part fits, with what lld and clang append: a suffix, or one of a temporary file. */
  private static void assertFits(String name) {
    for (String part : name.split("/")) {
      int bytes = part.getBytes(UTF_8).length;
      assertTrue(bytes + ".thinlto.bc".length() <= NAME_MAX, part);
      assertTrue(bytes + "-01234567.o.tmp".length() <= NAME_MAX, part);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\t", "\n", "\u00e4", "\u6587", "\ud83d\ude00"})
  void namesArePrintableAscii(String odd) throws IOException {
    Files.createDirectories(folder.resolve("d" + odd));
    for (String name :
        List.of(
            of("d" + odd + "/a" + odd + ".o"),
            names.ofMember(of("d" + odd + "/l" + odd + ".a"), "m" + odd + ".o", 1),
            StagedNames.entries(of("l" + odd + ".a"), List.of("m" + odd + ".o")).get(0))) {
      assertTrue(name.chars().allMatch(c -> c >= ' ' && c < 127), name);
    }
  }

  @Test
  void plainNames() {
    assertTrue(StagedNames.isPlain("lib (1).a"));
    assertTrue(StagedNames.isPlain(""));
    assertFalse(StagedNames.isPlain("100%"));
    assertFalse(StagedNames.isPlain("\u00e4"));
    assertFalse(StagedNames.isPlain("a\n"));
  }

  /** Different files and members have different names, whatever they are called. */
  @Test
  void namesAreUnique() throws IOException {
    Random random = new Random(71345);
    String[] pieces = {
      "a",
      "%",
      "28",
      "29",
      "(",
      ")",
      " at ",
      "1",
      "~",
      "_cwd",
      "_root",
      "_abs",
      "-",
      "@",
      ".o",
      "\u00e4",
      "\n",
      " ",
      "_index",
      "_members",
      "lib.a"
    };
    Map<String, String> owners = new HashMap<>();
    Set<String> seen = new HashSet<>();
    List<String> archives = new ArrayList<>();
    for (int round = 0; round < 20_000; round++) {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(6); n >= 0; n--) {
        text.append(pieces[random.nextInt(pieces.length)]);
      }
      String path = (random.nextInt(3) == 0 ? "../" : "") + text;
      if (seen.add(path)) {
        String name = of(path);
        assertEquals(null, owners.put(name, path), name);
        archives.add(name);
      }
      String archive = archives.get(random.nextInt(archives.size()));
      int occurrence = 1 + random.nextInt(2);
      if (seen.add(archive + "\0" + text + "\0" + occurrence)) {
        String name = names.ofMember(archive, text.toString(), occurrence);
        String owner = "member " + text + " of " + archive;
        assertEquals(null, owners.put(name, owner), name);
      }
    }
    assertTrue(owners.size() > 20_000);
  }

  @Test
  void namesStayBelowTheTree() throws IOException {
    for (String path : List.of("../../../../x.o", "/etc/../x.o", "obj/../../x.o", "./../x.o")) {
      String name = of(path);
      assertEquals(Path.of(name).normalize().toString(), name);
      assertFalse(name.startsWith("/") || name.startsWith(".."), name);
    }
  }
}
