package org.dthinlto.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Holds lld-options.tsv against every installed lld: what its help shows must be in the table, in
 * every form in which that lld takes it and in no other.
 */
final class LldHelpTest {

  private static final LldOptions OPTIONS = LldOptions.load();

  /** An option in the help: {@code --Map=<value>}, {@code -o <path>}, {@code --lto-O<level>}. */
  private static final Pattern ENTRY = Pattern.compile("(?m)^  (-\\S+)( <\\S+>)?(?:$| {1,}.*$)");

  /** lld stops at the 20th error of its option parser, whatever --error-limit says. */
  private static final int BATCH = 19;

  /** Words behind which lld does nothing else, or leaves files behind. */
  private static final Pattern ENDS_OR_WRITES =
      Pattern.compile("--?(help|version|reproduce|chroot|error-limit|rsp-quoting|output).*|-o.*");

  @TempDir Path folder;

  static List<String> versions() {
    return Tools.versions();
  }

  private List<String> entries(String version) {
    String help = Tools.succeed(folder, "ld.lld-" + version, "--help");
    List<String> entries = new ArrayList<>();
    for (Matcher entry = ENTRY.matcher(help); entry.find(); ) {
      entries.add(entry.group(1) + (entry.group(2) == null ? "" : entry.group(2)));
    }
    assertTrue(entries.size() > 250, "the help of lld " + version + " was not understood");
    return entries;
  }

  /** The name of an entry with its dashes and, if it has one, the equals sign. */
  private static String spelling(String entry) {
    int end = entry.length();
    for (String value : List.of(" <", "<", "[", "=file", "=glob")) {
      int at = entry.indexOf(value);
      end = at > 1 ? Math.min(end, value.startsWith("=") ? at + 1 : at) : end;
    }
    return entry.substring(0, end);
  }

  @ParameterizedTest
  @MethodSource("versions")
  void everyOptionOfTheHelpIsInTheTable(String version) {
    List<String> unknown = new ArrayList<>();
    for (String entry : entries(version)) {
      String spelling = spelling(entry);
      boolean hasValue = !entry.equals(spelling);
      boolean separate = entry.contains(" <");
      List<String> words = new ArrayList<>(List.of(spelling + (hasValue && !separate ? "v" : "")));
      if (separate) {
        words.add("v");
      }
      List<LinkerArg> args = OPTIONS.parse(words);
      LinkerArg arg = args.get(0);
      boolean whole = args.size() == 1 && arg.value().equals(hasValue ? "v" : "");
      if (arg.option().name().startsWith("<") || !whole) {
        unknown.add(entry);
      }
    }
    assertEquals(List.of(), unknown, "not in lld-options.tsv, or in another form");
  }

  /** The same question to both: is this word an option, alone and with something behind it? */
  @ParameterizedTest
  @MethodSource("versions")
  void everyFormIsTakenAsLldTakesIt(String version) {
    List<String> words = new ArrayList<>();
    for (String entry : entries(version)) {
      String name = spelling(entry).replaceAll("^-+|=$", "");
      for (String dashes : List.of("-", "--")) {
        for (String end : List.of("", "=v", "v")) {
          String word = dashes + name + end;
          if (!ENDS_OR_WRITES.matcher(word).matches()) {
            words.add(word);
          }
        }
      }
    }
    Set<String> distinct = new LinkedHashSet<>(words);
    Set<String> lld = unknownToLld(version, distinct);
    Set<String> ours = new TreeSet<>();
    Set<String> swallowing = new TreeSet<>();
    for (String word : distinct) {
      List<LinkerArg> args = OPTIONS.parse(List.of(word, "next.o"));
      if (args.get(0).is("<unknown>")) {
        ours.add(word);
      }
      if (args.size() == 1) {
        swallowing.add(word);
      }
    }
    Set<String> onlyOurs = new TreeSet<>(ours);
    onlyOurs.removeAll(lld);
    assertEquals(Set.of(), onlyOurs, "lld " + version + " knows these");
    Set<String> onlyLlds = new TreeSet<>(lld);
    onlyLlds.removeAll(ours);
    for (String other : Tools.versions()) {
      // The table is for all versions.
      onlyLlds.retainAll(unknownToLld(other, onlyLlds));
    }
    assertEquals(Set.of(), onlyLlds, "lld " + version + " does not know these");
    if (Tools.REQUIRED.contains(version)) {
      swallowing.removeAll(unknownToLld(version, swallowing));
      Set<String> asked = new TreeSet<>(swallowing);
      for (String word : distinct) {
        if (word.hashCode() % 40 == 0 && !lld.contains(word)) {
          asked.add(word);
        }
      }
      assertTrue(asked.size() > swallowing.size(), "some that take no value");
      assertEquals(swallowed(version, asked), swallowing, "these take the next word as value");
    }
  }

  private Set<String> unknownToLld(String version, Set<String> words) {
    Set<String> unknown = new TreeSet<>();
    List<String> all = List.copyOf(words);
    for (int from = 0; from < all.size(); from += BATCH) {
      List<String> argv = new ArrayList<>(List.of("ld.lld-" + version));
      for (String word : all.subList(from, Math.min(from + BATCH, all.size()))) {
        // The filler is the value of an option that wants one, else an input.
        argv.addAll(List.of(word, "next.o"));
      }
      Matcher said =
          Pattern.compile("unknown argument '([^']*)'").matcher(Tools.run(folder, argv).text());
      while (said.find()) {
        unknown.add(said.group(1));
      }
    }
    return unknown;
  }

  /** Which of the words take the next one as their value: lld misses it if there is none. */
  private Set<String> swallowed(String version, Set<String> words) {
    Set<String> swallowing = new TreeSet<>();
    for (String word : words) {
      String text = Tools.run(folder, List.of("ld.lld-" + version, word)).text();
      if (text.contains(word + ": missing argument")) {
        swallowing.add(word);
      }
    }
    return swallowing;
  }

  @Test
  void aMissingOptionWouldBeFound() {
    assertEquals("--lto-O", spelling("--lto-O<opt-level>"));
    assertEquals("--Map=", spelling("--Map=<value>"));
    assertEquals("-o", spelling("-o <path>"));
    assertEquals("--icf=all", spelling("--icf=all"));
    assertEquals("--export-dynamic-symbol=", spelling("--export-dynamic-symbol=glob"));
    assertEquals("--color-diagnostics=", spelling("--color-diagnostics=[auto,always,never]"));
    assertEquals(LldOption.UNKNOWN, OPTIONS.parse(List.of("--nosuchoption")).get(0).option());
    assertNotEquals(Set.of(), unknownToLld("22", Set.of("--nosuchoption", "--pie")));
    assertEquals(Set.of("--nosuchoption"), unknownToLld("22", Set.of("--nosuchoption", "--pie")));
  }
}
