package org.dthinlto.pages;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.dthinlto.cli.CommandTree;

/**
 * The manual, cut into its sections and these into blocks. Reads what is used there of Markdown: no
 * lists in lists, no tables without a header.
 */
final class Manual {

  private static final Pattern CELL_END = Pattern.compile("(?<!\\\\)\\|");

  private final Map<String, List<Block>> sections = new LinkedHashMap<>();

  /**
   * Cuts the manual.
   *
   * @param text the whole file
   */
  Manual(String text) {
    List<String> lines = List.of();
    String title = "";
    for (String line : text.split("\n", -1)) {
      if (line.startsWith("## ")) {
        sections.put(title, blocks(lines));
        title = line.substring(3);
        lines = new ArrayList<>();
      } else if (!title.isEmpty()) {
        lines.add(line);
      }
    }
    sections.put(title, blocks(lines));
    sections.remove("");
  }

  /** What stands below a heading of the second level; empty if there is none of that name. */
  List<Block> section(String title) {
    return sections.getOrDefault(title, List.of());
  }

  /** The title of the section that a link such as {@code #the-cache} leads to; "" if to none. */
  String titleOf(String anchor) {
    for (String title : sections.keySet()) {
      String plain = title.toLowerCase(Locale.ROOT).replaceAll("[^\\w -]", "");
      if (plain.replace(' ', '-').equals(anchor)) {
        return title;
      }
    }
    return "";
  }

  /** The title of the section that tells of an option of a command; "" if none does. */
  String sectionOf(CommandTree.Option option, String own) {
    if (!meaning(option, own).isEmpty()) {
      return own;
    }
    for (String title : sections.keySet()) {
      if (!title.startsWith("dthinlto ") && !meaning(option, title).isEmpty()) {
        return title;
      }
    }
    return "";
  }

  /** What a section says of an option; "" if nothing. */
  String meaning(CommandTree.Option option, String title) {
    Pattern named = Pattern.compile("`" + Pattern.quote(option.name()) + "[ `]");
    for (Block block : section(title)) {
      if (block instanceof Block.Table table && table.ofOptions()) {
        for (List<String> row : table.rows()) {
          if (named.matcher(row.get(0)).find()) {
            return row.get(row.size() - 1);
          }
        }
      }
    }
    return "";
  }

  private static List<Block> blocks(List<String> lines) {
    List<Block> blocks = new ArrayList<>();
    int at = 0;
    while (at < lines.size()) {
      String line = lines.get(at);
      int end = at + 1;
      if (line.startsWith("```")) {
        while (end < lines.size() && !lines.get(end).startsWith("```")) {
          end++;
        }
        blocks.add(new Block.Code(line.substring(3), List.copyOf(lines.subList(at + 1, end))));
        end++;
      } else if (line.startsWith("    ")) {
        while (end < lines.size() && lines.get(end).startsWith("    ")) {
          end++;
        }
        List<String> code = new ArrayList<>();
        for (String indented : lines.subList(at, end)) {
          code.add(indented.substring(4));
        }
        blocks.add(new Block.Code("", code));
      } else if (line.startsWith("|")) {
        while (end < lines.size() && lines.get(end).startsWith("|")) {
          end++;
        }
        blocks.add(table(lines.subList(at, end)));
      } else if (line.startsWith("#")) {
        blocks.add(new Block.Heading(line.replaceFirst("^#+ ", "")));
      } else if (!line.isBlank()) {
        boolean item = line.startsWith("- ");
        while (end < lines.size() && goesOn(lines.get(end))) {
          end++;
        }
        StringBuilder text = new StringBuilder(item ? line.substring(2) : line);
        for (String more : lines.subList(at + 1, end)) {
          text.append(' ').append(more.strip());
        }
        blocks.add(item ? new Block.Item(text.toString()) : new Block.Paragraph(text.toString()));
      }
      at = end;
    }
    return List.copyOf(blocks);
  }

  private static boolean goesOn(String line) {
    return !line.isBlank()
        && !line.startsWith("- ")
        && !line.startsWith("#")
        && !line.startsWith("|")
        && !line.startsWith("```");
  }

  private static Block table(List<String> lines) {
    List<List<String>> rows = new ArrayList<>();
    for (String line : lines) {
      rows.add(cells(line));
    }
    return new Block.Table(rows.get(0), List.copyOf(rows.subList(2, rows.size())));
  }

  private static List<String> cells(String line) {
    List<String> cells = new ArrayList<>();
    for (String cell : CELL_END.split(line.substring(1), -1)) {
      cells.add(cell.strip().replace("\\|", "|"));
    }
    return List.copyOf(cells.subList(0, cells.size() - 1));
  }
}
