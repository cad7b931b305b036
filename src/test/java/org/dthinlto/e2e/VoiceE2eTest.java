package org.dthinlto.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What lld is asked to report comes once, and in the user's names: two lld runs, one voice. */
@Execution(ExecutionMode.CONCURRENT)
class VoiceE2eTest {

  private static void example(TestSpace space) {
    space.thin("main.o", "int f(int), n(int); int main(void) { return f(4) + n(1); }");
    space.thin("f.o", "int f(int x) { return x * 10 + 2; }");
    space.thin("g.o", "int g(int x) { return x - 1; }");
    space.elf("n.o", "int n(int x) { return x; }");
    space.elf("unused.o", "int unused(int x) { return x; }");
    space.archive("sub/lib.a", "g.o", "f.o", "unused.o", "n.o");
  }

  @Llvm.Ends
  void traceListsTheFilesThatLldWouldLoad(TestSpace space) {
    example(space);
    Linked linked = space.link("main.o", "sub/lib.a", "-Wl,--trace").jobs(2).same();
    List<String> lines = Arrays.asList(linked.tool().out().split("\n"));
    assertTrue(lines.containsAll(List.of("main.o", "sub/lib.a(f.o)", "sub/lib.a(n.o)")));
    assertFalse(linked.tool().out().contains("g.o"));
  }

  @Llvm.Newest
  void traceOfASymbolNamesTheUsersFiles(TestSpace space) {
    example(space);
    Linked linked = space.link("main.o", "sub/lib.a", "-Wl,-y,f").voicesMayDiffer().jobs(2).same();
    String out = linked.tool().out();
    assertTrue(out.contains("main.o: reference to f"), out);
    assertTrue(out.contains("sub/lib.a(f.o): definition of f"), out);
    assertFalse(out.contains("dthinlto"), out);
  }

  @Llvm.Newest
  void reasonsOfExtractionAreWritten(TestSpace space) {
    example(space);
    space
        .link("main.o", "sub/lib.a", "-Wl,--why-extract=why.txt")
        .alsoWrites("why.txt")
        .jobs(2)
        .same();
    String ours = new String(space.read("why.txt"));
    assertTrue(ours.contains("main.o\tsub/lib.a(f.o)\tf"), ours);
    assertFalse(ours.contains("dthinlto"), ours);
  }

  @Llvm.Ends
  void mapNamesTheUsersFiles(TestSpace space) {
    example(space);
    space.link("main.o", "sub/lib.a", "-Wl,-Map=out.map").alsoWrites("out.map").jobs(2).same();
    String map = new String(space.read("out.map"));
    assertTrue(map.contains("lib.a(n.o):(.text"), map);
    assertTrue(map.contains("lib.a(f.o") || map.contains("main.o:(.text"), map);
    assertFalse(map.contains(".dthinlto/"), map);
  }

  @Llvm.Ends
  void filesOfNamesNameFullModulesAsTheUserDoes(TestSpace space) {
    example(space);
    space.full("full.o", "int h(int x) { return x * 3; } int (*in_full)(int) = h;");
    space
        .link("main.o", "full.o", "sub/lib.a", "-Wl,-Map=out.map,--dependency-file=out.d")
        .alsoWrites("out.map", "out.d")
        .jobs(2)
        .same();
    String map = new String(space.read("out.map"));
    assertTrue(map.contains("full.o:("), map);
    assertFalse(map.contains(".dthinlto/"), map);
    String deps = new String(space.read("out.d"));
    assertTrue(deps.contains(" full.o"), deps);
    assertFalse(deps.contains(".dthinlto/"), deps);
  }

  @Llvm.Ends
  void mapOfALinkThatFailsNamesTheUsersFiles(TestSpace space) {
    example(space);
    space.thin("bad.o", "int nowhere(int); int f(int x) { return nowhere(x); }");
    space.run(space.link("main.o", "bad.o", "sub/lib.a", "-Wl,-Map=out.map").command()).exits(1);
    String map = new String(space.read("out.map"));
    assertTrue(map.contains("main.o:(.text"), map);
    assertFalse(map.contains(".dthinlto/"), map);
  }

  @Llvm.Newest
  void dependencyFileNamesTheUsersFiles(TestSpace space) {
    example(space);
    space
        .link("main.o", "sub/lib.a", "-Wl,--dependency-file=out.d")
        .alsoWrites("out.d")
        .jobs(2)
        .same();
    String deps = new String(space.read("out.d"));
    assertTrue(deps.contains("main.o") && deps.contains("sub/lib.a"), deps);
    assertFalse(deps.contains(".dthinlto/") || deps.contains("native"), deps);
  }

  @Llvm.Ends
  void quietSaysNothingAndPipedProgressIsPlain(TestSpace space) {
    example(space);
    Linked quiet = space.link("main.o", "sub/lib.a").same();
    assertEquals("", quiet.tool().out() + quiet.tool().err());
    space.remove("out");
    Ran aloud = space.link("main.o", "sub/lib.a").aloud().same().tool();
    assertEquals("", aloud.out(), "standard output belongs to lld");
    assertFalse(aloud.err().contains("\r") || aloud.err().contains("\u001b"), aloud::toString);
    space.remove("out");
    Ran verbose = space.link("main.o", "sub/lib.a").aloud().options("-v").same().tool();
    verbose.says("--thinlto-index-only", "--whole-archive");
  }
}
