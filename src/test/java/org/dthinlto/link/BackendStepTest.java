package org.dthinlto.link;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Thin links by hand with the oldest and the newest LLVM, and the backends after them. */
class BackendStepTest {

  private static final int NEWEST = 22;

  @TempDir Path base;

  private static void assertNatives(HandLink link, List<byte[]> expected, List<String> objects)
      throws Exception {
    assertEquals(expected.size(), objects.size());
    for (int i = 0; i < objects.size(); i++) {
      byte[] object = Files.readAllBytes(link.folder.resolve(objects.get(i)));
      assertArrayEquals(expected.get(i), object, objects.get(i));
    }
  }

  private HandLink example(int release) throws Exception {
    HandLink link = new HandLink(base, release);
    link.compile("main.o", HandLink.MAIN);
    link.compile("f.o", HandLink.F);
    link.compile("h.o", HandLink.H);
    return link;
  }

  // A module's ID can't be a file of ours if it is an absolute one in an archive: it is renamed.
  @ParameterizedTest
  @ValueSource(ints = {14, NEWEST})
  void nativesEqualLldsOwnWhereverArchivesLie(int release) throws Exception {
    HandLink link = example(release);
    link.archive("../x/lib f.a", "f.o");
    link.archive("../y/libh.a", "h.o");
    String absolute = base.resolve("y/libh.a").toString();
    String[] line = {"-pie", "main.o", "../x/lib f.a", absolute};
    link.thinLink(line);
    String list = Files.readString(link.folder.resolve("list"));
    assertTrue(list.contains("../x/lib f.a(f.o at ") && list.contains(absolute + "(h.o at "), list);
    link.code = BackendStepSettings.Code.PIC;
    List<String> objects = link.objects();
    assertNatives(link, link.inProcess(line), objects);
    assertTrue(objects.get(1).endsWith("/x/lib f.a/1/f.o"), objects::toString);
    assertEquals("f=42\n", link.program(objects));
    assertFalse(Files.exists(link.folder.resolve("n/.dthinlto")));
  }

  @ParameterizedTest
  @ValueSource(ints = {14, NEWEST})
  void levelAndKindOfCodeAreThoseOfTheLink(int release) throws Exception {
    HandLink link = example(release);
    link.thinLink("main.o", "f.o", "h.o");
    link.level = 1;
    link.code = BackendStepSettings.Code.NO_PIC;
    List<byte[]> lowest = link.inProcess("--lto-O1", "main.o", "f.o", "h.o");
    assertNatives(link, lowest, link.objects());
    link.level = 3;
    link.code = BackendStepSettings.Code.PIC;
    assertNatives(
        link, link.inProcess("--lto-O3", "-shared", "main.o", "f.o", "h.o"), link.objects());
    // For -r lld goes by the module as well.
    link.level = 2;
    link.code = BackendStepSettings.Code.AS_COMPILED;
    List<String> objects = link.objects();
    assertFalse(
        java.util.Arrays.equals(
            lowest.get(0), Files.readAllBytes(link.folder.resolve(objects.get(0)))));
  }

  @Test
  void fatObjectsAreCompiledFromTheirBitcode() throws Exception {
    HandLink link = new HandLink(base, NEWEST);
    link.compile("main.o", HandLink.MAIN, "-ffat-lto-objects");
    link.compile("f.o", HandLink.F, "-ffat-lto-objects");
    link.compile("h.o", HandLink.H, "-ffat-lto-objects");
    link.archive("lib.a", "h.o");
    String main = link.folder.resolve("main.o").toString();
    String[] line = {"-pie", "--fat-lto-objects", main, "f.o", "lib.a"};
    link.thinLink(line);
    link.code = BackendStepSettings.Code.PIC;
    List<String> objects = link.objects();
    assertEquals(List.of("n/main.o", "n/f.o", "n/lib.a/1/h.o"), objects);
    assertNatives(link, link.inProcess(line), objects);
  }

  // Who makes the files by hand has old copies of them: only the thin link knows what it read.
  @ParameterizedTest
  @ValueSource(ints = {14, NEWEST})
  void copyOfAMemberFromAnOlderLinkIsNotTheMember(int release) throws Exception {
    HandLink link = example(release);
    link.archive("lib.a", "f.o");
    link.thinLink("main.o", "lib.a", "h.o");
    String id = Files.readAllLines(link.folder.resolve("list")).get(1);
    link.compile(id, "int f(int x) { return 7; }");
    assertEquals("f=42\n", link.program(link.objects()));
    // And the other way round: the object is meant, and an archive has such a member.
    link.thinLink("main.o", id, "h.o");
    assertEquals("f=7\n", link.program(link.objects()));
  }

  @ParameterizedTest
  @ValueSource(ints = {14, NEWEST})
  void objectChangedAfterTheThinLinkIsAnError(int release) throws Exception {
    HandLink link = example(release);
    link.thinLink("main.o", "f.o", "h.o");
    link.compile("h.o", "int h(int x) { return x + 1; }");
    assertEquals(
        "dthinlto: error: 'h.o': was changed after the thin link; run the thin link again",
        link.failure());
  }

  @ParameterizedTest
  @ValueSource(ints = {14, NEWEST})
  void prefixReplacementIsUndone(int release) throws Exception {
    HandLink link = example(release);
    link.archive("lib.a", "f.o", "h.o");
    link.thinLink("--thinlto-prefix-replace=;ix/", "main.o", "lib.a");
    String error = link.failure();
    assertTrue(error.contains("'ix/main.o': its index file 'ix/main.o.thinlto.bc'"), error);
    assertTrue(error.contains("--prefix-replace"), error);
    link.replacement = PrefixReplacement.of(";ix/");
    List<String> objects = link.objects();
    assertEquals(List.of("n/main.o", "n/lib.a/1/f.o", "n/lib.a/1/h.o"), objects);
    assertEquals("f=42\n", link.program(objects));
  }

