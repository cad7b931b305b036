package org.dthinlto.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Whatever is wrong with the cache folder, links come out right, and say so in one note. */
@Execution(ExecutionMode.CONCURRENT)
class CacheFaultsE2eTest {

  private static final String MAIN =
      """
      #include <stdio.h>
      int f(int), g(int);
      int main(void) { printf("%d\\n", f(1) * 100 + g(1)); return 0; }
      """;

  private static void example(TestSpace space) {
    space.thin("main.o", MAIN);
    member(space, 2);
    edit(space, 1);
  }

  private static void member(TestSpace space, int value) {
    space.thin("g.o", "__attribute__((noinline)) int g(int x) { return x * " + value + "; }");
    space.thin("h.o", "int h(int x) { return x; }");
    space.archive("lib.a", "g.o", "h.o");
  }

  private static void edit(TestSpace space, int value) {
    space.thin("f.o", "__attribute__((noinline)) int f(int x) { return x * " + value + "; }");
  }

  private static Link link(TestSpace space) {
    return space.link("main.o", "f.o", "lib.a").options("-j1").aloud();
  }

  private static Ran links(TestSpace space, String expected) {
    return links(space, link(space), expected);
  }

  /** Links, looks at the program, and at what was left behind. */
  private static Ran links(TestSpace space, Link link, String expected) {
    Snapshot before = space.snapshot();
    Ran ran = space.run(link.command()).exits(0);
    assertEquals(expected + "\n", space.run("./out").exits(0).out(), ran::toString);
    List<String> changes = new ArrayList<>(before.changesTo(space.snapshot()));
    changes.removeAll(List.of("+w/out", "~w/out"));
    assertEquals(List.of(), changes, ran::toString);
    assertEquals(List.of(), ran.errors(), ran::toString);
    ran.saysNot("Exception", "\tat org.");
    return ran;
  }

  private static int notes(Ran ran) {
    int notes = 0;
    for (String line : ran.err().split("\n")) {
      notes += line.startsWith("dthinlto: note:") ? 1 : 0;
    }
    return notes;
  }

  /** Links thrice with edits between, and once without; one note at most each time. */
  private static void linksRight(TestSpace space) {
    edit(space, 1);
    assertTrue(notes(links(space, "102")) <= 1);
    edit(space, 2);
    assertTrue(notes(links(space, "202")) <= 1);
    member(space, 3);
    assertTrue(notes(links(space, "203")) <= 1);
    assertTrue(notes(links(space, "203")) <= 1);
  }

  private static Summary summary(TestSpace space) {
    return Summary.read(space.root.resolve("log/summary.json"));
  }

  // The twin of all the others.
  @Llvm.Newest
  void aGoodCache(TestSpace space) {
    example(space);
    Cached cached = Cached.in(space);
    links(space, "102");
    assertEquals(3, cached.objects().size());
    Ran again = links(space, "102");
    assertTrue(summary(space).json().contains("\"relinked\":false"), () -> summary(space).json());
    assertEquals(0, notes(again), again::toString);
    linksRight(space);
    cached.isClean();
  }

  @Llvm.Newest
  void theFolderIsAFile(TestSpace space) throws Exception {
    example(space);
    Path file = space.root.resolve("cachefile");
    Cached.in(space);
    Files.writeString(file, "mine");
    space.env.put("DTHINLTO_CACHE_DIR", file.toString());
    linksRight(space);
    assertEquals("mine", Files.readString(file));
  }

  @Llvm.Newest
  void theFolderIsAFolderOfSomebodyElse(TestSpace space) throws Exception {
    example(space);
    Path folder = space.root.resolve("other");
    Cached.in(space);
    Files.createDirectories(folder.resolve("v1"));
    Files.writeString(folder.resolve("v1/mine"), "mine");
    space.env.put("DTHINLTO_CACHE_DIR", folder.toString());
    linksRight(space);
    assertEquals("mine", Files.readString(folder.resolve("v1/mine")));
    assertFalse(Files.exists(folder.resolve("v1/results")));
  }

