package org.dthinlto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dthinlto.cli.Cli;
import org.junit.jupiter.api.Test;

/** Holds the manual and the design to the code, and links in the documents to what is there. */
final class DocsTest {

  private static final Path MANUAL = Path.of("docs", "manual.md");
  private static final Path DESIGN = Path.of("docs", "design.md");
  private static final Path CODE = Path.of("src", "main", "java", "org", "dthinlto");

  /** The README tells of it; until it is there, links to it are left alone. */
  private static final Path EXAMPLES = Path.of("examples");

  private static final Pattern LISTED_COMMAND = Pattern.compile("(?m)^  ([a-z][a-z-]*) ");
  private static final Pattern LISTED_OPTION =
      Pattern.compile("(?m)^ +(?:-\\w, )?(--[a-z][a-z-]*)");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern CODE_BLOCK = Pattern.compile("(?s)```.*?```");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");

  /** A path from the root on, except those that every Linux has. */
  private static final Pattern MACHINE_PATH =
      Pattern.compile("(?<![\\w:/.)\\]%*~…-])/(?!(?:dev|usr)/)[A-Za-z][\\w.-]*/|\\.\\./shared");

  /** The section of the options that link and doctor have in common. */
  private static final String REMOTE = "Remote execution";

  @Test
  void manualHasEveryOptionOfLinkWithItsVariable() throws Exception {
    String manual = Files.readString(MANUAL);
    String link = section(manual, "dthinlto link");
    String section =
        link
            + section(manual, "dthinlto plan")
            + section(manual, "dthinlto run")
            + section(manual, REMOTE);
    Object[] options = Class.forName("org.dthinlto.cli.OwnOption").getEnumConstants();
    assertTrue(options.length > 10, Arrays.toString(options));
    for (Object option : options) {
      String letter = text(option, "letter");
      String row = row(section, text(option, "word"));
      assertTrue(row.contains("`" + text(option, "variable") + "`"), option + ": " + row);
      assertTrue(letter.isEmpty() || row.startsWith("| `" + letter), option + ": " + row);
    }
    assertEquals("", row(section, "--no-such-option"));
    assertEquals("", row(link, "--job"));
  }

  @Test
  void manualHasEveryCommandWithItsOptions() throws IOException {
    String manual = Files.readString(MANUAL);
    Map<String, List<String>> commands = new LinkedHashMap<>();
    addCommands("", commands);
    assertTrue(commands.keySet().containsAll(List.of("link", "archive list", "archive extract")));
    for (Map.Entry<String, List<String>> command : commands.entrySet()) {
      String name = command.getKey();
      String section = section(manual, "dthinlto " + name.split(" ")[0]);
      assertTrue(section.contains("    dthinlto " + name + " ["), name);
      boolean remote = List.of("link", "run", "distribute", "doctor").contains(name);
      String options = section + (remote ? section(manual, REMOTE) : "");
      for (String option : command.getValue()) {
        assertFalse(row(options, option).isEmpty(), name + ": " + option);
      }
    }
    assertEquals("", section(manual, "dthinlto nosuch"));
  }

