package org.dthinlto.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What programs are as a whole: exports, imports, constructors, the dynamic section. */
final class WholeProgramTest {

  private static final String LIBRARY =
      """
      int imported(void);
      int shown(void) { return imported(); }
      int old(void) { return 1; }
      int value = 5;
      """;

  @TempDir Path dir;

  private Comparison compare(
      String source, List<String> ours, String otherSource, List<String> theirs) throws Exception {
    Builder builder = new Builder(dir, "x86_64-linux-gnu");
    Input a = builder.object("a", source, true, "-fPIC");
    Input b = builder.object("b", otherSource, true, "-fPIC");
    return Programs.compare(
        builder.link("here", List.of(a), ours.toArray(String[]::new)),
        builder.link("there", List.of(b), theirs.toArray(String[]::new)));
  }

  @Test
  void exportsAndImports() throws Exception {
    List<String> shared = List.of("-shared");
    Comparison same = compare(LIBRARY, shared, LIBRARY, shared);
    assertTrue(same.agrees(), () -> ComparisonText.of(same, "same"));
    assertEquals(3, same.exports().total());
    assertEquals(1, same.imports().total());

    String hidden = LIBRARY.replace("int old", "__attribute__((visibility(\"hidden\"))) int old");
    Comparison fewer = compare(LIBRARY, shared, hidden, shared);
    assertEquals(
        List.of(new Difference("old", "not in process: global function, default")),
        fewer.exports().differing());
    assertEquals(1, fewer.symbols().differing().size());

    String weak = LIBRARY.replace("int value", "__attribute__((weak)) int value");
    assertEquals(
        List.of(
            new Difference(
                "value", "global data, default, 4 bytes; in process weak data, default, 4 bytes")),
        compare(LIBRARY, shared, weak, shared).exports().differing());

    Comparison other = compare(LIBRARY, shared, LIBRARY.replace("imported", "required"), shared);
    assertEquals(2, other.imports().differing().size());
    assertEquals("shown", other.functions().differing().get(0).name());
  }

  @Test
  void versions() throws Exception {
    Path script = dir.resolve("script");
    Files.writeString(script, "V1 { global: old; };\nV2 { global: shown; value; } V1;\n");
    Path other = dir.resolve("other");
    Files.writeString(other, "V1 { global: shown; value; };\nV2 { global: old; } V1;\n");
    List<String> one = List.of("-shared", "--version-script=" + script);
    List<String> two = List.of("-shared", "--version-script=" + other);
    Comparison same = compare(LIBRARY, one, LIBRARY, one);
    assertTrue(same.agrees(), () -> ComparisonText.of(same, "same"));
    assertEquals(3, same.exports().total());
    assertEquals(
        "not in process: global function, default",
        compare(LIBRARY, one, LIBRARY, two).exports().differing().get(0).why());
  }

  @Test
  void dynamicSection() throws Exception {
    List<String> plain = List.of("-shared", "-soname", "one.so");
    assertEquals(
        List.of(new Difference("soname", "'one.so', in process 'two.so'")),
        compare(LIBRARY, plain, LIBRARY, List.of("-shared", "-soname", "two.so"))
            .properties()
            .differing());
    List<String> now = List.of("-shared", "-soname", "one.so", "-z", "now", "-rpath", "here");
    Comparison other = compare(LIBRARY, plain, LIBRARY, now);
    assertEquals("runpath", other.properties().differing().get(0).name());
    assertEquals("flags", other.properties().differing().get(1).name());
    Comparison program = compare("int f(void) { return 0; }\n", List.of("-e", "f"), LIBRARY, plain);
    assertFalse(program.agrees());
  }

  private static String constructor(String name, String priority) {
    return "volatile int n_"
        + name
        + ";\n__attribute__((constructor"
        + priority
        + ")) static void "
        + name
        + "(void) { n_"
        + name
        + " = 1; }\n";
  }

  @Test
  void constructorsMayComeInAnotherOrderIfTheirPriorityIsTheSame() throws Exception {
    for (List<String> flags : List.of(List.of("-shared"), List.of("-e", "a"))) {
      String a = constructor("a", "");
      String b = constructor("b", "");
      String c = constructor("c", "(200)");
      Comparison other = compare(a + b + c, flags, b + c + a, flags);
      assertTrue(other.agrees(), () -> ComparisonText.of(other, "other"));
      assertTrue(other.hasKnown(), () -> ComparisonText.of(other, "other") + other.constructors());
      Order order = other.constructors().get(0);
      assertEquals(List.of("c", "a", "b"), order.ours());
      assertEquals(List.of("c", "b", "a"), order.theirs());
      assertTrue(order.keepsPriorities());
      assertFalse(compare(a + b, flags, a + c, flags).agrees());
      assertFalse(compare(a + b, flags, a, flags).agrees());
      Comparison same = compare(a + b + c, flags, a + b + c, flags);
      assertFalse(same.hasKnown());
      assertTrue(same.agrees(), () -> ComparisonText.of(same, "same"));
    }
  }

  @Test
  void priorities() {
    Order kept = new Order("constructors", List.of("a", "b"), List.of("b", "a"), true);
    assertTrue(kept.isKnown());
    assertFalse(new Order("constructors", List.of("a", "b"), List.of("b", "a"), false).isKnown());
    assertFalse(new Order("constructors", List.of("a", "b"), List.of("b", "b"), true).isKnown());
    assertFalse(new Order("constructors", List.of("a"), List.of("a"), true).isKnown());
  }
}
