package org.dthinlto.e2e;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

/**
 * What a link does when its inputs are the same and what it wrote isn't any more, and what it says
 * when it does nothing.
 */
final class RelinkE2eTest {

  private static final int MODULES = 8;

  private static CachedLinks program(TestSpace space, String... words) {
    CachedLinks links = new CachedLinks(space, new CacheProgram(space, MODULES, 1).build().words());
    links.words().addAll(List.of(words));
    return links;
  }

  /** The first link, and what it says again when nothing is to be done. */
  private static CachedLinks.Done twice(CachedLinks links) {
    CachedLinks.Done first = links.link().bothLinks().ran(MODULES + 1);
    CachedLinks.Done second = links.link().nothing();
    assertEquals(first.ran().out(), second.ran().out(), "standard output");
    assertEquals(first.ran().err(), second.ran().err(), "standard error");
    return first;
  }

  @Llvm.Ends
  void outputGoneOrChanged_isLinkedAgainFromTheCache(TestSpace space) {
    CachedLinks links = program(space);
    twice(links);
    byte[] whole = space.read("out");
    for (String damage :
        List.of(
            "rm out",
            "truncate -s 100 out",
            "printf x | dd of=out bs=1 seek=200 conv=notrunc 2>/dev/null",
            "cp obj/main.o out",
            "rm out; cp /bin/true other; ln -s other out",
            "touch out")) {
      space.sh(damage).exits(0);
      links.link().finalLinkOnly().ran().saysNot("thin link");
      assertArrayEquals(whole, space.read("out"), damage);
      links.link().nothing();
    }
    space.sh("rm out; rm -r '" + links.cache() + "/v1/results'").exits(0);
    links.linkRight().bothLinks().ran(MODULES + 1);
  }

  @Llvm.Ends
  void filesBesideTheOutput_areWrittenAgain(TestSpace space) {
    CachedLinks links = program(space, "-Wl,-Map=out.map", "-Wl,--dependency-file=out.d");
    twice(links);
    for (String file : List.of("out.map", "out.d")) {
      byte[] whole = space.read(file);
      space.sh("rm " + file).exits(0);
      links.link().finalLinkOnly();
      assertArrayEquals(whole, space.read(file), file);
      links.link().nothing();
      space.sh("echo more >> " + file).exits(0);
      links.link().finalLinkOnly();
      assertArrayEquals(whole, space.read(file), file);
      links.link().nothing();
    }
  }

  @Llvm.Ends
  void filesOfBackends_areWrittenAgain(TestSpace space) {
    CachedLinks links =
        program(
            space,
            "-Wl,-plugin-opt=dwo_dir=dwo",
            "-Wl,--opt-remarks-filename,remarks",
            "-Wl,--opt-remarks-format,yaml");
    twice(links);
    for (String file : List.of("dwo/1.dwo", "remarks.thin.1.yaml")) {
      byte[] whole = space.read(file);
      space.sh("rm " + file).exits(0);
      links.link().ran(0);
      assertArrayEquals(whole, space.read(file), file);
      links.link().nothing();
      space.sh("echo more >> " + file).exits(0);
      links.link().ran(0);
      assertArrayEquals(whole, space.read(file), file);
      links.link().nothing();
    }
  }

  @Llvm.Ends
  void whatIsPrinted_isPrintedAgain(TestSpace space) {
    CachedLinks links =
        program(
            space,
            "-Wl,--trace",
            "-Wl,--print-gc-sections",
            "-Wl,--gc-sections",
            "-Wl,--trace-symbol=small");
    CachedLinks.Done first = twice(links);
    assertTrue(first.ran().out().contains("lib/lib0.a(m6.o"), first::toString);
    assertTrue(first.ran().out().contains("removing"), first::toString);
    space.sh("rm out").exits(0);
    CachedLinks.Done again = links.link().finalLinkOnly();
    assertEquals(first.ran().out(), again.ran().out(), "standard output");
  }

  @Llvm.Ends
  void warnings_areSaidAgain(TestSpace space) {
    CacheProgram program = new CacheProgram(space, MODULES, 1, "-Wframe-larger-than=1").build();
    CachedLinks links = new CachedLinks(space, program.words());
    links.words().add("-Wl,-z,no-such-word"); // lld warns
    CachedLinks.Done first = twice(links);
    first.ran().says("frame size", "no-such-word");
    space.sh("rm out").exits(0);
    CachedLinks.Done second = links.link().finalLinkOnly();
    assertEquals(first.ran().err(), second.ran().err(), "standard error");
    space.sh("rm out; rm -r '" + links.cache() + "'/v1/links '" + links.cache() + "'/trees");
    CachedLinks.Done third = links.link().bothLinks().ran(0);
    assertEquals(first.ran().err(), third.ran().err(), "standard error");
  }

