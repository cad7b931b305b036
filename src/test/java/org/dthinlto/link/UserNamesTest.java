package org.dthinlto.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The user's names in what lld says and writes. */
final class UserNamesTest {

  private final UserNames names = new UserNames("/w/tree");

  @Test
  void namesInTheTree() {
    names.add("/w/tree/_native/main.o", "main.o");
    names.add("/w/tree/_native/lib.a/1/lib.a", "sub/lib.a");
    assertEquals(
        """
        ld.lld: error: undefined symbol: f
        >>> referenced by main.o:(main)
        >>>               m.o:(g) in archive sub/lib.a
        """,
        names.restore(
            """
            ld.lld: error: undefined symbol: f
            >>> referenced by /w/tree/_native/main.o:(main)
            >>>               m.o:(g) in archive /w/tree/_native/lib.a/1/lib.a
            """));
    assertEquals("sub/lib.a(m.o)", names.restoreTree("/w/tree/_native/lib.a/1/lib.a(m.o)"));
  }

  @Test
  void theLongestNameInTheTreeWins() {
    names.add("/w/tree/a", "A");
    names.add("/w/tree/a b", "AB");
    names.add("/w/tree/a b(c)", "ABC");
    assertEquals("AB x", names.restoreTree("/w/tree/a b x"));
    assertEquals("A bx", names.restoreTree("/w/tree/a bx"));
    assertEquals("ABC:(d)", names.restoreTree("/w/tree/a b(c):(d)"));
    assertEquals("A\n b", names.restoreTree("/w/tree/a\n b"));
  }

  @Test
  void whatIsNotKnownStays() {
    names.add("/w/tree/a.o", "A");
    for (String text : new String[] {"/w/tree/a.obj", "/w/tree/", "/w/tree", "/w/trees/a.o", ""}) {
      assertEquals(text, names.restore(text), text);
    }
    assertEquals("/w/tree/b.o A /w/tree/", names.restore("/w/tree/b.o /w/tree/a.o /w/tree/"));
    String text = "nothing of ours";
    assertSame(text, names.restoreTree(text));
  }

  @ParameterizedTest
  @CsvSource({
    "_root/x.o, ../x.o",
    "'error: _root/x.o: bad', 'error: ../x.o: bad'",
    "'(_root/x.o)', '(../x.o)'",
    "'>>> defined in _root/x.o', '>>> defined in ../x.o'",
    "'\"_root/x.o\"', '\"../x.o\"'",
    "'_root/x.o,_root/x.o', '../x.o,_root/x.o'",
    "'_root/x.o, _root/x.o', '../x.o, ../x.o'",
    "'a\t_root/x.o\tf', 'a\t../x.o\tf'",
    "a_root/x.o, a_root/x.o",
    "/_root/x.o, /_root/x.o",
    "_root/x.obj, _root/x.obj",
    "_root/x.o2, _root/x.o2",
  })
  void namesElsewhereStandByThemselves(String text, String expected) {
    names.add("_root/x.o", "../x.o");
    assertEquals(expected, names.restore(text));
  }

  @Test
  void theLongestNameElsewhereWins() {
    names.add("lib.a(m.o at 1)", "./lib.a(m.o)");
    names.add("lib.a", "./lib.a");
    assertEquals("./lib.a(m.o): ./lib.a(x.o)", names.restore("lib.a(m.o at 1): lib.a(x.o)"));
  }

  /** What has been put in is the user's, even if a part of it looks like a name of ours. */
  @Test
  void nothingIsReplacedTwice() {
    names.add("_abs/q y/a.o", "/q y/a.o");
    names.add("y/a.o", "./y/a.o");
    assertEquals("/q y/a.o: ./y/a.o", names.restore("_abs/q y/a.o: y/a.o"));
    names.add("/w/tree/_native/b.o", "x y/a.o");
    assertEquals("x y/a.o", names.restore("/w/tree/_native/b.o"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"na\u00efve.o", "\u6587/\ud83d\ude00.o", "a b.o", "l(1).a(x)", "q'u\"o.o"})
  void anyNameOfTheUsers(String name) {
    names.add("/w/tree/1.o", name);
    names.add("_abs/2.o", name + "2");
    assertEquals(
        "\u00fc " + name + ": " + name + "2\n", names.restore("\u00fc /w/tree/1.o: _abs/2.o\n"));
  }

  @Test
  void namesThatAreTheSameCostNothing() {
    names.add("main.o", "main.o");
    String text = "main.o: x";
    assertSame(text, names.restore(text));
  }

  @Test
  void aNameMayChange() {
    names.add("a.o", "A");
    assertEquals("A", names.restore("a.o"));
    names.add("b.o", "B");
    names.add("a.o", "AA");
    assertEquals("AA B", names.restore("a.o b.o"));
  }
}
