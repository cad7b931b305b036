package org.dthinlto.e2e;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * LLVM options as drivers write them and as users do, on whole links. That each of them makes the
 * same objects as in process is CarriedLlvmOptionsE2eTest's.
 */
@Execution(ExecutionMode.CONCURRENT)
class LlvmOptionsE2eTest {

  private static final String MAIN =
      """
      #include <stdio.h>
      extern __thread int counter;
      int add(int), twice(int);
      int main(void) { counter += add(3); printf("%d\\n", counter + twice(4)); return 0; }
      """;

  private static void objects(TestSpace space) {
    space.thin("main.o", MAIN, "-g");
    space.thin("add.o", "__thread int counter = 30; int add(int x) { return x + 1; }", "-g");
    space.thin("twice.o", "int twice(int x) { return x * 2; }");
  }

  // Facts 6, case 35.
  @Llvm.Ends
  void optionsThatDriversTurnIntoLlvms(TestSpace space) {
    objects(space);
    List<String> flags =
        new ArrayList<>(
            List.of(
                "-O2",
                "-glldb",
                "-fsplit-machine-functions",
                "-fstack-size-section",
                "-fno-function-sections",
                "-fno-data-sections",
                "-fveclib=SVML"));
    if (space.llvm.version() >= 22) {
      flags.add("-fpartition-static-data-sections");
      flags.add("-mtls-dialect=gnu2");
    }
    for (String flag : flags) {
      space.link("-flto=thin", flag, "main.o", "add.o", "twice.o").jobs(3).same().prints("42");
      space.remove("out");
    }
    for (String flag :
        List.of("-ggdb", "-gsce", "-ffunction-sections", "-Wl,-mllvm,-emulated-tls")) {
      // Clang 14 makes nothing of -femulated-tls for the linker. Emulated TLS lacks its runtime
      // where there is no compiler-rt: the names tell.
      Link link = space.link("-flto=thin", flag, "-r", "-nostdlib", "main.o", "add.o", "twice.o");
      link.isNoProgram().jobs(3).same();
      boolean emulated =
          space.symbols(space.path("out")).stream().anyMatch(s -> s.contains("__emutls"));
      Assertions.assertEquals(flag.endsWith("-emulated-tls"), emulated, flag);
      space.remove("out");
    }
  }

  @Llvm.Ends
  void codeModelByUser(TestSpace space) {
    objects(space);
    space
        .link("-fPIE", "-pie", "-Wl,-mllvm,-code-model=large", "main.o", "add.o", "twice.o")
        .jobs(3)
        .same()
        .prints("42");
  }

  private static int occurrences(String text, String part) {
    int found = 0;
    for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) {
      found++;
    }
    return found;
  }

  /** What the backends say reaches the user, once: remarks, as in process. */
  @Llvm.Ends
  void remarksReachTheUserOnce(TestSpace space) {
    objects(space);
    String remark = "'twice' inlined into 'main'";
    Linked linked =
        space
            .link("-flto=thin", "-Rpass=inline", "main.o", "add.o", "twice.o")
            .voicesMayDiffer()
            .same();
    Assertions.assertEquals(1, occurrences(linked.reference().out(), remark), "in process");
    Assertions.assertEquals(1, occurrences(linked.tool().err(), remark), linked.tool()::toString);
    space.remove("out");
    Linked without = space.link("-flto=thin", "main.o", "add.o", "twice.o").same();
    Assertions.assertEquals(0, occurrences(without.tool().toString(), remark));
  }

  @Llvm.Ends
  void timeReportReachesTheUser(TestSpace space) {
    objects(space);
    Linked linked =
        space
            .link("-flto=thin", "-Wl,-mllvm,-time-passes", "main.o", "add.o", "twice.o")
            .voicesMayDiffer()
            .same();
    Assertions.assertTrue(linked.reference().err().contains("execution timing report"));
    Assertions.assertTrue(linked.tool().err().contains("execution timing report"));
  }

  /** Warnings of module assembly: shown, silenced, or fatal. */
  @Llvm.Ends
  void warningsOfTheAssembler(TestSpace space) {
    space.thin(
        "main.o", "int main(void) { return 0; } asm(\".warning \\\"careful\\\"\\n\");", "-w");
    Linked shown = space.link("main.o").voicesMayDiffer().same();
    shown.tool().says("careful");
    space.remove("out");
    space.link("-Wl,-mllvm,-no-warn", "main.o").same().tool().saysNot("careful");
    space.remove("out");
    space.link("-Wl,-mllvm,-W", "main.o").same().tool().saysNot("careful");
    space.remove("out");
    space.link("-Wl,-mllvm,-fatal-warnings", "main.o").fails().tool().says("careful");
  }

  /** What clang can't do is done in process, and an error if that isn't wanted. */
  @Llvm.Ends
  void whatIsLeftToLld(TestSpace space) {
    objects(space);
    Path summary = space.root.resolve("log/left.json");
    for (String option :
        List.of(
            "-mllvm,-tailcallopt",
            "-mllvm,-dwarf-version=4",
            "-mllvm,-align-loops=33",
            "-plugin-opt=-stack-symbol-ordering=0")) {
      List<String> line = new ArrayList<>(List.of("--summary", summary.toString(), "--"));
      line.addAll(space.llvm.driver());
      line.addAll(List.of("-Wl," + option, "main.o", "add.o", "twice.o", "-o", "out"));
      List<String> command = new ArrayList<>(List.of("link"));
      command.addAll(line);
      Ran ran = space.dthinlto(command);
      if (option.contains("33")) {
        // lld can't either, but says it in its own way.
        Assertions.assertTrue(ran.err().contains("linked in process"), ran::toString);
        continue;
      }
      ran.exits(0).says("linked in process");
      Assertions.assertEquals("in-process", Summary.read(summary).outcome(), option);
      command.add(1, "--strict");
      space.dthinlto(command).exits(1).says("not linked in process because of --strict");
    }
  }

  /** lld's own words for options that it doesn't take. */
  @Llvm.Ends
  void whatLldRefuses(TestSpace space) {
    objects(space);
    for (String option : List.of("-no-such-option", "-code-model=huge", "-emulated-tls=maybe")) {
      List<String> words = new ArrayList<>(space.llvm.driver());
      words.addAll(List.of("-Wl,-mllvm," + option, "main.o", "add.o", "twice.o", "-o", "out"));
      Ran reference = space.run(words);
      Assertions.assertNotEquals(0, reference.status());
      List<String> command = new ArrayList<>(List.of("link", "-q", "--"));
      command.addAll(words);
      Ran tool = space.dthinlto(command);
      Assertions.assertEquals(reference.status(), tool.status(), tool::toString);
      Assertions.assertEquals(reference.err(), tool.err());
    }
  }
}