  @Llvm.Ends
  void scriptsAndResponseFiles_areRead(TestSpace space) {
    space.write("version", "{ global: main; local: *; };");
    space.write("more.rsp", "-Wl,--no-undefined");
    space.write("text.ld", "ours = 0x1234;");
    CachedLinks links =
        program(space, "-Wl,--version-script=version", "@more.rsp", "text.ld", "-Wl,-E");
    twice(links);
    space.write("version", "{ global: main; body_0; local: *; };");
    links.linkRight().bothLinks();
    assertTrue(space.symbols(space.path("out"), "-D").contains("T body_0"), "exports body_0");
    links.link().nothing();
    space.write("text.ld", "ours = 0x1235;");
    links.linkRight().bothLinks().ran(0);
    space.sh(space.llvm.nm() + " out | grep -q 1235").exits(0);
    links.link().nothing();
    space.write("more.rsp", "-Wl,--no-undefined -Wl,--build-id=0x1234");
    CachedLinks.State before = links.state("out");
    links.linkRight().ran(0);
    assertFalse(before.equals(links.state("out")), "the response file was not read");
    links.link().nothing();
  }

  @Llvm.Ends
  void libraries_areLookedUpAgain(TestSpace space) {
    space.thin("one.o", "int which(void) { return 1; }");
    space.thin("two.o", "int which(void) { return 2; }");
    space.elf("three.o", "int which(void) { return 3; }");
    space.thin("main.o", "int which(void); int main(void) { return which(); }");
    space.archive("b/libw.a", "one.o");
    space.mkdir("a");
    CachedLinks links = new CachedLinks(space, "main.o", "-La", "-Lb", "-lw");
    links.linkRight().ran(2);
    links.link().nothing();
    space.archive("b/libw.a", "two.o");
    links.linkRight().bothLinks();
    space.run(space.path("out").toString()).exits(2);
    links.link().nothing();
    space.archive("a/libw.a", "one.o"); // comes before
    links.linkRight().bothLinks();
    space.run(space.path("out").toString()).exits(1);
    links.link().nothing();
    space.run(space.llvm.clang(), "-shared", "three.o", "-o", "a/libw.so").exits(0);
    space.env.put("LD_LIBRARY_PATH", "a");
    links.linkRight();
    space.run(space.path("out").toString()).exits(3);
    links.link().nothing();
    space.remove("a/libw.so", "a/libw.a");
    links.linkRight();
    space.run(space.path("out").toString()).exits(2);
  }

  @Llvm.Ends
  void membersOfThinArchives_areLookedAt(TestSpace space) {
    space.thin("main.o", "int which(void); int main(void) { return which(); }");
    space.thin("one.o", "int which(void) { return 1; }");
    space.ar("rcsT", "lib.a", "one.o");
    CachedLinks links = new CachedLinks(space, "main.o", "lib.a");
    links.linkRight().ran(2);
    sleep(); // so that time stamps are trusted
    links.link().nothing();
    links.link().nothing();
    space.thin("one.o", "int which(void) { return 2; }");
    links.linkRight().ran(2); // main imports it
    space.run(space.path("out").toString()).exits(2);
  }

  /** make and ninja call a recipe again until its target is younger than what it is made of. */
  @Llvm.Ends
  void touchedInputs_leaveANewOutputWhereAskedFor(TestSpace space) {
    space.thin("main.o", "int used(void); int main(void) { return used(); }");
    space.thin("used.o", "int used(void) { return 7; }");
    space.thin("other.o", "int other(void) { return 7; }");
    space.archive("lib.a", "used.o", "other.o");
    CachedLinks links = new CachedLinks(space, "main.o", "lib.a");
    links.linkRight();
    String older = "test main.o -nt out || test lib.a -nt out";

    CachedLinks.State before = links.state("out");
    space.sh("sleep 0.05; touch main.o").exits(0);
    links.link().nothing();
    assertEquals(before, links.state("out"), "nobody asked for it");
    space.sh(older).exits(0);

    space.env.put("MAKELEVEL", "1");
    links.link().nothing();
    space.sh(older).exits(1);
    before = links.state("out");
    links.link().nothing();
    assertEquals(before, links.state("out"), "it was younger already");
    space.env.remove("MAKELEVEL");

    links.options("--touch");
    space.sh("sleep 0.05; touch lib.a").exits(0);
    links.link().nothing();
    space.sh(older).exits(1);
    space.thin("other.o", "int other(void) { return 8; }");
    space.archive("lib.a", "used.o", "other.o");
    links.link().thinLinkOnly().ran(0);
    space.sh(older).exits(1);
    links.link().nothing();
    links.assertRight();
  }

  @Llvm.Ends
  void unusedMemberChanged_finalLinkIsSpared(TestSpace space) {
    space.thin("main.o", "int used(void); int main(void) { return used(); }");
    space.thin("used.o", "int used(void) { return 7; }");
    space.thin("other.o", "int other(void) { return 7; }");
    space.archive("lib.a", "used.o", "other.o");
    CachedLinks links = new CachedLinks(space, "main.o", "lib.a");
    links.linkRight().ran(2);
    space.thin("other.o", "int other(void) { return 8; }");
    space.archive("lib.a", "used.o", "other.o");
    links.link().thinLinkOnly().ran(0);
    links.link().nothing();
    links.assertRight();
    space.sh("rm out").exits(0);
    links.link().finalLinkOnly();
    links.link().nothing();
  }

  static void sleep() {
    try {
      Thread.sleep(2_200);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
