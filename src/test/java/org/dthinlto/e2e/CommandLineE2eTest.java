package org.dthinlto.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The command line as users meet it: help, hints, exit statuses, dry runs, summaries. */
@Execution(ExecutionMode.CONCURRENT)
class CommandLineE2eTest {

  private static final int SCREEN_LINES = 36;
  private static final int SCREEN_COLUMNS = 80;

  private static void example(TestSpace space) {
    space.thin("main.o", "int f(int); int main(void) { return f(4); }");
    space.thin("f.o", "int f(int x) { return x * 10 + 2; }");
    space.thin("g.o", "int g(int x) { return x - 1; }");
    space.archive("lib.a", "g.o", "f.o");
  }

  private static List<String> line(TestSpace space, String... words) {
    List<String> line = new ArrayList<>(Arrays.asList(words));
    line.add("--");
    line.addAll(space.llvm.driver());
    line.addAll(List.of("main.o", "lib.a", "-o", "out"));
    return line;
  }

  private static void fitsAScreen(Ran help) {
    help.exits(0);
    List<String> lines = Arrays.asList(help.out().split("\n"));
    assertTrue(lines.size() > 3, help::toString);
    assertTrue(lines.size() <= SCREEN_LINES, () -> lines.size() + " lines\n" + help);
    for (String line : lines) {
      assertTrue(line.length() <= SCREEN_COLUMNS, () -> line.length() + " columns\n" + line);
    }
    assertEquals("", help.err());
  }

  @Llvm.Newest
  void helpOfEachCommandFitsAScreen(TestSpace space) {
    Ran help = space.dthinlto("--help");
    fitsAScreen(help);
    for (String command : List.of("link", "backends", "archive")) {
      assertTrue(help.out().contains(command), help::toString);
      fitsAScreen(space.dthinlto(command, "--help"));
    }
    String link = space.dthinlto("link", "--help").out();
    for (String option : List.of("--jobs", "--clang", "--strict", "--summary", "--keep")) {
      assertTrue(link.contains(option), link);
    }
  }

  @Llvm.Newest
  void versionIsOneLine(TestSpace space) {
    Ran ran = space.dthinlto("--version").exits(0);
    assertTrue(ran.out().strip().matches("dthinlto [0-9]+\\.[0-9]+.*"), ran::toString);
    assertEquals(1, ran.out().strip().split("\n").length, ran::toString);
  }

  @Llvm.Newest
  void usageErrorsExitWith2(TestSpace space) {
    example(space);
    Snapshot before = space.snapshot();
    for (List<String> words :
        List.of(
            List.<String>of(),
            List.of("lnik", "main.o"),
            List.of("link"),
            List.of("link", "--"),
            List.of("link", "--jobs", "many", "--", "main.o"),
            List.of("link", "-j0", "--", "main.o"),
            List.of("link", "--summary"),
            List.of("archive", "list"))) {
      Ran ran = space.dthinlto(words).exits(2);
      assertTrue(!ran.err().isBlank(), ran::toString);
      ran.saysNot("Exception", "\tat ");
    }
    assertEquals(List.of(), before.changesTo(space.snapshot()));
  }

  @Llvm.Newest
  void misspelledOptionGetsAHint(TestSpace space) {
    example(space);
    space.dthinlto("link", "--job", "2", "main.o", "lib.a").exits(2).says("--jobs");
    space.dthinlto("link", "--stric", "main.o", "lib.a").exits(2).says("--strict");
    space.dthinlto("lnk", "main.o").exits(2).says("link");
    // Behind the line's start or `--` the word is the linker's.
    List<String> words = line(space, "link", "-q");
    words.addAll(List.of("-Wl,--job"));
    Ran ran = space.dthinlto(words).exits(1);
    assertTrue(ran.errors().get(0).contains("--job"), ran::toString);
  }

