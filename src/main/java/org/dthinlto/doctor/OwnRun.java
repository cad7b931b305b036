package org.dthinlto.doctor;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.dthinlto.exec.Command;
import org.dthinlto.exec.ProcessResult;

/**
 * A {@code dthinlto link} as a process of its own, so that it has a working folder of its own and
 * can be ended; and what it says in its summary.
 *
 * @param status its exit status
 * @param said what it wrote to standard error
 * @param outcome the word of the summary; empty if there is no summary
 * @param reason of the outcome; may be empty
 * @param modules bitcode modules that it found
 * @param jobs that it ran, or would run
 */
record OwnRun(int status, String said, String outcome, String reason, int modules, int jobs) {

  private static final String OURS = "DTHINLTO_";

  /** Set by the launcher, which isn't there here: the JVM needs its locale as well. */
  private static final String LOCALE = "DTHINLTO_USER_LC_ALL";

  /**
   * Links.
   *
   * @param words options of {@code link} and the link line
   */
  static OwnRun link(Machine machine, Path folder, List<String> words)
      throws IOException, InterruptedException {
    Path summary = machine.temp().resolve("summary.json");
    Files.deleteIfExists(summary);
    List<String> argv = new ArrayList<>(java());
    argv.addAll(
        List.of("link", "--no-cache", "--progress", "none", "--summary", summary.toString()));
    argv.addAll(words);
    ProcessResult result =
        machine
            .runner()
            .run(Command.of(argv, folder).withOnlyVariables(variables(machine.environment())));
    return read(result, Files.exists(summary) ? Files.readAllBytes(summary) : new byte[0]);
  }

  /** Without our own: these are examined by themselves. */
  private static Map<String, String> variables(Map<String, String> environment) {
    Map<String, String> kept = new TreeMap<>(environment);
    kept.keySet().removeIf(name -> name.startsWith(OURS) && !name.equals(LOCALE));
    kept.remove("MAKEFLAGS"); // no tokens are taken from a make for a trial
    return kept;
  }

  /** As the launcher does it. */
  private static List<String> java() {
    List<String> classes = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path", "").split(":", -1)) {
      classes.add(Path.of(entry).toAbsolutePath().toString());
    }
    List<String> argv =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home", ""), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xlog:disable"));
    Path archive = Path.of(classes.get(0)).resolveSibling("dthinlto.jsa");
    if (Files.exists(archive)) {
      argv.add("-XX:SharedArchiveFile=" + archive);
    }
    argv.addAll(List.of("-cp", String.join(":", classes), "org.dthinlto.Main"));
    return argv;
  }

  static OwnRun read(ProcessResult result, byte[] summary) throws IOException {
    String outcome = "";
    String reason = "";
    int modules = 0;
    int jobs = 0;
    try (JsonParser json = new JsonFactory().createParser(summary)) {
      for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
        if (token != JsonToken.FIELD_NAME) {
          continue;
        }
        String name = json.currentName();
        json.nextToken();
        switch (name) {
          case "outcome" -> outcome = json.getText();
          case "reason" -> reason = json.getText();
          case "modules" -> modules = json.getIntValue();
          case "jobs" -> jobs = json.getIntValue();
          default -> json.skipChildren();
        }
      }
    }
    return new OwnRun(result.exitStatus(), result.stderr(), outcome, reason, modules, jobs);
  }

  /** Why it failed, in one line. */
  String why() {
    String error = Machine.firstError(said);
    return said.contains("error: ") || reason.isEmpty() ? error : reason;
  }
}