  @Llvm.Newest
  void partsOfItAreFiles(TestSpace space) throws Exception {
    for (String part :
        List.of("trees", "v1/results", "v1/links", "v1/tmp", "v1/drivers", "v1/counts/x")) {
      Cached cached = Cached.in(space, space.root.resolve("cache/" + part.replace('/', '_')));
      Path place = cached.folder().resolve(part);
      Files.createDirectories(place.getParent());
      Files.writeString(place, "mine");
      example(space);
      linksRight(space);
      assertEquals("mine", Files.readString(place), part);
    }
  }

  // Nothing can be compared with what could not be kept.
  @Llvm.Newest
  void resultsThatCannotBeKeptAreNotTakenForOthers(TestSpace space) throws Exception {
    example(space);
    Cached cached = Cached.in(space);
    Files.writeString(cached.root().resolve("results"), "in the way");
    links(space, "102").says("can't be kept");
    // Silently: after a link that said something the final link runs anyway.
    Link quiet = space.link("main.o", "f.o", "lib.a").options("-j1");
    links(space, quiet, "102");
    edit(space, 7);
    links(space, quiet, "702");
    member(space, 5);
    links(space, quiet, "705");
  }

  // What is said of the cache is of this link, not of the next one.
  @Llvm.Newest
  void troubleIsSaidOnce(TestSpace space) throws Exception {
    example(space);
    Cached cached = Cached.in(space);
    links(space, "102");
    for (Path object : cached.objects()) {
      Files.write(object, new byte[] {1, 2, 3});
    }
    space.remove("out");
    Ran ran = links(space, "102");
    assertEquals(1, notes(ran), ran::toString);
    ran.says("damaged");
    Ran again = links(space, "102");
    assertEquals(0, notes(again), again::toString);
    assertTrue(summary(space).json().contains("\"relinked\":false"), () -> summary(space).json());
    cached.isClean();
  }

  @Llvm.Newest
  void aReadOnlyFolder(TestSpace space) {
    example(space);
    Cached cached = Cached.in(space);
    links(space, "102");
    space.run("chmod", "-R", "a-w", cached.folder().toString()).exits(0);
    List<String> mortal = Mortal.prefix(space);
    assertTrue(notes(links(space, link(space).through(mortal), "102")) <= 1);
    edit(space, 2);
    assertTrue(notes(links(space, link(space).through(mortal), "202")) <= 1);
    member(space, 3);
    Ran ran = links(space, link(space).through(mortal), "203");
    assertEquals(1, notes(ran), ran::toString);
    assertEquals(2, notes(ran) + notes(links(space, link(space).through(mortal), "203")));
  }

  @Llvm.Newest
  void homeIsNotSet(TestSpace space) {
    example(space);
    Cached.in(space);
    space.env.remove("DTHINLTO_CACHE_DIR");
    space.env.remove("XDG_CACHE_HOME");
    space.env.remove("HOME");
    linksRight(space);
  }

  // Also without hard links between the two.
  @Llvm.Newest
  void anotherFileSystem(TestSpace space) throws Exception {
    example(space);
    Path memory = Files.createTempDirectory(Path.of("/dev/shm"), "dthinlto-e2e");
    try {
      Cached cached = Cached.in(space, memory.resolve("cache"));
      linksRight(space);
      links(space, link(space).options("--work-dir", "work"), "203");
      edit(space, 9);
      links(space, link(space).options("--work-dir", "work", "--relink"), "903");
      links(space, link(space).options("--relink"), "903");
      assertEquals(3, summary(space).number("cacheHits"), () -> summary(space).json());
      cached.isClean();
    } finally {
      space.run("rm", "-rf", memory.toString());
    }
  }

