package org.dthinlto.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.dthinlto.exec.JobResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The trace of a link. */
final class TraceWriterTest {

  @TempDir Path folder;

  private TraceView written(LinkStory story, ClangTraces clang) throws IOException {
    Path file = folder.resolve("trace.json");
    TraceWriter.write(story, clang, file);
    return TraceView.read(file);
  }

  private static Stories link() {
    return new Stories(2).phase("thin link", 0).phase("backends", 10);
  }

  @Test
  void jobsLieOnLanesAndPhasesOnOne() throws Exception {
    Stories stories = link().ran("a.o", 10, 20, "b.o").ran("b.o", 15, 30).ran("c.o", 20, 25);
    stories.done("d.o", JobResult.Origin.CACHE, 12, 13).phase("final link", 30);
    TraceView trace = written(stories.end(40), new ClangTraces());
    assertEquals(
        Map.of(1L, "phases", 100_001L, "here 1", 100_002L, "here 2", 300_001L, "cache 1"),
        trace.threads());
    assertEquals(List.of(), trace.overlaps());
    assertEquals(3, trace.of("phase").size());
    assertEquals(3, trace.of("local").size());
    assertEquals(1, trace.of("cache").size());
    TraceView.Slice a = trace.of("local").get(0);
    assertEquals(10_000, a.start());
    assertEquals(10_000, a.length());
    assertEquals("1", a.args().get("imports"));
    assertEquals("1000", a.args().get("bitcodeBytes"));
    assertEquals("0", a.args().get("waitedMs"));
    assertEquals("10", trace.of("local").get(2).args().get("waitedMs"));
  }

  @Test
  void overlapsAreSeen() throws Exception {
    Path file = folder.resolve("bad.json");
    String event = "{\"ph\":\"X\",\"tid\":1,\"ts\":%d,\"dur\":5,\"name\":\"x\",\"cat\":\"c\"}";
    Files.writeString(
        file, "{\"traceEvents\":[" + event.formatted(0) + "," + event.formatted(3) + "]}");
    assertEquals(1, TraceView.read(file).overlaps().size());
    Files.writeString(
        file, "{\"traceEvents\":[" + event.formatted(0) + "," + event.formatted(5) + "]}");
    assertEquals(0, TraceView.read(file).overlaps().size());
  }

  @Test
  void manyJobsNeverOverlap() throws Exception {
    Random random = new Random(1);
    List<JobResult.Origin> origins = List.of(JobResult.Origin.values());
    Stories stories = link();
    for (int i = 0; i < 500; i++) {
      JobResult.Origin origin = origins.get(random.nextInt(origins.size()));
      long start = 10L + random.nextInt(300);
      stories.done("m" + i + ".o", origin, start, start + random.nextInt(40));
    }
    TraceView trace = written(stories.end(400), new ClangTraces());
    assertEquals(List.of(), trace.overlaps());
    int jobs = 0;
    for (String kind : List.of("local", "cache", "remote", "remote cache")) {
      assertFalse(trace.of(kind).isEmpty(), kind);
      jobs += trace.of(kind).size();
    }
    assertEquals(500, jobs);
  }

  @Test
  void stagesLieWithinTheirJob() throws Exception {
    List<JobResult.Stage> stages =
        List.of(
            new JobResult.Stage("upload", Stories.nanos(11), Stories.nanos(13)),
            new JobResult.Stage("executing", Stories.nanos(13), Stories.nanos(18)),
            new JobResult.Stage("download", Stories.nanos(18), Stories.nanos(19)));
    JobResult result =
        new JobResult(
            Stories.job("a.o"),
            JobResult.Status.DONE,
            "",
            "",
            Stories.nanos(14),
            Stories.nanos(19),
            JobResult.Origin.REMOTE,
            stages);
    TraceView trace = written(link().add(result).end(20), new ClangTraces());
    assertEquals("remote 1", trace.threads().get(200_001L));
    assertEquals(3, trace.of("stage").size());
    assertEquals(11_000, trace.of("remote").get(0).start());
    assertEquals(8_000, trace.of("remote").get(0).length());
    assertEquals(List.of(), trace.overlaps());
  }

  @Test
  void compilersTracesLieWithinTheirJobs() throws Exception {
    Files.createDirectories(folder.resolve("_side/trace"));
    // Rounded as LLVM does it: the inner one ends behind the outer one.
    Files.writeString(
        folder.resolve("_side/trace/a.o"),
        """
        {"traceEvents":[
        {"pid":7,"tid":7,"ph":"X","ts":101,"dur":100,"name":"Inner","args":{"detail":"f"}},
        {"pid":7,"tid":7,"ph":"X","ts":100,"dur":100,"name":"Outer"},
        {"pid":7,"tid":8,"ph":"X","ts":0,"dur":100,"name":"Total Outer","args":{"count":1}},
        {"pid":7,"tid":7,"ph":"M","ts":0,"name":"process_name","args":{"name":"clang"}}],
        "beginningOfTime":5}""");
    Files.writeString(folder.resolve("_side/trace/c.o"), "{\"traceEvents\":[{]");
    Stories stories = link().tree(folder).ran("a.o", 10, 20).ran("c.o", 10, 20);
    stories.done("b.o", JobResult.Origin.CACHE, 10, 11);
    LinkStory story = stories.end(30);
    ClangTraces clang = new ClangTraces();
    clang.add("a.o", folder.resolve("_side/trace/a.o"));
    clang.add("c.o", folder.resolve("_side/trace/c.o"));
    assertEquals(1, clang.unread());
    TraceView trace = written(story, clang);
    assertEquals(2, trace.of("clang").size());
    TraceView.Slice outer = trace.of("clang").get(0);
    assertEquals("Outer", outer.name());
    // Its clock says another time than the link's: then it begins when its job does.
    assertEquals(10_100, outer.start());
    assertEquals("f", trace.of("clang").get(1).args().get("detail"));
    assertEquals(List.of(), trace.overlaps());
    assertEquals(0, written(story, new ClangTraces()).of("clang").size());
  }

  @Test
  void failuresAndNamesOfAllKinds() throws Exception {
    String name = "a\"\\\u0000\u202e</script>\ud800\n.o";
    TraceView trace =
        written(link().failed(name, "it \"failed\"", 10, 20).end(30), new ClangTraces());
    assertEquals("it \"failed\"", trace.of("local").get(0).args().get("failed"));
    assertEquals(name.replace('\ud800', '?'), trace.of("local").get(0).name());
  }

  @Test
  void aFileThatCanNotBeWrittenStaysAsItWas() throws Exception {
    LinkStory story = link().end(30);
    Path nowhere = folder.resolve("no/such/trace.json");
    assertThrows(IOException.class, () -> TraceWriter.write(story, new ClangTraces(), nowhere));
    List<String> trouble =
        new Stories(1).recorder.write(story.summary(), folder.resolve("no/such"));
    assertEquals(2, trouble.size());
    assertTrue(trouble.get(0).startsWith("the trace was not written: "), trouble.get(0));
    assertTrue(trouble.get(1).startsWith("the report was not written: "), trouble.get(1));
    assertEquals(List.of(), new Stories(1).recorder.write(story.summary(), folder));
    assertTrue(Files.readString(folder.resolve("page.html")).contains("</html>"));
  }
}