  @Test
  void designHasEveryPackage() throws IOException {
    String rooms = section(Files.readString(DESIGN), "Packages as rooms");
    TreeSet<String> missing = new TreeSet<>();
    int packages = 0;
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(CODE, Files::isDirectory)) {
      for (Path folder : folders) {
        packages++;
        String name = String.valueOf(folder.getFileName());
        if (!rooms.contains("\n| `" + name + "` |")) {
          missing.add(name);
        }
      }
    }
    assertEquals(new TreeSet<>(), missing);
    assertTrue(packages > 5, "packages: " + packages);
    assertFalse(rooms.contains("\n| `nosuch` |"));
  }

  @Test
  void linksPointToWhatIsThere() throws IOException {
    for (Path document : documents()) {
      assertEquals(List.of(), brokenLinks(document, Files.readString(document)));
    }
    String text = "[a](nosuch.md) [b](manual.md#nosuch) [c](manual.md#messages) [d](#x)\n# X\n";
    List<String> broken = brokenLinks(DESIGN, text);
    assertEquals(List.of("nosuch.md", "manual.md#nosuch"), broken);
  }

  @Test
  void documentsNameNoPathOfOneMachine() throws IOException {
    for (Path document : documents()) {
      Matcher found = MACHINE_PATH.matcher(Files.readString(document));
      assertFalse(found.find(), () -> document + ": " + found.group());
    }
    assertTrue(MACHINE_PATH.matcher("see `/opt/x` and").find());
    assertTrue(MACHINE_PATH.matcher("in ../shared/x").find());
    assertFalse(MACHINE_PATH.matcher("a/b/c, https://x.org/y/z, `/dev/null`, `/usr/lib`").find());
  }

  private static List<Path> documents() throws IOException {
    List<Path> documents = new ArrayList<>(List.of(Path.of("README.md")));
    try (DirectoryStream<Path> docs = Files.newDirectoryStream(Path.of("docs"), "*.md")) {
      docs.forEach(documents::add);
    }
    assertTrue(documents.containsAll(List.of(MANUAL, DESIGN)), documents.toString());
    return documents;
  }

  /** What stands below a heading of the second level, up to the next of them; "" without it. */
  private static String section(String text, String heading) {
    int from = text.indexOf("\n## " + heading + "\n");
    if (from < 0) {
      return "";
    }
    int to = text.indexOf("\n## ", from + 1);
    return text.substring(from, to < 0 ? text.length() : to);
  }

  /** The row of a table whose first cell names the option; "" if there is none. */
  private static String row(String section, String option) {
    Pattern named = Pattern.compile("`(-\\w( \\w+)?`, `)?" + Pattern.quote(option) + "[ `]");
    for (String line : section.split("\n")) {
      int end = line.indexOf(" | ");
      if (line.startsWith("| ") && end > 0 && named.matcher(line.substring(0, end)).find()) {
        return line;
      }
    }
    return "";
  }

  private static String text(Object option, String method) throws ReflectiveOperationException {
    Method getter = option.getClass().getDeclaredMethod(method);
    getter.setAccessible(true);
    return String.valueOf(getter.invoke(option));
  }

  /** Asks the program for its commands and their options, all the way down. */
  private static void addCommands(String parent, Map<String, List<String>> commands) {
    String help = help(parent);
    int list = help.indexOf("\nCommands:\n");
    if (list < 0) {
      commands.put(parent, all(LISTED_OPTION, help));
      return;
    }
    for (String name : all(LISTED_COMMAND, help.substring(list))) {
      addCommands(parent.isEmpty() ? name : parent + " " + name, commands);
    }
  }

  private static String help(String command) {
    List<String> words = new ArrayList<>();
    words.addAll(command.isEmpty() ? List.of() : Arrays.asList(command.split(" ")));
    words.add("--help");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    assertEquals(0, Cli.run(words.toArray(new String[0]), Map.of(), out, out), command);
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static List<String> all(Pattern pattern, String text) {
    List<String> found = new ArrayList<>();
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      found.add(matcher.group(1));
    }
    return found;
  }

  private static List<String> brokenLinks(Path document, String text) throws IOException {
    List<String> broken = new ArrayList<>();
    Path folder = document.toAbsolutePath().getParent();
    for (String link : all(LINK, text)) {
      int hash = link.indexOf('#');
      String file = hash < 0 ? link : link.substring(0, hash);
      if (link.contains("://") || (file.startsWith("examples") && !Files.exists(EXAMPLES))) {
        continue;
      }
      Path target = file.isEmpty() ? document : folder.resolve(file);
      if (!Files.exists(target)) {
        broken.add(link);
      } else if (hash >= 0) {
        String there = file.isEmpty() ? text : Files.readString(target);
        if (!anchors(there).contains(link.substring(hash + 1))) {
          broken.add(link);
        }
      }
    }
    return broken;
  }

  /** What GitHub makes of headings. */
  private static List<String> anchors(String text) {
    List<String> anchors = new ArrayList<>();
    for (String heading : all(HEADING, CODE_BLOCK.matcher(text).replaceAll(""))) {
      String plain = heading.toLowerCase(Locale.ROOT).replaceAll("[^\\w -]", "");
      anchors.add(plain.replace(' ', '-'));
    }
    return anchors;
  }
}
