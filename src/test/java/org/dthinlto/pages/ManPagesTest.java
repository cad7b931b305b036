package org.dthinlto.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dthinlto.cli.Cli;
import org.dthinlto.cli.CommandTree;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The man pages as man shows them: there for each command, whole, and without a warning. */
final class ManPagesTest {

  private static final Pattern LISTED_COMMAND = Pattern.compile("(?m)^  ([a-z][a-z-]*) ");

  private static final List<String> SECTIONS =
      List.of("NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "EXIT STATUS", "EXAMPLES", "SEE ALSO");

  @TempDir private static Path folder;

  private static Path man;

  @BeforeAll
  static void make() throws IOException {
    man = Pages.make(folder).resolve("man").resolve("man1");
  }

  /** What the program itself lists, which isn't what the pages are made of. */
  private static List<String> listedCommands() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    assertEquals(0, Cli.run(new String[] {"--help"}, Map.of(), out, out));
    String help = bytes.toString(StandardCharsets.UTF_8);
    List<String> commands = new ArrayList<>();
    Matcher command = LISTED_COMMAND.matcher(help.substring(help.indexOf("\nCommands:\n")));
    while (command.find()) {
      commands.add(command.group(1));
    }
    return commands;
  }

  private static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(man)) {
      files.forEach(pages::add);
    }
    return pages;
  }

  /** The page as it is read, without bold and underlined letters. */
  private static String shown(Path page) throws IOException, InterruptedException {
    Map<String, String> wide =
        Map.of("MANWIDTH", "200", "LC_ALL", "C.UTF-8", "MAN_KEEP_FORMATTING", "");
    String command = "man -Tutf8 -l \"$0\" | sed 's/\\x1b\\[[0-9;]*m//g; s/.\\x08//g'";
    return Pages.run(folder, wide, List.of("sh", "-c", command, page.toString()));
  }

  private static String warnings(Path page) throws IOException, InterruptedException {
    Map<String, String> narrow = Map.of("MANWIDTH", "80", "LC_ALL", "C.UTF-8");
    StringBuilder said = new StringBuilder();
    for (String command :
        List.of(
            "man -Tutf8 --warnings -l \"$0\"",
            "groff -man -ww -Tutf8 \"$0\"",
            "groff -man -ww -Tascii \"$0\"")) {
      List<String> words = List.of("sh", "-c", command + " >/dev/null", page.toString());
      said.append(Pages.run(folder, narrow, words));
    }
    return said.toString();
  }

  @Test
  void eachCommandHasAPageAndEachPageACommand() throws IOException {
    TreeSet<String> expected = new TreeSet<>(List.of("dthinlto.1"));
    List<String> commands = listedCommands();
    assertTrue(commands.containsAll(List.of("link", "archive", "cache")), commands.toString());
    for (String command : commands) {
      expected.add("dthinlto-" + command + ".1");
    }
    TreeSet<String> there = new TreeSet<>();
    for (Path page : pages()) {
      there.add(page.getFileName().toString());
    }
    assertEquals(expected, there);
  }

  @Test
  void manHasNothingToWarnOf() throws Exception {
    for (Path page : pages()) {
      assertEquals("", warnings(page), page.toString());
    }
    Path broken = folder.resolve("broken.1");
    String text = Files.readString(man.resolve("dthinlto.1"));
    Files.writeString(broken, text.replaceFirst("\\.PP", ".NOSUCH"));
    assertTrue(warnings(broken).contains("NOSUCH"), warnings(broken));
  }

  @Test
  void allSectionsAreThereAndHoldSomething() throws Exception {
    for (Path page : pages()) {
      String shown = "\n" + shown(page);
      for (String section : SECTIONS) {
        int at = shown.indexOf("\n" + section + "\n");
        assertTrue(at >= 0, page + ": no " + section);
        String below = shown.substring(at + section.length() + 2);
        assertTrue(below.startsWith("       ") || below.startsWith("   "), page + ": " + section);
      }
      assertFalse(shown.contains("\nNO SUCH SECTION\n"));
    }
  }

  @Test
  void eachOptionIsInThePageOfItsCommandInFullWords() throws Exception {
    int options = 0;
    for (CommandTree command : Pages.dthinlto().commands()) {
      String shown = shown(man.resolve(ManPage.name(command) + ".1"));
      List<CommandTree> leaves =
          command.commands().isEmpty() ? List.of(command) : command.commands();
      for (CommandTree leaf : leaves) {
        assertTrue(shown.contains("       " + leaf.name() + " "), leaf.name());
        for (CommandTree.Option option : leaf.options()) {
          String tag = option.name() + (option.hasValue() ? " " + option.label() : "");
          assertTrue(shown.contains(tag), leaf.name() + ": " + tag);
          assertFalse(option.summary().isEmpty(), leaf.name() + ": " + tag);
          options++;
        }
      }
    }
    assertTrue(options > 50, "options: " + options);
    String link = shown(man.resolve("dthinlto-link.1"));
    assertTrue(link.contains("Must be of lld's major version"), "no words of the manual");
    assertTrue(link.contains("--remote-retries N"), link);
    assertTrue(link.contains("\n       DTHINLTO_WORK_DIR\n"), link);
    assertFalse(link.contains("DTHINLTO_HELP\n"), link);
  }

  /** What apropos reads of a page. */
  @Test
  void namesAreFoundByApropos() throws Exception {
    Path page = man.resolve("dthinlto-link.1");
    String found = Pages.run(folder, Map.of(), List.of("lexgrog", page.toString()));
    assertEquals(page + ": \"dthinlto-link - link, the whole job\"\n", found);
  }

  /** Nothing is left of the manual's own markup. */
  @Test
  void marksOfTheManualAreGone() throws Exception {
    for (Path page : pages()) {
      String shown = shown(page);
      assertFalse(shown.contains("**") || shown.contains("](#") || shown.contains("|---"), shown);
    }
    assertEquals("a \\fBb\\-c\\fR, d \\fBe\\fR", Roff.inline("a `b-c`, [d **e**](#f)"));
    assertEquals("\\e\\(aq", Roff.plain("\\'"));
  }
}
