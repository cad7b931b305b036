package org.dthinlto.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The command line of dthinlto in this process: exit statuses, help, messages. */
final class CliTest {

  private record Ran(int status, String out, String err) {}

  @TempDir Path folder;

  private static Ran run(String... words) {
    return run(Map.of(), words);
  }

  private static Ran run(Map<String, String> environment, String... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int status =
        Cli.run(
            words,
            environment,
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8));
    return new Ran(status, out.toString(UTF_8), err.toString(UTF_8));
  }

  private static void assertUsageError(String message, Ran ran) {
    assertEquals(2, ran.status(), ran.err());
    assertEquals("", ran.out());
    assertEquals("dthinlto: error: " + message, ran.err().split("\n")[0]);
  }

  @Test
  void theVersionIsThePoms() throws IOException {
    Matcher version =
        Pattern.compile("<artifactId>dthinlto</artifactId>\\s*<version>([^<]+)</version>")
            .matcher(Files.readString(Path.of("pom.xml")));
    assertTrue(version.find());
    Ran ran = run("--version");
    assertEquals(0, ran.status());
    assertEquals("dthinlto " + version.group(1) + "\n", ran.out());
    assertEquals("", ran.err());
  }

  @Test
  void usageErrors() {
    assertUsageError("no command; see 'dthinlto --help'", run());
    assertUsageError("link: no link line; try 'dthinlto link main.o lib.a -o main'", run("link"));
    assertUsageError(
        "link: no link line; try 'dthinlto link main.o lib.a -o main'", run("link", "-v", "--"));
    assertUsageError("'--summary': a value is missing: FILE", run("link", "--summary"));
    assertUsageError("archive: list or extract?", run("archive"));
  }

  @ParameterizedTest
  @CsvSource({"0, --jobs", "-1, --jobs", "many, --jobs", "4x, --jobs", "99999999999, --jobs"})
  void badNumbersOfJobs(String value, String option) {
    assertUsageError(
        "'" + option + "': '" + value + "' is no number of jobs, which is 1 or more",
        run("link", option, value, "--", "nothere.o"));
    assertUsageError(
        "'" + option + "': '" + value + "' is no number of jobs, which is 1 or more",
        run(Map.of("DTHINLTO_JOBS", value), "link", "nothere.o"));
  }

  @Test
  void aBadKindOfProgress() {
    assertUsageError(
        "'--progress': 'loud' is none of auto, plain, terminal and none",
        run("link", "--progress=loud", "--", "nothere.o"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"lnik", "--no-such-option", "links"})
  void unknownCommands(String word) {
    Ran ran = run(word, "main.o");
    assertEquals(2, ran.status());
    assertTrue(ran.err().startsWith("dthinlto: error: "), ran.err());
    assertTrue(ran.err().contains("'" + word + "'"), ran.err());
    assertFalse(ran.err().contains("\tat "), "no stack trace");
  }

  @ParameterizedTest
  @CsvSource({
    "lnik, '; did you mean ''link''?'",
    "archvie, '; did you mean ''archive''?'",
    "frobnicate, ''",
  })
  void theNearestCommandIsSuggested(String word, String hint) {
    assertUsageError("Unmatched argument at index 0: '" + word + "'" + hint, run(word));
    assertEquals(1, run(word).err().split("\n").length);
  }

  @Test
  void theNearestOptionOfACommandIsSuggested() {
    assertUsageError("Unknown option: '--hlep'; did you mean '--help'?", run("--hlep"));
    assertUsageError(
        "Unknown option: '--jbos=1'; did you mean '--jobs'?", run("backends", "--jbos=1", "x"));
  }

  @Test
  void aFileThatCannotBeReadIsNoUsageError() {
    Ran ran = run("archive", "list", folder.resolve("nothere.a").toString());
    assertEquals(1, ran.status());
    assertTrue(ran.err().startsWith("dthinlto: error: '" + folder), ran.err());
  }

  @Test
  void archiveListAndExtract() throws IOException {
    Path archive = folder.resolve("lib.a");
    Files.writeString(
        archive, "!<arch>\n" + "m.o/            0           0     0     644     2         `\nhi");
    Ran ran = run("archive", "list", archive.toString());
    assertEquals(new Ran(0, archive + "(m.o at 8)\n", ""), ran);
    assertEquals(0, run("archive", "extract", archive.toString()).status());
    assertEquals("hi", Files.readString(folder.resolve("lib.a(m.o at 8)")));
  }

  static List<List<String>> helps() {
    return List.of(
        List.of("--help"),
        List.of("-h"),
        List.of("link", "--help"),
        List.of("link", "-h"),
        List.of("link", "-v", "--help", "main.o"),
        List.of("backends", "--help"),
        List.of("explain", "--help"),
        List.of("archive", "--help"),
        List.of("archive", "list", "--help"),
        List.of("archive", "extract", "--help"));
  }

  @ParameterizedTest
  @MethodSource("helps")
  void helpFitsAScreen(List<String> words) {
    Ran ran = run(words.toArray(String[]::new));
    assertEquals(0, ran.status(), ran.err());
    assertEquals("", ran.err());
    List<String> lines = List.of(ran.out().split("\n"));
    assertTrue(lines.size() > 3 && lines.size() <= 36, () -> lines.size() + " lines");
    for (String line : lines) {
      assertTrue(line.length() <= 80, () -> line.length() + " columns: " + line);
    }
  }

  @Test
  void theHelpOfLinkNamesEveryOption() {
    String ofLink = run("link", "--help").out();
    // Of the others, it says where they are.
    String ofDoctor = run("doctor", "--help").out();
    assertTrue(ofLink.contains("dthinlto doctor --help"), ofLink);
    String ofPlan = run("plan", "--help").out();
    String ofRun = run("run", "--help").out();
    assertFalse(ofLink.contains("--final-link"), ofLink);
    for (OwnOption option : OwnOption.all()) {
      String shown =
          option.isOf(OwnCommand.LINK) ? ofLink : option.isOf(OwnCommand.PLAN) ? ofPlan : ofRun;
      String help = option.help().isEmpty() ? ofDoctor : shown;
      String named = option.hasValue() ? option.word() + "=" + option.label() : option.word();
      assertTrue(help.contains(named), named);
      assertTrue(
          help.replaceAll("\\s+", " ").contains(option.help().replaceAll("\\s+", " ")),
          option.help());
      assertTrue(option.letter().isEmpty() || help.contains(option.letter() + ", "), named);
    }
  }

  @Test
  void theHelpNamesEveryCommand() {
    String help = run("--help").out();
    for (String command : List.of("link", "backends", "explain", "archive")) {
      assertTrue(Pattern.compile("(?m)^  " + command + " ").matcher(help).find(), command);
    }
  }
}
