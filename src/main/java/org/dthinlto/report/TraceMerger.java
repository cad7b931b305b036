package org.dthinlto.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Makes one time trace of the traces of several processes, each a process of its own in it, at the
 * time when it ran. Knows the form of LLVM's traces (llvm/lib/Support/TimeProfiler.cpp), not what
 * the processes are.
 *
 * <p>A trace is {@code {"traceEvents":[{"pid":1,"tid":1,"ts":0,…},…],"beginningOfTime":µs}}; times
 * of events are in microseconds from the beginning.
 */
public final class TraceMerger {

  private static final String EVENTS = "traceEvents";
  private static final String BEGINNING = "beginningOfTime";
  private static final JsonFactory JSON = new JsonFactory();

  private TraceMerger() {}

  /**
   * Writes the merged trace.
   *
   * @param names gives names in the details of events as the user knows them
   */
  public static void merge(List<TraceFile> parts, Path to, UnaryOperator<String> names)
      throws IOException {
    long first = Long.MAX_VALUE;
    long[] beginnings = new long[parts.size()];
    for (int i = 0; i < beginnings.length; i++) {
      beginnings[i] = beginning(parts.get(i).file());
      first = Math.min(first, beginnings[i]);
    }
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(to));
        JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartObject();
      json.writeArrayFieldStart(EVENTS);
      for (int i = 0; i < beginnings.length; i++) {
        Part part = new Part(i + 1, parts.get(i).name(), beginnings[i] - first, names);
        part.copy(parts.get(i).file(), json);
      }
      json.writeEndArray();
      json.writeNumberField(BEGINNING, first);
      json.writeEndObject();
    }
  }

  private static long beginning(Path file) throws IOException {
    try (JsonParser in = JSON.createParser(file.toFile())) {
      in.nextToken();
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        String field = in.currentName();
        in.nextToken();
        if (field.equals(BEGINNING)) {
          return in.getLongValue();
        }
        in.skipChildren();
      }
    }
    throw new IOException("'" + file + "': a time trace without its beginning");
  }

  /**
   * One process.
   *
   * @param process its number in the merged trace: those of the system may come twice
   * @param later by how many microseconds it began after the first
   */
  private record Part(int process, String name, long later, UnaryOperator<String> names) {

    void copy(Path file, JsonGenerator out) throws IOException {
      try (JsonParser in = JSON.createParser(file.toFile())) {
        in.nextToken();
        while (in.nextToken() == JsonToken.FIELD_NAME) {
          boolean events = in.currentName().equals(EVENTS);
          in.nextToken();
          if (!events) {
            in.skipChildren();
            continue;
          }
          while (in.nextToken() == JsonToken.START_OBJECT) {
            event(in, out);
          }
        }
      }
    }

    private void event(JsonParser in, JsonGenerator out) throws IOException {
      boolean namesProcess = false;
      out.writeStartObject();
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        String field = in.currentName();
        out.writeFieldName(field);
        JsonToken value = in.nextToken();
        if (field.equals("pid")) {
          out.writeNumber(process);
        } else if (field.equals("ts")) {
          out.writeNumber(in.getLongValue() + later);
        } else if (field.equals("args") && value == JsonToken.START_OBJECT) {
          arguments(in, out, namesProcess);
        } else {
          namesProcess |= field.equals("name") && in.getText().equals("process_name");
          out.copyCurrentStructure(in);
        }
      }
      out.writeEndObject();
    }

    private void arguments(JsonParser in, JsonGenerator out, boolean namesProcess)
        throws IOException {
      out.writeStartObject();
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        String field = in.currentName();
        out.writeFieldName(field);
        JsonToken value = in.nextToken();
        if (namesProcess && field.equals("name")) {
          out.writeString(in.getText() + " (" + name + ")");
        } else if (value == JsonToken.VALUE_STRING) {
          out.writeString(names.apply(in.getText()));
        } else {
          out.copyCurrentStructure(in);
        }
      }
      out.writeEndObject();
    }
  }
}
