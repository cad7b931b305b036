package org.dthinlto.e2e;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;

/**
 * One thing that decides the result of a job changes, nothing else: then its old result must not be
 * used. {@code JobKeysTest} has the same for the ingredients of a key one by one.
 */
final class WrongHitsE2eTest {

  /** A compiler that is the installed one, but for a comment. */
  static Path clangScript(TestSpace space, String comment) {
    return space.script("clang++", "# " + comment + "\nexec " + space.llvm.clangxx() + " \"$@\"\n");
  }

  /** Main imports from f, not from kept. */
  private static final String KEPT = "__attribute__((noinline)) int kept(int x) { return x * 5; }";

  private static CachedLinks example(TestSpace space) {
    space.thin(
        "main.o",
        "int f(int); int kept(int); int main(int n, char **v) { return f(n) + kept(n); }");
    space.thin("f.o", "int f(int x) { return x * 3; }");
    space.thin("kept.o", KEPT);
    CachedLinks links = new CachedLinks(space, "main.o", "f.o", "kept.o");
    links.linkRight().ran(3);
    links.link().nothing();
    return links;
  }

  private static void exits(TestSpace space, int status) {
    space.run(space.path("out").toString()).exits(status);
  }

  @Llvm.Ends
  void bitcode_imports_shards(TestSpace space) {
    CachedLinks links = example(space);
    exits(space, 8);
    space.thin("kept.o", "__attribute__((noinline)) int kept(int x) { return x * 7; }");
    links.linkRight().ran(1);
    exits(space, 10);
    space.thin("f.o", "int f(int x) { return x * 4; }");
    links.linkRight().ran(2);
    exits(space, 11);
    space.thin("kept.o", KEPT + "int spare(int x) { return x * 11; }");
    links.linkRight().ran(1);
    // The bitcode stays; the index says that the function is not dead any more.
    links.words().add("-Wl,-u,spare");
    links.linkRight().ran(1);
    assertTrue(space.symbols(space.path("out")).contains("T spare"), "kept spare");
    links.words().remove("-Wl,-u,spare");
    links.linkRight().ran(0);
    assertFalse(space.symbols(space.path("out")).contains("T spare"), "dropped spare");
  }

  /** The same size, in the same tick of the clock: time stamps alone would not tell. */
  @Llvm.Ends
  void editsInTheSameTick(TestSpace space) {
    CachedLinks links = example(space);
    for (int i = 0; i < 6; i++) {
      int factor = 6 + i;
      space.thin(
          "kept.o", "__attribute__((noinline)) int kept(int x) { return x * " + factor + "; }");
      if (i % 2 == 0) {
        // Times as they were: only the change time of the file tells.
        space.sh("touch -r f.o kept.o").exits(0);
      }
      links.link();
      exits(space, 3 + factor);
    }
  }

  @Llvm.Ends
  void backendArguments_andTheFilesThatTheyName(TestSpace space) {
    CachedLinks links = example(space);
    links.options("--backend-arg", "-fno-addrsig").link().ran(3);
    links.link().nothing();
    space.write("more.cfg", "-fno-addrsig");
    links.options("--backend-arg", "--config=" + space.path("more.cfg"));
    if (space.llvm.version() >= 16) { // before, it is two words
      links.link().ran(3);
      links.link().nothing();
      space.write("more.cfg", "-fno-addrsig -g0");
      links.link().ran(3);
    }
  }

  @Llvm.Ends
  void responseFileAsBackendArgument(TestSpace space) {
    CachedLinks links = example(space);
    space.write("more.rsp", "-fno-addrsig");
    links.options("--backend-arg", "@" + space.path("more.rsp")).link().ran(3);
    links.link().nothing();
    space.write("more.rsp", "-faddrsig");
    links.link().ran(3);
  }

