package org.dthinlto.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * In the place of ld.lld: the same exit status, the same words, the same files, whatever is wrong
 * with the line or the code. Each line runs in both ways in one folder.
 */
@Execution(ExecutionMode.CONCURRENT)
class DiagnosticsE2eTest {

  private static void example(TestSpace space) {
    space.thin("main.o", "int lib(int); void _start(void) { lib(4); }");
    space.thin("lib.o", "int lib(int x) { return x + 1; }");
  }

  private static void inlineAssembly(TestSpace space, String assembly) {
    space.thin(
        "main.o",
        "int lib(int); void _start(void) { __asm__(\"" + assembly + "\"); lib(4); }",
        "-fno-integrated-as");
    space.thin("lib.o", "int lib(int x) { return x + 1; }");
  }

  private static Ran tool(TestSpace space, List<String> line) {
    List<String> command = new ArrayList<>(List.of(TestSpace.launcher().toString(), "link", "-q"));
    command.add("--");
    command.addAll(line);
    return space.run(command);
  }

  /** Runs {@code ld.lld -o out} with the words in both ways; all that lld says must be equal. */
  private static Ran alike(TestSpace space, int status, String... words) {
    List<String> line = new ArrayList<>(List.of(space.llvm.lld(), "-o", "out"));
    line.addAll(List.of(words));
    Ran reference = space.run(line).exits(status);
    boolean made = removed(space);
    Snapshot before = space.snapshot();
    Ran tool = tool(space, line).exits(status);
    assertEquals(reference.err(), tool.err());
    assertEquals(reference.out(), tool.out());
    assertEquals(made, removed(space));
    assertEquals(List.of(), before.changesTo(space.snapshot()));
    return tool;
  }

  /** Removes the output; whether there was one. */
  private static boolean removed(TestSpace space) {
    boolean there = space.exists("out");
    if (there) {
      space.remove("out");
    }
    return there;
  }

  @Llvm.Ends
  void prefixReplacementThatReplacesNothing(TestSpace space) {
    example(space);
    alike(space, 1, "main.o", "lib.o", "--thinlto-prefix-replace=foo").says("foo");
    alike(space, 1, "main.o", "lib.o", "--plugin-opt=thinlto-prefix-replace=foo").says("foo");
    alike(space, 0, "main.o", "lib.o", "--thinlto-prefix-replace=a;b");
  }

  @Llvm.Newest
  void prefixReplacementOfThreeParts(TestSpace space) {
    example(space);
    alike(space, 1, "main.o", "lib.o", "--thinlto-prefix-replace=a;b;c").says("must be used with");
  }

  @Llvm.Ends
  void optionAtTheEndWithoutItsValue(TestSpace space) {
    example(space);
    for (String option : List.of("-o", "-z", "-soname", "--wrap", "-mllvm", "-L", "-T")) {
      alike(space, 1, "main.o", "lib.o", option).says(option + ": missing argument");
    }
  }

  @Llvm.Ends
  void quotingOfResponseFiles(TestSpace space) {
    example(space);
    space.write("rsp", "main.o 'lib.o'");
    space.write("lib.rsp", "\"main.o\" lib.o");
    alike(space, 1, "main.o", "lib.o", "--rsp-quoting=foo").says("foo");
    alike(space, 0, "--rsp-quoting=posix", "@rsp");
    alike(space, 1, "main.o", "--rsp-quoting=windows", "@rsp").says("'lib.o'");
    alike(space, 0, "--rsp-quoting=windows", "@lib.rsp");
  }

  @Llvm.Ends
  void profileThatIsNowhere(TestSpace space) {
    example(space);
    alike(space, 1, "main.o", "lib.o", "--lto-sample-profile=nowhere").says("nowhere");
  }

  // The thin link writes these among its trace, which dthinlto reads.
  @Llvm.Newest
  void reportsOnStandardOutput(TestSpace space) {
    example(space);
    space.archive("lib.a", "lib.o");
    assertTrue(
        alike(space, 0, "main.o", "lib.a", "--why-extract=-").out().contains("lib.a(lib.o)"));
    Ran both =
        alike(space, 0, "main.o", "lib.a", "-t", "--why-extract=-", "--print-archive-stats=-");
    assertTrue(both.out().contains("1\t1\tlib.a"), both::toString);
  }

