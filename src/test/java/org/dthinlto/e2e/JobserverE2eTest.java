package org.dthinlto.e2e;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Links under real make and ninja: never more compilers than these allow, and no token is lost. */
@Execution(ExecutionMode.SAME_THREAD)
class JobserverE2eTest {

  private static final int MODULES = 6;

  private static void example(TestSpace space) {
    StringBuilder declarations = new StringBuilder();
    StringBuilder calls = new StringBuilder();
    List<String> members = new ArrayList<>();
    for (int i = 1; i < MODULES; i++) {
      space.thin("f" + i + ".o", "int f" + i + "(int x) { return x * 3 + " + i + "; }");
      declarations.append("int f").append(i).append("(int); ");
      calls.append("x = f").append(i).append("(x); ");
      members.add("f" + i + ".o");
    }
    space.thin(
        "main.o", declarations + "int main(void) { int x = 1; " + calls + "return x & 63; }");
    space.archive("lib.a", members.toArray(new String[0]));
  }

  private static CountedClang clang(TestSpace space) {
    return new CountedClang(space, "sleep 0.2");
  }

  private static String link(TestSpace space, String clang, String output, String... options) {
    List<String> words = new ArrayList<>(List.of("--clang", clang));
    words.addAll(Arrays.asList(options));
    List<String> command =
        space
            .link("main.o", "lib.a")
            .output(output)
            .aloud()
            .options(words.toArray(new String[0]))
            .command();
    return String.join(" ", command).replaceFirst(" --summary \\S+", "");
  }

  /** A makefile with two links; each recipe line begins with {@code prefix}. */
  private static void makefile(TestSpace space, String prefix, CountedClang clang, String... o) {
    String text = "all: one two\n";
    for (String output : List.of("one", "two")) {
      text += output + ":\n\t" + prefix + link(space, clang.program(), output, o) + "\n";
    }
    space.write("Makefile", text);
  }

  private static void made(TestSpace space, CountedClang clang, Ran ran, int most) {
    ran.exits(0).saysNot("INTERNAL", "jobserver");
    assertFalse(ran.out().contains("INTERNAL"), ran::toString);
    assertEquals(2 * MODULES, clang.starts());
    assertEquals(most, clang.most(), ran::toString);
    assertArrayEquals(space.read("one"), space.read("two"));
    assertTrue(space.run("./one").status() > 0);
    space.remove("one", "two");
    clang.forget();
  }

  // make 4.3 on Debian 12: its pipe is passed on to lines with a plus, closed for others.
  @Llvm.Ends
  void neverMoreThanMakeAllows(TestSpace space) {
    example(space);
    CountedClang clang = clang(space);
    for (String prefix : List.of("+", "")) {
      makefile(space, prefix, clang);
      made(space, clang, space.run("make", "-j2"), 2);
      made(space, clang, space.run("make", "-j4"), 4);
    }
  }

  // The named pipe of make 4.4, and its old pipe, which it says is closed.
  @Llvm.Newest
  void neverMoreThanNewerMakeAllows(TestSpace space) {
    example(space);
    CountedClang clang = clang(space);
    for (String prefix : List.of("+", "")) {
      makefile(space, prefix, clang);
      for (String style : List.of("fifo", "pipe")) {
        Ran ran = space.run(NewerTools.make(), "-j3", "--jobserver-style=" + style);
        made(space, clang, ran, 3);
      }
    }
  }

  // make quotes blanks in the name of its pipe.
  @Llvm.Newest
  void aTemporaryFolderWithBlanks(TestSpace space) {
    example(space);
    space.mkdir("a b$c");
    space.env.put("TMPDIR", space.path("a b$c").toString());
    CountedClang clang = clang(space);
    makefile(space, "", clang);
    made(space, clang, space.run(NewerTools.make(), "-j3"), 3);
  }

  @Llvm.Newest
  void makeInMakeSharesTheTokens(TestSpace space) {
    example(space);
    CountedClang clang = clang(space);
    makefile(space, "", clang);
    space.write("top.mk", "all: a b\na:\n\t$(MAKE) one\nb:\n\t$(MAKE) two\n");
    made(space, clang, space.run("make", "-j3", "-f", "top.mk"), 3);
    made(space, clang, space.run(NewerTools.make(), "-j3", "-f", "top.mk"), 3);
  }

