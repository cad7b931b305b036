package org.dthinlto.e2e;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Where inputs and outputs lie: facts 6, cases 9, 10, 12 and 41. */
@Execution(ExecutionMode.CONCURRENT)
class PlacesE2eTest {

  private static final String MAIN =
      """
      #include <stdio.h>
      int f(int);
      int main(void) { printf("f=%d\\n", f(4)); return 0; }
      """;
  private static final String F = "int f(int x) { return x * 10 + 2; }";
  private static final String UNUSED = "int g(int x) { return x - 1; }";

  private static void example(TestSpace space) {
    space.thin("main.o", MAIN);
    space.thin("f.o", F);
    space.thin("g.o", UNUSED);
    space.archive("lib.a", "g.o", "f.o");
  }

  // Cases 9 and 41: clang must be given the name that lld gave, however it is spelled.
  @Llvm.Ends
  void absoluteAndRoundaboutSpellings(TestSpace space) {
    example(space);
    space.mkdir("sub");
    String here = space.work.toString();
    for (List<String> line :
        List.of(
            List.of(here + "/main.o", here + "/lib.a"),
            List.of("./main.o", ".//lib.a"),
            List.of("sub/../main.o", "../w/lib.a"),
            List.of("../w/sub/../main.o", here + "/../w/./lib.a"))) {
      space.link(line.toArray(new String[0])).jobs(2).modules(3).same().prints("f=42");
      space.remove("out");
    }
  }

  // Case 9: outside of the working directory, and two files of one name in two such places.
  @Llvm.Ends
  void inputsOutsideOfTheWorkingDirectory(TestSpace space) {
    space.thin("main.o", MAIN);
    space.thin("../home/x/f.o", "int g(int); int f(int x) { return g(x) + 1; }");
    space.thin("../tmp/x/f.o", "int g(int x) { return x; }");
    space.archive("../home/x/lib.a", "../tmp/x/f.o");
    space
        .link("main.o", "../home/x/f.o", space.root.resolve("home/x/lib.a").toString())
        .jobs(3)
        .same()
        .prints("f=5");
  }

  @Llvm.Newest
  void twoSpellingsOfOneArchiveAreOneArchive(TestSpace space) {
    example(space);
    space
        .link("main.o", "lib.a", "./lib.a", space.path("lib.a").toString())
        .jobs(2)
        .same()
        .prints("f=42");
  }

  @Llvm.Newest
  void symbolicLinksAreFollowed(TestSpace space) throws Exception {
    example(space);
    space.mkdir("real");
    space.run("mv", "lib.a", "real/lib.a").exits(0);
    Files.createSymbolicLink(space.path("link"), Path.of("real"));
    Files.createSymbolicLink(space.path("liblink.a"), Path.of("real/lib.a"));
    Files.createSymbolicLink(space.path("m.o"), Path.of("main.o"));
    space.link("m.o", "link/lib.a").jobs(2).same().prints("f=42");
    space.remove("out");
    space.link("m.o", "liblink.a").jobs(2).same().prints("f=42");
  }

  // Paths of the user's that look like names of the staging tree.
  @Llvm.Newest
  void foldersCalledLikeStagedNames(TestSpace space) {
    space.thin("_abs/main.o", MAIN);
    space.thin("_root/f.o", "int g(int); int f(int x) { return g(x) + 1; }");
    space.thin("_root/g.o", "int g(int x) { return x; }");
    space.archive("_abs/lib.a", "_root/g.o");
    space.link("_abs/main.o", "_root/f.o", "_abs/lib.a").jobs(3).same().prints("f=5");
  }

  // Case 10: nothing can be written beside the inputs, and nothing is tried.
  @Llvm.Ends
  void inputsInFoldersThatCantBeWritten(TestSpace space) {
    space.thin("ro/main.o", MAIN);
    space.thin("ro/f.o", F);
    space.thin("ro/g.o", UNUSED);
    space.archive("ro/lib.a", "ro/g.o", "ro/f.o");
    space.ar("rcsT", "ro/thin.a", "ro/g.o", "ro/f.o");
    space.run("chmod", "-R", "a-w", "ro").exits(0);
    List<String> mortal = Mortal.prefix(space);
    Ran write = space.run(Mortal.command(mortal, "/bin/sh", "-c", "touch ro/x 2>/dev/null"));
    assertTrue(write.status() != 0, "the folder can be written after all");
    space.link("ro/main.o", "ro/lib.a").through(mortal).jobs(2).same().prints("f=42");
    space.remove("out");
    space.link("ro/main.o", "-Lro", "-l:thin.a").through(mortal).jobs(2).same().prints("f=42");
  }

