package org.dthinlto.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.dthinlto.exec.JobResult;
import org.jspecify.annotations.Nullable;

/**
 * Writes the story of a link as Chrome trace events, which Perfetto opens: phases on a lane, jobs
 * on those that they have in the story, what they went through within them.
 *
 * <p>Times are microseconds since the link began. On one lane slices are one behind the other or
 * one within the other.
 */
final class TraceWriter implements OutputFile.Content {

  private static final int PROCESS = 1;
  private static final int PHASES = 1;

  /** Lanes of a group have numbers from so many times its place on. */
  private static final int LANES = 100_000;

  private final LinkStory story;
  private final @Nullable ClangTraces clang;

  private TraceWriter(LinkStory story, @Nullable ClangTraces clang) {
    this.story = story;
    this.clang = clang;
  }

  /**
   * Writes the file, in place of what was there.
   *
   * @param clang what the jobs' compilers wrote; null for nothing
   * @throws IOException if it can't be written; the file is as it was
   */
  static void write(LinkStory story, @Nullable ClangTraces clang, Path file) throws IOException {
    OutputFile.write(new TraceWriter(story, clang), file);
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    // By a writer: a name that is no Unicode gets question marks, where jackson would give up.
    Writer text = new OutputStreamWriter(out, StandardCharsets.UTF_8);
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("displayTimeUnit", "ms");
      json.writeObjectFieldStart("otherData");
      json.writeStringField("tool", "dthinlto");
      json.writeStringField("output", story.summary().output());
      json.writeStringField("outcome", story.summary().outcome().word());
      json.writeStringField("reason", story.summary().reason());
      json.writeStringField("linker", story.linker());
      json.writeStringField("compiler", story.compiler());
      json.writeNumberField("beganMillis", story.beganMillis());
      json.writeEndObject();
      json.writeArrayFieldStart("traceEvents");
      names(json);
      for (LinkStory.Phase phase : story.phases()) {
        begin(phase.name(), "phase", PHASES, phase.start(), phase.end(), json);
        json.writeEndObject();
      }
      for (ModuleStory module : story.modules()) {
        if (module.happened()) {
          module(module, json);
        }
      }
      json.writeEndArray();
      json.writeEndObject();
      json.writeRaw('\n');
    }
  }

  private void names(JsonGenerator json) throws IOException {
    name("process_name", 0, "dthinlto link " + story.summary().output(), json);
    name("thread_name", PHASES, "phases", json);
    Map<Integer, String> lanes = new TreeMap<>();
    for (ModuleStory module : story.modules()) {
      if (module.happened()) {
        ModuleStory.Lane lane = module.lane();
        lanes.put(thread(lane), lane.group().word() + " " + lane.number());
      }
    }
    for (Map.Entry<Integer, String> lane : lanes.entrySet()) {
      name("thread_name", lane.getKey(), lane.getValue(), json);
      json.writeStartObject();
      json.writeStringField("ph", "M");
      json.writeNumberField("pid", PROCESS);
      json.writeNumberField("tid", lane.getKey());
      json.writeStringField("name", "thread_sort_index");
      json.writeObjectFieldStart("args");
      json.writeNumberField("sort_index", lane.getKey());
      json.writeEndObject();
      json.writeEndObject();
    }
  }

  private static void name(String what, int thread, String name, JsonGenerator json)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("ph", "M");
    json.writeNumberField("pid", PROCESS);
    json.writeNumberField("tid", thread);
    json.writeStringField("name", what);
    json.writeObjectFieldStart("args");
    json.writeStringField("name", name);
    json.writeEndObject();
    json.writeEndObject();
  }

  private static int thread(ModuleStory.Lane lane) {
    int group =
        switch (lane.group()) {
          case HERE -> 1;
          case REMOTE -> 2;
          case CACHE -> 3;
        };
    return group * LANES + lane.number();
  }

  /** Begins a slice; who calls it ends the object. */
  private static void begin(
      String name, String kind, int thread, long start, long end, JsonGenerator json)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("ph", "X");
    json.writeNumberField("pid", PROCESS);
    json.writeNumberField("tid", thread);
    json.writeStringField("name", name);
    json.writeStringField("cat", kind);
    // Both ends are cut, not the length: so what followed before follows still.
    json.writeNumberField("ts", start / 1000);
    json.writeNumberField("dur", end / 1000 - start / 1000);
  }

  private void module(ModuleStory module, JsonGenerator json) throws IOException {
    JobResult result = module.result();
    int thread = thread(module.lane());
    begin(module.name(), word(result.origin()), thread, module.start(), module.end(), json);
    json.writeObjectFieldStart("args");
    json.writeStringField("module", module.name());
    json.writeStringField("origin", word(result.origin()));
    json.writeStringField("triple", result.job().triple());
    json.writeNumberField("bitcodeBytes", module.bitcodeBytes());
    if (module.objectBytes() >= 0) {
      json.writeNumberField("objectBytes", module.objectBytes());
    }
    json.writeNumberField("imports", module.imports().size());
    json.writeNumberField("waitedMs", Math.max(0, module.start() - backends()) / 1_000_000);
    if (!module.isRun() && module.ran() >= 0) {
      json.writeNumberField("ranMsWhenItRan", module.ran() / 1_000_000);
    }
    if (!module.reasons().isEmpty()) {
      json.writeStringField("why", String.join("; ", module.reasons()));
    }
    if (result.status() != JobResult.Status.DONE) {
      json.writeStringField("failed", result.reason());
    }
    json.writeEndObject();
    json.writeEndObject();
    for (JobResult.Stage part : module.parts()) {
      begin(part.name(), "stage", thread, part.startNanos(), part.endNanos(), json);
      json.writeEndObject();
    }
    clang(module, thread, json);
  }

  /** When the jobs could begin. */
  private long backends() {
    for (LinkStory.Phase phase : story.phases()) {
      if (phase.name().equals(LinkStory.BACKENDS)) {
        return phase.start();
      }
    }
    return 0;
  }

  /** The compiler's own trace, in the place where it ran. */
  private void clang(ModuleStory module, int thread, JsonGenerator json) throws IOException {
    ClangTraces traces = clang;
    if (traces == null || !module.isRun()) {
      return;
    }
    ClangTraces.Trace trace = traces.of(module.result().job().moduleId());
    if (trace.events().isEmpty()) {
      return;
    }
    long from = module.start() / 1000;
    long to = module.end() / 1000;
    for (JobResult.Stage part : module.parts()) {
      if (part.name().equals("clang") || part.name().equals("executing")) {
        from = part.startNanos() / 1000;
        to = part.endNanos() / 1000;
      }
    }
    long last = 0;
    for (ClangTraces.Event event : trace.events()) {
      last = Math.max(last, event.end());
    }
    // The clock of another machine tells another time, and this one's may have been set.
    long offset = trace.beginning() - story.beganMillis() * 1000;
    offset = Math.max(from, Math.min(offset, to - last));
    for (ClangTraces.Event event : trace.events()) {
      long start = offset + event.start();
      long end = Math.min(to, offset + event.end());
      if (start < end) {
        begin(event.name(), "clang", thread, start * 1000, end * 1000, json);
        if (!event.detail().isEmpty()) {
          json.writeObjectFieldStart("args");
          json.writeStringField("detail", event.detail());
          json.writeEndObject();
        }
        json.writeEndObject();
      }
    }
  }

  /** Where a result came from, for data. */
  static String word(JobResult.Origin origin) {
    return switch (origin) {
      case LOCAL -> "local";
      case CACHE -> "cache";
      case REMOTE -> "remote";
      case REMOTE_CACHE -> "remote cache";
    };
  }
}
