package org.dthinlto.compare;

import java.util.List;

/** A comparison for people: the verdict, a line for each kind of thing, and what differs. */
public final class ComparisonText {

  /** Differences of one kind that are shown; the rest is counted. */
  private static final int SHOWN = 20;

  private static final int NAMES = 14;

  private ComparisonText() {}

  /** The text, lines ending in line feeds. */
  public static String of(Comparison comparison, String output) {
    StringBuilder text = new StringBuilder("'" + output + "': ");
    if (!comparison.agrees()) {
      text.append("differs from the link in process\n");
    } else if (comparison.hasKnown()) {
      text.append("agrees with the link in process, but for what differs by nature\n");
    } else {
      text.append("agrees with the link in process\n");
    }
    append("functions", comparison.functions(), text);
    append("data", comparison.data(), text);
    append("symbols", comparison.symbols(), text);
    append("exports", comparison.exports(), text);
    append("imports", comparison.imports(), text);
    for (Order order : comparison.constructors()) {
      append(order, text);
    }
    append("as a whole", comparison.properties(), text);
    return text.toString();
  }

  private static void append(String name, Share share, StringBuilder text) {
    begin(name, text);
    if (share.total() == 0) {
      text.append("none\n");
      return;
    }
    if (name.equals("as a whole")) {
      text.append(share.differing().isEmpty() ? "the same\n" : "differs\n");
    } else if (share.differing().isEmpty()) {
      text.append(share.total()).append(", all the same\n");
    } else {
      text.append(share.same()).append(" of ").append(share.total());
      text.append(" the same (").append(share.percent()).append(" %)\n");
    }
    List<Difference> differing = share.differing();
    for (int i = 0; i < Math.min(SHOWN, differing.size()); i++) {
      Difference one = differing.get(i);
      text.append("    ").append(one.name()).append(": ").append(one.why()).append('\n');
    }
    if (differing.size() > SHOWN) {
      text.append("    and ").append(differing.size() - SHOWN).append(" more\n");
    }
  }

  private static void append(Order order, StringBuilder text) {
    begin(order.table(), text);
    if (order.isSame()) {
      text.append(order.ours().size()).append(", the same\n");
      return;
    }
    text.append(
        order.isKnown()
            ? order.ours().size() + " in another order, as known to differ by nature\n"
            : "differ\n");
    append("here", order.ours(), text);
    append("in process", order.theirs(), text);
  }

  private static void append(String which, List<String> functions, StringBuilder text) {
    text.append("    ").append(which).append(':');
    for (int i = 0; i < Math.min(SHOWN, functions.size()); i++) {
      text.append(' ').append(functions.get(i));
    }
    if (functions.size() > SHOWN) {
      text.append(" and ").append(functions.size() - SHOWN).append(" more");
    }
    text.append(functions.isEmpty() ? " none\n" : "\n");
  }

  private static void begin(String name, StringBuilder text) {
    text.append("  ").append(name).append(" ".repeat(Math.max(1, NAMES - name.length())));
  }
}
