package org.dthinlto.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import org.dthinlto.cache.CacheCounters;
import org.dthinlto.cache.Pruning;

/**
 * What {@code cache stats} says.
 *
 * @param census counted just now
 * @param counts what links have added up
 */
record CacheStats(Path folder, Pruning.Census census, CacheCounters.Counts counts) {

  private static final int VERSION = 1;

  /** For people, without a line end. */
  String text() {
    long asked = counts.hits() + counts.misses();
    String share = asked == 0 ? "" : " (" + Math.round(100.0 * counts.hits() / asked) + " %)";
    return "folder   "
        + folder
        + "\nsize     "
        + CacheSize.text(census.bytes())
        + "\nresults  "
        + census.results()
        + "\nrecords  "
        + census.records()
        + "\nlinks    "
        + counts.links()
        + "\nhits     "
        + counts.hits()
        + share
        + "\nmisses   "
        + counts.misses();
  }

  /** For programs, without a line end. */
  String json() throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      json.writeNumberField("version", VERSION);
      json.writeStringField("folder", folder.toString());
      json.writeNumberField("bytes", census.bytes());
      json.writeNumberField("results", census.results());
      json.writeNumberField("records", census.records());
      json.writeNumberField("links", counts.links());
      json.writeNumberField("hits", counts.hits());
      json.writeNumberField("misses", counts.misses());
      json.writeEndObject();
    }
    return text.toString();
  }
}
