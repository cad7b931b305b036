package org.dthinlto.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a linker script names, and whether that is all; {@link LibrarySearchTest} asks lld. */
final class LinkerScriptTest {

  @TempDir Path folder;

  private static List<String> names(String text) {
    List<String> names = new ArrayList<>();
    for (LinkerScript.Input input : LinkerScript.parse(text).inputs()) {
      names.add((input.asNeeded() ? "?" : input.folder() ? "/" : "") + input.name());
    }
    return names;
  }

  @Test
  void glibc() {
    String text =
        """
        /* GNU ld script
           Use the shared library, but some functions are only in
           the static library, so try that secondarily.  */
        OUTPUT_FORMAT(elf64-x86-64)
        GROUP ( /lib/x86_64-linux-gnu/libc.so.6 /usr/lib/x86_64-linux-gnu/libc_nonshared.a \
         AS_NEEDED ( /lib64/ld-linux-x86-64.so.2 ) )
        """;
    assertEquals(
        List.of(
            "/lib/x86_64-linux-gnu/libc.so.6",
            "/usr/lib/x86_64-linux-gnu/libc_nonshared.a",
            "?/lib64/ld-linux-x86-64.so.2"),
        names(text));
    assertTrue(LinkerScript.parse(text).onlyInputs());
  }

  @Test
  void asNeededHoldsInItsParenthesesOnly() {
    assertEquals(
        List.of("a", "?b", "?-lc", "d", "e"), names("GROUP(a AS_NEEDED(b -lc) d) INPUT(e)"));
    // lld objects; there is no file of that name either, so it gets to.
    assertEquals(List.of("AS_NEEDED", "b"), names("INPUT(AS_NEEDED b)"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "INPUT(a.o)",
        "GROUP(a.o);",
        "",
        "/* nothing */",
        "OUTPUT_FORMAT(elf64-x86-64) INPUT(a.o)",
        "OUTPUT_FORMAT(\"a\", \"b\", \"c\")\nGROUP(-lx)",
      })
  void nothingElseCounts(String text) {
    assertTrue(LinkerScript.parse(text).onlyInputs());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SECTIONS { .text : { *(.text) } }",
        "INPUT(a.o) ENTRY(main)",
        "SEARCH_DIR(/lib) INPUT(-lx)",
        "VERSION { V1 { global: f; }; }",
        "INCLUDE other.ld",
        "x = 1;",
        "INPUT a.o",
        "INPUT(a.o) OUTPUT(x)",
        "PROVIDE(x = 1); GROUP(a.o)",
        "text that is no script",
      })
  void somethingElseCounts(String text) {
    assertFalse(LinkerScript.parse(text).onlyInputs());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "INPUT(a.o",
        "INPUT(",
        "INPUT(a.o AS_NEEDED(",
        "OUTPUT_FORMAT(",
        "INPUT(\"a.o",
        "INPUT(a.o) /* not closed",
        "(((",
        ")",
      })
  void cutTextsEnd(String text) {
    assertTrue(LinkerScript.parse(text).inputs().size() <= 1);
  }

  @Test
  void whatElseItSaysIsKeptWithItsLines() {
    String text =
        "ENTRY(x) INPUT(a.o\n b.o) y = 1;\nSECTIONS { .t : { *(.t INPUT) } }\nGROUP(AS_NEEDED(-lc))z=2;";
    LinkerScript script = LinkerScript.parse(text);
    assertEquals(List.of("a.o", "b.o", "?-lc"), names(text));
    assertEquals(
        "ENTRY(x)          \n      y = 1;\nSECTIONS { .t : { *(.t INPUT) } }\n"
            + " ".repeat(21)
            + "z=2;",
        script.rest());
    assertFalse(script.includes());
    assertFalse(script.opaque());
  }

  @Test
  void inputsStandOutsideOfOtherCommandsOnly() {
    assertEquals(List.of(), names("SECTIONS { .t : { INPUT(a.o) } } ASSERT(1, \"INPUT(b.o)\")"));
    assertEquals(List.of("a.o"), names("SECTIONS{.t:{*(.t)}}INPUT(a.o)"));
  }

  @Test
  void foldersStandAmongTheInputs() {
    assertEquals(List.of("-lx", "/sub", "-ly"), names("INPUT(-lx) SEARCH_DIR(\"sub\") INPUT(-ly)"));
  }

  @Test
  void whatChangesTheLineItselfIsOpaque() {
    assertTrue(LinkerScript.parse("INPUT(a.o) OUTPUT(x)").opaque());
    assertTrue(LinkerScript.parse("TARGET(binary) INPUT(a.o)").opaque());
    assertFalse(LinkerScript.parse("OUTPUT_ARCH(i386) INPUT(a.o)").opaque());
    assertTrue(LinkerScript.parse("SECTIONS { .t : { INCLUDE x.ld } }").includes());
  }

  @Test
  void aFileTooLargeForAScriptIsNotRead() throws IOException {
    Path file = folder.resolve("libx.so");
    Files.writeString(file, "INPUT(a.o)\n" + " ".repeat(1 << 20));
    LinkerScript script = LinkerScript.read(file);
    assertEquals(List.of(), script.inputs());
    assertFalse(script.onlyInputs());
    Files.writeString(file, "INPUT(a.o)");
    assertEquals(1, LinkerScript.read(file).inputs().size());
  }
}