  @Llvm.Newest
  void damagedRecords(TestSpace space) throws Exception {
    example(space);
    Cached cached = Cached.in(space);
    links(space, "102");
    for (String part : List.of("v1/links", "v1/drivers", "v1/tools", "v1/files", "v1/counts")) {
      for (Path file : cached.files(part)) {
        byte[] bytes = Files.readAllBytes(file);
        for (byte[] damaged :
            List.of(
                new byte[0], java.util.Arrays.copyOf(bytes, bytes.length / 2), "x".getBytes())) {
          Files.write(file, damaged);
          links(space, "102");
        }
        bytes[bytes.length / 2] ^= 8;
        Files.write(file, bytes);
        edit(space, 3);
        links(space, "302");
        edit(space, 1);
        links(space, "102");
      }
    }
  }

  /** A clang that does something before or after it compiles {@code f.o}, in the link's tree. */
  private static String clang(TestSpace space, String action) {
    return new FakeClang(space).doing("f.o", action);
  }

  private static final String COMPILE = "\"$real\" \"$@\" || exit $?; ";

  // Everything goes while jobs run.
  @Llvm.Newest
  void itVanishesDuringALink(TestSpace space) {
    example(space);
    Cached cached = Cached.in(space);
    String all = "rm -rf '" + cached.folder() + "'; ";
    String results = "rm -rf '" + cached.root() + "'; ";
    for (String action :
        List.of(results + COMPILE, COMPILE + results, all + COMPILE, COMPILE + all)) {
      Link link = link(space).options("--clang", clang(space, action));
      for (int value = 1; value <= 3; value++) {
        edit(space, value);
        Ran ran = links(space, link, value + "02");
        assertTrue(notes(ran) <= 1, ran::toString);
      }
    }
    linksRight(space);
    cached.isClean();
  }

  // A job's result that is no result: the job fails as without a cache, and nothing is kept of it.
  @Llvm.Ends
  void resultsOfSuspiciousJobsNeverEnter(TestSpace space) throws Exception {
    for (String action :
        List.of(
            ": > \"$output\"; exit 0",
            COMPILE + "exit 1",
            COMPILE + "echo 'Error loading imported file x: no such file' >&2; exit 0",
            "exit 0",
            COMPILE + "printf 'nonsense' > \"$output\"; exit 0",
            "exec \"$real\" --target=aarch64-linux-gnu -x c -c /dev/null -o \"$output\"")) {
      example(space);
      Cached cached =
          Cached.in(space, space.root.resolve("cache/" + Integer.toHexString(action.hashCode())));
      Link link = link(space).options("--clang", clang(space, action));
      Ran ran = space.run(link.command()).exits(1);
      ran.says("f.o': backend failed");
      assertTrue(cached.objects().size() <= 2, action);
      space.run(link.command()).exits(1).says("f.o': backend failed");
      links(space, link(space).options("--clang", clang(space, COMPILE)), "102");
      cached.isClean();
    }
  }

  // What a job read is not what the key says then.
  @Llvm.Ends
  void anInputThatChangesDuringTheLink(TestSpace space) throws Exception {
    example(space);
    Cached cached = Cached.in(space);
    edit(space, 7);
    Files.move(space.path("f.o"), space.path("new.o"));
    edit(space, 6);
    String flag = space.root.resolve("log/flag").toString();
    String copy = "cp '" + space.path("new.o") + "' '" + space.path("f.o") + "'; ";
    String once = "if [ -e '" + flag + "' ]; then rm '" + flag + "'; " + copy + "fi; ";
    for (String action : List.of(once + COMPILE, COMPILE + once)) {
      edit(space, 6);
      Link link = link(space).options("--clang", clang(space, action));
      Files.writeString(Path.of(flag), "");
      // If the two differ in size as well, dthinlto may stumble over that, as without a cache.
      Ran ran = space.run(link.command());
      assertTrue(ran.status() == 0 || ran.errors().size() == 1, ran::toString);
      assertFalse(Files.exists(Path.of(flag)), "the job didn't run");
      assertEquals(2, cached.objects().size(), action);
      links(space, link, "702");
      edit(space, 6);
      links(space, link, "602");
      cached.command("clear").exits(0);
      cached.seed();
    }
  }

