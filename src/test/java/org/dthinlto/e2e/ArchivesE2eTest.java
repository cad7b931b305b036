package org.dthinlto.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Objects and archives of every kind, as inputs of a link: facts 6, cases 1 to 5, 16, 17, 21. */
@Execution(ExecutionMode.CONCURRENT)
class ArchivesE2eTest {

  private static final String MAIN =
      """
      #include <stdio.h>
      int f(int);
      int main(void) { printf("f=%d\\n", f(4)); return 0; }
      """;
  private static final String F = "int f(int x) { return x * 10 + 2; }";
  private static final String UNUSED = "int g(int x) { return x - 1; }";

  // Case 1.
  @Llvm.All
  void objectsAloneMakeTheSameProgram(TestSpace space) {
    space.thin("main.o", MAIN);
    space.thin("f.o", F);
    space.link("main.o", "f.o").jobs(2).modules(2).same().prints("f=42");
  }

  // Case 1: a distributed link of C makes lld's own code, byte for byte.
  @Llvm.Ends
  void nativeObjectsEqualThoseOfLld(TestSpace space) throws Exception {
    space.thin("main.o", MAIN);
    space.thin("f.o", "int h(int); int f(int x) { return h(x) + 1; }");
    space.thin("h.o", "__attribute__((noinline)) int h(int x) { return x * x; }");
    FakeClang clang = new FakeClang(space);
    for (String kind : List.of("-pie", "-no-pie", "-static")) {
      clang.forget();
      space
          .link(kind, "-O2", "main.o", "f.o", "h.o")
          .options("--clang", clang.recording())
          .same()
          .prints("f=17");
      List<String> reference = new java.util.ArrayList<>(space.llvm.driver());
      String prefix = space.root.resolve("log/native").toString();
      reference.addAll(
          List.of(
              kind, "-O2", "main.o", "f.o", "h.o", "-o", space.root.resolve("log/x").toString()));
      reference.add("-Wl,--lto-obj-path=" + prefix);
      space.run(reference).exits(0);
      // lld numbers ThinLTO objects from 1, in input order.
      int number = 1;
      for (String module : List.of("main.o", "f.o", "h.o")) {
        assertEquals(
            Snapshot.digest(java.nio.file.Path.of(prefix + number++)),
            Snapshot.digest(clang.objectOf(module)),
            kind + " " + module);
      }
      space.remove("out");
    }
  }

  // Case 2: the issue's own example.
  @Llvm.All
  void oneOfTwoMembersIsTaken(TestSpace space) {
    space.thin("main.o", MAIN);
    space.thin("f.o", F);
    space.thin("g.o", UNUSED);
    space.archive("lib.a", "g.o", "f.o");
    space.remove("f.o", "g.o");
    FakeClang clang = new FakeClang(space);
    Linked linked =
        space
            .link("main.o", "lib.a")
            .options("--clang", clang.recording())
            .jobs(2)
            .modules(3)
            .same()
            .prints("f=42");
    assertEquals(2, linked.selected().size());
    List<String> compiled = clang.modules();
    assertEquals(2, compiled.size(), () -> "compiled: " + compiled);
    assertTrue(compiled.stream().anyMatch(id -> id.equals("main.o")), compiled::toString);
    assertTrue(compiled.stream().anyMatch(id -> id.contains("f.o")), compiled::toString);
    assertFalse(compiled.stream().anyMatch(id -> id.contains("g.o")), compiled::toString);
  }

  // Case 3.
  @Llvm.Ends
  void thinArchiveElsewhereNamesItsMembersFromThere(TestSpace space) {
    space.thin("main.o", MAIN);
    space.thin("sub/dir/f.o", F);
    space.thin("sub/dir/g.o", UNUSED);
    space.ar("rcsT", "sub/lib.a", "sub/dir/f.o", "sub/dir/g.o");
    // A file that a wrong base folder would find.
    space.thin("dir/f.o", "int f(int x) { return 0; }");
    space.link("main.o", "sub/lib.a").jobs(2).modules(3).same().prints("f=42");
  }

