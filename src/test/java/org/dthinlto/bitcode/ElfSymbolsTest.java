package org.dthinlto.bitcode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Symbols of ELF objects of both classes and byte orders, read and added. */
final class ElfSymbolsTest {

  private static final String SOURCE =
      """
      extern int undefined(void);
      static int local(void) { return 1; }
      int common[2];
      int defined(void) { return undefined() + local(); }
      __attribute__((weak)) int weak(void) { return 2; }
      __attribute__((visibility("hidden"))) int hidden(void) { return 3; }
      """;

  private static final Set<String> SYMBOLS =
      Set.of("undefined -", "common D", "defined D", "weak Dw", "hidden D2");

  @TempDir Path folder;

  private static Set<String> symbols(Path file) throws IOException {
    Set<String> found = new TreeSet<>();
    ElfSymbols.of(
        Slice.whole(file),
        (names, offset, length, defined, weak, visibility) ->
            found.add(
                new String(names, offset, length, StandardCharsets.UTF_8)
                    + (defined ? " D" : " -")
                    + (weak ? "w" : "")
                    + (visibility == SymbolVisitor.DEFAULT ? "" : visibility)));
    return found;
  }

  private Path object(String triple) throws Exception {
    return Clang.newest().compile(folder, "object", SOURCE, "--target=" + triple, "-fcommon");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"x86_64-linux-gnu", "i386-linux-gnu", "powerpc64-linux-gnu", "powerpc-linux-gnu"})
  void whatIsAddedIsThereBesideTheOthers(String triple) throws Exception {
    Path object = object(triple);
    Set<String> before = symbols(object);
    assertTrue(before.containsAll(SYMBOLS), before.toString());
    assertFalse(before.toString().contains("local"), before.toString());

    assertTrue(
        ElfSymbols.add(
            object,
            List.of(
                new ElfSymbols.Mention("é", false, SymbolVisitor.HIDDEN),
                new ElfSymbols.Mention("more", true, SymbolVisitor.DEFAULT))));

    Set<String> after = new TreeSet<>(before);
    after.add("é -2");
    after.add("more -w");
    assertEquals(after, symbols(object));
    String nm = Clang.newest().tool(folder, "llvm-nm", object.toString());
    assertTrue(nm.contains(" w more\n") && nm.contains(" defined\n"), nm);
    assertFalse(Files.exists(folder.resolve("object.o~")));
  }

  @Test
  void aFileThatIsNoElfHasNoneAndStaysAsItIs() throws Exception {
    byte[] text =
        "text that is longer than the header of an ELF file, but none all the same\n"
            .getBytes(StandardCharsets.UTF_8);
    for (byte[] content : List.of(text, new byte[0], new byte[] {0x7f, 'E', 'L', 'F'})) {
      Path file = Files.write(folder.resolve("none"), content);
      assertEquals(Set.of(), symbols(file));
      assertFalse(
          ElfSymbols.add(file, List.of(new ElfSymbols.Mention("x", false, SymbolVisitor.DEFAULT))));
      assertArrayEquals(content, Files.readAllBytes(file));
    }
  }

  @Test
  void aDamagedOneIsAnErrorWithItsName() throws Exception {
    Path object = object("x86_64-linux-gnu");
    byte[] whole = Files.readAllBytes(object);
    for (int size = 64; size < whole.length; size += 64) {
      Files.write(object, Arrays.copyOf(whole, size));
      IOException e = assertThrows(IOException.class, () -> symbols(object));
      assertTrue(String.valueOf(e.getMessage()).contains(object.toString()), e.toString());
    }
    for (int at = 16; at < whole.length; at += 5) {
      byte[] bad = whole.clone();
      bad[at] ^= (byte) 0x80;
      Files.write(object, bad);
      try {
        symbols(object); // many bytes don't matter
      } catch (IOException e) {
        assertTrue(String.valueOf(e.getMessage()).contains(object.toString()), e.toString());
      }
    }
  }
}