  // What the next link would take from the last one is gone in part: it does that part again.
  @Llvm.Newest
  void anyRecordThatIsGone(TestSpace space) throws Exception {
    space.full("m.o", "int m(int x) { return x + 1; }");
    space.thin("f.o", "int m(int); int f(int x) { return m(x) - 1; }");
    space.thin("main.o", MAIN);
    member(space, 2);
    Cached cached = Cached.in(space);
    Link link = space.link("main.o", "f.o", "m.o", "lib.a").options("-j1").aloud();
    links(space, link, "102");
    List<Path> files = new ArrayList<>(cached.files("v1"));
    files.removeIf(file -> file.endsWith("CACHEDIR.TAG")); // without it, it is no cache of ours
    assertTrue(files.toString().contains(".merged"), files::toString);
    for (Path file : files) {
      for (String again : List.of("out", "")) {
        links(space, link, "102");
        Files.delete(file);
        if (!again.isEmpty()) {
          space.remove(again);
        }
        assertEquals(0, notes(links(space, link, "102")), file::toString);
        links(space, link, "102");
        if (!Files.exists(file)) {
          break; // its name has changed with what is in it
        }
      }
    }
    cached.isClean();
  }

  private static void endBySignal(TestSpace space, Link link, String signal) throws Exception {
    Path log = space.root.resolve("log");
    Path begun = log.resolve("begun");
    Files.deleteIfExists(begun);
    Process process =
        Ran.start(link.command(), space.work, space.env, log.resolve("sout"), log.resolve("serr"));
    try {
      for (int i = 0; i < 400 && process.isAlive() && !Files.exists(begun); i++) {
        Thread.sleep(25);
      }
      String said = Files.readString(log.resolve("serr"));
      assertTrue(process.isAlive() && Files.exists(begun), said);
      space.run("/bin/kill", "-" + signal, "" + process.pid()).exits(0);
      assertTrue(process.waitFor(30, java.util.concurrent.TimeUnit.SECONDS), "still running");
      assertTrue(process.exitValue() > 128, said);
    } finally {
      process.destroyForcibly();
    }
    assertFalse(Files.readString(log.resolve("serr")).contains("note:"), "it begins again");
  }

  // In each phase of a link that works in a tree of an earlier one.
  @Llvm.Newest
  void signalsWithAKeptTree(TestSpace space) throws Exception {
    example(space);
    Cached cached = Cached.in(space);
    Path flag = space.root.resolve("log/phase");
    String hang = ": > '" + space.root.resolve("log/begun") + "'; sleep 60 & wait; exit 1; ";
    String clang = clang(space, "grep -q clang '" + flag + "' && { " + hang + "}; " + COMPILE);
    space.script(
        "ld.lld",
        """
        phase=$(cat '%s')
        case "$*" in
          *--version*|*-v) ;;
          *index-only*) [ "$phase" != thin ] || { %s } ;;
          *) [ "$phase" != final ] || { %s } ;;
        esac
        exec %s "$@"
        """
            .formatted(flag, hang, hang, space.llvm.lld()));
    Link link =
        link(space)
            .by(space.llvm.clangxx(), "-fuse-ld=lld", "-B" + space.root.resolve("bin"))
            .options("--clang", clang);
    Files.writeString(flag, "none");
    links(space, link, "102");
    int value = 1;
    for (String phase : List.of("thin", "clang", "final")) {
      for (String signal : List.of("INT", "TERM", "KILL")) {
        value++;
        edit(space, value);
        Files.writeString(flag, phase);
        endBySignal(space, link, signal);
        if (signal.equals("INT")) {
          edit(space, value - 1);
          Files.writeString(flag, "none");
          links(space, link, (value - 1) + "02");
          edit(space, value);
        }
        Files.writeString(flag, "none");
        links(space, link, value + "02");
      }
    }
    cached.isClean();
  }

