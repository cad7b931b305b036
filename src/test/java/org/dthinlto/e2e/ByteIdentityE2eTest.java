package org.dthinlto.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Stripped programs are the same byte for byte as lld's in process, build ID included, where no
 * native input but the C runtime's carries code and load order does not interleave archives.
 */
@Execution(ExecutionMode.CONCURRENT)
class ByteIdentityE2eTest {

  private static void compile(TestSpace space, String... flags) {
    space.thin(
        "a.o",
        """
        #include <stdio.h>
        #include <stdlib.h>
        #include <string.h>
        int f(int), counter_of(void);
        extern int counter;
        struct big { int field[90]; } copy(struct big *);
        int main(int argc, char **argv) {
          struct big one;
          memset(&one, argc, sizeof one);
          counter += argc;
          char *p = malloc(argc + 20u);
          if (!p) abort();
          strcpy(p, "text");
          fprintf(stdout, "%s %d %d\\n", p, f(argc), copy(&one).field[3] + counter_of());
          free(p);
          return 0;
        }
        """,
        flags);
    space.thin(
        "b.o",
        """
        #include <stdio.h>
        #include <unistd.h>
        int counter;
        static int table[] = {1, 2, 3, 4};
        void g(const char *);
        int counter_of(void) { return counter; }
        __attribute__((constructor)) static void init(void) { counter = getpid() ? 3 : 4; }
        int f(int n) {
          puts("f");
          g("hi");
          return table[n & 3] + (getuid() & 0);
        }
        """,
        flags);
    space.thin(
        "c.o",
        """
        #include <stdio.h>
        #include <time.h>
        struct big { int field[90]; };
        struct big copy(struct big *from) { return *from; }
        void g(const char *s) {
          fputs(s, stdout);
          fflush(stdout);
          putchar(time(0) ? 'a' : 'b');
        }
        """,
        flags);
  }

  private static byte[] stripped(TestSpace space, Path file) {
    try {
      Path to = space.root.resolve("log").resolve("stripped");
      String strip = space.llvm.nm().replace("llvm-nm", "llvm-strip");
      space.run(List.of(strip, file.toString(), "-o", to.toString())).exits(0);
      return Files.readAllBytes(to);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static boolean isSame(TestSpace space, Link link) {
    link.same();
    return Arrays.equals(stripped(space, link.referenceFile()), stripped(space, space.path("out")));
  }

  private static void assertSame(TestSpace space, Link link) {
    Assertions.assertTrue(isSame(space, link), "the stripped programs differ");
  }

  @Llvm.All
  void ofObjects(TestSpace space) {
    compile(space);
    assertSame(space, space.link("-O2", "a.o", "b.o", "c.o"));
    assertSame(space, space.link("-O2", "-s", "-Wl,--hash-style=both", "c.o", "b.o", "a.o"));
    assertSame(space, space.link("-O2", "-no-pie", "-Wl,--gc-sections", "a.o", "b.o", "c.o"));
    assertSame(space, space.link("-O2", "-rdynamic", "-Wl,--icf=safe", "a.o", "b.o", "c.o"));
  }

  @Llvm.Ends
  void ofDebugObjects(TestSpace space) {
    compile(space, "-g");
    assertSame(space, space.link("-O2", "-g", "a.o", "b.o", "c.o"));
  }

  @Llvm.Ends
  void ofArchives(TestSpace space) {
    compile(space);
    space.thin("unused.o", "int unused(void) { return 3; }");
    space.archive("libbc.a", "unused.o", "b.o", "c.o");
    assertSame(space, space.link("-O2", "a.o", "libbc.a", "-lm"));
    space.archive("libcb.a", "c.o", "b.o", "unused.o");
    assertSame(space, space.link("-O2", "-rdynamic", "a.o", "libcb.a"));
    space.archive("libb.a", "b.o");
    space.archive("libc1.a", "unused.o", "c.o");
    assertSame(space, space.link("-O2", "-Wl,-E", "a.o", "libb.a", "libc1.a"));
    assertSame(
        space,
        space.link("-O2", "a.o", "-Wl,--whole-archive", "libbc.a", "-Wl,--no-whole-archive"));
  }

  @Llvm.Ends
  void ofLibrariesAndOfProgramsWithoutLibc(TestSpace space) {
    compile(space, "-fPIC");
    assertSame(space, space.link("-O2", "-shared", "b.o", "c.o").isNoProgram());
    space.thin("start.o", "int s, k(int); void _start(void) { s = k(3); for (;;) {} }");
    space.thin("k.o", "int t[9], l(int); int k(int n) { t[n] = l(n); return t[n - 1]; }");
    space.thin("l.o", "int u = 7; __attribute__((noinline)) int l(int n) { return n * u; }");
    space.archive("libkl.a", "k.o", "l.o");
    assertSame(
        space, space.link("-O2", "-nostdlib", "-static", "start.o", "k.o", "l.o").isNoProgram());
    assertSame(space, space.link("-O2", "-nostdlib", "-pie", "start.o", "libkl.a").isNoProgram());
  }

  // Each object has its own pointer to the personality routine, but for those of native objects.
  @Llvm.Ends
  void ofCodeThatCleansUpBehindExceptions(TestSpace space) {
    String cleanUp =
        """
        #include <stdio.h>
        int %1$s(int), %2$s(int);
        static void after(int *n) { printf("%%d\\n", *n); }
        int %1$s(int n) {
          __attribute__((cleanup(after))) int last = n;
          return n > 0 ? %2$s(n - 1) : puts("done");
        }
        """;
    space.thin("x.o", cleanUp.formatted("x", "y"), "-fexceptions", "-fno-inline");
    space.thin("y.o", cleanUp.formatted("y", "x"), "-fexceptions", "-fno-inline");
    space.thin("m.o", "int x(int); int main(void) { return x(3) < 0; }");
    Link link = space.link("-O2", "m.o", "x.o", "y.o");
    assertSame(space, link);
    long pointers =
        space.symbols(link.referenceFile()).stream()
            .filter(symbol -> symbol.endsWith(" DW.ref.__gcc_personality_v0"))
            .count();
    Assertions.assertTrue(pointers > 0, "nothing cleans up");
  }

  // lld in process puts native code before all that it compiled; here it keeps its place.
  @Llvm.Ends
  void notWhereNativeCodeStandsBetween(TestSpace space) {
    compile(space);
    space.elf("n.o", "int fromNative(int n) { return n * 7 + 1; }");
    assertFalse(isSame(space, space.link("-O2", "a.o", "n.o", "b.o", "c.o")), "all the same");
    Link link = space.link("-O2", "-Wl,-u,fromNative", "a.o", "n.o", "b.o", "c.o");
    link.same();
    assertEquals(
        space.symbols(link.referenceFile(), "-S"),
        space.symbols(space.path("out"), "-S"),
        "symbols and their sizes");
  }
}
