package org.dthinlto.e2e;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A plan, carried out by dthinlto, ninja or make, here or elsewhere, gives what link gives. */
@Execution(ExecutionMode.CONCURRENT)
class PlanE2eTest {

  private static final String OUT = "out.dthinlto-plan";

  /** Folders, blanks and parentheses in names, a native member, two members of one name. */
  private static void example(TestSpace space) {
    space.thin("main.o", "int a(int), b(int), n(void); int main(void) { return a(n()) + b(2); }");
    space.thin("sub dir/x.o", "int c(int); int a(int x) { return c(x) * 3; }");
    space.thin("x.o", "int b(int x) { return x + 7; }");
    space.thin("c.o", "__attribute__((noinline)) int c(int x) { return x + 1; }");
    space.elf("n.o", "int n(void) { return 5; }");
    space.archive("sub dir/lib(1).a", "sub dir/x.o", "x.o", "n.o");
    space.archive("libc2.a", "c.o");
  }

  private static List<String> line(TestSpace space) {
    List<String> words = new ArrayList<>(space.llvm.driver());
    words.addAll(List.of("-O2", "main.o", "sub dir/lib(1).a", "-L.", "-lc2", "-o", "out"));
    return words;
  }

  private static Ran plan(TestSpace space, String... options) {
    List<String> words = new ArrayList<>(List.of("plan"));
    words.addAll(List.of(options));
    words.add("--");
    words.addAll(line(space));
    return space.dthinlto(words).exits(0);
  }

  /** What link makes of the line. */
  private static byte[] linked(TestSpace space) {
    List<String> words = new ArrayList<>(List.of("link", "--strict", "--no-cache", "--"));
    words.addAll(line(space));
    space.dthinlto(words).exits(0);
    byte[] made = space.read("out");
    space.remove("out");
    return made;
  }

  private static List<String> steps(Ran ninja) {
    List<String> steps = new ArrayList<>();
    for (String step : ninja.out().split("\n")) {
      if (step.startsWith("[")) {
        steps.add(step.substring(step.indexOf(']') + 2));
      }
    }
    return steps;
  }

  @Llvm.Ends
  void runMakesTheSameBytes(TestSpace space) {
    example(space);
    byte[] expected = linked(space);
    plan(space);
    assertFalse(space.exists("out"), "a plan is no link");
    space.dthinlto("run", "plan.json").exits(0);
    assertArrayEquals(expected, space.read("out"));
    space.run(space.path("out").toString()).exits(27);
    // Once more, from the objects that are there.
    space.remove("out");
    space.dthinlto("run", "--final-link", "plan.json").exits(0);
    assertArrayEquals(expected, space.read("out"));
  }

  @Llvm.Newest
  void aPlanSaysTheSameForTheSame(TestSpace space) {
    example(space);
    plan(space);
    byte[] first = space.read("plan.json");
    plan(space);
    assertArrayEquals(first, space.read("plan.json"));
    Ran shown = plan(space, "-o", "-");
    assertEquals(new String(first, java.nio.charset.StandardCharsets.UTF_8), shown.out());
    space.thin("c.o", "int c(int x) { return x + 2; }");
    space.thin("d.o", "int d;");
    space.archive("libc2.a", "d.o", "c.o");
    space.thin("main.o", "int a(int); int main(void) { return a(3); }");
    plan(space);
    assertFalse(java.util.Arrays.equals(first, space.read("plan.json")), "other jobs");
  }

  @Llvm.Newest
  void oneJobAtATimeMakesTheSameBytes(TestSpace space) {
    example(space);
    byte[] expected = linked(space);
    plan(space, "-o", "deep/../p.json".replace("deep/../", ""));
    space.dthinlto("run", "--final-link", "p.json").exits(1).says("'main.o'", "run its job");
    space.dthinlto("run", "--job", "main.o", "p.json").exits(0);
    for (String job : List.of("2", "sub dir/lib(1).a(x.o at 2)")) {
      space.dthinlto("run", "--job", job, "p.json").exits(0);
    }
    space.dthinlto("run", "--final-link", "p.json").exits(1).says("c.o", "run its job");
    space.dthinlto("run", "--job", "4", "p.json").exits(0);
    assertFalse(space.exists("out"));
    space.dthinlto("run", "--final-link", "p.json").exits(0);
    assertArrayEquals(expected, space.read("out"));
    space.dthinlto("run", "--job", "5", "p.json").exits(1).says("'5'", "the plan has 4");
    space.dthinlto("run", "--job", "main", "p.json").exits(1).says("'main'");
  }

