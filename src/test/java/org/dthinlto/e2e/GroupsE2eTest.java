package org.dthinlto.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Options that change what their neighbours mean, and relocatable links: facts 6, 22 and 31. */
@Execution(ExecutionMode.CONCURRENT)
class GroupsE2eTest {

  private static final String MAIN =
      """
      #include <stdio.h>
      int flag;
      int f(int);
      int main(void) { printf("f=%d flag=%d\\n", f(4), flag); return 0; }
      """;

  private static String ctor(int bit) {
    return "extern int flag; __attribute__((constructor)) static void c(void) { flag |= "
        + bit
        + "; }";
  }

  private static void example(TestSpace space) {
    space.thin("main.o", MAIN);
    space.thin("f.o", "int g(int); int f(int x) { return g(x) + 1; }");
    space.thin("g.o", "int h(int); int g(int x) { return h(x) + 1; }" + ctor(1));
    space.thin("extra.o", "int extra(void) { return 1; }" + ctor(2));
    space.elf("h.o", "int h(int x) { return x; }" + ctor(4));
    space.elf("nextra.o", "int nextra(void) { return 1; }" + ctor(8));
    space.archive("liba.a", "f.o", "h.o");
    space.archive("libb.a", "g.o", "extra.o", "nextra.o");
  }

  // Case 22.
  @Llvm.Ends
  void wholeArchiveTakesEveryMember(TestSpace space) {
    example(space);
    space
        .link("main.o", "-Wl,--whole-archive", "libb.a", "-Wl,--no-whole-archive", "liba.a")
        .jobs(4)
        .modules(4)
        .same()
        .prints("f=6 flag=15");
    space.remove("out");
    space
        .link("main.o", "-Wl,--whole-archive,liba.a,-no-whole-archive", "libb.a")
        .jobs(3)
        .same()
        .prints("f=6 flag=5");
  }

  @Llvm.Newest
  void wholeThinArchiveTakesEveryMember(TestSpace space) {
    example(space);
    space.ar("rcsT", "libthin.a", "g.o", "extra.o", "nextra.o");
    space
        .link("main.o", "-Wl,--whole-archive", "libthin.a", "-Wl,--no-whole-archive", "liba.a")
        .jobs(4)
        .same()
        .prints("f=6 flag=15");
  }

  // Case 22.
  @Llvm.Ends
  void groupsOfArchivesThatNeedEachOther(TestSpace space) {
    example(space);
    space
        .link("main.o", "-Wl,--start-group", "libb.a", "liba.a", "-Wl,--end-group")
        .jobs(3)
        .same()
        .prints("f=6 flag=5");
    space.remove("out");
    space.link("main.o", "-Wl,-(", "libb.a", "liba.a", "-Wl,-)").jobs(3).same();
  }

  // Case 22.
  @Llvm.Ends
  void objectsBetweenStartLibAndEndLibAreLazy(TestSpace space) {
    example(space);
    space
        .link(
            "main.o",
            "-Wl,--start-lib",
            "extra.o",
            "f.o",
            "nextra.o",
            "h.o",
            "g.o",
            "-Wl,--end-lib")
        .jobs(3)
        .same()
        .prints("f=6 flag=5");
    space.remove("out");
    // An archive between them stays an archive.
    space
        .link("main.o", "-Wl,--start-lib", "liba.a", "-Wl,--end-lib", "libb.a")
        .jobs(3)
        .same()
        .prints("f=6 flag=5");
  }

  // Case 22.
  @Llvm.Ends
  void pushedStatePopsWhatItChanged(TestSpace space) {
    example(space);
    space
        .link(
            "main.o",
            "-Wl,--push-state,--whole-archive",
            "liba.a",
            "-Wl,--pop-state",
            "-Wl,--push-state",
            "-Wl,--as-needed",
            "-lm",
            "-Wl,--pop-state",
            "libb.a")
        .jobs(3)
        .same()
        .prints("f=6 flag=5");
  }

  // Case 31.
  @Llvm.Ends
  void relocatableLinkMakesAnObjectToLinkWith(TestSpace space) {
    example(space);
    space.link("-r", "-nostdlib", "f.o", "g.o", "h.o").isNoProgram().jobs(2).same();
    List<String> outputs = new ArrayList<>();
    for (String object : List.of("out", "../ref/out")) {
      String program = object + ".program";
      space.run(command(space, "main.o", object, "-o", program)).exits(0);
      outputs.add(space.run(space.path(program).toString()).exits(0).out());
    }
    assertEquals(List.of("f=6 flag=5\n", "f=6 flag=5\n"), outputs);
    assertEquals(
        space.symbols(space.path("../ref/out"), "--extern-only"),
        space.symbols(space.path("out"), "--extern-only"));
  }

  private static List<String> command(TestSpace space, String... words) {
    List<String> command = new ArrayList<>(space.llvm.driver());
    command.addAll(List.of(words));
    return command;
  }
}
