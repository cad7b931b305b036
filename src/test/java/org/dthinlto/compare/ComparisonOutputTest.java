package org.dthinlto.compare;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The text and the JSON of comparisons, and the small things that they are made of. */
final class ComparisonOutputTest {

  private static final Share SAME = new Share(3, List.of());
  private static final Share NONE = new Share(0, List.of());

  private static Comparison comparison(Share functions, Order... orders) {
    return new Comparison(functions, SAME, SAME, NONE, SAME, List.of(orders), SAME);
  }

  @Test
  void agreement() {
    Order order = new Order("constructors", List.of("a", "b"), List.of("a", "b"), true);
    assertEquals(
        """
        'main': agrees with the link in process
          functions     3, all the same
          data          3, all the same
          symbols       3, all the same
          exports       none
          imports       3, all the same
          constructors  2, the same
          as a whole    the same
        """,
        ComparisonText.of(comparison(SAME, order), "main"));
  }

  @Test
  void differenceByNature() {
    Order order = new Order("constructors", List.of("a", "b"), List.of("b", "a"), true);
    String text = ComparisonText.of(comparison(SAME, order), "main");
    assertTrue(
        text.startsWith(
            "'main': agrees with the link in process, but for what differs by nature\n"),
        text);
    assertTrue(
        text.contains(
            """
              constructors  2 in another order, as known to differ by nature
                here: a b
                in process: b a
            """),
        text);
    assertTrue(comparison(SAME, order).agrees());
    Order wrong = new Order("constructors", List.of("a"), List.of(), true);
    assertFalse(comparison(SAME, wrong).agrees());
    assertTrue(
        ComparisonText.of(comparison(SAME, wrong), "main")
            .contains("constructors  differ\n    here: a\n    in process: none\n"));
  }

  @Test
  void longListsAreCut() {
    List<Difference> many = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      many.add(new Difference("f" + i, "3 bytes, in process 4"));
    }
    String text = ComparisonText.of(comparison(new Share(1000, many)), "main");
    assertTrue(text.startsWith("'main': differs from the link in process\n"), text);
    assertTrue(text.contains("  functions     975 of 1000 the same (97.5 %)\n"), text);
    assertTrue(text.contains("    f19: 3 bytes, in process 4\n    and 5 more\n"), text);
    assertFalse(text.contains("f20"), text);
  }

  @Test
  void percentIsNeverRoundedUp() {
    Difference one = new Difference("f", "");
    assertEquals("99.9", new Share(100_000, List.of(one)).percent());
    assertEquals("0.0", new Share(1, List.of(one)).percent());
    assertEquals("100.0", SAME.percent());
    assertEquals("100.0", NONE.percent());
  }

  @Test
  void json() throws Exception {
    Share functions = new Share(2, List.of(new Difference("f\"1", "other bytes")));
    Order order = new Order("constructors", List.of("a", "b"), List.of("b", "a"), true);
    String same = "{\"total\":3,\"same\":3,\"differing\":[]}";
    assertEquals(
        "{\"version\":1,\"verdict\":\"differ\",\"outcome\":\"distributed\",\"reason\":\"\","
            + "\"output\":\"main\",\"functions\":{\"total\":2,\"same\":1,\"differing\":"
            + "[{\"name\":\"f\\\"1\",\"why\":\"other bytes\"}]},\"data\":"
            + same
            + ",\"symbols\":"
            + same
            + ",\"exports\":{\"total\":0,\"same\":0,\"differing\":[]},\"imports\":"
            + same
            + ",\"constructors\":[{\"table\":\"constructors\",\"verdict\":\"order\","
            + "\"here\":[\"a\",\"b\"],\"inProcess\":[\"b\",\"a\"]}],\"properties\":"
            + same
            + "}\n",
        new String(ComparisonJson.of(comparison(functions, order), "main"), UTF_8));
    assertTrue(
        new String(ComparisonJson.of(comparison(SAME), "main"), UTF_8)
            .startsWith("{\"version\":1,\"verdict\":\"agree\","));
    assertEquals(
        "{\"version\":1,\"verdict\":\"not-compared\",\"outcome\":\"plain\",\"reason\":\"no link\","
            + "\"output\":\"main\"}\n",
        new String(ComparisonJson.ofNothing("plain", "no link", "main"), UTF_8));
  }

  @Test
  void plainNames() {
    assertEquals("f", Symbol.plain("f.llvm.123"));
    assertEquals("f.1", Symbol.plain("f.llvm.123.1"));
    assertEquals("f.llvmx", Symbol.plain("f.llvmx"));
    assertEquals("f.2", Symbol.plain("f.2"));
  }

  @Test
  void mapFile() {
    MapFile map =
        MapFile.read(
            """
                         VMA              LMA     Size Align Out     In      Symbol
                         1000             1000      123    16 .text
                         1000             1000       10    16         dir/a b.o:(.text.f)
                         1000             1000        0     1                 f
                         1010             1010       20    16         lib.a(m:(n).o):(.text.g)
            """);
    assertEquals("dir/a b.o", map.fileAt(0x1000));
    assertEquals("dir/a b.o", map.fileAt(0x100f));
    assertEquals("lib.a(m:(n).o)", map.fileAt(0x102f));
    assertEquals("", map.fileAt(0x1030));
    assertEquals("", map.fileAt(0xfff));
    assertEquals("", MapFile.read("").fileAt(0));
  }
}
