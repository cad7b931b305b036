package org.dthinlto.bitcode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Index files that every installed lld writes, and broken ones. */
final class ModuleTableTest {

  private static final String MAIN = "int f(int); int main(void) { return f(4); }";
  private static final String F = "int f(int x) { return x * 10 + 2; }";

  @TempDir Path folder;

  static List<Clang> clangs() throws IOException, InterruptedException {
    return Clang.all();
  }

  private void thinLink(Clang clang, String... words) throws Exception {
    String[] line = Arrays.copyOf(words, words.length + 2);
    line[words.length] = "--thinlto-index-only=list";
    line[words.length + 1] = "--thinlto-emit-imports-files";
    clang.tool(folder, "ld.lld", line);
  }

  private ModuleTable table(String name) throws IOException {
    return ModuleTable.read(folder.resolve(name));
  }

  @ParameterizedTest
  @MethodSource("clangs")
  void tableNamesTheModuleAndItsImportsWithTheirHashes(Clang clang) throws Exception {
    Path main = clang.compile(folder, "main", MAIN, "-flto=thin");
    clang.compile(folder, "f", F, "-flto=thin");
    clang.compile(folder, "unused", "int g(void) { return 1; }", "-flto=thin");
    String absolute = folder.resolve("f.o").toString();
    thinLink(clang, "-e", "main", "main.o", absolute, "unused.o", "-o", "out");

    ModuleTable table = table("main.o.thinlto.bc");
    assertEquals(Set.of("main.o", absolute), Set.copyOf(table.paths()));
    assertTrue(table.names("main.o"));
    assertFalse(table.names("unused.o"));
    assertFalse(table.names("./main.o"));
    assertEquals(List.of(table.hash("main.o")), ModuleHash.of(Slice.whole(main)));
    assertEquals(40, table.hash("main.o").length());
    assertNotEquals(table.hash("main.o"), table.hash(absolute));
    assertEquals(ModuleTable.NO_HASH, table.hash("unused.o"));
    assertEquals(List.of(absolute), table(absolute + ".thinlto.bc").paths());
  }

  @ParameterizedTest
  @MethodSource("clangs")
  void renamingChangesThatPathAndNothingElse(Clang clang) throws Exception {
    clang.compile(folder, "main", MAIN, "-flto=thin");
    clang.compile(folder, "f", F, "-flto=thin");
    String absolute = folder.resolve("f.o").toString();
    thinLink(clang, "-e", "main", "main.o", absolute, "-o", "out");
    ModuleTable before = table("main.o.thinlto.bc");
    Path copy = folder.resolve("copy.bc");
    before.copyRenamed(List.of(absolute), '+', copy);

    String renamed = "+" + absolute.substring(1);
    ModuleTable after = ModuleTable.read(copy);
    assertEquals(Set.of("main.o", renamed), Set.copyOf(after.paths()));
    assertEquals(before.hash(absolute), after.hash(renamed));
    byte[] old = Files.readAllBytes(folder.resolve("main.o.thinlto.bc"));
    byte[] now = Files.readAllBytes(copy);
    assertEquals(old.length, now.length);
    int bits = 0;
    for (int i = 0; i < old.length; i++) {
      bits += Integer.bitCount((old[i] ^ now[i]) & 0xff);
    }
    assertEquals(Integer.bitCount('/' ^ '+'), bits);
    // As LLVM reads it.
    String dump = clang.tool(folder, "llvm-bcanalyzer", "--dump", "copy.bc");
    assertTrue(dump.contains("'" + renamed + "'"), dump);
    assertThrows(
        MalformedFileException.class, () -> before.copyRenamed(List.of("/other.o"), '+', copy));
  }

  /** If this fails for a new LLVM, that has mended it: the texts that speak of it may go. */
  @ParameterizedTest
  @MethodSource("clangs")
  void llvmWritesNamesThatAreNotAsciiWrongly(Clang clang) throws Exception {
    clang.compile(folder, "main", MAIN, "-flto=thin");
    Files.createDirectory(folder.resolve("grö"));
    Files.move(clang.compile(folder, "f", F, "-flto=thin"), folder.resolve("grö/f.o"));
    thinLink(clang, "-e", "main", "main.o", "grö/f.o", "-o", "out");
    assertEquals("grö/f.o\n", Files.readString(folder.resolve("main.o.imports")));
    assertTrue(table("main.o.thinlto.bc").names("main.o"));
    assertEquals(clang.major() > 22, table("main.o.thinlto.bc").names("grö/f.o"));
  }

  @Test
  void bitcodeWithoutHashHasNone() throws Exception {
    Path plain = Clang.newest().compile(folder, "f", F, "-emit-llvm");
    assertEquals(List.of(), ModuleHash.of(Slice.whole(plain)));
  }

  @Test
  void bothHalvesOfASplitUnitHaveHashes() throws Exception {
    Path split =
        Clang.newest()
            .compile(
                folder,
                "v",
                Clang.VTABLES,
                "-flto=thin",
                "-fwhole-program-vtables",
                "-fvisibility=hidden");
    assertEquals(2, FileKinds.of(Slice.whole(split), false).bitcodeInfo().modules());
    assertFalse(ModuleHash.of(Slice.whole(split)).isEmpty());
  }

  @Test
  void emptyFileIsAnIndexOfNothing() throws Exception {
    Files.createFile(folder.resolve("empty"));
    assertEquals(List.of(), table("empty").paths());
  }

  @Test
  void whatIsNoIndexIsAnError() throws Exception {
    Files.writeString(folder.resolve("text"), "no index at all");
    assertThrows(MalformedFileException.class, () -> table("text"));
    assertThrows(IOException.class, () -> table("missing"));
  }

  @Test
  void everyCutOfAnIndexIsReadOrAnErrorButNoOtherException() throws Exception {
    Clang clang = Clang.newest();
    clang.compile(folder, "main", MAIN, "-flto=thin");
    clang.compile(folder, "f", F, "-flto=thin");
    thinLink(clang, "-e", "main", "main.o", "f.o", "-o", "out");
    byte[] whole = Files.readAllBytes(folder.resolve("main.o.thinlto.bc"));
    int errors = 0;
    for (int length = 1; length < whole.length; length++) {
      Files.write(folder.resolve("cut"), Arrays.copyOf(whole, length));
      try {
        table("cut");
      } catch (MalformedFileException e) {
        errors++;
      }
    }
    assertTrue(errors > whole.length / 2, errors + " of " + whole.length);
  }

  @Test
  void hashIsReadAsTheWordsThatItIsMadeOf() {
    assertEquals(
        "0000000100000002ffffffff0000000400000005",
        ModuleHash.digits(new long[] {1, 2, 0xffff_ffffL, 4, 5}));
    assertEquals("", ModuleHash.digits(new long[] {0, 0, 0, 0, 0}));
    assertEquals("", ModuleHash.digits(new long[] {1, 2, 3, 4}));
    assertEquals(20, HexFormat.of().parseHex(ModuleHash.digits(new long[] {1, 0, 0, 0, 0})).length);
  }
}