  // Case 4.
  @Llvm.Ends
  void membersOfOneNameAreTwoModules(TestSpace space) {
    space.thin(
        "main.o",
        """
        #include <stdio.h>
        int a(void), b(void);
        int main(void) { printf("%d %d\\n", a(), b()); return 0; }
        """);
    space.thin("d1/same.o", "int a(void) { return 1; }");
    space.thin("d2/same.o", "int b(void) { return 2; }");
    space.ar("qcs", "lib.a", "d1/same.o", "d2/same.o");
    space.link("main.o", "lib.a").jobs(3).same().prints("1 2");
  }

  // Case 4, with natives: which of them is selected isn't told by their names.
  @Llvm.Ends
  void nativeMembersOfOneNameAreKeptApart(TestSpace space) {
    space.thin(
        "main.o",
        """
        #include <stdio.h>
        int a(void), b(void);
        int main(void) { printf("%d %d\\n", a(), b()); return 0; }
        """);
    space.thin("d1/same.o", "int a(void) { return 1; }");
    space.elf("d2/same.o", "int unused(void) { return 3; }");
    space.elf("d3/same.o", "int b(void) { return 2; }");
    space.ar("qcs", "lib.a", "d2/same.o", "d1/same.o", "d3/same.o");
    space.link("main.o", "lib.a").jobs(2).modules(2).same().prints("1 2");
    assertFalse(space.symbols(space.path("out")).contains("T unused"));
  }

  // Case 5.
  @Llvm.Ends
  void bsdArchivesPutTheNameBeforeTheMember(TestSpace space) {
    foreignArchive(space, "rcs --format=bsd");
  }

  // Case 5.
  @Llvm.Ends
  void darwinArchivesPadTheirMembers(TestSpace space) {
    foreignArchive(space, "rcs --format=darwin");
  }

  // Case 5.
  @Llvm.Ends
  void archivesWithA64BitSymbolTableAreRead(TestSpace space) {
    space.env.put("SYM64_THRESHOLD", "1");
    foreignArchive(space, "rcs");
    byte[] archive = space.read("lib.a");
    assertTrue(
        new String(archive, java.nio.charset.StandardCharsets.ISO_8859_1).contains("/SYM64/"),
        "llvm-ar made no 64-bit symbol table");
  }

  private static void foreignArchive(TestSpace space, String operation) {
    space.thin("main.o", MAIN);
    space.thin("a_rather_long_member_name_with_f.o", F);
    space.thin("g.o", UNUSED);
    space.elf("n.o", "int n(void) { return 5; }");
    space.ar(operation, "lib.a", "g.o", "a_rather_long_member_name_with_f.o", "n.o");
    space.link("main.o", "lib.a").jobs(2).modules(3).same().prints("f=42");
  }

  // Case 16.
  @Llvm.All
  void mixedArchiveLinksWhateverItsMembersAre(TestSpace space) {
    space.thin(
        "main.o",
        """
        #include <stdio.h>
        int thin(void), full(void), bare(void), elf(void);
        int main(void) { printf("%d %d %d %d\\n", thin(), full(), bare(), elf()); return 0; }
        """);
    space.thin("thin.o", "int full(void); int thin(void) { return 1 + full(); }");
    space.full("full.o", "int elf(void); int full(void) { return 2 + elf(); }");
    space.noSummary("bare.o", "int thin(void); int bare(void) { return 3 + thin(); }");
    space.elf("elf.o", "int elf(void) { return 4; }");
    space.thin("left_thin.o", "int left1(void) { return 9; }");
    space.full("left_full.o", "int left2(void) { return 9; }");
    space.elf("left_elf.o", "int left3(void) { return 9; }");
    space.archive(
        "libmix.a",
        "left_elf.o",
        "elf.o",
        "left_full.o",
        "bare.o",
        "full.o",
        "left_thin.o",
        "thin.o");
    space.link("main.o", "libmix.a").jobs(2).modules(6).same().prints("7 6 10 4");
  }