  // The definition of lib is weak in its native object, and so would the reference to __wrap_lib.
  @Llvm.Ends
  void wrapperThatIsNowhere(TestSpace space) {
    example(space);
    space.thin("weak.o", "__attribute__((weak)) int lib(int x) { return x + 1; }");
    space.thin("wrap.o", "int __real_lib(int); int __wrap_lib(int x) { return __real_lib(x); }");
    List<String> line = List.of(space.llvm.lld(), "-o", "out", "main.o", "lib.o", "--wrap=lib");
    space.run(line).exits(1).says("undefined symbol: __wrap_lib");
    tool(space, line).exits(1).says("undefined symbol: __wrap_lib");
    assertFalse(space.exists("out"));
    alike(space, 0, "main.o", "weak.o", "--wrap=lib");
    alike(space, 0, "main.o", "lib.o", "wrap.o", "--wrap=lib");
  }

  @Llvm.Ends
  void backendsWarnInTheWordsOfLld(TestSpace space) {
    inlineAssembly(space, ".warning \\\"hey\\\"");
    alike(space, 0, "main.o", "lib.o").says("ld.lld", "warning: main.o <inline asm>:1:2: hey");
    alike(space, 1, "main.o", "lib.o", "--fatal-warnings").says("error: main.o <inline asm>");
    alike(space, 0, "main.o", "lib.o", "--fatal-warnings", "--no-fatal-warnings").says("hey");
  }

  @Llvm.Ends
  void backendsWarnOfLargeFrames(TestSpace space) {
    space.thin(
        "main.o",
        "void use(char *); void _start(void) { char b[4000]; use(b); }",
        "-Wframe-larger-than=1000");
    space.thin("lib.o", "void use(char *b) { }  ");
    space.elf("use.o", "void use(char *b) { }  ");
    alike(space, 0, "main.o", "use.o").says("exceeds limit (1000) in function '_start'\n");
    alike(space, 1, "main.o", "use.o", "--fatal-warnings").says("exceeds limit (1000)");
  }

  @Llvm.Newest
  void statisticsOfArchivesAreThoseOfTheUsersArchives(TestSpace space) {
    example(space);
    space.elf("n.o", "int n(void) { return 1; }");
    space.archive("lib.a", "lib.o", "n.o");
    space.archive("sub/native.a", "n.o");
    space.archive("whole.a", "n.o");
    for (String file : List.of("-", "stats")) {
      Ran ran =
          alike(
              space,
              0,
              "main.o",
              "lib.a",
              "sub/native.a",
              "--whole-archive",
              "whole.a",
              "--no-whole-archive",
              "lib.a",
              "--print-archive-stats=" + file);
      assertEquals(file.equals("-"), ran.out().contains("2\t1\tlib.a\n1\t0\tsub/native.a"));
    }
    String ours = new String(space.read("stats"));
    assertTrue(ours.contains("2\t1\tlib.a\n1\t0\tsub/native.a\n2\t0\tlib.a\n"), ours);
  }

  @Llvm.Newest
  void silentLinksHaveSilentBackends(TestSpace space) {
    inlineAssembly(space, ".warning \\\"hey\\\"");
    alike(space, 0, "main.o", "lib.o", "-w").saysNot("hey");
  }

  @Llvm.Ends
  void assemblyThatDoesNotAssembleIsOfAModule(TestSpace space) {
    inlineAssembly(space, "invalid");
    List<String> line = List.of(space.llvm.lld(), "-o", "out", "main.o", "lib.o");
    String error = "error: main.o <inline asm>:1:2: invalid instruction mnemonic 'invalid'";
    space.run(line).exits(1).says(error);
    tool(space, line)
        .exits(1)
        .says(error, "dthinlto: error: 'main.o': backend failed")
        .saysNot("generated", "cannot compile inline asm");
  }

  @Llvm.Ends
  void timeTraceNamesTheUsersFiles(TestSpace space) {
    example(space);
    List<String> line = List.of(space.llvm.lld(), "-o", "out", "main.o", "lib.o", "--time-trace");
    tool(space, line).exits(0);
    String trace = new String(space.read("out.time-trace"));
    assertTrue(trace.contains("\"traceEvents\""), trace);
    assertFalse(trace.contains(".dthinlto/"), trace);
  }
}
