package org.dthinlto.link;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of the LLVM options of a line ({@code -mllvm X}, {@code -plugin-opt=-X}) in the
 * backends. Knows their names and values, not where on the line they stood.
 *
 * <p>lld gives each of them to LLVM's parser by itself, so a value is always behind an equals sign.
 * Of several of one name the last one counts; LLVM 14 allows no second one.
 */
final class LlvmOptions {

  /** From this release on, clang writes an XRay function index as lld does. */
  private static final int XRAY_INDEX = 17;

  private final List<String> plain = new ArrayList<>();
  private final Map<String, String> values = new LinkedHashMap<>();
  private @Nullable LlvmOptionTable table;
  private String processor = "";

  /**
   * Takes the next option of the line.
   *
   * @param option with its dashes, such as {@code -inline-threshold=1}
   * @throws NotDistributable if clang can't be set up that way
   */
  void add(String option) throws NotDistributable {
    LlvmOptionTable known = table();
    int from = option.startsWith("--") ? 2 : option.startsWith("-") ? 1 : 0;
    int equals = option.indexOf('=');
    String name = option.substring(from, equals < 0 ? option.length() : Math.max(from, equals));
    String value = equals < 0 ? "" : option.substring(equals + 1);
    List<LlvmOptionTable.Row> rows = known.rows(name);
    if (rows.isEmpty()) {
      plain.add(option);
      return;
    }
    LlvmOptionTable.Row row = fitting(rows, value, -1);
    if (row == null || row.fate() == LlvmOptionTable.Fate.PROCESS) {
      throw NotDistributable.inProcess("'" + option + "' can't be carried to the backends");
    }
    if (row.fate() == LlvmOptionTable.Fate.PROCESSOR) {
      processor(value);
      return;
    }
    String before = row.values().equals("items") ? values.getOrDefault(name, "") : "";
    values.put(name, before.isEmpty() ? value : before + "," + value);
  }

  /**
   * Takes {@code -plugin-opt=mcpu=X}, which drivers always write: no need of the table.
   *
   * @throws NotDistributable if it isn't a name that means the same on another machine
   */
  void processor(String name) throws NotDistributable {
    if (name.equals("native") || name.equals("help")) {
      throw NotDistributable.inProcess("'-mcpu=" + name + "' can't be carried to the backends");
    }
    processor = name;
  }

  private LlvmOptionTable table() {
    if (table == null) {
      table = LlvmOptionTable.load();
    }
    return table;
  }

  /** The first row that holds for the value, in a release or, if that is -1, in any. */
  private static LlvmOptionTable.@Nullable Row fitting(
      List<LlvmOptionTable.Row> rows, String value, int release) {
    for (LlvmOptionTable.Row row : rows) {
      if (row.fits(value) && (release < 0 || row.isFor(release))) {
        return row;
      }
    }
    return null;
  }

  /** Whether clang has to be asked whether it takes what the line says. */
  boolean isEmpty() {
    return plain.isEmpty() && values.isEmpty();
  }

  /** The processor for functions that name none; empty if no LLVM option names it. */
  String processor() {
    return processor;
  }

  /**
   * The options for clang.
   *
   * @param release the major version of clang; 0 if it isn't known
   */
  List<String> words(int release) {
    List<String> words = new ArrayList<>();
    if (release > 0 && release < XRAY_INDEX) {
      // The option means the opposite of its name there.
      words.add("-Xclang");
      words.add("-fno-xray-function-index");
    }
    List<String> behind = new ArrayList<>(plain);
    for (Map.Entry<String, String> option : values.entrySet()) {
      LlvmOptionTable.Row row = fitting(table().rows(option.getKey()), option.getValue(), release);
      // None: lld of that release refuses the value, and is heard before clang.
      if (row != null && row.fate() == LlvmOptionTable.Fate.CLANG) {
        behind.add("-" + option.getKey() + "=" + option.getValue());
      } else if (row != null && row.fate() == LlvmOptionTable.Fate.CARRIED) {
        boolean items = row.values().equals("items");
        addWords(row.words(), option.getValue(), items, words);
      }
    }
    for (String option : behind) {
      words.add("-mllvm");
      words.add(option);
    }
    return words;
  }

  private static void addWords(String pattern, String value, boolean items, List<String> words) {
    for (int from = 0; from <= value.length(); ) {
      int comma = items ? value.indexOf(',', from) : -1;
      int to = comma < 0 ? value.length() : comma;
      if (!items || to > from) {
        for (int start = 0; start < pattern.length(); ) {
          int blank = pattern.indexOf(' ', start);
          int end = blank < 0 ? pattern.length() : blank;
          words.add(pattern.substring(start, end).replace("{}", value.substring(from, to)));
          start = end + 1;
        }
      }
      from = to + 1;
    }
  }
}
