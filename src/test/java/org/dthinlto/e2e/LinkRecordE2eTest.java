package org.dthinlto.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;

/**
 * Whatever else is asked for than last time, a link is not skipped: each word, setting and variable
 * that may change its result. {@code RelinkE2eTest} has the files.
 */
final class LinkRecordE2eTest {

  private static CachedLinks example(TestSpace space) {
    space.thin("main.o", "int f(int); int main(int n, char **v) { return f(n); }");
    space.thin("f.o", "int f(int x) { return x * 3; }");
    CachedLinks links = new CachedLinks(space, "main.o", "f.o");
    links.linkRight().ran(2);
    links.link().nothing();
    return links;
  }

  private static void assertLinked(CachedLinks links, String what) {
    assertEquals(2, links.link().lldRuns(), what);
    links.link().nothing();
  }

  @Llvm.Newest
  void otherWords(TestSpace space) {
    CachedLinks links = example(space);
    for (String word :
        List.of("-Wl,-O2", "-Wl,--no-relax", "-static-libgcc", "-L.", "-Wl,-soname,x")) {
      links.words().add(word);
      assertLinked(links, word);
    }
    links.words().remove("-L.");
    assertLinked(links, "without -L.");
    links.words().set(0, "./main.o");
    assertLinked(links, "./main.o");
  }

  @Llvm.Newest
  void otherSettings(TestSpace space) {
    CachedLinks links = example(space);
    for (String option : List.of("-q", "--root=" + space.root, "--clang=" + space.llvm.clang())) {
      links.options(option);
      assertLinked(links, option);
    }
    links.options("--backend-arg", "-fno-addrsig");
    assertLinked(links, "--backend-arg");
    // What has no influence.
    links.options("-j1").link().nothing();
    links.options("--progress=none").link().nothing();
  }

  @Llvm.Newest
  void otherVariables(TestSpace space) {
    CachedLinks links = example(space);
    for (String name :
        List.of(
            "LIBRARY_PATH",
            "COMPILER_PATH",
            "SOURCE_DATE_EPOCH",
            "LLVM_SOMETHING",
            "LLD_SOMETHING",
            "CLANG_SOMETHING")) {
      space.env.put(name, "1");
      assertLinked(links, name);
      space.env.put(name, "2");
      assertLinked(links, name);
    }
    space.env.put("PATH", space.env.get("PATH") + ":" + space.root);
    assertLinked(links, "PATH");
    space.env.put("LANG", "C");
    links.link().nothing();
  }

  @Llvm.Newest
  void otherFolder(TestSpace space) {
    CachedLinks links = example(space);
    space.sh("mkdir other; cp main.o f.o other; cp out other/out").exits(0);
    // The same output, by another way: relative words mean other files now.
    List<String> command = links.command();
    command.set(command.size() - 1, space.path("out").toString());
    CachedLinks.State before = links.state("out");
    Ran.run(command, space.path("other"), space.env, space.root.resolve("log")).exits(0);
    assertTrue(!before.equals(links.state("out")), "not linked again");
  }

  @Llvm.Ends
  void otherLinker(TestSpace space) {
    CachedLinks links = example(space);
    Path linker = links.linker();
    space.sh("printf x >> '" + linker + "'").exits(0);
    assertLinked(links, "another file under the same name");
    space.sh("touch '" + linker + "'").exits(0);
    links.link().nothing();
  }

  @Llvm.Newest
  void twoOutputs_haveRecordsOfTheirOwn(TestSpace space) {
    CachedLinks links = example(space);
    links.output("second").link().ran(0).bothLinks();
    links.link().nothing();
    links.output("out").link().nothing();
    space.sh("cp second out").exits(0);
    links.link().finalLinkOnly();
  }

  /** What failed leaves no record, and the one before it holds as long as its output is there. */
  @Llvm.Ends
  void failedLink_changesNothing(TestSpace space) {
    CachedLinks links = example(space);
    byte[] good = space.read("f.o");
    space.thin("f.o", "int missing(int); int f(int x) { return missing(x); }");
    for (int i = 0; i < 2; i++) {
      space.run(links.command()).exits(1).says("missing");
    }
    space.write("f.o", good);
    links.link().ran(0);
    links.assertRight();
    links.link().nothing();
    space.write("f.o", "no object at all");
    space.run(links.command()).exits(1);
    space.write("f.o", good);
    links.link().ran(0);
    links.assertRight();
  }

  /** An output by a symbolic link, as package managers have it. */
  @Llvm.Newest
  void outputBehindALink(TestSpace space) {
    CachedLinks links = example(space);
    space.sh("mv out real; ln -s real out").exits(0);
    links.link().ran(0);
    links.link().nothing();
    links.assertRight();
  }
}