  // Case 17: partitions of full LTO code must not get lost at the thin link.
  @Llvm.Ends
  void partitionsOfFullLtoCodeAreAllThere(TestSpace space) {
    StringBuilder calls = new StringBuilder("int printf(const char *, ...);\n");
    StringBuilder sum = new StringBuilder();
    for (int i = 0; i < 6; i++) {
      String f = "int f" + i + "(int x)";
      calls.append(f).append(";\n");
      sum.append(" + f").append(i).append("(c)");
      space.full(
          "f" + i + ".o", "__attribute__((noinline)) " + f + " { return x * " + (i + 3) + "; }");
    }
    space.thin(
        "main.o", calls + "int main(int c, char **v) { printf(\"%d\\n\"," + sum + "); return 0; }");
    space
        .link("-Wl,--lto-partitions=4", "main.o", "f0.o", "f1.o", "f2.o", "f3.o", "f4.o", "f5.o")
        .jobs(1)
        .same()
        .prints("33");
  }

  // Case 21.
  @Llvm.Ends
  void emptyUnitEmptyArchiveAndArchiveWithoutSymbolTableAreHarmless(TestSpace space) {
    space.thin("main.o", MAIN);
    space.thin("empty.o", "");
    space.thin("f.o", F);
    space.thin("g.o", UNUSED);
    space.archive("none.a");
    space.ar("rcS", "nosymtab.a", "f.o", "g.o");
    space.archive("empties.a", "empty.o");
    Link link = space.link("main.o", "empty.o", "none.a", "nosymtab.a", "empties.a");
    link.jobs(3).same().prints("f=42");
  }

  // Case 21: a unit that is nothing but a constructor.
  @Llvm.Ends
  void unitWithNothingButAConstructorRuns(TestSpace space) {
    String hello =
        """
        #include <stdio.h>
        __attribute__((constructor)) static void hello(void) { puts("constructed"); }
        """;
    space.thin("main.o", MAIN);
    space.thin("f.o", F);
    space.thin("hello.o", hello);
    space.archive("libhello.a", "hello.o");
    space.link("main.o", "f.o", "hello.o").jobs(3).same().prints("constructed\nf=42");
    space.remove("out");
    // In an archive nothing asks for it.
    space.link("main.o", "f.o", "libhello.a").jobs(2).same().prints("f=42");
    space.remove("out");
    space
        .link("main.o", "f.o", "-Wl,--whole-archive", "libhello.a", "-Wl,--no-whole-archive")
        .jobs(3)
        .same()
        .prints("constructed\nf=42");
  }

  @Llvm.Ends
  void objectsOfOneNameInTwoFoldersAreTwoModules(TestSpace space) {
    space.thin("a/main.o", MAIN);
    space.thin("a/f.o", "int g(int); int f(int x) { return g(x) + 1; }");
    space.thin("b/f.o", "int g(int x) { return x; }");
    space.link("a/main.o", "a/f.o", "b/f.o").jobs(3).same().prints("f=5");
  }

  @Llvm.Ends
  void secondOccurrenceOfAnArchiveAddsNothing(TestSpace space) {
    space.thin("main.o", MAIN);
    space.thin("f.o", "int g(int); int f(int x) { return g(x) + 1; }");
    space.thin("g.o", "int h(int); int g(int x) { return h(x) + 1; }");
    space.elf("h.o", "int h(int x) { return x; }");
    space.archive("one.a", "f.o", "h.o");
    space.archive("two.a", "g.o");
    space.link("main.o", "one.a", "two.a", "one.a").jobs(3).same().prints("f=6");
  }
}
