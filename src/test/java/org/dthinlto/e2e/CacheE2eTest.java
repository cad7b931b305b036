package org.dthinlto.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What a link costs after an edit: as many jobs as there are modules that the edit concerns, never
 * more than lld compiles with its own cache, and nothing where nothing changed.
 */
final class CacheE2eTest {

  private static final int MODULES = 40;
  private static final int ARCHIVES = 3;

  private static CachedLinks linked(TestSpace space, CacheProgram program) {
    CachedLinks links = new CachedLinks(space, program.words());
    links.linkRight().ran(program.jobs()).bothLinks();
    return links;
  }

  /** Links after an edit, and asserts that lld with its own cache compiles no fewer modules. */
  private static CachedLinks.Done edited(CachedLinks links, int expected) {
    int misses = links.lldMisses();
    CachedLinks.Done done = links.link().ran(expected).bothLinks();
    assertTrue(done.local() <= misses, () -> "lld compiles " + misses + " modules\n" + done);
    links.assertRight();
    return done;
  }

  @Llvm.Ends
  void nothingChanged_runsNothingAndLeavesTheOutput(TestSpace space) {
    CacheProgram program = new CacheProgram(space, MODULES, ARCHIVES).build();
    CachedLinks links = linked(space, program);
    CachedLinks.State before = links.state("out");
    CachedLinks.Done again = links.options("-v").link().nothing();
    again.ran().saysNot("-flto", "ld.lld", "clang");
    assertEquals(before, links.state("out"), "the output was touched");

    program.editComment(2, "another"); // an object
    program.editComment(30, "another"); // a member
    links.link().nothing();
    program.touch();
    links.link().nothing();
    links.link().nothing();
    assertEquals(before, links.state("out"), "the output was touched");
    links.assertRight();
  }

  @Llvm.Ends
  void edits_runTheJobsThatTheyConcern(TestSpace space) {
    CacheProgram program = new CacheProgram(space, MODULES, ARCHIVES).build();
    CachedLinks links = linked(space, program);
    program.editBody(30, "x * 3"); // a member
    edited(links, 1);
    links.link().nothing();
    program.editBody(2, "x * 7"); // an object
    edited(links, 1);
    program.editBody(5, "x * 3 + (x >> 2) + 12345"); // a larger member before others
    edited(links, 1);
    program.editSmall("x * 9 + 2");
    edited(links, CacheProgram.IMPORTERS.size() + 1);
    program.editSmall("x * 5 + 1"); // as it was: all results are there
    links.link().ran(0);
    links.assertRight();
    links.link().nothing();
  }

  @Llvm.Ends
  void moreModules_runAlone(TestSpace space) {
    CacheProgram program = new CacheProgram(space, MODULES, ARCHIVES).build();
    CachedLinks links = linked(space, program);
    space.thin(
        "obj/more.o",
        "int more; __attribute__((constructor)) void unrelated(void)"
            + " { for (int i = 0; i < 9; i++) more += i * more; }");
    links.words().add("obj/more.o");
    edited(links, 1);
    links.words().remove("obj/more.o");
    edited(links, 0);
  }

  @Llvm.Ends
  void otherOptions_runWhatTheyConcern(TestSpace space) {
    CacheProgram program = new CacheProgram(space, MODULES, ARCHIVES).build();
    CachedLinks links = linked(space, program);
    links.words().add("-Wl,--build-id=sha1");
    links.link().ran(0).bothLinks();
    links.words().add("-Wl,--lto-O1");
    links.link().ran(program.jobs()).bothLinks();
    links.words().add("-Wl,-mllvm,-inline-threshold=7");
    links.link().ran(program.jobs()).bothLinks();
    links.options("--backend-arg", "-fno-addrsig");
    links.link().ran(program.jobs()).bothLinks();
    links.link().nothing();
    links.assertRight();
  }

  @Llvm.Ends
  void cachesOff_orRelinkWanted_linksAgain(TestSpace space) {
    CacheProgram program = new CacheProgram(space, 8, 1).build();
    CachedLinks links = new CachedLinks(space, program.words());
    links.linkRight().ran(program.jobs());
    links.link().nothing();
    CachedLinks.State before = links.state("out");
    links.options("--relink").link().ran(0);
    assertTrue(!before.equals(links.state("out")), "--relink left the output");
    space.env.put("DTHINLTO_NO_CACHE", "1");
    links.link().ran(program.jobs()).bothLinks();
    links.assertRight();
  }
}
