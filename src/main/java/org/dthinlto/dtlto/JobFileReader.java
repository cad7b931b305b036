package org.dthinlto.dtlto;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a job file. Passes over fields that it doesn't know, as newer linkers may write more; what
 * a job can't do without has to be there.
 */
public final class JobFileReader {

  private final Path file;
  private final JsonParser json;
  private String linkerOutput = "";
  private List<String> args = List.of();
  private List<String> inputs = List.of();
  private @Nullable List<JobFile.Job> jobs;

  private JobFileReader(Path file, JsonParser json) {
    this.file = file;
    this.json = json;
  }

  /**
   * Reads it.
   *
   * @throws IOException if it can't be read or is no job file; its text is fit for the user
   */
  public static JobFile read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file);
        JsonParser json = new JsonFactory().createParser(in)) {
      return new JobFileReader(file, json).read();
    } catch (JsonProcessingException e) {
      throw new IOException("'" + file + "': is no JSON, " + where(e.getLocation()), e);
    }
  }

  private static String where(@Nullable JsonLocation place) {
    return place == null
        ? "it ends too early"
        : "line " + place.getLineNr() + ", column " + place.getColumnNr();
  }

  private JobFile read() throws IOException {
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw wrong("it begins with no object");
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      switch (name) {
        case "common" -> readCommon();
        case "jobs" -> jobs = readJobs();
        default -> json.skipChildren();
      }
    }
    List<JobFile.Job> found = jobs;
    if (found == null) {
      throw wrong("it has no 'jobs'");
    }
    if (!found.isEmpty() && args.isEmpty()) {
      throw wrong("it names no compiler in 'common.args'");
    }
    return new JobFile(linkerOutput, args, inputs, found);
  }

  private void readCommon() throws IOException {
    require(JsonToken.START_OBJECT, "'common' is no object");
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      switch (name) {
        case "linker_output" -> {
          require(JsonToken.VALUE_STRING, "'common.linker_output' is no string");
          linkerOutput = json.getText();
        }
        case "args" -> args = strings("common.args");
        case "inputs" -> inputs = strings("common.inputs");
        default -> json.skipChildren();
      }
    }
  }

  private List<JobFile.Job> readJobs() throws IOException {
    require(JsonToken.START_ARRAY, "'jobs' is no array");
    List<JobFile.Job> all = new ArrayList<>();
    Set<String> made = new HashSet<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      JobFile.Job job = readJob("jobs[" + all.size() + "]");
      for (String output : job.outputs()) {
        if (!made.add(output)) {
          throw wrong("it has two jobs that write '" + output + "'");
        }
      }
      all.add(job);
    }
    return all;
  }

  private JobFile.Job readJob(String name) throws IOException {
    require(JsonToken.START_OBJECT, "'" + name + "' is no object");
    List<String> words = List.of();
    List<String> reads = List.of();
    List<String> writes = List.of();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "args" -> words = strings(name + ".args");
        case "inputs" -> reads = strings(name + ".inputs");
        case "outputs" -> writes = strings(name + ".outputs");
        default -> json.skipChildren();
      }
    }
    if (words.isEmpty() || reads.isEmpty() || writes.isEmpty()) {
      String what = words.isEmpty() ? "args" : reads.isEmpty() ? "inputs" : "outputs";
      throw wrong("it has no '" + name + "." + what + "'");
    }
    return new JobFile.Job(words, reads, writes);
  }

  private List<String> strings(String name) throws IOException {
    require(JsonToken.START_ARRAY, "'" + name + "' is no array");
    List<String> all = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      require(JsonToken.VALUE_STRING, "'" + name + "[" + all.size() + "]' is no string");
      all.add(json.getText());
    }
    return all;
  }

  private void require(JsonToken token, String otherwise) throws IOException {
    if (json.currentToken() != token) {
      throw wrong(otherwise);
    }
  }

  private IOException wrong(String what) {
    return new IOException("'" + file + "': is no job file of lld's DTLTO: " + what);
  }
}
