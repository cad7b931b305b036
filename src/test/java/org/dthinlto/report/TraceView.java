package org.dthinlto.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A file of Chrome trace events, read back. Knows what a good one is: slices of one thread are one
 * behind the other or one within the other.
 *
 * @param slices the complete events
 * @param threads names of threads by number
 */
public record TraceView(List<Slice> slices, Map<Long, String> threads) {

  /**
   * A complete event.
   *
   * @param args the texts and numbers among its arguments
   */
  public record Slice(
      String name, String kind, long thread, long start, long length, Map<String, String> args) {

    long end() {
      return start + length;
    }
  }

  public static TraceView read(Path file) {
    List<Slice> slices = new ArrayList<>();
    Map<Long, String> threads = new TreeMap<>();
    try (JsonParser in = new JsonFactory().createParser(file.toFile())) {
      in.nextToken();
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        boolean events = in.currentName().equals("traceEvents");
        in.nextToken();
        if (!events) {
          in.skipChildren();
          continue;
        }
        while (in.nextToken() == JsonToken.START_OBJECT) {
          event(in, slices, threads);
        }
      }
      if (in.nextToken() != null) {
        throw new IOException("there is more behind the object");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new TraceView(slices, threads);
  }

  private static void event(JsonParser in, List<Slice> slices, Map<Long, String> threads)
      throws IOException {
    Map<String, String> fields = new TreeMap<>();
    Map<String, String> args = new TreeMap<>();
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String field = in.currentName();
      if (in.nextToken() == JsonToken.START_OBJECT) {
        while (in.nextToken() == JsonToken.FIELD_NAME) {
          String name = in.currentName();
          in.nextToken();
          args.put(name, in.getText());
        }
      } else {
        fields.put(field, in.getText());
      }
    }
    long thread = Long.parseLong(fields.getOrDefault("tid", "0"));
    String name = fields.getOrDefault("name", "");
    if (fields.getOrDefault("ph", "").equals("X")) {
      long start = Long.parseLong(fields.get("ts"));
      long length = Long.parseLong(fields.get("dur"));
      slices.add(new Slice(name, fields.get("cat"), thread, start, length, args));
    } else if (name.equals("thread_name")) {
      threads.put(thread, args.get("name"));
    }
  }

  /** The slices of a kind. */
  public List<Slice> of(String kind) {
    List<Slice> found = new ArrayList<>(slices);
    found.removeIf(slice -> !slice.kind().equals(kind));
    return found;
  }

  /** What begins within another slice of its thread and ends behind it, in words. */
  public List<String> overlaps() {
    Map<Long, List<Slice>> byThread = new TreeMap<>();
    for (Slice slice : slices) {
      byThread.computeIfAbsent(slice.thread(), t -> new ArrayList<>()).add(slice);
    }
    List<String> overlaps = new ArrayList<>();
    for (List<Slice> all : byThread.values()) {
      all.sort(
          (a, b) ->
              a.start() != b.start()
                  ? Long.compare(a.start(), b.start())
                  : Long.compare(b.end(), a.end()));
      Deque<Slice> open = new ArrayDeque<>();
      for (Slice slice : all) {
        while (!open.isEmpty() && open.peek().end() <= slice.start()) {
          open.pop();
        }
        if (!open.isEmpty() && slice.end() > open.peek().end()) {
          overlaps.add(open.peek() + " and " + slice);
        }
        open.push(slice);
      }
    }
    return overlaps;
  }
}
