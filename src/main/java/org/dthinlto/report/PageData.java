package org.dthinlto.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dthinlto.exec.JobResult;

/**
 * The story of a link as JSON for the page's script, fit to stand in a page. Times are microseconds
 * since the link began, sizes bytes; -1 where nobody knows.
 *
 * <p>What is told of modules stands in columns, a value for each module: with 10,000 modules that
 * is a third of what objects with names would take.
 */
final class PageData {

  private static final int VERSION = 1;

  private final LinkStory story;
  private final JsonGenerator json;

  private PageData(LinkStory story, JsonGenerator json) {
    this.story = story;
    this.json = json;
  }

  /** A number of each module. */
  private enum Column {
    LANE,
    START,
    END,
    RAN,
    BITCODE,
    OBJECT
  }

  static String of(LinkStory story) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      new PageData(story, json).write();
    }
    // It can stand in strings only, and would end the script or begin a comment.
    return text.toString().replace("<", "\\u003c");
  }

  private void write() throws IOException {
    Summary summary = story.summary();
    json.writeStartObject();
    json.writeNumberField("version", VERSION);
    json.writeStringField("output", summary.output());
    json.writeStringField("outcome", summary.outcome().word());
    json.writeNumberField("beganMillis", story.beganMillis());
    json.writeNumberField("total", story.nanos() / 1000);
    json.writeNumberField("here", story.here());
    Work work = Work.of(story);
    json.writeNumberField("busy", work.remote() || work.jobs() == 0 ? -1 : work.busy());
    json.writeNumberField("most", work.most());
    json.writeNumberField("sum", work.sum() / 1000);
    phases();
    facts(summary);
    json.writeObjectFieldStart("modules");
    json.writeArrayFieldStart("name");
    for (ModuleStory module : story.modules()) {
      json.writeString(module.name());
    }
    json.writeEndArray();
    json.writeArrayFieldStart("origin");
    for (ModuleStory module : story.modules()) {
      json.writeString(origin(module));
    }
    json.writeEndArray();
    json.writeArrayFieldStart("group");
    for (ModuleStory module : story.modules()) {
      json.writeString(module.lane().group().word());
    }
    json.writeEndArray();
    for (Column column : Column.values()) {
      column(column);
    }
    lists();
    reasons();
    json.writeEndObject();
    json.writeEndObject();
  }

  private void phases() throws IOException {
    json.writeArrayFieldStart("phases");
    for (LinkStory.Phase phase : story.phases()) {
      json.writeStartObject();
      json.writeStringField("name", phase.name());
      json.writeNumberField("start", phase.start() / 1000);
      json.writeNumberField("end", phase.end() / 1000);
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void facts(Summary summary) throws IOException {
    json.writeArrayFieldStart("facts");
    fact("Output", summary.output());
    fact("Outcome", summary.outcome().word());
    fact("Linker", story.linker());
    fact("Compiler", story.compiler());
    fact("Jobs at once here", Amounts.number(story.here()));
    fact("Bitcode modules on the line", Amounts.number(summary.modules()));
    if (!summary.transfer().equals(Summary.Transfer.NONE)) {
      fact("Sent to the server", Amounts.number(summary.transfer().up()) + " bytes");
      fact("Received from it", Amounts.number(summary.transfer().down()) + " bytes");
    }
    fact("Not carried over to the backends", String.join(", ", summary.notCarriedOver()));
    fact("dthinlto", String.valueOf(PageData.class.getPackage().getImplementationVersion()));
    json.writeEndArray();
  }

  private void fact(String name, String value) throws IOException {
    if (!value.isEmpty() && !value.equals("null")) {
      json.writeStartArray();
      json.writeString(name);
      json.writeString(value);
      json.writeEndArray();
    }
  }

  private void column(Column column) throws IOException {
    json.writeArrayFieldStart(column.name().toLowerCase(java.util.Locale.ROOT));
    for (ModuleStory module : story.modules()) {
      json.writeNumber(
          switch (column) {
            case LANE -> module.lane().number();
            case START -> module.start() / 1000;
            case END -> module.end() / 1000;
            case RAN -> module.ran() < 0 ? -1 : module.ran() / 1000;
            case BITCODE -> module.bitcodeBytes();
            case OBJECT -> module.objectBytes();
          });
    }
    json.writeEndArray();
  }

  /** Where the result came from, or that there is none. */
  private static String origin(ModuleStory module) {
    return switch (module.result().status()) {
      case DONE -> TraceWriter.word(module.result().origin());
      case FAILED -> "failed";
      case CANCELLED -> "not run";
    };
  }

  private void lists() throws IOException {
    json.writeArrayFieldStart("imports");
    for (ModuleStory module : story.modules()) {
      json.writeStartArray();
      for (int place : module.imports()) {
        json.writeNumber(place);
      }
      json.writeEndArray();
    }
    json.writeEndArray();
    // What only few have is told with the module's place before it.
    json.writeArrayFieldStart("parts");
    for (int i = 0; i < story.modules().size(); i++) {
      ModuleStory module = story.modules().get(i);
      if (module.result().stages().isEmpty()) {
        continue;
      }
      json.writeStartArray();
      json.writeNumber(i);
      for (JobResult.Stage part : module.parts()) {
        json.writeString(part.name());
        json.writeNumber(part.startNanos() / 1000);
        json.writeNumber(part.endNanos() / 1000);
      }
      json.writeEndArray();
    }
    json.writeEndArray();
  }

  /** Many modules have the same ones: each stands once, modules have its place. */
  private void reasons() throws IOException {
    Map<List<String>, Integer> places = new HashMap<>();
    List<List<String>> all = new ArrayList<>();
    json.writeArrayFieldStart("why");
    for (ModuleStory module : story.modules()) {
      List<String> why = reasons(module);
      Integer place = places.get(why);
      if (place == null) {
        place = all.size();
        places.put(why, place);
        all.add(why);
      }
      json.writeNumber(place);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("reasons");
    for (List<String> why : all) {
      json.writeStartArray();
      for (String reason : why) {
        json.writeString(reason);
      }
      json.writeEndArray();
    }
    json.writeEndArray();
  }

  private static List<String> reasons(ModuleStory module) {
    JobResult result = module.result();
    return result.status() == JobResult.Status.FAILED
        ? List.of("failed: " + result.reason())
        : module.reasons();
  }
}
