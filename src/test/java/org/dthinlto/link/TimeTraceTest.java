package org.dthinlto.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.dthinlto.plan.BackendJob;
import org.dthinlto.plan.Ending;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the processes of a link write their time traces. */
final class TimeTraceTest {

  private static final String NATIVE = "_native/a.o";

  @TempDir Path folder;

  private static TimeTrace trace(String... words) {
    return TimeTrace.of(LldOptions.load().parse(List.of(words)), "out");
  }

  @ParameterizedTest
  @ValueSource(strings = {"main.o", "--time-trace-granularity=5", "--time-trace=-"})
  void noneToMerge(String word) {
    TimeTrace none = trace(word);
    assertTrue(none.none());
    assertEquals(List.of(), none.words(NATIVE, 22));
    assertEquals(List.of(), none.outputs(NATIVE, 22));
    assertEquals(List.of(), none.notCarried(14));
    assertEquals(List.of(), none.thinWords());
  }

  @Test
  void withoutANameItLiesBesideTheOutput() {
    TimeTrace beside = trace("--time-trace");
    assertEquals("out.time-trace", beside.file());
    assertTrue(beside.beside());
    assertEquals(List.of("--time-trace"), beside.thinWords());
    TimeTrace named = trace("--time-trace=t.json");
    assertEquals("t.json", named.file());
    assertFalse(named.beside());
    assertEquals(List.of("--time-trace=../trace"), named.thinWords());
  }

  @Test
  void clangBefore16CannotBeTold() {
    TimeTrace trace = trace("--time-trace=t", "--time-trace-granularity=5");
    assertEquals(
        List.of("-ftime-trace=_side/trace/a.o", "-ftime-trace-granularity=5"),
        trace.words(NATIVE, 16));
    assertEquals(List.of("_side/trace/a.o"), trace.outputs(NATIVE, 16));
    assertEquals(List.of(), trace.notCarried(16));
    assertEquals(List.of(), trace.words(NATIVE, 15));
    assertEquals(List.of(), trace.outputs(NATIVE, 15));
    assertEquals("--time-trace=t", trace.notCarried(15).get(0).word());
  }

  @Test
  void allTracesBecomeOne() throws Exception {
    Path tree = Files.createDirectories(folder.resolve("work/tree"));
    Files.createDirectories(tree.resolve("_side/trace"));
    Path last = folder.resolve("out.time-trace");
    TimeTrace trace = trace("--time-trace");
    Files.writeString(last, json("thin"));
    trace.take(tree, folder);
    assertFalse(Files.exists(last), "the final link writes there");
    Files.writeString(last, json("final"));
    Files.writeString(tree.resolve("_side/trace/a.o"), json("job"));
    BackendJob job = new BackendJob("a.o", "a.o", List.of("c"), List.of(), List.of(NATIVE), "", 1);
    Ending ending =
        new Ending(
            "out",
            "",
            "",
            "",
            List.of(),
            List.of(),
            trace.file(),
            trace.parts(List.of(job)),
            List.of());
    FinalRun.mergeTraces(ending, tree, folder, new UserNames(tree.toString()));
    String merged = Files.readString(last);
    for (String name : List.of("thin", "job", "final")) {
      assertTrue(merged.contains("\"" + name + "\""), merged);
    }
  }

  private static String json(String name) {
    return "{\"traceEvents\":[{\"pid\":1,\"name\":\"" + name + "\"}],\"beginningOfTime\":1}";
  }
}
