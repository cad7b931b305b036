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
 * What llvm-options.tsv says of LLVM options that clang takes otherwise than behind -mllvm; the
 * words are explained at its top. Knows no link line.
 */
final class LlvmOptionTable {

  private static final String TABLE = "llvm-options.tsv";

  /** What becomes of an option. */
  enum Fate {
    CARRIED,
    NONE,
    CLANG,
    PROCESSOR,
    PROCESS
  }

  /**
   * One row, for one name.
   *
   * @param values {@code on}, {@code off}, {@code items}, {@code *}, or values between {@code |}
   * @param oldest major version of LLVM from which it holds
   * @param newest the last one
   * @param words for clang, {@code {}} in the place of the value; empty if there are none
   */
  record Row(String values, int oldest, int newest, Fate fate, String words) {

    /** Whether it holds for this value; that of a switch without one is empty. */
    boolean fits(String value) {
      return switch (values) {
        case "*" -> true;
        case "on" -> value.isEmpty() || isOneOf(value, "1|true|TRUE|True");
        case "off" -> isOneOf(value, "0|false|FALSE|False");
        case "items" -> !value.isEmpty();
        default -> isOneOf(value, values);
      };
    }

    /** Whether it holds for a release; 0, an unknown one, counts as the newest. */
    boolean isFor(int release) {
      return release == 0 ? newest == Integer.MAX_VALUE : release >= oldest && release <= newest;
    }

    private static boolean isOneOf(String value, String values) {
      for (int from = 0; from <= values.length(); ) {
        int bar = values.indexOf('|', from);
        int to = bar < 0 ? values.length() : bar;
        if (to - from == value.length() && values.startsWith(value, from)) {
          return true;
        }
        from = to + 1;
      }
      return false;
    }
  }

  private final Map<String, List<Row>> rows = new HashMap<>(512);

  private LlvmOptionTable() {}

  static LlvmOptionTable load() {
    LlvmOptionTable table = new LlvmOptionTable();
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                LlvmOptionTable.class.getResourceAsStream(TABLE), StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (!line.isEmpty() && line.charAt(0) != '#') {
          table.addLine(line);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return table;
  }

  private void addLine(String line) {
    int a = line.indexOf('\t');
    int b = line.indexOf('\t', a + 1);
    int c = line.indexOf('\t', b + 1);
    int d = line.indexOf('\t', c + 1);
    int end = d < 0 ? line.length() : d;
    String releases = line.substring(b + 1, c);
    int dash = releases.indexOf('-');
    boolean open = dash < 0 || dash + 1 == releases.length();
    Row row =
        new Row(
            line.substring(a + 1, b),
            dash < 0 ? 0 : Integer.parseInt(releases.substring(0, dash)),
            open ? Integer.MAX_VALUE : Integer.parseInt(releases.substring(dash + 1)),
            Fate.valueOf(line.substring(c + 1, end).toUpperCase(Locale.ROOT)),
            d < 0 ? "" : line.substring(d + 1));
    for (int from = 0; from < a; ) {
      int blank = line.indexOf(' ', from);
      int to = blank < 0 || blank > a ? a : blank;
      rows.computeIfAbsent(line.substring(from, to), name -> new ArrayList<>()).add(row);
      from = to + 1;
    }
  }

  /** The rows of an option, in order; none if clang takes it behind -mllvm. */
  List<Row> rows(String name) {
    return rows.getOrDefault(name, List.of());
  }

  /** All names that have a row, in no order. */
  Iterable<String> names() {
    return rows.keySet();
  }
}
