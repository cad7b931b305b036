package org.dthinlto.link;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One folder of src/test/resources/golden: a link line and what becomes of it.
 *
 * <ul>
 *   <li>{@code setup.sh} makes the inputs, in an empty folder; see {@link #PRELUDE}
 *   <li>{@code line} is the link line, one word a line; {@code $DIR} is that folder
 *   <li>{@code cwd}, if there is one, names the folder below it in which the link runs
 *   <li>{@code options}, if there is one, holds options of dthinlto's, one a line, values behind
 *       "="
 *   <li>{@code expected} is what {@code link -n -v} shows, with {@code $DIR}, {@code $WORK}, {@code
 *       $LLVM}, {@code $BIN} and {@code $SYSTEM} in place of this machine's files, and no patch
 *       versions
 * </ul>
 *
 * @param folder where these files are
 */
record GoldenCase(Path folder) {

  private static final int COLUMNS = 100;

  static final Path ROOT = Path.of("src/test/resources/golden");

  /** What every set-up may use: the source stands on standard input or is the second argument. */
  private static final String PRELUDE =
      """
      set -eu
      compile() { printf '%s\\n' "$2" | clang-22 -O2 $3 -c -x c - -o "$1"; }
      thin() { compile "$1" "$2" -flto=thin; }
      full() { compile "$1" "$2" -flto=full; }
      native() { compile "$1" "$2" -ffunction-sections; }
      archive() { llvm-ar-22 rcs "$@"; }
      """;

  static List<GoldenCase> all() throws IOException {
    try (Stream<Path> folders = Files.list(ROOT)) {
      return folders.filter(Files::isDirectory).sorted().map(GoldenCase::new).toList();
    }
  }

  String name() {
    return folder.getFileName().toString();
  }

  boolean has(String file) {
    return Files.exists(folder.resolve(file));
  }

  String read(String file) {
    try {
      return Files.readString(folder.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> lines(String file) {
    return has(file) ? read(file).lines().toList() : List.of();
  }

  /** Makes the inputs in a folder, which is made as well. */
  void setUp(Path place) throws IOException {
    Files.createDirectories(place);
    Tools.succeed(place, "/bin/sh", "-c", PRELUDE + read("setup.sh"));
  }

  /** The folder in which the link runs. */
  Path workingFolder(Path place) {
    return has("cwd") ? place.resolve(read("cwd").strip()) : place;
  }

  private List<String> words(Path place) {
    List<String> words = new ArrayList<>();
    for (String word : lines("line")) {
      words.add(word.replace("$DIR", place.toString()));
    }
    return words;
  }

  private String option(String name) {
    for (String line : lines("options")) {
      if (line.equals(name) || line.startsWith(name + "=")) {
        return line.substring(Math.min(line.length(), name.length() + 1));
      }
    }
    return "";
  }

  /**
   * Links.
   *
   * @return the exit status, and all that was said, as it was said
   */
  Outcome link(Path place, boolean dryRun, boolean keep) throws InterruptedException {
    Path cwd = workingFolder(place);
    Said said = new Said();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    LinkReport report = new LinkReport(said, new PrintStream(out, true, UTF_8), 1);
    String extra = option("--backend-arg");
    LinkSettings settings =
        new LinkSettings(
            2,
            option("--clang"),
            extra.isEmpty() ? List.of() : List.of(extra),
            option("--root"),
            "",
            keep,
            lines("options").contains("--strict"),
            dryRun,
            1,
            "");
    LinkLine line = LinkLine.of(words(place), "clang++");
    int status = new Link(line, settings, cwd, report).run();
    return new Outcome(status, said.text() + out.toString(UTF_8));
  }

  /** How a link ended. */
  record Outcome(int status, String text) {

    /** What was said, without the names of this machine. */
    String shown(Path place, Path cwd) {
      StringBuilder shown = new StringBuilder();
      for (String line : text.split("\n")) {
        int at = line.indexOf("(cd ");
        boolean command = at >= 0 && line.endsWith(")");
        String before = command ? line.substring(0, at) : line;
        if (!before.isEmpty()) {
          shown.append(anonymous(before, place, cwd).stripTrailing()).append('\n');
        }
        if (command) {
          appendCommand(line.substring(at + 4, line.length() - 1), place, cwd, shown);
        }
      }
      return shown + "exit status " + status + "\n";
    }

    private static void appendCommand(String text, Path place, Path cwd, StringBuilder to) {
      List<String> words = unquoted(text);
      assertEquals("&&", words.get(1), text);
      if (words.get(3).equals("-cc1")) {
        words.subList(4, words.lastIndexOf("-o")).clear(); // clang's own business
      }
      to.append("in ").append(anonymous(words.get(0), place, cwd)).append('\n');
      StringBuilder line = new StringBuilder(" ");
      String last = "";
      for (String word : words.subList(2, words.size())) {
        String shown = anonymous(word, place, cwd);
        if (shown.equals("$SYSTEM") && shown.equals(last)) {
          continue;
        }
        last = shown;
        shown = shown.isEmpty() || shown.indexOf(' ') >= 0 ? "'" + shown + "'" : shown;
        if (line.length() + shown.length() >= COLUMNS && line.length() > 1) {
          to.append(line).append('\n');
          line = new StringBuilder("   ");
        }
        line.append(' ').append(shown);
      }
      to.append(line).append('\n');
    }

    /** The words that a shell would read; only single quotes and \' are used. */
    static List<String> unquoted(String text) {
      List<String> words = new ArrayList<>();
      StringBuilder word = new StringBuilder();
      boolean quoted = false;
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        if (c == '\'') {
          quoted = !quoted;
        } else if (c == '\\' && !quoted) {
          word.append(text.charAt(++i));
        } else if (c == ' ' && !quoted) {
          words.add(word.toString());
          word.setLength(0);
        } else {
          word.append(c);
        }
      }
      words.add(word.toString());
      return words;
    }

    private static String anonymous(String word, Path place, Path cwd) {
      String temp = Path.of(System.getenv().getOrDefault("TMPDIR", "/tmp")).toString();
      String own = Pattern.quote(temp) + "/dthinlto-[0-9]+/work";
      String shown = word.replaceAll(own, "\\$WORK").replace(cwd + "/out.dthinlto", "$WORK");
      shown = shown.replace(place.toString(), "$DIR").replace("/usr/lib/llvm-22/bin", "$LLVM");
      shown = shown.replace("/usr/bin/", "$BIN/").replaceAll("\\b(\\d+)\\.\\d+\\.\\d+\\b", "$1.x");
      boolean system =
          shown.matches("(-L)?/(usr/)?lib(64)?(/.*)?")
              || shown.matches("-dynamic-linker|-L.*gcc.*");
      return system ? "$SYSTEM" : shown;
    }
  }

  /** All that a link kept with {@code --keep} left: name to bytes, below a folder of the tree. */
  static Map<String, String> files(Path tree) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(tree)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        byte[] bytes = Files.readAllBytes(file);
        files.put(tree.relativize(file).toString(), new String(bytes, ISO_8859_1));
      }
    }
    return files;
  }

  @Override
  public String toString() {
    return name();
  }
}
