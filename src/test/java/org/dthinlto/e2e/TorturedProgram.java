package org.dthinlto.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assertions;

/**
 * A small program that is edited at random and linked: objects and an archive of its own and two
 * archives that it shares. Knows what it must print; what happens to the cache is the {@link
 * Gremlin}'s.
 */
final class TorturedProgram {

  private static final int VARIANTS = 3;
  private static final int SECONDS = 100;

  private final TestSpace space;
  private final String name;
  private final Random random;
  private final Gremlin gremlin;
  private final Path folder;
  private final Path log;
  private final int[] variants = new int[3];
  private int killed;
  private int reused;
  private List<String> through = List.of();
  private String clang;

  TorturedProgram(TestSpace space, int number, Random random, Gremlin gremlin) throws IOException {
    this.space = space;
    this.name = "p" + number;
    this.random = random;
    this.gremlin = gremlin;
    this.folder = space.path(name);
    this.log = Files.createDirectories(space.root.resolve("log/" + name));
    this.clang = space.llvm.clang();
    Files.createDirectories(folder);
    space.thin(name + "/main.o", main());
    for (int i = 0; i < variants.length; i++) {
      edit(i, 0, false);
    }
  }

  private static String main() {
    return """
    #include <stdio.h>
    int a(int), b(int), c(int), d(int), s(int), t(int);
    int main(void) { printf("%d\\n", t(s(d(c(b(a(1))))))); return 0; }
    """;
  }

  /** The archives that all programs of a space share, and the variants of their own objects. */
  static void shared(TestSpace space) {
    space.thin("s.o", "int u(int); int s(int x) { return u(x) * 3 + 1; }");
    space.thin("u.o", "__attribute__((noinline)) int u(int x) { return x % 1000; }");
    space.thin("t.o", "int u(int); int t(int x) { return u(x) + 5; }");
    space.thin("v.o", "int v(int x) { return x; }");
    space.archive("libs.a", "s.o", "u.o");
    space.archive("libt.a", "v.o", "t.o");
    for (int i = 0; i < VARIANTS; i++) {
      space.thin("a" + i, "int u(int); int a(int x) { return u(x) * 7 + " + (11 + i) + "; }");
      space.thin("b" + i, "int b(int x) { return x * 5 + " + (21 + i) + "; }");
      space.thin("c.o", "int d(int); int c(int x) { return d(x) * 2 + " + (31 + i) + "; }");
      space.thin("d.o", "__attribute__((noinline)) int d(int x) { return x + 3; }");
      space.archive("c" + i, "c.o", "d.o");
    }
  }

  private int expected() {
    int a = 1 % 1000 * 7 + 11 + variants[0];
    int b = a * 5 + 21 + variants[1];
    int c = (b + 3) * 2 + 31 + variants[2];
    int d = c + 3;
    int s = d % 1000 * 3 + 1;
    return s % 1000 + 5;
  }

  /** Puts another variant in place: by a rename or by writing, with a new time or with the old. */
  private void edit(int which, int variant, boolean sameTime) throws IOException {
    String[] names = {"a.o", "b.o", "c.a"};
    Path file = folder.resolve(names[which]);
    byte[] bytes = space.read("abc".charAt(which) + "" + variant);
    FileTime time = sameTime ? Files.getLastModifiedTime(file) : FileTime.fromMillis(0);
    if (random.nextBoolean()) {
      Path beside = folder.resolve("new");
      Files.write(beside, bytes);
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
    } else {
      Files.write(file, bytes);
    }
    if (sameTime) {
      Files.setLastModifiedTime(file, time);
    }
    variants[which] = variant;
  }

  void links(int count) throws Exception {
    for (int i = 0; i < count; i++) {
      gremlin.linkBegins();
      try {
        if (random.nextInt(4) != 0) {
          edit(random.nextInt(variants.length), random.nextInt(VARIANTS), random.nextBoolean());
        }
        if (random.nextInt(12) == 0) {
          Files.deleteIfExists(folder.resolve("out"));
        }
        link(random.nextInt(4) == 0 ? random.nextInt(900) : -1);
      } finally {
        gremlin.linkEnds();
      }
    }
  }

