package org.dthinlto.doctor;

import static org.dthinlto.doctor.Fixture.has;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.dthinlto.link.LineInputs;
import org.dthinlto.link.LineTools;
import org.dthinlto.link.LinkLine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of a link line, once it is known what is on it and what a dry run says. */
final class LineChecksTest {

  private static final LineTools CLANG_14 =
      new LineTools("ld.lld", "LLD 14.0.6", "14.0.6", "clang++", "14.0.6", "");

  @TempDir private Path temp;

  private static Subject subject(boolean strict, String... words) {
    return new Subject(LinkLine.of(List.of(words), "clang++"), true, "", List.of(), strict);
  }

  private static LineInputs.Input object(String name, int thin, int full, String producer) {
    int natives = thin + full == 0 ? 1 : 0;
    return new LineInputs.Input(
        name, Path.of("/w").resolve(name), false, thin, full, natives, 0, producer, name);
  }

  private static LineInputs.Input archive(String name, int thin, int natives) {
    String by = thin > 0 ? "LLVM14.0.6" : "";
    return new LineInputs.Input(
        name, Path.of("/w").resolve(name), true, thin, 0, natives, 0, by, name + "(m.o)");
  }

  private List<Finding> findings(List<String> missing, LineInputs.Input... inputs) {
    InputCheck check =
        new InputCheck(
            new Fixture(temp).machine(),
            subject(false, "clang++", "gone.o"),
            new Mending("apt-get install ", true),
            CLANG_14);
    return check.findings(new LineInputs(List.of(inputs), missing, 0, List.of(), "", ""));
  }

  @Test
  void bitcodeIsCounted() {
    List<Finding> all =
        findings(
            List.of(),
            object("a.o", 1, 0, "LLVM14.0.0"),
            archive("lib.a", 3, 0),
            object("/usr/lib/crt1.o", 0, 0, ""),
            archive("/usr/lib/libc_nonshared.a", 0, 4));
    assertEquals(1, all.size(), all::toString);
    has(all, Severity.OK, "4 ThinLTO modules by LLVM14.0.0, 0 objects without bitcode");
  }

  @Test
  void whatIsNoBitcodeIsNamed() {
    List<Finding> all =
        findings(
            List.of(),
            object("a.o", 1, 0, "LLVM14.0.6"),
            object("b.o", 0, 0, ""),
            object("c.o", 0, 0, ""),
            archive("libold.a", 0, 12));
    assertEquals(3, all.size(), all::toString);
    has(all, Severity.OK, "1 ThinLTO module by LLVM14.0.6, 14 objects without bitcode");
    has(all, Severity.NOTE, "'b.o', 'c.o' are no bitcode");
    has(all, Severity.NOTE, "'libold.a': 12 objects, none of them bitcode");
  }

  @Test
  void manyArchivesAreCounted() {
    LineInputs.Input[] inputs = new LineInputs.Input[9];
    inputs[0] = object("a.o", 1, 0, "LLVM14.0.6");
    for (int i = 1; i < inputs.length; i++) {
      inputs[i] = archive("lib" + i + ".a", 0, 1);
    }
    List<Finding> all = findings(List.of(), inputs);
    has(all, Severity.NOTE, "'lib5.a': 1 object, none");
    has(all, Severity.NOTE, "3 more archives without bitcode");
    assertEquals(7, all.size(), all::toString);
  }

  @Test
  void anArchiveOfTheSameNameWithBitcodeIsNamed() {
    List<Finding> all = findings(List.of(), archive("n/libx.a", 0, 1), archive("lto/libx.a", 1, 0));
    has(
        all,
        Severity.NOTE,
        "'n/libx.a': 1 object, none of them bitcode, but '/w/lto/libx.a' holds");
    all = findings(List.of(), archive("n/libx.a", 0, 1), archive("lto/liby.a", 1, 0));
    has(all, Severity.NOTE, "compile it with -flto=thin");
  }

  @Test
  void linesWithoutThinLtoAreFound() {
    List<Finding> all = findings(List.of(), object("a.o", 0, 0, ""), archive("l.a", 0, 2));
    assertEquals(1, all.size(), all::toString);
    has(all, Severity.NOTE, "no bitcode on the line");
    all = findings(List.of(), object("a.o", 0, 1, "LLVM14.0.6"));
    has(all, Severity.NOTE, "1 module of full LTO and none of ThinLTO");
  }

