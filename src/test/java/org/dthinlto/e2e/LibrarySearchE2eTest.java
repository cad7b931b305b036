package org.dthinlto.e2e;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Libraries that lld looks up: facts 6, case 8. */
@Execution(ExecutionMode.CONCURRENT)
class LibrarySearchE2eTest {

  private static final String MAIN =
      """
      #include <stdio.h>
      int f(int);
      int main(void) { printf("f=%d\\n", f(4)); return 0; }
      """;

  /** {@code main.o}, and {@code libf.a} in each of three folders: the program tells which. */
  private static void library(TestSpace space) {
    space.thin("main.o", MAIN);
    space.thin("obj/g.o", "int g(int x) { return x - 1; }");
    int number = 1;
    for (String folder : new String[] {"sub", "sub/deep", "other"}) {
      space.thin("obj/f.o", "int f(int x) { return " + number++ + "; }");
      space.archive(folder + "/libf.a", "obj/f.o", "obj/g.o");
    }
  }

  @Llvm.Ends
  void foldersAreSearchedInOrder(TestSpace space) {
    library(space);
    space.link("main.o", "-Lother", "-Lsub", "-lf").jobs(2).modules(3).same().prints("f=3");
    space.remove("out");
    space
        .link("main.o", "-L", "nowhere", "-L", "sub/deep", "-Lsub", "-l", "f")
        .same()
        .prints("f=2");
    space.remove("out");
    // A -L behind its -l counts as well.
    space.link("main.o", "-lf", "-L./sub/../sub").same().prints("f=1");
  }

  @Llvm.Ends
  void workingDirectoryAndItsLongForms(TestSpace space) {
    space.thin("main.o", MAIN);
    space.thin("f.o", "int f(int x) { return x; }");
    space.archive("libf.a", "f.o");
    space.remove("f.o");
    space.link("main.o", "-L.", "-lf").jobs(2).same().prints("f=4");
    space.remove("out");
    space.link("main.o", "-Wl,--library-path=.", "-Wl,--library=f").same().prints("f=4");
    space.remove("out");
    space.link("main.o", "-Xlinker", "-L", "-Xlinker", ".", "-Wl,-l,f").same().prints("f=4");
  }

  @Llvm.Ends
  void exactNameBehindAColon(TestSpace space) {
    library(space);
    space.write("sub/odd name.lib", space.read("sub/libf.a"));
    space.link("main.o", "-Lsub", "-l:odd name.lib").jobs(2).same().prints("f=1");
  }

  @Llvm.Ends
  void sharedLibraryGoesBeforeArchiveUnlessStatic(TestSpace space) {
    library(space);
    space.elf("obj/n.o", "int f(int x) { return 77; }", "-fPIC");
    space.run(space.llvm.clang(), "-shared", "obj/n.o", "-o", "sub/libf.so").exits(0);
    space.env.put("LD_LIBRARY_PATH", space.path("sub").toString());
    space.link("main.o", "-Lsub", "-lf").jobs(1).modules(1).same().prints("f=77");
    space.remove("out");
    space
        .link("main.o", "-Lsub", "-Wl,-Bstatic", "-lf", "-Wl,-Bdynamic")
        .jobs(2)
        .same()
        .prints("f=1");
    space.remove("out");
    // The folders go first: an archive in an earlier one wins over a shared library in a later one.
    space.link("main.o", "-Lother", "-Lsub", "-lf").jobs(2).same().prints("f=3");
  }

  @Llvm.Ends
  void sysrootStandsForAnEqualsSign(TestSpace space) {
    space.thin(
        "start.o",
        """
        int f(void);
        void _start(void) {
          long status = f();
          __asm__ volatile("syscall" : : "a"(60L), "D"(status) : "rcx", "r11", "memory");
        }
        """);
    space.thin("f.o", "int f(void) { return 23; }");
    space.archive("root dir/lib/libf.a", "f.o");
    Link link = space.link("start.o", "--sysroot=root dir", "-L=/lib", "-lf");
    link.by(space.llvm.lld()).jobs(2).same();
    space.remove("out");
    space
        .link("start.o", "--sysroot", space.path("root dir").toString(), "-L=lib", "-l:libf.a")
        .by(space.llvm.lld())
        .jobs(2)
        .same();
    org.junit.jupiter.api.Assertions.assertEquals(
        23, space.run(space.path("out").toString()).status());
  }

  @Llvm.Ends
  void textOfASharedLibraryNamesTheArchives(TestSpace space) {
    library(space);
    space.thin("obj/h.o", "int h(int x) { return 5; }");
    space.archive("sub/libh.a", "obj/h.o");
    space.thin("main2.o", "int h(int); int f2(int x) { return h(x); }");
    space.write("sub/libtext.so", "/* a script */\nGROUP ( libf.a AS_NEEDED ( -lh ) )\n");
    space.link("main.o", "-Lsub", "-ltext").jobs(2).same().prints("f=1");
    space.remove("out");
    space.write("sub/libtext.so", "INPUT(" + space.path("other/libf.a") + ")\n");
    space.link("main.o", "-Lsub", "-ltext").jobs(2).same().prints("f=3");
    space.remove("out");
    // A bare name is looked up beside the script first, then in -L.
    space.write("plain/plain.ld", "INPUT(\"libf.a\")\n");
    space.link("main.o", "-Lsub/deep", "plain/plain.ld").jobs(2).same().prints("f=2");
    space.remove("out");
    space.write("sub/plain.ld", "INPUT(\"libf.a\")\n");
    space.link("main.o", "-Lsub/deep", "sub/plain.ld").jobs(2).same().prints("f=1");
  }

  @Llvm.Ends
  void responseFilesInResponseFiles(TestSpace space) {
    library(space);
    space.write("outer.rsp", "main.o @inner.rsp\n");
    space.write("inner.rsp", "-Lsub\n\"-lf\"\n");
    space.link("@outer.rsp").jobs(2).same().prints("f=1");
    space.remove("out");
    // Those that lld is to read, not the driver.
    space.write("ld.rsp", "--library-path=other -lf\n");
    space.link("main.o", "-Wl,@ld.rsp").jobs(2).same().prints("f=3");
  }

  @Llvm.Newest
  void libraryPathOfTheEnvironmentCounts(TestSpace space) {
    library(space);
    space.env.put("LIBRARY_PATH", space.path("other").toString());
    space.link("main.o", "-lf").jobs(2).same().prints("f=3");
  }

  // Which C library is taken from the system, isn't ours to change.
  @Llvm.Newest
  void systemLibrariesAreFoundAsEver(TestSpace space) {
    space.thin(
        "main.o",
        """
        #include <math.h>
        #include <stdio.h>
        int main(int c, char **v) { printf("%.3f\\n", sin(c)); return 0; }
        """);
    Linked linked = space.link("main.o", "-lm", "-static").jobs(1).same().prints("0.841");
    assertTrue(linked.summary().modules() == 1, linked.summary()::json);
  }
}
