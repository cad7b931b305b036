package org.dthinlto.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The ways to say a link line: driver, lld itself, no driver word, sources on the line. */
@Execution(ExecutionMode.CONCURRENT)
class DriversE2eTest {

  private static final String MAIN =
      """
      #include <stdio.h>
      int f(int);
      int main(void) { printf("f=%d\\n", f(4)); return 0; }
      """;

  private static void example(TestSpace space) {
    space.thin("main.o", MAIN);
    space.thin("f.o", "int f(int x) { return x * 10 + 2; }");
    space.thin("g.o", "int g(int x) { return x - 1; }");
    space.archive("lib.a", "g.o", "f.o");
  }

  @Llvm.Ends
  void driversOfCAndCxxWithTheirLtoOptions(TestSpace space) {
    example(space);
    String find = "-B/usr/lib/llvm-" + space.llvm.version() + "/bin";
    for (List<String> driver :
        List.of(
            List.of(space.llvm.clang(), find, "-flto=thin", "-fuse-ld=lld"),
            List.of(space.llvm.clangxx(), find, "-flto=thin", "-O3", "-fuse-ld=lld"),
            List.of("clang-" + space.llvm.version(), find, "-fuse-ld=lld", "-flto", "-O1"))) {
      space.link("main.o", "lib.a").by(driver.toArray(new String[0])).jobs(2).same().prints("f=42");
      space.remove("out");
    }
  }

  @Llvm.Ends
  void withoutADriverWordTheEnvironmentNamesTheDriver(TestSpace space) {
    example(space);
    // This driver finds its own lld: the wrapper adds nothing but the -B of the tests.
    Path driver =
        space.script(
            "clang++-" + space.llvm.version(),
            "exec "
                + space.llvm.clangxx()
                + " -B/usr/lib/llvm-"
                + space.llvm.version()
                + "/bin \"$@\"\n");
    space.env.put("DTHINLTO_DRIVER", driver.toString());
    space.link("main.o", "lib.a").withoutDriverWord().jobs(2).same().prints("f=42");
    space.remove("out");
    space.env.put("DTHINLTO_DRIVER", "/nowhere/clang++");
    space
        .link("main.o", "lib.a")
        .withoutDriverWord()
        .options("--driver", driver.toString())
        .jobs(2)
        .same()
        .prints("f=42");
  }

  // The line of the issue: `dthinlto link main.o lib.a -o main`, our options directly before it.
  @Llvm.Newest
  void lineWithoutSeparatorStartsAtTheFirstForeignWord(TestSpace space) {
    example(space);
    space.env.put("DTHINLTO_DRIVER", space.llvm.clangxx());
    Snapshot before = space.snapshot();
    space.dthinlto("link", "--strict", "main.o", "lib.a", "-o", "main").exits(0);
    assertEquals(List.of("+w/main"), before.changesTo(space.snapshot()));
    assertEquals("f=42\n", space.run("./main").exits(0).out());
    space.remove("main");
    // lld's own -j or --strict behind it would be the line's, not ours.
    space
        .dthinlto(
            "link",
            "-j1",
            "-q",
            space.llvm.clang(),
            "-fuse-ld=lld",
            "main.o",
            "lib.a",
            "-o",
            "main")
        .exits(0);
    assertEquals("f=42\n", space.run("./main").exits(0).out());
  }

  @Llvm.Ends
  void lineOfLldItselfAsTheDriverWouldRunIt(TestSpace space) {
    example(space);
    List<String> words = new ArrayList<>(space.llvm.driver());
    words.addAll(List.of("-###", "main.o", "lib.a"));
    String shown = space.run(words).exits(0).err();
    String last = shown.strip().substring(shown.strip().lastIndexOf('\n') + 1);
    List<String> line = new ArrayList<>();
    for (String word : last.strip().split("\" \"")) {
      line.add(word.replace("\"", "").strip());
    }
    assertTrue(line.get(0).endsWith("ld.lld"), last);
    line.remove(0);
    int output = line.indexOf("-o");
    line.remove(output + 1);
    line.remove(output);
    space
        .link(line.toArray(new String[0]))
        .by(space.llvm.lld())
        .jobs(2)
        .modules(3)
        .same()
        .prints("f=42");
  }

  // The sources are compiled once, by the driver, with the line's own options.
  @Llvm.Ends
  void sourcesOnTheLineAreCompiledInTheTree(TestSpace space) {
    example(space);
    space.write(
        "main.cc",
        """
        extern "C" int printf(const char *, ...);
        extern "C" int f(int);
        int main() { printf("f=%d %d\\n", f(4), VALUE); }
        """);
    space.write("sub/more.cc", "int more() { return 1; }\n");
    space
        .link("-flto=thin", "-O2", "-DVALUE=7", "main.cc", "sub/more.cc", "lib.a")
        .jobs(3)
        .same()
        .prints("f=42 7");
    space.remove("out");
    // Without -flto they are native.
    space.link("-O2", "-DVALUE=8", "main.cc", "lib.a").jobs(1).same().prints("f=42 8");
  }

  @Llvm.Newest
  void sourceThatDoesNotCompileIsAnErrorOfTheCompilers(TestSpace space) {
    example(space);
    space.write("bad.c", "int main(void) { return nope; }\n");
    Linked linked = space.link("-flto=thin", "bad.c", "lib.a").fails();
    linked.tool().says("bad.c:1:");
  }

  @Llvm.Newest
  void linesWithoutALinkRunUnchanged(TestSpace space) {
    space.write("one.c", "int one(void) { return 1; }\n");
    Ran ran =
        space
            .dthinlto("link", "--strict", "--", space.llvm.clang(), "-c", "one.c", "-o", "one.o")
            .exits(0);
    assertEquals("", ran.err());
    assertTrue(space.exists("one.o"));
    Ran version = space.dthinlto("link", "--", space.llvm.clang(), "--version").exits(0);
    assertEquals(space.run(space.llvm.clang(), "--version").out(), version.out());
  }

  // As CMAKE_<LANG>_LINKER_LAUNCHER calls it: quotes, spaces and dollars are in the words.
  @Llvm.Newest
  void launcherOfAnotherToolPassesTheLineAsItIs(TestSpace space) throws Exception {
    example(space);
    Files.createDirectories(space.path("the build"));
    space
        .link("-DX=\"a b\"", "main.o", "lib.a", "-Wl,-rpath,$ORIGIN/a b")
        .output("the build/prog ram")
        .jobs(2)
        .same()
        .prints("f=42");
  }
}