  @Llvm.Ends
  void ninjaMakesTheSameBytesAndRunsOnlyWhatMustRun(TestSpace space) {
    example(space);
    byte[] expected = linked(space);
    plan(space, "--format", "ninja");
    assertEquals(5, steps(space.run("ninja").exits(0)).size());
    assertArrayEquals(expected, space.read("out"));
    space.run("ninja").exits(0);
    assertEquals(List.of(), steps(space.run("ninja").exits(0)));

    // A change that nobody imports: one job, the link.
    space.thin("c.o", "__attribute__((noinline)) int c(int x) { return x + 2; }");
    space.archive("libc2.a", "c.o");
    List<String> steps = steps(space.run("ninja").exits(0));
    assertEquals(3, steps.size(), steps.toString());
    assertEquals("PLAN build.ninja", steps.get(0));
    assertTrue(steps.get(1).startsWith("BACKEND libc2.a(c.o at ") || steps.get(1).contains("c2.a"));
    assertEquals("LINK out", steps.get(2));
    assertArrayEquals(linkedAgain(space), space.read("out"));

    // An archive that was made anew, the same: no job.
    space.archive("libc2.a", "c.o");
    assertEquals(List.of("PLAN build.ninja"), steps(space.run("ninja").exits(0)));
    assertEquals(List.of(), steps(space.run("ninja").exits(0)));

    // What was lost is made anew.
    space.remove(OUT + "/tree/_index/main.o.thinlto.bc");
    space.run("ninja").exits(0);
    assertTrue(space.exists(OUT + "/tree/_index/main.o.thinlto.bc"));
    assertEquals(List.of(), steps(space.run("ninja").exits(0)));
  }

  private static byte[] linkedAgain(TestSpace space) {
    space.run("mv", "out", "by-ninja").exits(0);
    byte[] made = linked(space);
    space.run("mv", "by-ninja", "out").exits(0);
    return made;
  }

  @Llvm.Newest
  void ninjaStopsWhereABackendFails(TestSpace space) {
    example(space);
    plan(space, "--format", "ninja", "--launcher", "test $outputs != _native/main.o &&");
    Ran ninja = space.run("ninja", "-k0");
    assertTrue(ninja.status() != 0, ninja.toString());
    assertFalse(space.exists("out"));
    assertFalse(space.exists(OUT + "/tree/_native/main.o"));
    plan(space, "--format", "ninja", "--launcher", "env X=$inputs");
    space.run("ninja").exits(0);
    space.run(space.path("out").toString()).exits(27);
  }

  @Llvm.Ends
  void makeMakesTheSameBytesAndRunsOnlyWhatMustRun(TestSpace space) {
    example(space);
    byte[] expected = linked(space);
    plan(space, "--format", "make", "-o", "plan.mk");
    space.run("make", "-j2", "-f", "plan.mk").exits(0);
    assertArrayEquals(expected, space.read("out"));
    Ran again = space.run("make", "-f", "plan.mk").exits(0);
    assertTrue(again.out().contains("up to date"), again.toString());

    space.thin("c.o", "__attribute__((noinline)) int c(int x) { return x + 2; }");
    space.archive("libc2.a", "c.o");
    Ran edited = space.run("make", "-j2", "-f", "plan.mk").exits(0);
    assertEquals(1, count(edited.out(), "-fthinlto-index="), edited.toString());
    assertEquals(1, count(edited.out(), "--final-link"), edited.toString());
    assertArrayEquals(linkedAgain(space), space.read("out"));
  }

  private static int count(String text, String what) {
    return text.split(java.util.regex.Pattern.quote(what), -1).length - 1;
  }

  @Llvm.Newest
  void makefileCanBeIncluded(TestSpace space) {
    example(space);
    plan(space, "--format", "make", "-o", "plan.mk");
    space.write("Makefile", "all: out\n\t@echo done\ninclude plan.mk\n");
    Ran made = space.run("make").exits(0);
    assertTrue(made.out().contains("done"), made.toString());
    space.run(space.path("out").toString()).exits(27);
    // Other options: every object is another one.
    List<String> words =
        new ArrayList<>(List.of("plan", "--format", "make", "-o", "plan.mk", "--"));
    words.addAll(line(space));
    words.add(words.size() - 2, "-Wl,--lto-O3");
    space.dthinlto(words).exits(0);
    assertEquals(4, count(space.run("make").exits(0).out(), "-fthinlto-index="));
  }

