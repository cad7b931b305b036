package org.dthinlto.link;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads a linker command line by ld.lld's grammar, from a table of its options. Knows how options
 * are written, not what they do.
 *
 * <p>The grammar is that of LLVM's option library: of all options whose name the word begins with,
 * the longest that fits wins; a flag fits only as the whole word.
 */
final class LldOptions {

  private static final String TABLE = "lld-options.tsv";

  /**
   * Spelling with its dashes, such as {@code --Map} or {@code -l}; joined ones end in their "=".
   */
  private final Map<String, LldOption> whole = new HashMap<>(1024);

  private final Map<String, LldOption> prefixes = new HashMap<>(512);
  private int longest;

  private LldOptions() {}

  static LldOptions load() {
    LldOptions options = new LldOptions();
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                LldOptions.class.getResourceAsStream(TABLE), StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (!line.isEmpty() && line.charAt(0) != '#') {
          options.addRow(line);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return options;
  }

  private void addRow(String row) {
    int a = row.indexOf('\t');
    int b = row.indexOf('\t', a + 1);
    int c = row.indexOf('\t', b + 1);
    String dashes = row.substring(0, a);
    String form = row.substring(a + 1, b);
    LldOption.Fate fate = LldOption.Fate.valueOf(row.substring(b + 1, c).toUpperCase(Locale.ROOT));
    for (int from = c + 1; from < row.length(); ) {
      int to = row.indexOf(' ', from);
      if (to < 0) {
        to = row.length();
      }
      addName(dashes, form, fate, row.substring(from, to));
      from = to + 1;
    }
  }

  private void addName(String dashes, String form, LldOption.Fate fate, String entry) {
    int colon = entry.indexOf(':');
    String spelling = colon < 0 ? entry : entry.substring(0, colon);
    String name = colon < 0 ? entry : entry.substring(colon + 1);
    if (name.endsWith("=")) {
      name = name.substring(0, name.length() - 1);
    }
    if (!dashes.equals("2")) {
      addSpelling("-" + spelling, name, form, fate);
    }
    if (!dashes.equals("1")) {
      addSpelling("--" + spelling, name, form, fate);
    }
  }

  private void addSpelling(String spelling, String name, String form, LldOption.Fate fate) {
    switch (form) {
      case "flag" -> whole.put(spelling, new LldOption(name, LldOption.Form.FLAG, fate));
      case "joined" -> addPrefix(spelling, new LldOption(name, LldOption.Form.JOINED, fate));
      case "separate" -> whole.put(spelling, new LldOption(name, LldOption.Form.SEPARATE, fate));
      case "either" -> {
        whole.put(spelling, new LldOption(name, LldOption.Form.SEPARATE, fate));
        addPrefix(spelling, new LldOption(name, LldOption.Form.EITHER, fate));
      }
      case "eq" -> {
        whole.put(spelling, new LldOption(name, LldOption.Form.SEPARATE, fate));
        addPrefix(spelling + "=", new LldOption(name, LldOption.Form.JOINED, fate));
      }
      default -> throw new IllegalStateException(TABLE + ": " + form);
    }
  }

  private void addPrefix(String prefix, LldOption option) {
    prefixes.put(prefix, option);
    longest = Math.max(longest, prefix.length());
  }

  /**
   * Reads the words behind the linker's name. Never fails: what is wrong is left for lld to say.
   */
  List<LinkerArg> parse(List<String> words) {
    List<LinkerArg> args = new ArrayList<>(words.size());
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (word.length() < 2 || word.charAt(0) != '-') {
        args.add(new LinkerArg(LldOption.INPUT, word, List.of(word), 0));
        continue;
      }
      LldOption exact = whole.get(word);
      if (exact != null && exact.form() == LldOption.Form.FLAG) {
        args.add(new LinkerArg(exact, "", List.of(word), 0));
      } else if (exact != null && i + 1 < words.size()) {
        String value = words.get(++i);
        args.add(new LinkerArg(exact, value, List.of(word, value), 0));
      } else if (exact != null) {
        args.add(new LinkerArg(LldOption.INCOMPLETE, "", List.of(word), 0));
      } else {
        args.add(glued(word));
      }
    }
    return args;
  }

  private LinkerArg glued(String word) {
    for (int n = Math.min(word.length(), longest); n > 1; n--) {
      String prefix = word.substring(0, n);
      LldOption option = prefixes.get(prefix);
      // A joined value may be empty; what may also be a word of its own may not.
      boolean fits = n < word.length();
      if (option != null && (fits || option.form() == LldOption.Form.JOINED)) {
        return new LinkerArg(option, word.substring(n), List.of(word), n);
      }
    }
    return new LinkerArg(LldOption.UNKNOWN, "", List.of(word), 0);
  }
}
