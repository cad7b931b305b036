package org.dthinlto.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/** Writes a summary as JSON, whole or not at all. */
public final class SummaryWriter {

  private static final int VERSION = 1;

  private SummaryWriter() {}

  /**
   * Writes the summary to the file, in place of what was there.
   *
   * @throws IOException if it can't be written; the file is as it was
   */
  public static void write(Summary summary, Path file) throws IOException {
    write(json(summary), file);
  }

  /**
   * The same with any text.
   *
   * @throws IOException if it can't be written; the file is as it was
   */
  public static void write(byte[] json, Path file) throws IOException {
    OutputFile.write(new Bytes(json), file);
  }

  static byte[] json(Summary summary) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    try (JsonGenerator json = new JsonFactory().createGenerator(bytes)) {
      json.writeStartObject();
      json.writeNumberField("version", VERSION);
      json.writeStringField("outcome", summary.outcome().word());
      json.writeStringField("reason", summary.reason());
      json.writeStringField("output", summary.output());
      json.writeBooleanField("relinked", summary.relinked());
      json.writeNumberField("modules", summary.modules());
      json.writeNumberField("jobs", summary.jobs());
      json.writeNumberField("cacheHits", summary.cacheHits());
      json.writeNumberField("remoteCacheHits", summary.remoteCacheHits());
      json.writeNumberField("localJobs", summary.localJobs());
      json.writeNumberField("remoteJobs", summary.remoteJobs());
      json.writeArrayFieldStart("notCarriedOver");
      for (String option : summary.notCarriedOver()) {
        json.writeString(option);
      }
      json.writeEndArray();
      write(summary.phases(), json);
      if (!summary.transfer().equals(Summary.Transfer.NONE)) {
        json.writeObjectFieldStart("remote");
        json.writeNumberField("bytesUp", summary.transfer().up());
        json.writeNumberField("bytesDown", summary.transfer().down());
        json.writeEndObject();
      }
      json.writeEndObject();
    }
    bytes.write('\n');
    return bytes.toByteArray();
  }

  private static final class Bytes implements OutputFile.Content {
    private final byte[] bytes;

    Bytes(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      out.write(bytes);
    }
  }

  private static void write(Summary.Phases phases, JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("phasesMs");
    json.writeNumberField("prepare", phases.prepare());
    json.writeNumberField("thinLink", phases.thinLink());
    json.writeNumberField("stage", phases.stage());
    json.writeNumberField("backends", phases.backends());
    json.writeNumberField("finalLink", phases.finalLink());
    json.writeNumberField("total", phases.total());
    json.writeEndObject();
  }
}