  @Llvm.Newest
  void dryRunShowsThePlanAndMakesNothing(TestSpace space) {
    example(space);
    Snapshot before = space.snapshot();
    for (String option : List.of("-n", "--dry-run")) {
      Ran ran = space.dthinlto(line(space, "link", option)).exits(0);
      assertEquals(List.of(), before.changesTo(space.snapshot()), ran::toString);
      assertTrue(ran.out().contains("main.o") && ran.out().contains("f.o"), ran::toString);
      assertTrue(!ran.out().contains("g.o"), ran::toString);
    }
  }

  @Llvm.Ends
  void summaryCountsWhatWasDone(TestSpace space) {
    example(space);
    Summary done = space.link("main.o", "lib.a").jobs(2).modules(3).same().summary();
    assertEquals(1, done.number("version"), done::json);
    assertEquals("out", done.text("output"), done::json);
    assertEquals(2, done.number("localJobs"), done::json);
    assertEquals(
        2,
        done.number("cacheHits")
            + done.number("remoteCacheHits")
            + done.number("localJobs")
            + done.number("remoteJobs"),
        done::json);
    for (String phase : List.of("prepare", "thinLink", "stage", "backends", "finalLink", "total")) {
      assertTrue(done.number(phase) >= 0, done::json);
    }
    assertTrue(done.json().replace(" ", "").contains("\"relinked\":true"), done::json);
  }

  // A failure has its summary too, with the reason.
  @Llvm.Newest
  void summaryOfAFailure(TestSpace space) {
    example(space);
    List<String> words = line(space, "link", "--summary", "../log/s.json");
    words.add("-lnope");
    space.dthinlto(words).exits(1);
    Summary failed = Summary.read(space.root.resolve("log/s.json"));
    assertEquals("failed", failed.outcome(), failed::json);
    assertTrue(!failed.text("reason").isEmpty(), failed::json);
  }

  @Llvm.Newest
  void optionsComeFromTheEnvironmentAndTheLineWins(TestSpace space) {
    example(space);
    space.env.put("DTHINLTO_CLANG", "/nowhere/clang");
    space.dthinlto(line(space, "link")).exits(1).says("/nowhere/clang");
    FakeClang clang = new FakeClang(space);
    space.link("main.o", "lib.a").options("--clang", clang.recording()).jobs(2).same();
    assertEquals(2, clang.modules().size());
  }

  @Llvm.Newest
  void keepKeepsTheTreeBesideTheOutput(TestSpace space) {
    example(space);
    Snapshot before = space.snapshot();
    space.dthinlto(line(space, "link", "-q", "--keep")).exits(0);
    List<String> changes = before.changesTo(space.snapshot());
    assertTrue(changes.contains("+w/out.dthinlto"), changes::toString);
    for (String change : changes) {
      assertTrue(change.startsWith("+w/out"), changes::toString);
    }
  }

  @Llvm.Newest
  void workDirIsWhereTheTreeGoes(TestSpace space) {
    example(space);
    Snapshot before = space.snapshot();
    space.dthinlto(line(space, "link", "-q", "--keep", "--work-dir", "../home/tree")).exits(0);
    List<String> changes = before.changesTo(space.snapshot());
    assertTrue(changes.contains("+home/tree"), changes::toString);
    changes.removeIf(change -> change.startsWith("+home/tree"));
    assertEquals(List.of("+w/out"), changes);
  }

  // make's `-jN` is in MAKEFLAGS; its recipe line holds nothing of ours.
  @Llvm.Newest
  void makefileThatCallsUs(TestSpace space) {
    example(space);
    space.write(
        "Makefile",
        "LINK = "
            + TestSpace.launcher()
            + " link --strict -q -- "
            + String.join(" ", space.llvm.driver())
            + "\nall: p1 p2\np1 p2: main.o lib.a\n\t+$(LINK) main.o lib.a -o $@\n");
    Snapshot before = space.snapshot();
    Ran ran = space.run("make", "-j2", "all");
    ran.exits(0);
    assertEquals("", ran.err());
    assertEquals(List.of("+w/p1", "+w/p2"), before.changesTo(space.snapshot()));
    assertEquals(42, space.run("./p1").status());
  }
}
