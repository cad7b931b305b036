package org.dthinlto.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import org.dthinlto.exec.JobResult;
import org.dthinlto.history.JobHistory;
import org.dthinlto.history.JobRecord;

/** Says as JSON what a history tells. */
final class ExplainJson {

  private static final int VERSION = 1;
  private static final int SHARD = 1;

  private ExplainJson() {}

  /** All jobs, without what only {@link #module} tells. */
  static String link(String output, JobHistory history) throws IOException {
    return json(output, history, history.jobs(), /* whole= */ false);
  }

  /** One job with all that is known of it. */
  static String module(String output, JobHistory history, JobRecord job) throws IOException {
    return json(output, history, List.of(job), /* whole= */ true);
  }

  private static String json(String output, JobHistory history, List<JobRecord> jobs, boolean whole)
      throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      json.writeNumberField("version", VERSION);
      json.writeStringField("output", output);
      json.writeStringField("compiler", history.compiler());
      json.writeStringField("compilerIdentity", history.compilerIdentity().hex());
      json.writeArrayFieldStart("modules");
      for (JobRecord job : jobs) {
        write(history, job, whole, json);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    return text.append('\n').toString();
  }

  private static void write(JobHistory history, JobRecord job, boolean whole, JsonGenerator json)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("name", job.userName());
    json.writeStringField("moduleId", job.moduleId());
    json.writeStringField("origin", word(job.origin()));
    json.writeNumberField("ms", job.millis());
    write("reasons", job.reasons(), json);
    json.writeStringField("key", job.key().hex());
    if (whole) {
      json.writeArrayFieldStart("imports");
      for (int i = SHARD + 1; i < job.inputs().size(); i++) {
        JobRecord imported = history.job(job.inputs().get(i).name());
        if (imported != null) {
          json.writeString(imported.userName());
        }
      }
      json.writeEndArray();
      json.writeArrayFieldStart("inputs");
      for (JobRecord.Input input : job.inputs()) {
        json.writeStartObject();
        json.writeStringField("name", input.name());
        json.writeStringField("sha256", input.content().hex());
        json.writeEndObject();
      }
      json.writeEndArray();
      write("outputs", job.outputs(), json);
      write("arguments", job.argv(), json);
    }
    json.writeEndObject();
  }

  private static void write(String name, List<String> values, JsonGenerator json)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (String value : values) {
      json.writeString(value);
    }
    json.writeEndArray();
  }

  private static String word(JobResult.Origin origin) {
    return switch (origin) {
      case LOCAL -> "local";
      case REMOTE -> "remote";
      case CACHE -> "cache";
      case REMOTE_CACHE -> "remote-cache";
    };
  }
}
