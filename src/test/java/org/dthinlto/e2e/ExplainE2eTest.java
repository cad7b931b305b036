package org.dthinlto.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What {@code dthinlto explain} says after real edits. */
final class ExplainE2eTest {

  private static final int MODULES = 24;

  private static CachedLinks linked(TestSpace space, CacheProgram program) {
    CachedLinks links = new CachedLinks(space, program.words());
    links.link().ran(program.jobs());
    return links;
  }

  private static String explain(TestSpace space, CachedLinks links, String... words) {
    List<String> command =
        new ArrayList<>(List.of("explain", "--cache-dir", links.cache().toString()));
    command.addAll(Arrays.asList(words));
    return space.dthinlto(command).exits(0).out();
  }

  private static void assertHolds(String text, String... parts) {
    for (String part : parts) {
      assertTrue(text.contains(part), () -> "lacks: " + part + "\n" + text);
    }
  }

  private static int count(String text, String part) {
    return text.split(java.util.regex.Pattern.quote(part), -1).length - 1;
  }

  @Llvm.Ends
  void edits_areNamed(TestSpace space) {
    CacheProgram program = new CacheProgram(space, MODULES, 2).build();
    CachedLinks links = linked(space, program);
    assertEquals(MODULES + 1, count(explain(space, links, "out"), "first time"));

    program.editBody(20, "x * 3");
    links.link().ran(1);
    String body = explain(space, links, "out");
    assertHolds(body, "bitcode of 'lib/lib1.a(m20.o)' changed");
    assertEquals(1, count(body, "changed"), body);
    assertHolds(explain(space, links, "out", "m20.o"), "bitcode of 'lib/lib1.a(m20.o)' changed");
    assertFalse(explain(space, links, "out", "m19.o").contains("changed"));

    program.editSmall("x * 9 + 2");
    links.link().ran(CacheProgram.IMPORTERS.size() + 1);
    String small = explain(space, links, "out");
    assertHolds(small, "bitcode of 'lib/lib0.a(m6.o)' changed");
    assertEquals(
        CacheProgram.IMPORTERS.size(), count(small, "import 'lib/lib0.a(m6.o)' changed"), small);
    String json = explain(space, links, "--json", "out");
    assertEquals(
        CacheProgram.IMPORTERS.size(), count(json, "import 'lib/lib0.a(m6.o)' changed"), json);
    assertEquals(MODULES + 1, count(json, "\"moduleId\""), json);

    String last = explain(space, links, "out");
    links.link().nothing();
    assertEquals(last, explain(space, links, "out"), "a link that does nothing changes nothing");
  }

  @Llvm.Ends
  void imports_areNamed(TestSpace space) {
    space.thin("main.o", "int f(void); int main(void) { return f(); }");
    space.thin("f.o", "int g(int); int h(int); int f(void) { return g(1) + h(2); }");
    space.thin("g.o", "int g(int x) { return x * 3; }");
    space.thin("h.o", "__attribute__((noinline)) int h(int x) { return x * 5; }");
    CachedLinks links = new CachedLinks(space, "main.o", "f.o", "g.o", "h.o");
    links.link().ran(4);
    space.thin("g.o", "__attribute__((noinline)) int g(int x) { return x * 3; }");
    space.thin("h.o", "int h(int x) { return x * 5; }");
    links.link();
    assertHolds(
        explain(space, links, "out", "f.o"), "now imports 'h.o'", "no longer imports 'g.o'");
  }

  @Llvm.Ends
  void options_areNamed(TestSpace space) {
    CacheProgram program = new CacheProgram(space, 8, 1).build();
    CachedLinks links = linked(space, program);
    links.words().add("-Wl,--lto-O3");
    links.link().ran(program.jobs());
    assertHolds(explain(space, links, "out"), "option -O2 → -O3");
    links.options("--backend-arg", "-fno-addrsig").link().ran(program.jobs());
    assertHolds(explain(space, links, "out"), "option '-fno-addrsig' added");
    space.env.put("SOURCE_DATE_EPOCH", "1");
    links.link().ran(program.jobs());
    assertHolds(explain(space, links, "out"), "the environment of clang changed");
    space.sh("rm -r '" + links.cache() + "/v1/results' out").exits(0);
    links.link().ran(program.jobs());
    assertHolds(explain(space, links, "out"), "its result was no longer in the cache");
  }

  @Llvm.Newest
  void otherCompiler_isNamed(TestSpace space) {
    CacheProgram program = new CacheProgram(space, 8, 1).build();
    CachedLinks links = linked(space, program);
    links.options("--clang", WrongHitsE2eTest.clangScript(space, "1").toString());
    links.link().ran(program.jobs());
    assertHolds(explain(space, links, "out"), "clang changed");
  }
}
