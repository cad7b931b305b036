package org.dthinlto.pages;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Writes blocks of the manual in the markup of man pages. Knows no commands and no options. */
final class Roff {

  private static final Pattern INLINE =
      Pattern.compile("`([^`]+)`|\\*\\*(.+?)\\*\\*|\\[((?:[^\\]`]|`[^`]*`)+)\\]\\(([^)\\s]+)\\)");

  private final StringBuilder text = new StringBuilder();

  /** Begins a page. */
  Roff(String name, String date, String version) {
    text.append(".\\\" Made from the options and docs/manual.md in the build.\n");
    line(".TH " + name + " 1 " + date + " \"dthinlto " + version + "\" \"dthinlto manual\"");
    // Words of programs aren't divided, nor are lines stretched around them.
    line(".nh");
    line(".ad l");
  }

  void section(String title) {
    line(".SH \"" + plain(title) + "\"");
  }

  void subsection(String title) {
    line(".SS " + inline(title));
  }

  void blocks(List<Block> blocks) {
    for (Block block : blocks) {
      block(block);
    }
  }

  void block(Block block) {
    if (block instanceof Block.Heading heading) {
      subsection(heading.text());
    } else if (block instanceof Block.Paragraph paragraph) {
      line(".PP");
      prose(inline(paragraph.text()));
    } else if (block instanceof Block.Item item) {
      line(".IP \\(bu 3");
      prose(inline(item.text()));
    } else if (block instanceof Block.Code code) {
      code(code.lines());
    } else if (block instanceof Block.Table table) {
      table(table);
    }
  }

  /** A word with its explanation, in the markup of the manual. */
  void entry(String tag, String explanation) {
    taggedEntry(inline(tag), explanation);
  }

  /** The same with a tag that is in the markup of man pages. */
  void taggedEntry(String tag, String explanation) {
    line(".TP");
    prose(tag);
    prose(explanation.isEmpty() ? "\\&" : inline(explanation));
  }

  /** A paragraph in the markup of man pages. */
  void raw(String words) {
    line(".PP");
    prose(words);
  }

  private void code(List<String> lines) {
    line(".PP");
    line(".RS 4");
    line(".nf");
    for (String code : lines) {
      prose(plain(code));
    }
    line(".fi");
    line(".RE");
  }

  private void table(Block.Table table) {
    for (List<String> row : table.rows()) {
      StringBuilder explanation = new StringBuilder();
      for (int i = 1; i < row.size(); i++) {
        if (!row.get(i).isEmpty()) {
          String header = table.header().get(i);
          boolean said = i == 1 || header.isEmpty();
          explanation.append(explanation.isEmpty() ? "" : ". ");
          explanation.append(said ? "" : sentence(header) + ": ").append(row.get(i));
        }
      }
      entry(row.get(0), explanation.toString());
    }
  }

  private static String sentence(String words) {
    return Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }

  /** Text with the manual's marks for code, emphasis and links. */
  static String inline(String markdown) {
    StringBuilder roff = new StringBuilder();
    Matcher mark = INLINE.matcher(markdown);
    int at = 0;
    while (mark.find()) {
      roff.append(plain(markdown.substring(at, mark.start())));
      if (mark.group(1) != null) {
        roff.append(bold(mark.group(1)));
      } else if (mark.group(2) != null) {
        roff.append(
            inline(mark.group(2)).contains("\\f") ? inline(mark.group(2)) : bold(mark.group(2)));
      } else {
        roff.append(inline(mark.group(3)));
        if (mark.group(4).contains("://")) {
          roff.append(" (").append(plain(mark.group(4)).replace("/", "/\\:")).append(')');
        }
      }
      at = mark.end();
    }
    return roff.append(plain(markdown.substring(at))).toString();
  }

  static String bold(String words) {
    return "\\fB" + plain(words) + "\\fR";
  }

  static String italic(String words) {
    return "\\fI" + plain(words) + "\\fR";
  }

  /** Text in which nothing is a mark. */
  static String plain(String words) {
    StringBuilder roff = new StringBuilder();
    words
        .codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '\\' -> roff.append("\\e");
                case '-' -> roff.append("\\-");
                case '\'' -> roff.append("\\(aq");
                case '`' -> roff.append("\\(ga");
                case '"' -> roff.append("\\(dq");
                case '^' -> roff.append("\\(ha");
                case '~' -> roff.append("\\(ti");
                case '\u2026' -> roff.append("...");
                default -> {
                  if (c < 0x80) {
                    roff.append((char) c);
                  } else {
                    roff.append("\\[u").append(hex(c)).append(']');
                  }
                }
              }
            });
    return roff.toString();
  }

  private static String hex(int c) {
    String digits = Integer.toHexString(c).toUpperCase(java.util.Locale.ROOT);
    return "0".repeat(Math.max(0, 4 - digits.length())) + digits;
  }

  /** A line of text: a dot at its beginning would make it a command. */
  private void prose(String roff) {
    line(roff.startsWith(".") ? "\\&" + roff : roff);
  }

  private void line(String roff) {
    text.append(roff).append('\n');
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