  /** clang looks for default.profdata in a folder. */
  @Llvm.Ends
  void profileInFolder(TestSpace space) {
    CachedLinks links = example(space);
    profile(space, "main", "prof/default.profdata", 3);
    links.options("--backend-arg", "-fprofile-use=" + space.path("prof")).link().ran(3);
    links.link().nothing();
    profile(space, "main", "prof/default.profdata", 4);
    links.link().ran(3);
  }

  @Llvm.Ends
  void llvmOptionWithFile(TestSpace space) {
    CachedLinks links = example(space);
    space.write("list", "kept");
    links.options(
        "--backend-arg", "-mllvm", "--backend-arg", "-rewrite-map-file=" + space.path("m"));
    space.write("m", "");
    links.link().ran(3);
    links.link().nothing();
    space.write("m", "#\n");
    links.link().ran(3);
  }

  @Llvm.Ends
  void sampleProfile(TestSpace space) {
    CachedLinks links = example(space);
    space.write("a.prof", "main:100:1\n 0: 100\n 1: f:50\n");
    links.words().add("-Wl,--lto-sample-profile=a.prof");
    links.link().ran(3);
    links.link().nothing();
    space.write("a.prof", "main:900:1\n 0: 900\n 1: f:90\n");
    links.link().ran(3);
    links.link().nothing();
  }

  @Llvm.Ends
  void environment(TestSpace space) {
    CachedLinks links = example(space);
    space.env.put("SOURCE_DATE_EPOCH", "1700000000");
    links.link().ran(3);
    links.link().nothing();
    space.env.put("SOURCE_DATE_EPOCH", "1700000001");
    links.link().ran(3);
    space.env.remove("SOURCE_DATE_EPOCH");
    links.link().ran(0); // of the first link
    space.env.put("NOBODY_READS_THIS", "1");
    links.link().nothing();
  }

  @Llvm.Ends
  void compiler(TestSpace space) {
    CachedLinks links = example(space);
    Path clang = clangScript(space, "1");
    links.options("--clang", clang.toString()).link().ran(3);
    links.link().ran(0);
    clangScript(space, "2");
    links.link().ran(3);
    links.assertRight();
  }

  /** Another file under the same name: a binary that starts the true one. */
  @Llvm.Ends
  void compilerBinary(TestSpace space) {
    CachedLinks links = example(space);
    String text =
        """
        #include <unistd.h>
        const char *version = "NUMBER";
        int main(int n, char **argv) { execv("CLANG", argv); return 127; }
        """;
    for (String number : List.of("1", "2")) {
      space.write("c.c", text.replace("NUMBER", number).replace("CLANG", space.llvm.clangxx()));
      space.run(space.llvm.clang(), "c.c", "-o", "clang++").exits(0);
      if (number.equals("1")) {
        links.options("--clang", space.path("clang++").toString());
      }
      links.link().ran(3);
      links.link().nothing();
    }
  }

  /** A script may run whatever compiler a variable names. */
  @Llvm.Newest
  void scriptThatAsksItsEnvironment(TestSpace space) {
    CachedLinks links = example(space);
    Path clang = space.script("clang++", "exec \"$WHICH_CLANG\" \"$@\"\n");
    Path other = space.root.resolve("bin/other");
    space
        .sh(
            "mkdir '%s'; cp /usr/lib/llvm-%s/bin/clang '%s/clang++'"
                .formatted(other, space.llvm.version(), other))
        .exits(0);
    space.sh("printf x >> '" + other + "/clang++'").exits(0);
    space.env.put("WHICH_CLANG", space.llvm.clangxx());
    links.options("--clang", clang.toString()).link().ran(3);
    space.env.put("WHICH_CLANG", other + "/clang++");
    links.link().ran(3);
  }

  private static void profile(TestSpace space, String function, String file, int count) {
    space.write("p.txt", function + "\n# hash\n0\n# counters\n1\n" + count + "\n");
    space.mkdir(space.path(file).getParent().toString());
    space.run(space.llvm.nm().replace("nm", "profdata"), "merge", "p.txt", "-o", file).exits(0);
  }
}
