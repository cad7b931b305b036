package org.dthinlto.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.dthinlto.bitcode.BitcodeInfo;
import org.dthinlto.bitcode.Slice;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateTreeTest {

  @TempDir Path base;
  private Path work;
  private Path archive;

  @BeforeEach
  void makeFolders() throws IOException {
    work = Files.createDirectory(base.resolve("work"));
    archive = Files.writeString(base.resolve("lib.a"), "headAAAABBBB");
  }

  private ModuleFile loose(String id, String content) throws IOException {
    Path file = Files.writeString(base.resolve(content), content);
    return new ModuleFile(id, Slice.whole(file), true, BitcodeInfo.NONE, file, "x.o");
  }

  private ModuleFile member(String id, long offset) {
    return new ModuleFile(
        id, new Slice(archive, offset, 4), false, BitcodeInfo.NONE, archive, "x.o");
  }

  /** Everything that is no folder, relative to the work folder. */
  private List<String> files() throws IOException {
    try (Stream<Path> all = Files.walk(work)) {
      return all.filter(file -> !Files.isDirectory(file))
          .map(file -> work.relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  private static String read(PrivateTree tree, String name) throws IOException {
    return Files.readString(tree.path().resolve(name));
  }

  @Test
  void modulesLieUnderTheirIdsByteForByte() throws Exception {
    List<String> ids =
        List.of("./lib.a(m.o at 94)", "d e/x'\"$.o", "libpar(1).a(par(x at 9).o at 94)");
    List<ModuleFile> modules = new ArrayList<>();
    modules.add(member(ids.get(0), 4));
    modules.add(loose(ids.get(1), "loose"));
    modules.add(member(ids.get(2), 8));
    PrivateTree tree = new PrivateTree(work, modules);
    assertEquals("AAAA", read(tree, ids.get(0)));
    assertEquals("loose", read(tree, ids.get(1)));
    assertEquals("BBBB", read(tree, ids.get(2)));
    assertTrue(Files.isSymbolicLink(tree.path().resolve(ids.get(1))));
    for (String id : ids) {
      assertEquals(id, tree.name(id));
    }
    assertEquals(work.resolve("tree"), tree.path());
  }

  @Test
  void noIdLeadsOutOfTheTree() throws Exception {
    PrivateTree tree =
        new PrivateTree(
            work,
            List.of(member("../w/lib.a(m.o at 4)", 4), loose("a/../../../b/../x.o", "loose")));
    assertEquals(work.resolve("tree/d/d"), tree.path());
    assertEquals(List.of("tree/d/w/lib.a(m.o at 4)", "tree/x.o"), files());
    assertEquals(Set.of("work", "lib.a", "loose"), Set.of(base.toFile().list()));
    // Through the folders that the ID names.
    assertEquals("loose", read(tree, "a/../../../b/../x.o"));
    assertEquals("AAAA", read(tree, "../w/lib.a(m.o at 4)"));
    Path object = tree.path().resolve(tree.nativeName(7)).normalize();
    assertEquals(work.resolve("native/7.o"), object);
  }

  @Test
  void absoluteObjectStaysWhereItIs() throws Exception {
    String id = base.resolve("loose").toString();
    PrivateTree tree = new PrivateTree(work, List.of(loose(id, "loose")));
    assertEquals(id, tree.name(id));
    assertEquals(List.of(), files());
  }

  @Test
  void absoluteMemberGetsAFirstCharacterThatNoOtherHas() throws Exception {
    String id = archive + "(m.o at 4)";
    PrivateTree plain = new PrivateTree(work, List.of(member(id, 4)));
    assertEquals("." + id.substring(1), plain.name(id));
    assertEquals("AAAA", read(plain, plain.name(id)));

    work = Files.createDirectory(base.resolve("work2"));
    PrivateTree other =
        new PrivateTree(work, List.of(member(id, 4), loose("./x.o", "x"), loose(",y.o", "y")));
    assertEquals("+" + id.substring(1), other.name(id));
    assertEquals("AAAA", read(other, other.name(id)));
  }

  @Test
  void twoSpellingsOfOneModuleAreOneFileButTwoModulesAreNot() throws Exception {
    ModuleFile x = loose("x.o", "loose");
    ModuleFile again = loose("./a/../x.o", "loose");
    PrivateTree tree = new PrivateTree(work, List.of(x, again));
    assertEquals("loose", read(tree, "./a/../x.o"));
    Path second = Files.createDirectory(base.resolve("work2"));
    IOException e =
        assertThrows(
            IOException.class,
            () -> new PrivateTree(second, List.of(x, loose("a/../x.o", "other"))));
    assertTrue(e.getMessage().startsWith("'a/../x.o': can't be told from 'x.o'"), e.getMessage());
  }

  @Test
  void indexFileIsLinkedUnlessItNamesARenamedModule() throws Exception {
    Path index = Files.createFile(base.resolve("x.o.thinlto.bc"));
    PrivateTree tree = new PrivateTree(work, List.of(loose("../x.o", "loose")));
    String name = tree.placeIndex(new IndexList.Entry("../x.o", index, List.of()), 1);
    assertTrue(Files.isSymbolicLink(tree.path().resolve(name)));
    assertTrue(Files.isSameFile(tree.path().resolve(name), index));
    assertFalse(name.startsWith("/"));
  }
}
