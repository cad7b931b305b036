package org.dthinlto.thinlink;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the thin link selected, read from its list and its trace. */
final class SelectionTest {

  private static final String LINKER = "Debian LLD 14.0.6 (compatible with GNU linkers)";

  private static Selection read(String list, String trace) {
    return Selection.read(list, trace, Map.of());
  }

  @Test
  void theListLosesThePrefixOfTheShards() {
    assertEquals(
        List.of("main.o", "lib.a(m.o at 1)", "_cwd/_index/x.o", "with blank.o"),
        read(
                """
                _index/main.o
                _index/lib.a(m.o at 1)
                _index/_cwd/_index/x.o
                _index/with blank.o
                """,
                "")
            .thin());
    assertEquals(List.of(), read("", "").thin());
    assertEquals(List.of("main.o"), read("main.o", "").thin(), "no prefix, no line feed");
  }

  @Test
  void theTraceGivesLoadOrder() {
    Selection selection =
        read("", LINKER + "\nmain.o\nlib.a(b.o)\nlib.a(a.o)\nmain.o\n/lib/c.so\n");
    assertEquals(
        Map.of("main.o", 0, "lib.a(b.o)", 1, "lib.a(a.o)", 2, "/lib/c.so", 3), selection.loaded());
    assertEquals(LINKER, selection.linker());
  }

  @Test
  void theLinkersLineMayStandAnywhere() {
    Selection selection = read("", "main.o\n" + LINKER + "\nLLD 2.o\n");
    assertEquals(LINKER, selection.linker());
    assertEquals(Map.of("main.o", 0, "LLD 2.o", 1), selection.loaded(), "only the first one");
    assertEquals("", read("", "main.o\n").linker());
  }

  @Test
  void membersOfStagedArchivesHaveOtherLinkNames() {
    Selection selection =
        Selection.read(
            "",
            "lib.a(_members/lib.a/m.o)\nmain.o\n",
            Map.of("lib.a(_members/lib.a/m.o)", "lib.a(m.o at 82)"));
    assertEquals(Map.of("lib.a(m.o at 82)", 0, "main.o", 1), selection.loaded());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "main.o: reference to f",
        "lib.a(_members/lib.a/m.o): definition of f(int, char)",
        "<internal>: reference to f",
        "lib.a(m.o): lazy definition of f",
        "/lib/libc.so.6: shared definition of a::b()",
        "n.o: common definition of c",
      })
  void whatTraceSymbolPrintsIsNoFile(String line) {
    assertEquals(Map.of("main.o", 0), read("", line + "\nmain.o\n" + line + "\n").loaded());
  }

  @Test
  void namesThatOnlyLookSimilarAreFiles() {
    String odd = "redefinition of x: y.o";
    assertEquals(Map.of(odd, 0), read("", odd + "\n").loaded());
  }

  @Test
  void strangers() {
    Selection selection = read("_index/t.o\n_index/s.o\n", "t.o\nz.o\n/lib/x.so\na.o\n");
    assertEquals(
        List.of("/lib/x.so", "a.o", "s.o"), selection.strangers(Set.of("t.o", "z.o", "unused.o")));
    assertEquals(List.of(), selection.strangers(Set.of("t.o", "s.o", "z.o", "/lib/x.so", "a.o")));
  }
}
