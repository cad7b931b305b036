package org.dthinlto.e2e;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Links that there is nothing to distribute in, and those that can't be: facts 6, case 20. */
@Execution(ExecutionMode.CONCURRENT)
class PlainE2eTest {

  private static final String MAIN =
      """
      #include <stdio.h>
      int f(int);
      int main(void) { printf("f=%d\\n", f(4)); return 0; }
      """;
  private static final String F = "int f(int x) { return x * 10 + 2; }";

  // Case 20.
  @Llvm.Ends
  void noBitcodeAtAll(TestSpace space) throws Exception {
    space.elf("main.o", MAIN);
    space.elf("f.o", F);
    space.archive("lib.a", "f.o");
    Link link = space.link("main.o", "lib.a").aloud().outcome("plain").modules(0);
    assertSilent(link.same().prints("f=42"));
    assertArrayEquals(Files.readAllBytes(link.referenceFile()), space.read("out"));
  }

  // Case 20.
  @Llvm.Ends
  void onlyFullLto(TestSpace space) throws Exception {
    space.full("main.o", MAIN);
    space.full("f.o", F);
    space.noSummary("b.o", "int b(void) { return 3; }");
    space.archive("lib.a", "f.o", "b.o");
    Link link = space.link("main.o", "lib.a").aloud().outcome("plain");
    assertSilent(link.same().prints("f=42"));
    assertArrayEquals(Files.readAllBytes(link.referenceFile()), space.read("out"));
  }

  // Case 20: the only ThinLTO module is one that nothing asks for.
  @Llvm.Ends
  void noThinModuleIsSelected(TestSpace space) throws Exception {
    space.elf("main.o", MAIN);
    space.elf("f.o", F);
    space.thin("g.o", "int g(void) { return 1; }");
    space.archive("lib.a", "g.o", "f.o");
    Link link = space.link("main.o", "lib.a").aloud().outcome("plain").modules(1);
    assertSilent(link.same().prints("f=42"));
    assertArrayEquals(Files.readAllBytes(link.referenceFile()), space.read("out"));
  }

  private static void assertSilent(Linked linked) {
    assertEquals("", linked.tool().out() + linked.tool().err());
    assertEquals(0, linked.summary().jobs());
  }

  // Asked for by the user: an artefact of lld's own LTO.
  @Llvm.Ends
  void linesThatAskForLldsOwnArtefactsRunUnchanged(TestSpace space) {
    space.thin("main.o", MAIN);
    space.thin("f.o", F);
    for (String option : List.of("-Wl,--save-temps", "-Wl,--lto-emit-asm")) {
      plainTwice(space, option);
    }
  }

  /** Runs a line by the driver, then by dthinlto: the same files, the same bytes, no word. */
  private static void plainTwice(TestSpace space, String... options) {
    List<String> words = new ArrayList<>(List.of(options));
    words.addAll(List.of("main.o", "f.o", "-o", "out"));
    Snapshot empty = space.snapshot();
    List<String> reference = new ArrayList<>(space.llvm.driver());
    reference.addAll(words);
    space.run(reference).exits(0);
    List<String> expected = empty.changesTo(space.snapshot());
    assertTrue(expected.size() > 1 || options[0].contains("asm"), expected::toString);
    for (String change : expected) {
      space.remove(change.replace("+w/", ""));
    }
    List<String> command =
        new ArrayList<>(List.of("link", "--strict", "--summary", "../log/summary.json", "--"));
    command.addAll(reference);
    Ran tool = space.dthinlto(command).exits(0);
    assertEquals("", tool.out() + tool.err());
    List<String> changes = empty.changesTo(space.snapshot());
    assertEquals(expected, changes, tool::toString);
    assertEquals("plain", Summary.read(space.root.resolve("log/summary.json")).outcome());
    for (String change : changes) {
      space.remove(change.replace("+w/", ""));
    }
  }

  // A linker script that changes what the line means: lld does it all, and says so.
  @Llvm.Newest
  void scriptThatBringsBitcodeLinksInProcess(TestSpace space) {
    space.thin("main.o", MAIN);
    space.thin("f.o", F);
    space.write("in.ld", "INPUT(f.o) OUTPUT(other)\n");
    List<String> line = new ArrayList<>(space.llvm.driver());
    line.addAll(List.of("main.o", "-Wl,-T,in.ld", "-o", "out"));
    List<String> command = new ArrayList<>(List.of("link", "--summary", "../log/s.json", "--"));
    command.addAll(line);
    Ran ran = space.dthinlto(command).exits(0);
    assertEquals(1, notes(ran), ran::toString);
    Summary summary = Summary.read(space.root.resolve("log/s.json"));
    assertEquals("in-process", summary.outcome(), summary::json);
    assertTrue(!summary.text("reason").isEmpty(), summary::json);
    assertEquals("f=42\n", space.run("./out").exits(0).out());
    space.remove("out");
    command.add(1, "--strict");
    Snapshot before = space.snapshot();
    Ran strict = space.dthinlto(command).exits(1);
    assertEquals(1, strict.errors().size(), strict::toString);
    assertEquals(List.of(), before.changesTo(space.snapshot()), strict::toString);
  }

  // Another linker reads no ThinLTO summaries: dthinlto says so before it does anything.
  @Llvm.Newest
  void anotherLinkerIsNamed(TestSpace space) {
    space.thin("main.o", MAIN);
    space.thin("f.o", F);
    Snapshot before = space.snapshot();
    for (String linker : List.of("bfd", "gold")) {
      Ran ran =
          space.dthinlto(
              "link",
              "--strict",
              "--",
              space.llvm.clangxx(),
              "-fuse-ld=" + linker,
              "main.o",
              "f.o",
              "-o",
              "out");
      ran.exits(1);
      assertTrue(ran.errors().size() == 1, ran::toString);
      ran.says("lld");
      assertEquals(List.of(), before.changesTo(space.snapshot()), ran::toString);
    }
  }

  // gcc's own words can't tell which clang is to compile.
  @Llvm.Newest
  void driverOfGccNeedsToBeToldTheClang(TestSpace space) {
    space.thin("main.o", MAIN);
    space.thin("f.o", F);
    space.archive("lib.a", "f.o");
    String[] gcc = {"/usr/bin/gcc", "-fuse-ld=lld", space.llvm.driver().get(2)};
    Linked linked = space.link("main.o", "lib.a").by(gcc).failsHere();
    assertTrue(linked.errors().get(0).contains("--clang"), linked.tool()::toString);
    space
        .link("main.o", "lib.a")
        .by(gcc)
        .options("--clang", space.llvm.clang())
        .jobs(2)
        .same()
        .prints("f=42");
  }

  private static int notes(Ran ran) {
    int notes = 0;
    for (String line : ran.err().split("\n")) {
      notes += line.contains("note:") ? 1 : 0;
    }
    return notes;
  }
}
