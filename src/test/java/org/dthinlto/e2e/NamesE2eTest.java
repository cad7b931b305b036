package org.dthinlto.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Names of inputs that are hard to carry from lld to clang: facts 6, cases 6 and 7. */
@Execution(ExecutionMode.CONCURRENT)
class NamesE2eTest {

  private static final String MAIN =
      """
      #include <stdio.h>
      int f(int);
      int main(void) { printf("f=%d\\n", f(4)); return 0; }
      """;
  private static final String F = "int f(int x) { return x * 10 + 2; }";
  private static final String UNUSED = "int g(int x) { return x - 1; }";

  // Case 6.
  @Llvm.Ends
  void parenthesesAndOffsetsInNamesAreJustNames(TestSpace space) {
    space.thin("ma(i)n.o", MAIN);
    space.thin("par(x at 9).o", F);
    space.thin("g at 94).o", UNUSED);
    space.archive("libpar(1).a", "g at 94).o", "par(x at 9).o");
    space.link("ma(i)n.o", "libpar(1).a").jobs(2).modules(3).same().prints("f=42");
  }

  // Case 6: an object that is called like the member of an archive that is there too.
  @Llvm.Ends
  void objectCalledLikeAMemberIsNoMember(TestSpace space) {
    space.thin("main.o", MAIN);
    space.thin("lib.a(f.o at 94)", "int g(int); int f(int x) { return g(x) + 1; }");
    space.thin("f.o", "int g(int x) { return x; }");
    space.archive("lib.a", "f.o");
    space.link("main.o", "lib.a(f.o at 94)", "lib.a").jobs(3).same().prints("f=5");
  }

  // Case 6.
  @Llvm.Ends
  void spacesInFolderArchiveMemberAndOutput(TestSpace space) {
    space.thin("my obj/ma in.o", MAIN);
    space.thin("my obj/f f.o", F);
    space.thin("my obj/g g.o", UNUSED);
    space.archive("my lib/lib x.a", "my obj/g g.o", "my obj/f f.o");
    space
        .link("my obj/ma in.o", "my lib/lib x.a")
        .output("my obj/o u t")
        .jobs(2)
        .same()
        .prints("f=42");
  }

  @Llvm.Ends
  void quotesBackslashesAndShellSignsInNames(TestSpace space) {
    space.thin("it's \"main\" $HOME.o", MAIN);
    space.thin("back\\slash;f&.o", F);
    space.thin("[g]*?.o", UNUSED);
    space.archive("#lib,1.a", "[g]*?.o", "back\\slash;f&.o");
    space.link("it's \"main\" $HOME.o", "#lib,1.a").jobs(2).same().prints("f=42");
  }

  // A member's name that starts with a dash must not become an option of clang.
  @Llvm.Ends
  void dashAndAtSignAtTheStartOfMemberNames(TestSpace space) {
    space.thin("main.o", MAIN);
    space.thin("d/-O0.o", "int g(int); int f(int x) { return g(x) + 1; }");
    space.thin("d/@args.o", "int g(int x) { return x; }");
    space.archive("lib.a", "d/-O0.o", "d/@args.o");
    space.link("main.o", "lib.a").jobs(3).same().prints("f=5");
  }

  // Case 7: 200 characters.
  @Llvm.Ends
  void memberNameOf200Characters(TestSpace space) {
    longMember(space, 200);
  }

  // Case 7: 240 characters and the offset are more than a file name can hold, so lld itself can't
  // write an index file for it; a staged short name can.
  @Llvm.Ends
  void memberNameOf240Characters(TestSpace space) {
    longMember(space, 240);
  }

  // Two of them differ only at their ends: one short name each.
  @Llvm.Ends
  void memberNamesOf250CharactersWithOneBeginning(TestSpace space) {
    String name = "l".repeat(247);
    space.thin("main.o", MAIN);
    space.thin(name + "1.o", "int g(int); int f(int x) { return g(x) + 1; }");
    space.thin(name + "2.o", "int g(int x) { return x; }");
    space.archive("lib.a", name + "1.o", name + "2.o");
    space.link("main.o", "lib.a").jobs(3).same().prints("f=5");
  }

  private static void longMember(TestSpace space, int length) {
    String name = "n".repeat(length - 2) + ".o";
    space.thin("main.o", MAIN);
    space.thin(name, F);
    space.thin("g.o", UNUSED);
    space.archive("lib.a", "g.o", name);
    space.link("main.o", "lib.a").jobs(2).same().prints("f=42");
  }

  // Also in a user's C locale: the launcher gives the JVM a UTF-8 one.
  @Llvm.Ends
  void namesInUtf8InAnyLocale(TestSpace space) {
    space.thin("main.o", MAIN);
    space.thin("f.o", F);
    for (String locale : List.of("C", "C.UTF-8")) {
      space.env.put("LC_ALL", locale);
      inShell(
          space,
          """
          mkdir -p 'größe'
          cp main.o 'größe/häupt.o'
          cp f.o 'größe/函数.o'
          rm -f 'libš.a' 'größe/aus'
          %s rcs 'libš.a' 'größe/函数.o'
          set -- 'größe/häupt.o' 'libš.a' -o 'größe/aus'
          """,
          "distributed");
    }
  }

  // Bytes that no UTF-8 text holds: lld does its own ThinLTO, and a note says so.
  @Llvm.Newest
  void nameThatIsNotUtf8LinksInProcess(TestSpace space) {
    space.thin("main.o", MAIN);
    space.thin("f.o", F);
    inShell(
        space,
        """
        f=$(printf 'f\\377.o')
        cp f.o "$f"
        set -- main.o "$f" -o out
        """,
        "in-process");
  }

  /** Runs `prepare`, which sets the line as "$@", then links it; the program is the last word. */
  private static void inShell(TestSpace space, String prepare, String outcome) {
    Ran ran =
        space.sh(
            prepare.formatted(space.llvm.ar())
                + """
                for output in "$@"; do :; done
                before=$(find . ../tmp | sort)
                "$LAUNCHER" link $STRICT --summary ../log/summary.json -- %s "$@"
                after=$(find . ../tmp ! -path "./$output" | sort)
                [ "$before" = "$after" ] || { echo "left behind:" "$after" >&2; exit 3; }
                "./$output"
                rm "./$output"
                """
                    .formatted(String.join(" ", space.llvm.driver()))
                    .replace("\"$LAUNCHER\"", "'" + TestSpace.launcher() + "'")
                    .replace("$STRICT", outcome.equals("distributed") ? "-q --strict" : ""));
    ran.exits(0);
    assertEquals("f=42", ran.out().strip(), ran::toString);
    Summary summary = Summary.read(space.root.resolve("log/summary.json"));
    assertEquals(outcome, summary.outcome(), ran::toString);
    if (outcome.equals("in-process")) {
      assertTrue(ran.err().contains("note:"), ran::toString);
    } else {
      assertEquals(2, summary.jobs(), summary::json);
      assertEquals("", ran.err());
    }
  }
}
