package org.dthinlto.compare;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;

/** A comparison as JSON, whole: nothing is cut. */
public final class ComparisonJson {

  private static final int VERSION = 1;

  private ComparisonJson() {}

  /** Of two programs that were compared. */
  public static byte[] of(Comparison comparison, String output) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = begin(bytes, comparison.agrees() ? "agree" : "differ")) {
      json.writeStringField("outcome", "distributed");
      json.writeStringField("reason", "");
      json.writeStringField("output", output);
      write("functions", comparison.functions(), json);
      write("data", comparison.data(), json);
      write("symbols", comparison.symbols(), json);
      write("exports", comparison.exports(), json);
      write("imports", comparison.imports(), json);
      json.writeArrayFieldStart("constructors");
      for (Order order : comparison.constructors()) {
        json.writeStartObject();
        json.writeStringField("table", order.table());
        String verdict = order.isKnown() ? "order" : "differ";
        json.writeStringField("verdict", order.isSame() ? "same" : verdict);
        write("here", order.ours(), json);
        write("inProcess", order.theirs(), json);
        json.writeEndObject();
      }
      json.writeEndArray();
      write("properties", comparison.properties(), json);
      json.writeEndObject();
    }
    bytes.write('\n');
    return bytes.toByteArray();
  }

  /**
   * Of a link in which there was nothing to compare.
   *
   * @param outcome how it was linked: {@code plain} or {@code in-process}
   * @param reason why
   */
  public static byte[] ofNothing(String outcome, String reason, String output) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = begin(bytes, "not-compared")) {
      json.writeStringField("outcome", outcome);
      json.writeStringField("reason", reason);
      json.writeStringField("output", output);
      json.writeEndObject();
    }
    bytes.write('\n');
    return bytes.toByteArray();
  }

  private static JsonGenerator begin(ByteArrayOutputStream bytes, String verdict)
      throws IOException {
    JsonGenerator json = new JsonFactory().createGenerator(bytes);
    json.writeStartObject();
    json.writeNumberField("version", VERSION);
    json.writeStringField("verdict", verdict);
    return json;
  }

  private static void write(String name, Share share, JsonGenerator json) throws IOException {
    json.writeObjectFieldStart(name);
    json.writeNumberField("total", share.total());
    json.writeNumberField("same", share.same());
    json.writeArrayFieldStart("differing");
    for (Difference one : share.differing()) {
      json.writeStartObject();
      json.writeStringField("name", one.name());
      json.writeStringField("why", one.why());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void write(String name, List<String> texts, JsonGenerator json)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (String text : texts) {
      json.writeString(text);
    }
    json.writeEndArray();
  }
}
