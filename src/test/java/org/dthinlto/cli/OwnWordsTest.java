package org.dthinlto.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** dthinlto's own options in front of a link line, and where the link line begins. */
final class OwnWordsTest {

  private static OwnWords words(String... words) throws UsageException {
    return of(OwnCommand.LINK, words);
  }

  private static OwnWords of(OwnCommand command, String... words) throws UsageException {
    return OwnWords.of(command, List.of(words), Map.of());
  }

  /** A command that has the option. */
  private static OwnCommand commandOf(OwnOption option) {
    for (OwnCommand command : OwnCommand.values()) {
      if (option.isOf(command)) {
        return command;
      }
    }
    throw new AssertionError(option + ": of no command");
  }

  @Test
  void optionsOfOtherCommandsAreNone() throws UsageException {
    assertEquals(List.of("-o", "x"), words("-o", "x").rest());
    OwnWords plan = OwnWords.of(OwnCommand.PLAN, List.of("-o", "x", "a.o"), Map.of());
    assertEquals(List.of("a.o"), plan.rest());
    Map<String, String> variable = Map.of("DTHINLTO_OUTPUT", "x");
    assertFalse(OwnWords.of(OwnCommand.LINK, List.of(), variable).has(OwnOption.OUTPUT));
    assertEquals("x", OwnWords.of(OwnCommand.PLAN, List.of(), variable).last(OwnOption.OUTPUT, ""));
  }

  private static String refused(String... words) {
    return assertThrows(UsageException.class, () -> words(words)).getMessage();
  }

  @ParameterizedTest
  @EnumSource(OwnOption.class)
  void everyOptionInEveryForm(OwnOption option) throws UsageException {
    OwnCommand command = commandOf(option);
    String value = option.hasValue() ? "x y" : "";
    if (option.hasValue()) {
      assertEquals(List.of(value), of(command, option.word(), value, "a.o").all(option));
      assertEquals(List.of(value), of(command, option.word() + "=" + value, "a.o").all(option));
      assertEquals(List.of(""), of(command, option.word() + "=", "a.o").all(option));
      assertEquals(List.of("--"), of(command, option.word(), "--", "a.o").all(option));
    } else {
      assertEquals(List.of(""), of(command, option.word(), "a.o").all(option));
    }
    if (!option.letter().isEmpty()) {
      String[] line =
          option.hasValue()
              ? new String[] {option.letter(), value, "a.o"}
              : new String[] {option.letter(), "a.o"};
      assertEquals(List.of(value), of(command, line).all(option));
    }
    assertEquals(List.of("a.o"), of(command, "--", "a.o").rest());
    assertFalse(of(command, "a.o").has(option));
  }

  @ParameterizedTest
  @EnumSource(OwnOption.class)
  void everyOptionHasAVariable(OwnOption option) throws UsageException {
    OwnCommand command = commandOf(option);
    String variable =
        "DTHINLTO_" + option.word().substring(2).toUpperCase(Locale.ROOT).replace('-', '_');
    assertEquals(variable, option.variable());
    String value = option.hasValue() ? "v" : "1";
    OwnWords own = OwnWords.of(command, List.of("a.o"), Map.of(variable, value));
    // A variable that shows the help instead of linking would help nobody.
    boolean taken = option != OwnOption.HELP;
    assertEquals(taken, own.has(option));
    assertEquals(taken && option.hasValue() ? "v" : "", own.last(option, ""));
    assertEquals(List.of("a.o"), own.rest());
    assertFalse(OwnWords.of(command, List.of("a.o"), Map.of(variable, "")).has(option));
    assertFalse(OwnWords.of(command, List.of("a.o"), Map.of("X" + variable, value)).has(option));
  }

  @ParameterizedTest
  @CsvSource({"1, true", "yes, true", "0, false", "false, false", "'', false"})
  void aFlagsVariableMayBeOff(String value, boolean on) throws UsageException {
    assertEquals(
        on,
        OwnWords.of(OwnCommand.LINK, List.of("a.o"), Map.of("DTHINLTO_STRICT", value))
            .has(OwnOption.STRICT));
  }

