package org.dthinlto.e2e;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.dthinlto.report.TraceView;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** {@code --trace}, {@code --trace-clang} and {@code --report} of all kinds of links. */
@Execution(ExecutionMode.CONCURRENT)
class TraceE2eTest {

  private static void example(TestSpace space) {
    space.thin("main.o", "int f(int); int main(int n, char **v) { return f(n) - 2; }");
    space.thin("f.o", "int f(int x) { return x * 2; }");
    space.thin("unused.o", "int g(int x) { return x * 3; }");
    space.archive("libf.a", "f.o", "unused.o");
  }

  private static List<String> command(TestSpace space, String... options) {
    List<String> command = new ArrayList<>(List.of("link"));
    command.addAll(List.of("--summary", space.root.resolve("log/summary.json").toString()));
    command.addAll(Arrays.asList(options));
    command.add("--");
    command.addAll(space.llvm.driver());
    return command;
  }

  private static Ran link(TestSpace space, String... options) {
    List<String> command = command(space, options);
    command.addAll(List.of("main.o", "libf.a", "-o", "out"));
    return space.dthinlto(command);
  }

  private static Summary summary(TestSpace space) {
    return Summary.read(space.root.resolve("log/summary.json"));
  }

  private static String text(TestSpace space, String file) {
    return new String(space.read(file), StandardCharsets.UTF_8);
  }

  private static TraceView trace(TestSpace space) {
    TraceView trace = TraceView.read(space.path("t.json"));
    assertEquals(List.of(), trace.overlaps());
    return trace;
  }

  private static List<String> phases(TraceView trace) {
    List<String> names = new ArrayList<>();
    for (TraceView.Slice phase : trace.of("phase")) {
      names.add(phase.name());
    }
    return names;
  }

  @Llvm.Ends
  void allJobsAreThereAndPhases(TestSpace space) {
    example(space);
    Ran plain = link(space).exits(0);
    byte[] expected = space.read("out");
    Snapshot before = space.snapshot();
    Ran ran = link(space, "--trace", "t.json", "--report", "r.html").exits(0);
    assertEquals(plain.err(), ran.err());
    assertArrayEquals(expected, space.read("out"));
    List<String> changes = before.changesTo(space.snapshot());
    changes.remove("~w/out");
    assertEquals(List.of("+w/r.html", "+w/t.json"), changes);
    TraceView trace = trace(space);
    assertEquals(List.of("prepare", "stage", "thin link", "backends", "final link"), phases(trace));
    assertEquals(summary(space).number("localJobs"), trace.of("local").size());
    assertEquals(2, trace.of("local").size());
    assertEquals("1", argument(trace, "main.o", "imports"));
    assertEquals("x86_64-pc-linux-gnu", argument(trace, "main.o", "triple"));
    assertTrue(Long.parseLong(argument(trace, "main.o", "objectBytes")) > 100);
    assertEquals(0, trace.of("clang").size());
    assertTrue(text(space, "r.html").contains("<h1>Linked in "));
  }

  private static String argument(TraceView trace, String module, String name) {
    for (TraceView.Slice job : trace.of("local")) {
      if (job.name().equals(module)) {
        return job.args().getOrDefault(name, "");
      }
    }
    return "no job " + module;
  }

  @Llvm.All
  void whatClangDidIsThereIfItCanTell(TestSpace space) {
    example(space);
    link(space).exits(0);
    byte[] expected = space.read("out");
    Ran ran = link(space, "--trace", "t.json", "--trace-clang").exits(0);
    assertArrayEquals(expected, space.read("out"));
    boolean old = space.llvm.version() == 14;
    assertEquals(old, ran.err().contains("'--trace-clang' (clang before 16 can't"), ran.err());
    assertEquals(old, trace(space).of("clang").isEmpty());
  }

