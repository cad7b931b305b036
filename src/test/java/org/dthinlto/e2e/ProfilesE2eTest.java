package org.dthinlto.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Profiles that the backends read or make programs write: facts 6, case 37. */
@Execution(ExecutionMode.CONCURRENT)
class ProfilesE2eTest {

  private static final List<String> THIN = List.of("main.o", "f.o");

  private static final String F =
      """
      int g(int);
      int f(int x, int y) {
        if (x % 1000 == 7) return g(x);
        if (y > 50) return g(y) * g(x);
        return x + y;
      }
      """;

  private static void example(TestSpace space, String... flags) {
    space.thin("main.o", "int f(int, int); int main(int n, char **v) { return f(n, 2); }", flags);
    space.thin("f.o", F, flags);
  }

  /** What a program with {@code f} would have counted: clang itself tells how it counts. */
  private static String counts(TestSpace space, String kind) {
    space.write("counted.c", F);
    space
        .run(space.llvm.clang(), "-O2", "-fprofile-generate", "-S", "-emit-llvm", "counted.c")
        .exits(0);
    String text = new String(space.read("counted.ll"), java.nio.charset.StandardCharsets.UTF_8);
    Matcher data =
        Pattern.compile("@__profd_f = .*?\\{ i64 (-?\\d+), i64 (-?\\d+), ").matcher(text);
    Matcher counters = Pattern.compile("@__profc_f = .*?\\[(\\d+) x i64\\]").matcher(text);
    assertTrue(data.find() && counters.find(), text);
    space.remove("counted.c", "counted.ll");
    return ":"
        + kind
        + "\nf\n"
        + Long.toUnsignedString(Long.parseLong(data.group(2)))
        + "\n"
        + counters.group(1)
        + "\n"
        + "9000\n".repeat(Integer.parseInt(counters.group(1)));
  }

  /** A profile of the first kind, which compilations use, in {@code one.profdata}. */
  private static void profile(TestSpace space) {
    space.write("one.proftext", counts(space, "ir"));
    merge(space, "one.profdata", "one.proftext");
  }

  private static void merge(TestSpace space, String to, String... from) {
    List<String> command = new ArrayList<>(List.of("llvm-profdata-" + space.llvm.version()));
    command.addAll(List.of("merge", "-o", to));
    command.addAll(List.of(from));
    space.run(command).exits(0);
  }

  @Llvm.Ends
  void contextSensitiveProfilesAreMade(TestSpace space) {
    profile(space);
    example(space, "-fprofile-use=" + space.path("one.profdata"), "-fcs-profile-generate");
    BothWays without = BothWays.link(space, THIN).sameObjects();
    BothWays.link(space, THIN, "--lto-cs-profile-generate").sameObjects().differsFrom(without);
    // The path is the program's: where it writes when it runs. A file of that name is none of ours.
    space.write("p.profraw", "old\n");
    BothWays.link(
            space, THIN, "-plugin-opt=cs-profile-generate", "-plugin-opt=cs-profile-path=p.profraw")
        .sameObjects()
        .differsFrom(without);
  }

  @Llvm.Ends
  void contextSensitiveProfilesAreUsed(TestSpace space) {
    profile(space);
    example(space, "-fprofile-use=" + space.path("one.profdata"), "-fcs-profile-generate");
    space.write("two.proftext", csCounts(space));
    merge(space, "cs/two.profdata.part", "two.proftext");
    merge(space, "two.profdata", "cs/two.profdata.part", "one.profdata");
    space.sh("mv two.profdata cs/two.profdata").exits(0);
    example(space, "-fprofile-use=" + space.path("cs/two.profdata"));
    BothWays without = BothWays.link(space, THIN).sameObjects();
    BothWays.link(space, THIN, "--lto-cs-profile-file=cs/two.profdata")
        .sameObjects()
        .differsFrom(without);
    // A profile without what is asked for is read and changes nothing.
    BothWays none =
        BothWays.link(space, THIN, "-plugin-opt=cs-profile-path=one.profdata").sameObjects();
    assertEquals(without.objects().size(), none.objects().size());
  }