  // Times of the future, or of long ago, are no proof of anything.
  @Llvm.Newest
  void clocksThatAreWrong(TestSpace space) {
    example(space);
    Cached cached = Cached.in(space);
    for (String date : List.of("2099-01-01", "1971-01-01")) {
      for (int value = 1; value <= 4; value++) {
        edit(space, value);
        space.run("touch", "-d", date, "f.o", "main.o", "lib.a").exits(0);
        links(space, value + "02");
        links(space, value + "02");
        space.run("touch", "-d", date, "out").exits(0);
        links(space, value + "02");
      }
    }
    cached.isClean();
  }

  // They do what they do without a cache.
  @Llvm.Newest
  void otherOptions(TestSpace space) throws Exception {
    example(space);
    Cached cached = Cached.in(space);
    links(space, "102");
    space.run(link(space).options("--keep").command()).exits(0);
    assertTrue(Files.exists(space.path("out.dthinlto/tree/main.o")), "--keep keeps nothing");
    space.run("rm", "-r", "out.dthinlto").exits(0);
    links(space, link(space).options("--work-dir", "work"), "102");
    edit(space, 2);
    links(space, link(space).options("--work-dir", "work"), "202");
    Ran compared = space.run(link(space).options("--compare").command()).exits(0);
    assertTrue((compared.out() + compared.err()).contains("agrees"), compared::toString);
    edit(space, 3);
    byte[] before = space.read("out");
    int known = cached.files("v1").size();
    Ran plan = space.run(link(space).options("-n").command()).exits(0);
    assertTrue(plan.out().contains("-fthinlto-index"), plan::toString);
    org.junit.jupiter.api.Assertions.assertArrayEquals(before, space.read("out"));
    assertEquals(known, cached.files("v1").size(), "-n leaves nothing");
    links(space, "302");
    space.run(link(space).output("/dev/null").command()).exits(0);
    edit(space, 4);
    space.run(link(space).output("/dev/null").command()).exits(0);
    assertTrue(!Files.isRegularFile(Path.of("/dev/null")));
    links(space, "402");
  }

  @Llvm.Newest
  void aFolderThatCannotBeWritten(TestSpace space) {
    example(space);
    Cached.in(space);
    links(space, "102");
    edit(space, 2);
    space.run("chmod", "a-w", ".").exits(0);
    List<String> mortal = Mortal.prefix(space);
    Ran ran = space.run(link(space).output("new").through(mortal).command());
    assertEquals(1, ran.status(), ran::toString);
    assertEquals(1, space.run(link(space).through(mortal).command()).status());
    assertEquals("102\n", space.run("./out").out());
    space.run("chmod", "u+w", ".").exits(0);
    links(space, "202");
  }

  // One of them works in the tree that stays, the other beside the output.
  @Llvm.Newest
  void oneOutputTwiceAtOnce(TestSpace space) throws Exception {
    example(space);
    Cached cached = Cached.in(space);
    String slow = new FakeClang(space).doing("*", "sleep 0.3; " + COMPILE);
    Path log = space.root.resolve("log");
    for (int value = 1; value <= 3; value++) {
      edit(space, value);
      Snapshot before = space.snapshot();
      List<String> command = link(space).options("--clang", slow).command();
      List<Process> processes = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        processes.add(
            Ran.start(
                command, space.work, space.env, log.resolve("at" + i), log.resolve("err" + i)));
      }
      for (int i = 0; i < 2; i++) {
        assertTrue(processes.get(i).waitFor(60, java.util.concurrent.TimeUnit.SECONDS));
        Ran.ended(
                command,
                processes.get(i).exitValue(),
                log.resolve("at" + i),
                log.resolve("err" + i))
            .exits(0);
      }
      List<String> changes = new ArrayList<>(before.changesTo(space.snapshot()));
      changes.removeAll(List.of("+w/out", "~w/out"));
      assertEquals(List.of(), changes);
      assertEquals(value + "02\n", space.run("./out").out());
      links(space, link(space).options("--clang", slow), value + "02");
    }
    cached.isClean();
  }
}
