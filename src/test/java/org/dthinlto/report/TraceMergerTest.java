package org.dthinlto.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Traces of several processes in one. */
final class TraceMergerTest {

  @TempDir Path folder;

  private TraceFile trace(String name, String json) throws IOException {
    Path file = folder.resolve(name.replace(' ', '-'));
    Files.writeString(file, json);
    return new TraceFile(name, file);
  }

  @Test
  void eachIsAProcessAtItsTime() throws Exception {
    TraceFile thin =
        trace(
            "thin link",
            """
            {"traceEvents":[{"pid":7,"tid":8,"ph":"X","ts":5,"dur":3,"name":"LTO"},
            {"cat":"","pid":7,"tid":7,"ts":0,"ph":"M","name":"process_name","args":{"name":"lld"}}],
            "beginningOfTime":1000}""");
    TraceFile job =
        trace(
            "a.o",
            """
            {"beginningOfTime":1700,"other":{"traceEvents":[1]},"traceEvents":[
            {"pid":7,"tid":9,"ts":1,"ph":"X","dur":2,"name":"Opt","args":{"detail":"ours","n":[1]}},
            {"pid":7,"tid":9,"ts":0,"ph":"M","name":"thread_name","args":{"name":"clang"}}]}""");
    Path merged = folder.resolve("merged");
    TraceMerger.merge(List.of(thin, job), merged, name -> name.replace("ours", "theirs"));
    assertEquals(
        """
        {"traceEvents":[{"pid":1,"tid":8,"ph":"X","ts":5,"dur":3,"name":"LTO"},
        {"cat":"","pid":1,"tid":7,"ts":0,"ph":"M","name":"process_name","args":{"name":"lld (thin link)"}},
        {"pid":2,"tid":9,"ts":701,"ph":"X","dur":2,"name":"Opt","args":{"detail":"theirs","n":[1]}},
        {"pid":2,"tid":9,"ts":700,"ph":"M","name":"thread_name","args":{"name":"clang"}}],
        "beginningOfTime":1000}"""
            .replace("\n", ""),
        Files.readString(merged));
  }

  @Test
  void whatIsNoTraceIsSaid() throws Exception {
    TraceFile none = trace("none", "{\"traceEvents\":[]}");
    IOException e =
        assertThrows(
            IOException.class,
            () -> TraceMerger.merge(List.of(none), folder.resolve("m"), name -> name));
    assertTrue(e.getMessage().endsWith("none': a time trace without its beginning"), e::toString);
    TraceFile cut = trace("cut", "{\"traceEvents\":[{\"pid\":1");
    assertThrows(
        IOException.class,
        () -> TraceMerger.merge(List.of(cut), folder.resolve("m"), name -> name));
  }
}
