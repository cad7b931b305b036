package org.dthinlto.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * What the compilers of a link wrote into their time traces, by module. The files lie in the work
 * folder, which is gone before the link's own trace is written; so it is kept here, compressed: the
 * names of passes repeat, and ten thousand events take some 50 KB.
 *
 * <p>Knows the form of LLVM's traces (llvm/lib/Support/TimeProfiler.cpp): what the compiler did are
 * the complete events of its first thread; behind them come sums, on threads of their own.
 */
final class ClangTraces {

  private static final JsonFactory JSON = new JsonFactory();
  private static final String SUM = "Total ";

  /** So much text of a detail is kept: names of templates may be longer than all else. */
  private static final int LONGEST = 300;

  private final Map<String, byte[]> byModule = new HashMap<>();
  private int unread;

  /**
   * Something that a compiler did.
   *
   * @param start microseconds since its trace began
   * @param end the same
   * @param detail on what; may be empty
   */
  record Event(long start, long end, String name, String detail) {}

  /**
   * A compiler's trace.
   *
   * @param beginning microseconds since 1970, by the clock of its machine
   * @param events in the order in which they began, outer ones first; each is within the one that
   *     it overlaps
   */
  record Trace(long beginning, List<Event> events) {}

  /** Takes a trace in; a file that holds none is counted. */
  void add(String moduleId, Path file) {
    try {
      byModule.put(moduleId, packed(nested(read(file))));
    } catch (IOException e) {
      unread++;
    }
  }

  /** How many files could not be read. */
  int unread() {
    return unread;
  }

  /** The trace of a module; one without events if there is none. */
  Trace of(String moduleId) throws IOException {
    byte[] packed = byModule.get(moduleId);
    return packed == null ? new Trace(0, List.of()) : unpacked(packed);
  }

  private static Trace read(Path file) throws IOException {
    long beginning = 0;
    List<Event> events = new ArrayList<>();
    try (JsonParser in = JSON.createParser(file.toFile())) {
      in.nextToken();
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        String field = in.currentName();
        in.nextToken();
        if (field.equals("traceEvents")) {
          events(in, events);
        } else if (field.equals("beginningOfTime")) {
          beginning = in.getLongValue();
        } else {
          in.skipChildren();
        }
      }
    }
    return new Trace(beginning, events);
  }

  private static void events(JsonParser in, List<Event> events) throws IOException {
    long thread = -1;
    while (in.nextToken() == JsonToken.START_OBJECT) {
      String kind = "";
      String name = "";
      String detail = "";
      long start = 0;
      long duration = 0;
      long its = 0;
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        String field = in.currentName();
        in.nextToken();
        switch (field) {
          case "ph" -> kind = in.getText();
          case "name" -> name = in.getText();
          case "ts" -> start = in.getLongValue();
          case "dur" -> duration = in.getLongValue();
          case "tid" -> its = in.getLongValue();
          case "args" -> detail = detail(in);
          default -> in.skipChildren();
        }
      }
      if (kind.equals("X") && !name.startsWith(SUM) && (thread < 0 || thread == its)) {
        thread = its;
        events.add(new Event(start, start + Math.max(0, duration), name, detail));
      }
    }
  }

  private static String detail(JsonParser in) throws IOException {
    String detail = "";
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      boolean wanted = in.currentName().equals("detail");
      if (in.nextToken() == JsonToken.VALUE_STRING && wanted) {
        String text = in.getText();
        detail = text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text;
      } else {
        in.skipChildren();
      }
    }
    return detail;
  }

  /**
   * LLVM rounds start and duration, so an event may end a microsecond after the one around it;
   * viewers take that for a mistake.
   */
  private static Trace nested(Trace trace) {
    List<Event> sorted = new ArrayList<>(trace.events());
    sorted.sort(new OuterFirst());
    List<Event> nested = new ArrayList<>(sorted.size());
    List<Long> ends = new ArrayList<>();
    for (Event event : sorted) {
      while (!ends.isEmpty() && ends.get(ends.size() - 1) <= event.start()) {
        ends.remove(ends.size() - 1);
      }
      long last = ends.isEmpty() ? event.end() : ends.get(ends.size() - 1);
      long end = Math.min(event.end(), last);
      ends.add(end);
      nested.add(new Event(event.start(), end, event.name(), event.detail()));
    }
    return new Trace(trace.beginning(), nested);
  }

  private static byte[] packed(Trace trace) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(new GZIPOutputStream(bytes))) {
      out.writeLong(trace.beginning());
      out.writeInt(trace.events().size());
      for (Event event : trace.events()) {
        out.writeLong(event.start());
        out.writeLong(event.end());
        write(event.name(), out);
        write(event.detail(), out);
      }
    }
    return bytes.toByteArray();
  }

  private static Trace unpacked(byte[] packed) throws IOException {
    try (DataInputStream in =
        new DataInputStream(new GZIPInputStream(new ByteArrayInputStream(packed)))) {
      long beginning = in.readLong();
      int count = in.readInt();
      List<Event> events = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        events.add(new Event(in.readLong(), in.readLong(), text(in), text(in)));
      }
      return new Trace(beginning, events);
    }
  }

  private static void write(String text, DataOutputStream out) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static String text(DataInputStream in) throws IOException {
    return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
  }

  private static final class OuterFirst implements Comparator<Event> {
    @Override
    public int compare(Event a, Event b) {
      int byStart = Long.compare(a.start(), b.start());
      return byStart != 0 ? byStart : Long.compare(b.end(), a.end());
    }
  }
}