  // Case 10: the working directory itself; the output goes elsewhere.
  @Llvm.Newest
  void workingDirectoryThatCantBeWritten(TestSpace space) {
    example(space);
    space.run("chmod", "a-w", ".").exits(0);
    List<String> mortal = Mortal.prefix(space);
    space
        .link("main.o", "lib.a")
        .through(mortal)
        .output("../home/out")
        .jobs(2)
        .same()
        .prints("f=42");
  }

  // Case 12: what other tools left beside the inputs is neither read nor removed.
  @Llvm.Ends
  void staleFilesBesideTheInputsAreLeftAlone(TestSpace space) {
    example(space);
    String member = "";
    for (String id : space.link("main.o", "lib.a").selected()) {
      member = id.startsWith("lib.a(") ? id : member;
    }
    assertTrue(member.contains(" at "), member);
    space.thin("stale.o", "int f(int x) { return 666; }");
    for (String name : List.of(member, "lib.a(f.o at 1)", "lib.a(f.o at 2)")) {
      space.write(name, space.read("stale.o"));
      space.write(name + ".thinlto.bc", "garbage");
      space.write(name + ".imports", "nowhere.o\n");
    }
    space.write("main.o.thinlto.bc", "");
    space.write("main.o.imports", "garbage");
    space.link("main.o", "lib.a").jobs(2).same().prints("f=42");
    assertArrayEquals(space.read("stale.o"), space.read(member));
  }

  // Our folder's name may be the user's; it isn't ours without our marker.
  @Llvm.Newest
  void foreignFolderWithTheNameOfOurTreeIsKept(TestSpace space) {
    example(space);
    space.write("out.dthinlto/precious.txt", "mine");
    Snapshot before = space.snapshot();
    Ran ran = space.run(space.link("main.o", "lib.a").command());
    assertEquals("mine", new String(space.read("out.dthinlto/precious.txt")));
    // The contract leaves open whether the link takes another place or refuses.
    if (ran.status() == 0) {
      assertEquals(List.of("+w/out"), before.changesTo(space.snapshot()), ran::toString);
    } else {
      ran.exits(1).says("'out.dthinlto'");
      assertEquals(List.of(), before.changesTo(space.snapshot()), ran::toString);
    }
  }

  @Llvm.Ends
  void outputInAnotherFolder(TestSpace space) {
    example(space);
    space.mkdir("bin/deep");
    space.link("main.o", "lib.a").output("bin/deep/prog").jobs(2).same().prints("f=42");
    space.link("main.o", "lib.a").output("../home/prog").jobs(2).same().prints("f=42");
  }

  @Llvm.Ends
  void outputThatIsThereIsReplaced(TestSpace space) {
    example(space);
    space.write("out", "an old program");
    space.link("main.o", "lib.a").jobs(2).same().prints("f=42");
  }

  // A device of our own first: were it replaced by a file, the machine would keep its /dev/null.
  @Llvm.Ends
  void outputToADeviceLeavesTheDevice(TestSpace space) {
    example(space);
    boolean made = space.run("mknod", "null", "c", "1", "3").status() == 0;
    for (String device : made ? List.of("null", "/dev/null") : List.of("/dev/null")) {
      Link link = space.link("main.o", "lib.a").output(device);
      Snapshot before = space.snapshot();
      Ran ran = space.run(link.command()).exits(0);
      assertEquals(List.of(), before.changesTo(space.snapshot()), ran::toString);
      Path path = space.path(device);
      assertTrue(
          Files.exists(path)
              && !Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
              && !Files.isSymbolicLink(path),
          device + " is a device no more");
      Summary summary = Summary.read(space.root.resolve("log/summary.json"));
      assertEquals("distributed", summary.outcome(), summary::json);
      assertEquals(2, summary.jobs(), summary::json);
    }
  }

  @Llvm.Newest
  void outputNameMakesNoDifferenceToTheBytes(TestSpace space) {
    example(space);
    space.link("main.o", "lib.a").output("one").same();
    space.link("main.o", "lib.a").output("a_longer_name").same();
    assertArrayEquals(space.read("one"), space.read("a_longer_name"));
  }
}