  @Llvm.Ends
  void bundleMakesTheSameBytesElsewhere(TestSpace space) throws IOException {
    example(space);
    byte[] expected = linked(space);
    plan(space);
    space.dthinlto("bundle", "plan.json", "-o", "b.tar.gz").exits(0);
    byte[] bundle = space.read("b.tar.gz");
    space.dthinlto("bundle", "plan.json", "-o", "b.tar.gz").exits(0);
    assertArrayEquals(bundle, space.read("b.tar.gz"));
    space.mkdir("other place");
    space.sh("cd 'other place' && tar xzf ../b.tar.gz").exits(0);
    space.remove("main.o", "libc2.a", "sub dir/lib(1).a", "plan.json");
    space.sh("chmod -R u+w " + OUT + " && rm -r " + OUT).exits(0);
    Ran run =
        space.sh(
            "cd 'other place/b' && exec strace -f -qq -e trace=openat -o ../trace "
                + TestSpace.launcher()
                + " run --no-cache plan.json");
    run.exits(0);
    assertArrayEquals(expected, space.read("other place/b/out"));
    // No input of the link is read but those in the bundle.
    TreeSet<String> read = new TreeSet<>();
    for (String call : Files.readAllLines(space.path("other place/trace"))) {
      int from = call.indexOf("\"/");
      boolean input = call.contains(".o\"") || call.contains(".a\"") || call.contains("libc.so\"");
      if (from > 0 && input && !call.contains("ENOENT")) {
        Path file = Path.of(call.substring(from + 1, call.indexOf('"', from + 1)));
        if (!file.startsWith(space.path("other place").toRealPath())
            && !file.startsWith(space.path("other place"))
            && !file.startsWith("/tmp")) {
          read.add(file.toString());
        }
      }
    }
    assertEquals(new TreeSet<>(), read);
  }

  @Llvm.Newest
  void inputsThatChangedAreNotLinked(TestSpace space) {
    example(space);
    plan(space);
    space.thin("main.o", "int main(void) { return 1; }");
    for (List<String> part :
        List.of(List.of("run"), List.of("run", "--final-link"), List.of("run", "--job", "1"))) {
      List<String> words = new ArrayList<>(part);
      words.add("plan.json");
      space.dthinlto(words).exits(1).says("main.o'", "plan again");
    }
    space.dthinlto("bundle", "plan.json").exits(1).says("main.o'", "plan again");
    assertFalse(space.exists("plan.tar.gz"));
    assertFalse(space.exists("out"));
    plan(space);
    space.dthinlto("run", "plan.json").exits(0);
    space.run(space.path("out").toString()).exits(1);
  }

  @Llvm.Newest
  void whatIsNoPlanIsSaid(TestSpace space) {
    example(space);
    plan(space);
    space.write("cut.json", "{ \"version\" : 1, \"jobs\" : [ ");
    space.write("none.json", "[1]");
    space.write("new.json", "{ \"version\" : 99 }");
    space.write("half.json", "{ \"version\" : 1 }");
    space.dthinlto("run", "cut.json").exits(1).says("'cut.json'", "no JSON");
    space.dthinlto("run", "none.json").exits(1).says("'none.json'", "no plan");
    space.dthinlto("run", "new.json").exits(1).says("'new.json'", "version 99");
    space.dthinlto("run", "half.json").exits(1).says("'half.json'", "no whole plan");
    space.dthinlto("run", "missing.json").exits(1).says("'missing.json'");
    space.dthinlto("run").exits(2).says("no plan");
    space.dthinlto("run", "a", "b").exits(2).says("'b'");
    space.sh("mv " + OUT + " away").exits(0);
    space.dthinlto("run", "plan.json").exits(1).says("'" + OUT + "'", "plan again");
  }

  @Llvm.Newest
  void filesOfTheUserStay(TestSpace space) {
    example(space);
    space.write("Makefile", "all:\n\techo mine\n");
    List<String> words = new ArrayList<>(List.of("plan", "--format", "make", "--"));
    words.addAll(line(space));
    space.dthinlto(words).exits(1).says("'Makefile'", "-o");
    assertEquals("all:\n\techo mine\n", text(space, "Makefile"));
    space.mkdir(OUT);
    space.write(OUT + "/mine", "mine");
    words.set(2, "ninja");
    space.dthinlto(words).exits(1).says("'" + OUT + "'", "--work-dir");
    assertEquals("mine", text(space, OUT + "/mine"));
    words.addAll(1, List.of("--work-dir", "w"));
    space.dthinlto(words).exits(0);
    space.run("ninja").exits(0);
    space.run(space.path("out").toString()).exits(27);
  }

  private static String text(TestSpace space, String name) {
    return new String(space.read(name), java.nio.charset.StandardCharsets.UTF_8);
  }