  void link() throws Exception {
    edit(random.nextInt(variants.length), random.nextInt(VARIANTS), random.nextBoolean());
    link(-1);
  }

  /** Links, and again with nothing changed. */
  void linkTwice() throws Exception {
    link(-1);
    link(-1);
    String json = Files.readString(log.resolve("summary"));
    Assertions.assertTrue(json.contains("\"relinked\":false"), json);
  }

  /** Links once more while a job fills the disk of the cache. */
  void fillingDisk(Path disk) throws Exception {
    String fill = "head -c 400m /dev/zero > '" + disk + "/fill' 2>/dev/null; ";
    clang = new FakeClang(space).doing("*", fill + "\"$real\" \"$@\" || exit $?");
    try {
      link();
    } finally {
      clang = space.llvm.clang();
      Files.deleteIfExists(disk.resolve("fill"));
    }
  }

  void limited(Path program, Path compiler) {
    through = List.of(program.toString());
    clang = compiler.toString();
  }

  int killed() {
    return killed;
  }

  int reused() {
    return reused;
  }

  private List<String> command() {
    List<String> command = new ArrayList<>(through);
    command.addAll(List.of(TestSpace.launcher().toString(), "link", "--strict", "-j1"));
    command.addAll(List.of("--clang", clang, "--summary", log.resolve("summary").toString()));
    command.add("--");
    command.addAll(space.llvm.driver());
    if (!through.isEmpty()) {
      // The first one counts, and the driver's words have one already.
      command.add(command.indexOf("--") + 2, "-B" + space.root.resolve("bin"));
    }
    command.addAll(List.of("main.o", "a.o", "b.o", "c.a", "../libs.a", "../libt.a", "-o", "out"));
    return command;
  }

  /**
   * Links.
   *
   * @param killAfter milliseconds; negative for not at all
   */
  private void link(int killAfter) throws Exception {
    Path out = log.resolve("out");
    Path err = log.resolve("err");
    List<String> command = command();
    Process process = Ran.start(command, folder, space.env, out, err);
    if (killAfter >= 0 && !process.waitFor(killAfter, TimeUnit.MILLISECONDS)) {
      // With all that it has started, or alone, as if the system had run out of memory.
      boolean all = random.nextBoolean();
      List<ProcessHandle> others = process.descendants().toList();
      process.destroyForcibly();
      for (ProcessHandle other : others) {
        if (all || writesOutput(other)) {
          other.destroyForcibly();
        }
      }
      process.waitFor();
      killed++;
      return;
    }
    if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      Assertions.fail(name + ": still running after " + SECONDS + " s");
    }
    Ran ran = Ran.ended(command, process.exitValue(), out, err).exits(0);
    Assertions.assertEquals(List.of(), ran.errors(), ran::toString);
    ran.saysNot("Exception", "\tat org.");
    int notes = ran.err().split("dthinlto: note:", -1).length - 1;
    Assertions.assertTrue(notes <= 1, ran::toString);
    Ran program = Ran.run(List.of("./out"), folder, space.env, log);
    Assertions.assertEquals(expected() + "\n", program.out(), () -> "wrong program: " + ran);
    reused += Summary.read(log.resolve("summary")).number("cacheHits") > 0 ? 1 : 0;
  }

  /** The final link: one that goes on alone writes its output whenever it likes. */
  private static boolean writesOutput(ProcessHandle process) {
    return process.info().commandLine().orElse("--dependency-file").contains("--dependency-file");
  }

  /** Asserts that there is nothing but sources and the output. */
  void nothingBeside() throws IOException {
    try (var files = Files.list(folder)) {
      List<String> names = files.map(file -> file.getFileName().toString()).sorted().toList();
      Assertions.assertEquals(List.of("a.o", "b.o", "c.a", "main.o", "out"), names);
    }
  }
}
