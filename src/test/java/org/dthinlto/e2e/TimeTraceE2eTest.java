package org.dthinlto.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** One time trace of thin link, backends and final link: facts 6, case 38. */
@Execution(ExecutionMode.CONCURRENT)
class TimeTraceE2eTest {

  private static void example(TestSpace space) {
    space.thin("main.o", "int f(int); int main(int n, char **v) { return f(n); }");
    space.thin("f.o", "int f(int x) { return x * 2; }");
    space.archive("sub/libf.a", "f.o");
  }

  private static String trace(TestSpace space, String file) {
    return new String(space.read(file), StandardCharsets.UTF_8);
  }

  @Llvm.All
  void allProcessesAreInTheUsersFile(TestSpace space) {
    example(space);
    boolean old = space.llvm.version() == 14;
    Linked linked =
        space
            .link(
                "main.o",
                "sub/libf.a",
                "-Wl,--time-trace",
                "-Wl,--time-trace" + (old ? "-file" : "") + "=t/trace.json",
                "-Wl,--time-trace-granularity=0")
            .alsoWrites()
            .through(List.of("sh", "-c", "mkdir -p t; exec \"$@\"", "sh"))
            .alsoWrites("t/trace.json")
            .voicesMayDiffer()
            .same();
    String trace = trace(space, "t/trace.json");
    assertTrue(trace.contains("(thin link)"), trace);
    assertTrue(trace.contains("(final link)"), trace);
    assertTrue(trace.startsWith("{\"traceEvents\":[{"), trace);
    assertEquals(!old, trace.contains("(sub/libf.a(f.o at "), trace);
    int inTree = trace.indexOf("/tree/");
    assertEquals(-1, inTree, () -> trace.substring(Math.max(0, inTree - 200), inTree + 200));
    assertEquals(old, linked.summary().json().contains("time-trace"), linked.summary()::json);
  }

  @Llvm.Ends
  void theFileBesideTheOutput(TestSpace space) {
    example(space);
    space.link("main.o", "sub/libf.a").same();
    assertFalse(space.exists("out.time-trace"));
    space.remove("out");
    String launcher = TestSpace.launcher().toString();
    space
        .run(
            launcher,
            "link",
            "--strict",
            "--",
            space.llvm.clangxx(),
            space.llvm.driver().get(1),
            "-flto=thin",
            "main.o",
            "sub/libf.a",
            "-Wl,--time-trace",
            "-o",
            "out")
        .exits(0);
    String trace = trace(space, "out.time-trace");
    assertTrue(trace.contains("(thin link)") && trace.contains("(final link)"), trace);
  }

  // The driver's own option is for the compilations on the line.
  @Llvm.Newest
  void compilationsOnTheLineWriteTheirs(TestSpace space) {
    space.write("main.c", "int f(int); int main(int n, char **v) { return f(n); }\n");
    space.write("f.c", "int f(int x) { return x * 2; }\n");
    space.sh(line(space) + " -o out").exits(0);
    assertFalse(space.exists("out-main.json"));
    space.sh(line(space) + " -ftime-trace -o out").exits(0);
    assertTrue(trace(space, "out-main.json").contains("traceEvents"));
    assertTrue(trace(space, "out-f.json").contains("traceEvents"));
  }

  private static String line(TestSpace space) {
    return TestSpace.launcher()
        + " link --strict -- "
        + String.join(" ", space.llvm.driver()).replace("clang++", "clang")
        + " -O2 -flto=thin main.c f.c";
  }
}