  /** What can't be split is one step; what has no bitcode, too. */
  @Llvm.Newest
  void linesThatAreNotSplitArePlannedAsOneStep(TestSpace space) {
    space.elf("n.o", "int main(void) { return 9; }");
    space.thin("t.o", "int main(void) { return 8; }");
    List<String> words = new ArrayList<>(List.of("plan", "--format", "ninja", "--"));
    words.addAll(space.llvm.driver());
    words.addAll(List.of("n.o", "-o", "out"));
    space.dthinlto(words).exits(0).saysNot("note");
    assertEquals(List.of("LINK out"), steps(space.run("ninja").exits(0)));
    space.run(space.path("out").toString()).exits(9);
    words.addAll(List.of("t.o", "-Wl,--stats-file=s", "-Wl,--lto-newpm-passes=default<O2>"));
    words.remove("n.o");
    space.dthinlto(words).exits(0).says("one link in process");
    words.add(1, "--strict");
    space.dthinlto(words).exits(1).says("--strict");
  }

  /** Found by a reviewer: each of these once gave an old or another program. */
  @Llvm.Newest
  void plansDoNotTakeEachOthersPlace(TestSpace space) {
    example(space);
    plan(space, "-o", "a.json");
    plan(space, "-o", "b.json", "--backend-arg", "-O1");
    space.dthinlto("run", "a.json").exits(1).says("another plan", "plan again");
    space.dthinlto("run", "b.json").exits(0);
    space.run(space.path("out").toString()).exits(27);
  }

  @Llvm.Newest
  void anOlderFileInThePlaceOfAnInputCounts(TestSpace space) {
    example(space);
    List<String> words = new ArrayList<>(List.of("plan", "--format", "ninja", "--"));
    words.addAll(space.llvm.driver());
    words.addAll(List.of("main.o", "n.o", "sub dir/x.o", "x.o", "c.o", "-o", "out"));
    space.dthinlto(words).exits(0);
    space.run("ninja").exits(0);
    space.run(space.path("out").toString()).exits(27);
    space.elf("n.o", "int n(void) { return 6; }");
    space.thin("x.o", "int b(int x) { return x + 8; }");
    space.run("touch", "-d", "2020-01-01", "n.o", "x.o").exits(0);
    space.dthinlto(words).exits(0);
    space.run("ninja").exits(0);
    space.run(space.path("out").toString()).exits(31);
  }

  @Llvm.Newest
  void splitDebugInformationIsMadeOnce(TestSpace space) {
    space.thin("main.o", "int a(int); int main(void) { return a(2); }", "-g", "-gsplit-dwarf");
    space.thin("a.o", "int a(int x) { return x * 3; }", "-g", "-gsplit-dwarf");
    List<String> words = new ArrayList<>(List.of("plan", "--format", "ninja", "--"));
    words.addAll(space.llvm.driver());
    words.addAll(List.of("-Wl,-plugin-opt=dwo_dir=dwo", "main.o", "a.o", "-o", "out"));
    space.dthinlto(words).exits(0);
    space.run("ninja").exits(0);
    assertTrue(space.exists("dwo/1.dwo"));
    assertEquals(List.of(), steps(space.run("ninja").exits(0)));
    space.remove("out");
    assertEquals(List.of("LINK out"), steps(space.run("ninja").exits(0)));
  }

  @Llvm.Newest
  void sourcesOnTheLineArePlannedToo(TestSpace space) {
    space.write("main.c", "int main(void) { return 12; }\n");
    List<String> words = new ArrayList<>(List.of("plan", "--"));
    words.add(space.llvm.clang());
    words.addAll(List.of("-fuse-ld=lld", "-O2", "-flto=thin", "main.c", "-o", "out"));
    space.dthinlto(words).exits(0);
    space.dthinlto("run", "plan.json").exits(0);
    space.run(space.path("out").toString()).exits(12);
  }

  @Llvm.Newest
  void namesThatTheBuildToolTakesForSomethingElseAreRefused(TestSpace space) {
    example(space);
    space.write("a%b.o", space.read("c.o"));
    for (String format : List.of("make", "ninja")) {
      List<String> words = new ArrayList<>(List.of("plan", "--format", format, "--"));
      words.addAll(line(space));
      words.add(format.equals("make") ? "a%b.o" : "a|b.o");
      space.write("a|b.o", space.read("c.o"));
      words.remove("-lc2");
      space.dthinlto(words).exits(1).says("a", format + " takes no such name", "--format json");
    }
    plan(space, "-o", "x.json");
    List<String> words = new ArrayList<>(List.of("plan", "--format", "ninja", "-o", "-", "--"));
    words.addAll(line(space));
    space.dthinlto(words).exits(2).says("'-' is for json");
  }
}