  /** The hash of the counters that a backend puts in, read from what it makes of the module. */
  private static String csCounts(TestSpace space) {
    List<String> thin = new ArrayList<>(List.of(space.llvm.lld(), "-pie", "-e", "main"));
    thin.addAll(THIN);
    thin.addAll(List.of("--unresolved-symbols=ignore-all", "-o", "x", "--thinlto-index-only"));
    space.run(thin).exits(0);
    space
        .run(
            space.llvm.clang(),
            "--target=x86_64-pc-linux-gnu",
            "-O2",
            "-fPIC",
            "-x",
            "ir",
            "f.o",
            "-S",
            "-emit-llvm",
            "-fthinlto-index=f.o.thinlto.bc",
            "-Xclang",
            "-fprofile-instrument=csllvm",
            "-Wno-override-module",
            "-o",
            "cs.ll")
        .exits(0);
    String text = new String(space.read("cs.ll"), java.nio.charset.StandardCharsets.UTF_8);
    Matcher data =
        Pattern.compile("@__profd_f\\S* = .*?\\{ i64 (-?\\d+), i64 (-?\\d+), ").matcher(text);
    Matcher counters = Pattern.compile("@__profc_f\\S* = .*?\\[(\\d+) x i64\\]").matcher(text);
    assertTrue(data.find() && counters.find(), text);
    space.sh("rm -f cs.ll *.thinlto.bc x").exits(0);
    space.mkdir("cs");
    StringBuilder counts = new StringBuilder(":csir\nf\n");
    counts.append(Long.toUnsignedString(Long.parseLong(data.group(2)))).append('\n');
    int number = Integer.parseInt(counters.group(1));
    counts.append(number).append('\n');
    for (int i = 0; i < number; i++) {
      counts.append(i % 2 == 0 ? "900000\n" : "0\n");
    }
    return counts.toString();
  }

  @Llvm.Ends
  void sampleProfilesAreUsed(TestSpace space) {
    space.write("s/f.prof", "f:900000:900000\n 1: 900000\n 2: 900000 g:900000\n 3: 0\n 4: 0\n");
    space.write("other.prof", "nobody:1:1\n 1: 1\n");
    example(
        space,
        "-gmlt",
        "-fdebug-info-for-profiling",
        "-fprofile-sample-use=" + space.path("other.prof"));
    BothWays without = BothWays.link(space, THIN).sameObjects();
    BothWays.link(space, THIN, "--lto-sample-profile=s/f.prof").sameObjects().differsFrom(without);
    // Of options of one name the last counts.
    BothWays.link(
            space, THIN, "--lto-sample-profile=other.prof", "-plugin-opt=sample-profile=s/f.prof")
        .sameObjects()
        .differsFrom(without);
  }

  @Llvm.Ends
  void aProfileThatIsMissingIsLldsToReport(TestSpace space) {
    example(space);
    space
        .dthinlto(
            "link",
            "--",
            space.llvm.lld(),
            "-e",
            "main",
            "main.o",
            "f.o",
            "--unresolved-symbols=ignore-all",
            "--lto-sample-profile=none.prof",
            "-o",
            "out")
        .exits(1)
        .says("'none.prof': can't be read", "none.prof");
  }

  @Llvm.Ends
  void mismatchesAreToldUnlessNotWanted(TestSpace space) {
    space.write("wrong.proftext", ":csir\nf\n1152921504606859321\n1\n7\n");
    merge(space, "wrong.profdata", "wrong.proftext");
    example(space);
    String profile = "--lto-cs-profile-file=wrong.profdata";
    BothWays told = BothWays.link(space, THIN, profile).sameObjects();
    BothWays quiet = BothWays.link(space, THIN, profile, "--no-lto-pgo-warn-mismatch");
    quiet.sameObjects();
    assertTrue(mismatch(told.lld()), () -> "" + told.lld());
    assertEquals(mismatch(told.lld()), mismatch(told.tool()), () -> told.lld() + "" + told.tool());
    assertEquals(mismatch(quiet.lld()), mismatch(quiet.tool()), () -> "" + quiet.tool());
  }

  private static boolean mismatch(Ran ran) {
    return (ran.out() + ran.err()).contains("mismatch");
  }
}