  @Llvm.Newest
  void reusedJobsHaveNoTraceOfTheirCompilers(TestSpace space) {
    Cached.in(space);
    example(space);
    link(space, "--trace", "t.json", "--trace-clang").exits(0);
    assertFalse(trace(space).of("clang").isEmpty());
    assertTrue(argument(trace(space), "main.o", "why").contains("first time"));
    space.thin("main.o", "int f(int); int main(int n, char **v) { return f(n) - 3; }");
    link(space, "--trace", "t.json", "--trace-clang").exits(0);
    TraceView trace = trace(space);
    assertEquals(1, trace.of("cache").size());
    assertEquals(1, trace.of("local").size());
    long thread = trace.of("local").get(0).thread();
    for (TraceView.Slice slice : trace.of("clang")) {
      assertEquals(thread, slice.thread());
    }
    assertTrue(argument(trace, "main.o", "why").contains("bitcode of 'main.o' changed"));
    // With and without are two commands, so two keys.
    space.remove("out");
    link(space, "--trace", "t.json").exits(0);
    link(space, "--trace", "t.json").exits(0);
    assertEquals(List.of("prepare"), phases(trace(space)));
  }

  @Llvm.Newest
  void failedLinksHaveOne(TestSpace space) {
    example(space);
    space.thin("main.o", "int nosuch(int); int main(int n, char **v) { return nosuch(n); }");
    link(space, "--trace", "t.json", "--report", "r.html").exits(1).says("undefined symbol");
    assertEquals(1, trace(space).of("local").size());
    String page = text(space, "r.html");
    assertTrue(page.contains("<h1>The link failed after "), page);
    assertTrue(page.contains("the final link failed"), page);
  }

  @Llvm.Newest
  void failedJobsAreNamed(TestSpace space) {
    example(space);
    String clang = space.script("clang", "echo no >&2; exit 3\n").toString();
    String real = space.llvm.clang();
    // Asked who it is, it is clang; asked to compile, it fails.
    space.script(
        "clang",
        "case \" $* \" in *thinlto-index*) echo no >&2; exit 3 ;; esac\nexec "
            + real
            + " \"$@\"\n");
    link(space, "--clang", clang, "--trace", "t.json", "--report", "r.html").exits(1);
    assertTrue(argument(trace(space), "main.o", "failed").contains("status 3"));
    assertTrue(text(space, "r.html").contains("&#39;main.o&#39;: "));
  }

  @Llvm.Newest
  void linksThatWereNotDistributedSaySo(TestSpace space) {
    example(space);
    link(space, "-n", "--report", "r.html").exits(0);
    assertTrue(text(space, "r.html").contains("<h1>A dry run: nothing was linked"));
    List<String> plain = command(space, "--report", "r.html", "--trace", "t.json");
    space.elf("n.o", "int main(void) { return 0; }");
    plain.addAll(List.of("n.o", "-o", "out"));
    space.dthinlto(plain).exits(0);
    assertTrue(text(space, "r.html").contains("<h1>Linked as it is in "));
    assertEquals(List.of("prepare", "link as it is"), phases(trace(space)));
    List<String> inProcess = command(space, "--report", "r.html");
    inProcess.addAll(
        List.of("main.o", "libf.a", "-Wl,--lto-newpm-passes=default<O2>", "-o", "out"));
    space.dthinlto(inProcess).exits(0);
    assertTrue(text(space, "r.html").contains("<h1>Linked in process in "));
    assertEquals("in-process", summary(space).outcome());
  }

  @Llvm.Newest
  void whatCanNotBeWrittenIsAWarning(TestSpace space) {
    example(space);
    link(space, "--trace", "no/t.json", "--report", "no/r.html")
        .exits(0)
        .says("dthinlto: warning: the trace was not written: ")
        .says("dthinlto: warning: the report was not written: ");
    assertTrue(space.exists("out"));
    link(space, "--trace", "t.json").exits(0).saysNot("not written");
  }

  @Llvm.Newest
  void variablesStandForOptions(TestSpace space) {
    example(space);
    space.env.put("DTHINLTO_TRACE", "t.json");
    space.env.put("DTHINLTO_TRACE_CLANG", "1");
    space.env.put("DTHINLTO_REPORT", "r.html");
    link(space).exits(0);
    assertFalse(trace(space).of("clang").isEmpty());
    assertTrue(space.exists("r.html"));
  }
}