  @Test
  void whatTheThinLinkShouldHaveLeftIsMissed() throws Exception {
    HandLink link = example(NEWEST);
    link.thinLink("main.o", "f.o", "h.o");
    Path imports = link.folder.resolve("f.o.imports");
    Files.delete(imports);
    assertEquals(
        "dthinlto: error: 'f.o': its list of imports 'f.o.imports' is missing; give"
            + " --thinlto-emit-imports-files to the thin link",
        link.failure());
    Files.writeString(imports, "h.o\nother.o\n");
    String error = link.failure();
    assertTrue(error.contains("does not name 'other.o', from which it imports"), error);
    Files.writeString(imports, "h.o\n");
    Files.delete(link.folder.resolve("h.o"));
    error = link.failure();
    assertTrue(error.startsWith("dthinlto: error: 'h.o': no such file"), error);
  }

  // The same file names from two thin links: hashes tell.
  @Test
  void indexFilesOfTwoThinLinksDoNotMix() throws Exception {
    HandLink link = example(NEWEST);
    link.thinLink("main.o", "f.o", "h.o");
    Path index = link.folder.resolve("main.o.thinlto.bc");
    byte[] old = Files.readAllBytes(index);
    link.compile("h.o", "int h(int x) { return x + 1; }");
    link.thinLink("main.o", "f.o", "h.o");
    Files.write(index, old);
    String error = link.failure();
    assertTrue(error.contains("are of two thin links"), error);
  }

  @ParameterizedTest
  @ValueSource(ints = {14, NEWEST})
  void namesThatLlvmCannotWriteIntoAnIndexAreNamed(int release) throws Exception {
    HandLink link = example(release);
    link.compile("grö/h.o", HandLink.H);
    link.thinLink("main.o", "f.o", "grö/h.o");
    String error = link.failure();
    assertTrue(error.contains("'grö/h.o'") && error.contains("not ASCII"), error);
  }

  @Test
  void listThatIsNoListIsAnError() throws Exception {
    HandLink link = example(NEWEST);
    Path list = link.folder.resolve("list");
    Files.write(list, "f\u00ff.o\n".getBytes(StandardCharsets.ISO_8859_1));
    assertTrue(link.failure().contains("'list': holds a name that is not UTF-8"));
    Files.copy(link.folder.resolve("f.o"), list, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertTrue(link.failure().contains("'list': is no list of module IDs"));
    Files.delete(list);
    assertEquals("dthinlto: error: 'list': no such file", link.failure());
    Files.createDirectory(list);
    assertEquals("dthinlto: error: 'list': is no regular file", link.failure());
  }

  @Test
  void compilersThatDoNotFitAreNamed() throws Exception {
    HandLink link = example(NEWEST);
    link.thinLink("main.o", "f.o", "h.o");
    link.clang = "clang-14";
    String error = link.failure();
    assertTrue(error.contains("'main.o': was compiled by LLVM 22"), error);
    assertTrue(error.contains("'clang-14' is clang 14"), error);
    link.clang = "cat";
    assertEquals("dthinlto: error: 'cat': no clang, its --version does not say so", link.failure());
    link.clang = "no-such-clang";
    assertTrue(link.failure().contains("'no-such-clang': cannot be started"));
  }

  @Test
  void jobThatFailsLeavesNoObjectOfAnyJob() throws Exception {
    HandLink link = example(NEWEST);
    link.thinLink("main.o", "f.o", "h.o");
    link.backendArgs = List.of("-mllvm", "-no-such-option");
    assertEquals(1, link.step());
    assertEquals("", link.out);
    assertTrue(link.err.contains("dthinlto: error: 'main.o': backend failed"), link.err);
    assertTrue(link.err.contains("Unknown command line argument '-no-such-option'"), link.err);
    assertTrue(link.err.contains("(cd "), link.err);
    assertFalse(Files.exists(link.folder.resolve("n")));
    link.backendArgs = List.of();
    link.keep = true;
    assertEquals(3, link.objects().size());
    assertTrue(Files.isDirectory(link.folder.resolve("n/.dthinlto/tree")));
  }

  @Test
  void inputsAreNotOverwritten() throws Exception {
    HandLink link = example(NEWEST);
    link.thinLink("main.o", "f.o", "h.o");
    link.natives = ".";
    assertEquals(
        "dthinlto: error: './main.o': is an input of the link; choose another folder by -d",
        link.failure());
    link.natives = "";
    assertEquals(
        List.of("list.natives/main.o", "list.natives/f.o", "list.natives/h.o"), link.objects());
  }

  @Test
  void responseFileIsQuotedAndObjectsEndAsObjects() throws Exception {
    HandLink link = new HandLink(base, NEWEST);
    link.compile("ma \"in\".bc", HandLink.MAIN);
    link.compile("f", HandLink.F);
    link.compile("h.o", HandLink.H);
    link.thinLink("ma \"in\".bc", "f", "h.o");
    assertEquals(List.of("n/ma \"in\".bc.o", "n/f.o", "n/h.o"), link.objects());
    link.quoted = true;
    assertEquals(0, link.step(), link.err);
    Files.writeString(link.folder.resolve("rsp"), link.out);
    assertEquals("f=42\n", link.program(List.of("@rsp")));
  }
}