  // ninja takes a token for each link from make's jobserver, the links take theirs from there, too.
  @Llvm.Newest
  void ninjaUnderMake(TestSpace space) {
    example(space);
    CountedClang clang = clang(space);
    StringBuilder text = new StringBuilder();
    for (String output : List.of("one", "two")) {
      text.append("rule ").append(output).append("\n  command = ");
      text.append(link(space, clang.program(), output)).append("\n");
      text.append("build ").append(output).append(": ").append(output).append("\n");
    }
    space.write("build.ninja", text.toString());
    space.write("Makefile", "all:\n\t+" + NewerTools.ninja() + "\n");
    Ran ran = space.run(NewerTools.make(), "-j3").exits(0);
    assertTrue((ran.out() + ran.err()).contains("Jobserver mode detected"), ran::toString);
    assertEquals(2 * MODULES, clang.starts());
    assertEquals(3, clang.most(), ran::toString);
  }

  // Without a jobserver all cores; with one, the user's own number counts.
  @Llvm.Newest
  void aNumberOfJobsWins(TestSpace space) {
    example(space);
    CountedClang clang = clang(space);
    makefile(space, "+", clang, "-j3", "-v");
    Ran ran = space.run("make", "-j2").exits(0);
    assertEquals(6, clang.most(), ran::toString);
    ran.says("make's jobserver isn't asked, since -j says 3").saysNot("INTERNAL");
    clang.forget();
    space.remove("one", "two");
    makefile(space, "+", clang);
    space.env.put("DTHINLTO_JOBS", "1");
    ran = space.run("make", "-j4").exits(0);
    assertEquals(2, clang.most(), ran::toString);
    ran.saysNot("jobserver");
  }

  @Llvm.Newest
  void makeflagsOfNoUseFailNoLink(TestSpace space) {
    example(space);
    CountedClang clang = clang(space);
    String command = link(space, clang.program(), "out");
    for (String none : List.of("", "k", " -j", " -j7 --no-print-directory", "--jobserver-")) {
      space.env.put("MAKEFLAGS", none);
      space.sh(command).exits(0).saysNot("jobserver");
      assertEquals(Math.min(Runtime.getRuntime().availableProcessors(), MODULES), clang.most());
      clang.forget();
    }
    for (String lost :
        List.of(
            " -j7 --jobserver-auth=93,94",
            " -j7 --jobserver-auth=3,4",
            " --jobserver-auth=fifo:/none/here",
            " --jobserver-auth=fifo:/dev/null",
            " --jobserver-auth=fifo:\0".replace('\0', '\1'),
            " --jobserver-fds=x")) {
      space.env.put("MAKEFLAGS", lost);
      Ran ran = space.sh(command).exits(0);
      ran.says("note: one job ran at a time, as make's jobserver can't be used", "put '+' before");
      assertEquals(1, clang.most(), lost);
      clang.forget();
    }
  }

  // What a compiler inherits beyond its input and output is nothing.
  @Llvm.Newest
  void compilersDoNotGetTheJobserver(TestSpace space) throws Exception {
    example(space);
    Path seen = space.root.resolve("log/files");
    CountedClang clang =
        new CountedClang(
            space, "for n in 2 3 4 5 6 7 8 9; do readlink /proc/$$/fd/$n; done >> " + seen);
    for (String prefix : List.of("+", "")) {
      makefile(space, prefix, clang);
      Ran ran = space.run("make", "-j2");
      made(space, clang, ran, 2);
      ran = space.run(NewerTools.make(), "-j2");
      made(space, clang, ran, 2);
    }
    List<String> files = Files.readAllLines(seen);
    // Standard error alone; the shell has its own files further up.
    assertEquals(4 * 2 * MODULES, files.size(), files::toString);
    for (String file : files) {
      assertTrue(file.startsWith("pipe:"), file);
    }
  }

  /** A jobserver of ours, whose tokens are all different. */
  private static final class Server implements AutoCloseable {
    private static final byte[] TOKENS = {'+', 'a', 'b', (byte) 0xfe, 0};

    final Path fifo;
    private final RandomAccessFile file;

    Server(TestSpace space) throws Exception {
      fifo = space.root.resolve("bin/tokens");
      space.run("mkfifo", fifo.toString()).exits(0);
      file = new RandomAccessFile(fifo.toFile(), "rw");
      file.write(TOKENS);
    }

    /** Asserts that each token is there, once. */
    void isWhole(String when) throws Exception {
      try (FileInputStream look = new FileInputStream(fifo.toFile())) {
        byte[] there = new byte[look.available()];
        assertEquals(there.length, there.length == 0 ? 0 : look.read(there));
        file.write(there);
        byte[] expected = TOKENS.clone();
        Arrays.sort(expected);
        Arrays.sort(there);
        assertArrayEquals(expected, there, when);
      }
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }

