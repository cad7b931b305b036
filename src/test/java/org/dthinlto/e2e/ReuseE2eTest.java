package org.dthinlto.e2e;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;

/**
 * Results that other links left: of the same program elsewhere, of another program, of a big one.
 */
final class ReuseE2eTest {

  private static final int MODULES = 40;
  private static final int ARCHIVES = 3;

  @Llvm.Ends
  void cloneElsewhere_runsNoJob(TestSpace space) {
    CacheProgram program = new CacheProgram(space, MODULES, ARCHIVES).build();
    CachedLinks links = new CachedLinks(space, program.words());
    links.linkRight().ran(program.jobs());
    try (TestSpace clone = new TestSpace(space.llvm)) {
      clone.sh("cp -r '" + space.work + "/obj' '" + space.work + "/lib' .").exits(0);
      links.in(clone).output("other").link().ran(0).bothLinks();
      assertArrayEquals(space.read("out"), clone.read("other"));
      links.in(clone).output("other").link().nothing();
    }
  }

  /** An absolute path below the project root is as good as a relative one. */
  @Llvm.Newest
  void spellingsOfPaths_makeNoDifference(TestSpace space) {
    CacheProgram program = new CacheProgram(space, 8, 1).build();
    CachedLinks links = new CachedLinks(space, program.words());
    links.linkRight().ran(program.jobs());
    links.words().replaceAll(word -> space.path(word).toString());
    links.output("absolute").link().ran(0);
    assertArrayEquals(space.read("out"), space.read("absolute"));
  }

  @Llvm.Ends
  void secondProgram_usesTheResultsOfTheFirst(TestSpace space) {
    CacheProgram program = new CacheProgram(space, MODULES, ARCHIVES).build();
    CachedLinks links = new CachedLinks(space, program.words());
    links.linkRight().ran(program.jobs());
    space.thin(
        "obj/second.o",
        "int body_1(int); int body_9(int);"
            + " int main(void) { return (body_1(1) ^ body_9(2)) & 63; }");
    links.words().set(0, "obj/second.o");
    CachedLinks.Done second = links.output("second").link().bothLinks();
    System.out.println(
        space + ": a second program reuses " + second.hits() + " of " + second.jobs());
    // Not its own main, nor modules of which less is used than before.
    assertTrue(second.hits() > second.jobs() / 3, second::toString);
    assertTrue(second.local() >= 1, second::toString);
    links.link().nothing();
    space.run(links.inProcess("ref/second")).exits(0);
    int expected = space.run(space.root.resolve("ref/second").toString()).status();
    assertEquals(expected, space.run(space.path("second").toString()).status());
    // The first one is as it was: each output has a record of its own.
    links.words().set(0, "obj/main.o");
    links.output("out").link().nothing();
  }

  @Llvm.Ends
  void manyModules(TestSpace space) {
    CacheProgram program = new CacheProgram(space, 310, 4).build();
    CachedLinks links = new CachedLinks(space, program.words());
    links.linkRight().ran(311).bothLinks();
    CachedLinks.State before = links.state("out");
    links.link().nothing();
    program.editComment(200, "another");
    links.link().nothing();
    assertEquals(before, links.state("out"), "the output was touched");
    List<Integer> ours = new ArrayList<>();
    List<Integer> lld = new ArrayList<>();
    program.editBody(150, "x * 3");
    ours.add(links.link().bothLinks().local());
    lld.add(links.lldMisses());
    program.editSmall("x * 9 + 2");
    ours.add(links.link().bothLinks().local());
    lld.add(links.lldMisses());
    System.out.println(space + ": jobs after edits " + ours + ", lld compiles " + lld);
    assertEquals(List.of(1, CacheProgram.IMPORTERS.size() + 1), ours);
    for (int i = 0; i < ours.size(); i++) {
      assertTrue(ours.get(i) <= lld.get(i), "more than lld's " + lld);
    }
    links.assertRight();
  }
}