  @Test
  void bitcodeOfANewerReleaseIsFound() {
    List<Finding> all =
        findings(List.of(), object("a.o", 1, 0, "LLVM14.0.6"), object("b.o", 1, 0, "LLVM9000.1.0"));
    has(all, Severity.FAILED, "'b.o' was compiled by LLVM9000.1.0, but 'clang++' is clang 14.0.6");
    has(all, Severity.FAILED, "apt-get install clang-9000");
    all = findings(List.of(), object("a.o", 1, 0, "LLVM14.9.0"), object("b.o", 1, 0, "LLVM9.0.0"));
    assertEquals(1, all.size(), all::toString);
  }

  @Test
  void whatIsMissingIsNamed() {
    List<Finding> all =
        findings(List.of("gone.o", "Scrt1.o", "crti.o"), object("a.o", 1, 0, "LLVM14.0.6"));
    has(all, Severity.FAILED, "'gone.o' is not there\nbuild it first");
    has(all, Severity.FAILED, "'Scrt1.o' is not there\napt-get install build-essential");
    assertEquals(3, all.size(), all::toString);
  }

  @Test
  void fatObjectsAreFoundWhereLldTakesTheirMachineCode() {
    LineInputs.Input fat =
        new LineInputs.Input("f.o", Path.of("/w/f.o"), false, 0, 0, 1, 1, "", "");
    List<Finding> all = findings(List.of(), object("a.o", 1, 0, "LLVM14.0.6"), fat);
    has(all, Severity.NOTE, "'f.o': FatLTO, of which lld takes the machine code");
  }

  private static List<Finding> line(boolean strict, String outcome, String reason, String said) {
    Path here = Path.of("/");
    Machine machine =
        new Machine(
            Map.of(),
            here,
            here,
            here,
            command -> {
              throw new IllegalStateException("nothing is to be run");
            });
    Subject subject = subject(strict, "clang++", "a b.o", "-o", "x");
    OwnRun run = new OwnRun(0, said, outcome, reason, 3, 2);
    return List.of(new LineCheck(machine, subject).finding(run));
  }

  @Test
  void aDryRunSaysWhatWouldBecomeOfTheLine() {
    has(line(true, "distributed", "", ""), Severity.OK, "distributed: 2 jobs of 3 modules");
    has(line(false, "in-process", "no lld", ""), Severity.NOTE, "in process: no lld\nadd --strict");
    has(line(true, "in-process", "no lld", ""), Severity.FAILED, "no lld, and --strict forbids");
    has(line(true, "plain", "no bitcode on the line", ""), Severity.NOTE, "with -flto=thin");
    has(line(true, "plain", "'--help'", ""), Severity.NOTE, "clang++ 'a b.o' -o x");
    String error = "the driver has an error to report";
    has(line(false, "plain", error, ""), Severity.FAILED, "would fail: the driver has an error");
    String said = "x\nld.lld: error: no such file\n";
    has(line(false, "failed", "the thin link failed", said), Severity.FAILED, "fail: no such file");
    has(line(false, "", "", "killed"), Severity.FAILED, "would fail: killed");
  }

  @Test
  void theWordsThatChooseProgramsAreKept() {
    Subject subject =
        subject(false, "clang++", "-O2", "-B", "dir", "-Bx", "a.o", "--ld-path=/l", "-fuse-ld=lld");
    assertEquals(
        List.of("-B", "dir", "-Bx", "--ld-path=/l", "-fuse-ld=lld", "m.o"),
        subject.withWords(List.of("m.o")).words());
    assertFalse(subject.isCross());
    assertTrue(subject(false, "clang++", "-target", "aarch64-linux-gnu", "a.o").isCross());
    assertEquals(List.of(), subject(false, "ld.lld", "-Bstatic", "a.o").toolWords());
    assertEquals(
        List.of("-flavor", "gnu"), subject(false, "lld", "-flavor", "gnu", "a.o").toolWords());
  }
}