  @Test
  void theCommandLineWins() throws UsageException {
    Map<String, String> environment = Map.of("DTHINLTO_JOBS", "7", "DTHINLTO_BACKEND_ARG", "-g");
    OwnWords own =
        OwnWords.of(OwnCommand.LINK, List.of("-j2", "--backend-arg", "-x", "a.o"), environment);
    assertEquals("2", own.last(OwnOption.JOBS, ""));
    assertEquals(List.of("-x"), own.all(OwnOption.BACKEND_ARG));
    assertEquals(
        "7", OwnWords.of(OwnCommand.LINK, List.of("a.o"), environment).last(OwnOption.JOBS, ""));
  }

  @Test
  void whereTheLinkLineBegins() throws UsageException {
    assertEquals(List.of("clang++", "-v", "a.o"), words("-v", "clang++", "-v", "a.o").rest());
    assertEquals(List.of("-o", "x"), words("-v", "-o", "x").rest());
    assertEquals(List.of("-v", "a.o"), words("-q", "--", "-v", "a.o").rest());
    assertEquals(List.of("--", "a.o"), words("--", "--", "a.o").rest());
    assertEquals(List.of("a.o", "--", "b.o"), words("a.o", "--", "b.o").rest());
    assertEquals(List.of(), words().rest());
    assertEquals(List.of(), words("-v").rest());
    assertEquals(List.of("", "-v"), words("", "-v").rest());
    assertEquals(List.of("-"), words("-").rest());
    assertEquals(List.of("@rsp"), words("@rsp").rest(), "never expanded here");
  }

  @Test
  void repeatedOptions() throws UsageException {
    OwnWords own =
        words("-v", "--verbose", "--backend-arg=-a", "--backend-arg", "-b", "-j1", "-j2");
    assertEquals(2, own.count(OwnOption.VERBOSE));
    assertEquals(List.of("-a", "-b"), own.all(OwnOption.BACKEND_ARG));
    assertEquals("2", own.last(OwnOption.JOBS, ""));
    assertEquals(0, own.count(OwnOption.KEEP));
    assertEquals("none", own.last(OwnOption.CLANG, "none"));
  }

  @Test
  void jobsGluedToTheirLetter() throws UsageException {
    assertEquals("4", words("-j4", "a.o").last(OwnOption.JOBS, ""));
    assertEquals("4x", words("-j4x", "a.o").last(OwnOption.JOBS, ""), "to be refused later");
    assertEquals(List.of("-jx"), words("-jx").rest());
    assertEquals(List.of("-v4"), words("-v4").rest());
    assertEquals(List.of("ab3"), words("ab3").rest());
  }

  @ParameterizedTest
  @ValueSource(strings = {"--jobs", "-j", "--clang", "--summary", "--backend-arg"})
  void aMissingValue(String word) {
    assertTrue(refused("-v", word).startsWith("'" + word + "': a value is missing: "));
  }

  @ParameterizedTest
  @CsvSource({
    "--job, --jobs",
    "--strct, --strict",
    "--keeep, --keep",
    "--sumary=x, --summary",
    "--work_dir=x, --work-dir",
    "--dryrun, --dry-run",
    "--clnag, --clang",
    "--hlep, --help",
    "--quite, --quiet",
    "--keep=1, --keep",
  })
  void aMisspeltOption(String word, String meant) {
    assertEquals(
        "'"
            + word
            + "': no option of dthinlto; did you mean '"
            + meant
            + "'? If it is for the linker, put '--' before the link line",
        refused(word, "a.o"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--jobs2000",
        "--static",
        "--shared",
        "--gc-sections",
        "--sysroot=/x",
        "--target=x86_64-linux-gnu",
        "--ld-path=ld.lld",
        "--version",
        "--rtlib=libgcc",
        "--",
        "-keep",
        "-strict",
        "keep",
        "--x",
      })
  void aWordOfTheLinkLine(String word) throws UsageException {
    List<String> rest = word.equals("--") ? List.of("a.o") : List.of(word, "a.o");
    assertEquals(rest, words(word, "a.o").rest());
  }

  @Test
  void behindTwoDashesNothingIsMisspelt() throws UsageException {
    assertEquals(List.of("--strct", "a.o"), words("--", "--strct", "a.o").rest());
    assertEquals(List.of("clang", "--strct"), words("clang", "--strct").rest());
  }

  @Test
  void noTwoOptionsAreSpeltAlike() {
    Set<String> spellings = new HashSet<>();
    for (OwnOption option : OwnOption.all()) {
      assertTrue(spellings.add(option.word()), option.word());
      assertTrue(option.letter().isEmpty() || spellings.add(option.letter()), option.letter());
    }
  }
}