  @Llvm.Newest
  void linksThatAreKilledLeaveNoTokenMissing(TestSpace space) throws Exception {
    example(space);
    String clang = clang(space).program();
    Random random = new Random(815);
    int[] ended = new int[2];
    try (Server server = new Server(space)) {
      space.env.put("MAKEFLAGS", " -j6 --jobserver-auth=fifo:" + server.fifo);
      for (int round = 0; round < 20; round++) {
        String signal = List.of("TERM", "INT", "HUP").get(round % 3);
        List<Process> links = new ArrayList<>();
        for (String output : List.of("one", "two")) {
          Path log = space.root.resolve("log");
          List<String> command =
              List.of("/bin/sh", "-c", "exec " + link(space, clang, output, "-q"));
          links.add(
              Ran.start(
                  command, space.work, space.env, log.resolve(output), log.resolve(output + "2")));
        }
        Thread.sleep(random.nextInt(1500));
        Process killed = links.get(0);
        boolean alive = killed.isAlive();
        space.run("/bin/kill", "-" + signal, Long.toString(killed.pid()));
        assertTrue(killed.waitFor(20, TimeUnit.SECONDS), "still there after 20 s");
        int status = killed.exitValue();
        assertTrue(
            status == 0 || status == 143 || status == 130 || status == 129,
            () -> "exit status " + status);
        ended[status == 0 || !alive ? 0 : 1]++;
        if (round % 2 == 0) {
          space.run("/bin/kill", "-TERM", Long.toString(links.get(1).pid()));
        }
        assertTrue(links.get(1).waitFor(60, TimeUnit.SECONDS), "still there after 60 s");
        server.isWhole("after round " + round + ", " + signal);
      }
    }
    assertTrue(ended[1] >= 5, () -> ended[1] + " were killed in the middle");
  }

  @Llvm.Newest
  void linksThatFailLeaveNoTokenMissing(TestSpace space) throws Exception {
    example(space);
    String clang = new FakeClang(space).doing("*f3*", "sleep 0.2; exit 1");
    try (Server server = new Server(space)) {
      space.env.put("MAKEFLAGS", " -j6 --jobserver-auth=fifo:" + server.fifo);
      Ran ran = space.sh(link(space, clang, "out") + " || exit 7").exits(7);
      ran.says("backend failed").saysNot("jobserver");
      server.isWhole("after a failed job");
      space.sh(link(space, space.llvm.clang(), "out")).exits(0);
      server.isWhole("after a link");
    }
  }

  // Ctrl-C in a terminal reaches make and the links at once; make itself counts.
  @Llvm.Newest
  void makeThatIsInterruptedMissesNoToken(TestSpace space) throws Exception {
    example(space);
    CountedClang clang = new CountedClang(space, "sleep 1");
    for (String make : List.of("make", NewerTools.make())) {
      for (String prefix : List.of("+", "")) {
        clang.forget();
        makefile(space, prefix, clang);
        Path log = space.root.resolve("log");
        Process process =
            Ran.start(
                List.of("/usr/bin/setsid", make, "-j3"),
                space.work,
                space.env,
                log.resolve("make.out"),
                log.resolve("make.err"));
        for (int i = 0; i < 600 && clang.starts() < 3; i++) {
          Thread.sleep(20);
        }
        assertEquals(3, clang.starts());
        space.run("/bin/kill", "-INT", "--", "-" + process.pid()).exits(0);
        assertTrue(process.waitFor(20, TimeUnit.SECONDS));
        assertTrue(process.exitValue() != 0);
        String said =
            Files.readString(log.resolve("make.out"), StandardCharsets.UTF_8)
                + Files.readString(log.resolve("make.err"), StandardCharsets.UTF_8);
        assertFalse(said.contains("INTERNAL"), said);
        assertTrue(said.contains("130"), said);
      }
    }
  }

  // dthinlto backends asks, too.
  @Llvm.Newest
  void backendsByHand(TestSpace space) throws Exception {
    example(space);
    CountedClang clang = clang(space);
    List<String> thinLink = new ArrayList<>(space.llvm.driver());
    thinLink.addAll(List.of("main.o", "lib.a", "-o", "out", "-Wl,--thinlto-index-only=list"));
    thinLink.add("-Wl,--thinlto-emit-imports-files");
    space.run(thinLink).exits(0);
    try (Server server = new Server(space)) {
      space.env.put("MAKEFLAGS", " -j6 --jobserver-auth=fifo:" + server.fifo);
      space.dthinlto("backends", "--clang", clang.program(), "-d", "natives", "list").exits(0);
      assertEquals(MODULES, clang.most());
      server.isWhole("after backends");
    }
  }
}
