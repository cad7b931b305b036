package org.dthinlto.pages;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dthinlto.cli.CommandTree;

/**
 * The man page of a command. What there is comes from the options that the program has; the words
 * come from the section of the manual with the command's name, and the sections that it refers to.
 */
final class ManPage {

  private static final Pattern REFERENCE = Pattern.compile("\\]\\(#([^)]+)\\)");

  /** What the page of dthinlto itself has of the manual, besides what all pages have. */
  private static final List<String> GENERAL =
      List.of("The cache", "Outcomes", "Environment variables");

  /** The sections that have their place at the end of pages. */
  private static final List<String> LAST = List.of("Files", "Exit status", "Environment variables");

  private final CommandTree dthinlto;
  private final CommandTree command;
  private final Manual manual;
  private final Roff page;

  private ManPage(CommandTree dthinlto, CommandTree command, Manual manual, Roff page) {
    this.dthinlto = dthinlto;
    this.command = command;
    this.manual = manual;
    this.page = page;
  }

  /** The name of a command's page, without the number: {@code dthinlto-link}. */
  static String name(CommandTree command) {
    return command.name().replace(' ', '-');
  }

  /**
   * Writes a page.
   *
   * @param command dthinlto itself, or one of the commands directly below it
   * @param date as {@code 2026-11-23}
   */
  static String of(
      CommandTree dthinlto, CommandTree command, Manual manual, String date, String version) {
    String title = name(command).toUpperCase(Locale.ROOT);
    ManPage page =
        new ManPage(dthinlto, command, manual, new Roff(Roff.plain(title), date, version));
    page.write();
    return page.page.toString();
  }

  private void write() {
    page.section("NAME");
    String summary = command.summary().replaceFirst("\\.$", "");
    page.raw(Roff.plain(name(command)) + " \\- " + Roff.plain(summary));
    page.section("SYNOPSIS");
    for (CommandTree leaf : leaves()) {
      page.raw(synopsis(leaf));
    }
    boolean whole = command.equals(dthinlto);
    Parts parts = new Parts(manual.section(whole ? "dthinlto link" : command.name()));
    page.section("DESCRIPTION");
    if (whole) {
      page.block(new Block.Paragraph(command.summary()));
      commands();
    } else {
      page.blocks(parts.description);
    }
    options(whole ? List.of() : parts.aboutOptions);
    for (String title : references(manual.section(command.name()))) {
      manualSection(title);
    }
    if (whole) {
      GENERAL.forEach(this::manualSection);
    } else {
      environment();
    }
    if (whole || command.takesLinkLine() || has("--cache-dir") || has("--keep")) {
      manualSection("Files");
    }
    manualSection("Exit status");
    if (!parts.examples.isEmpty()) {
      page.section("EXAMPLES");
      page.blocks(parts.examples);
    }
    seeAlso();
  }

  /** The command, or those below it. */
  private List<CommandTree> leaves() {
    return command.equals(dthinlto) || command.commands().isEmpty()
        ? List.of(command)
        : command.commands();
  }

  private static String synopsis(CommandTree leaf) {
    String rest = leaf.synopsis();
    String name = rest.startsWith(leaf.name()) ? leaf.name() : "";
    return Roff.bold(name) + Roff.plain(rest.substring(name.length()));
  }

  private void commands() {
    page.section("COMMANDS");
    for (CommandTree one : dthinlto.commands()) {
      page.taggedEntry(Roff.bold(name(one)) + "(1)", one.summary());
    }
  }

  private void options(List<Block> about) {
    page.section("OPTIONS");
    page.blocks(about);
    Map<String, List<CommandTree.Option>> elsewhere = new LinkedHashMap<>();
    for (CommandTree leaf : leaves()) {
      if (!leaf.equals(command)) {
        page.subsection(leaf.name());
      }
      for (CommandTree.Option option : leaf.options()) {
        String title = manual.sectionOf(option, command.name());
        if (title.isEmpty() || title.equals(command.name())) {
          option(option, title);
        } else {
          elsewhere.computeIfAbsent(title, t -> new ArrayList<>()).add(option);
        }
      }
    }
    elsewhere.forEach(
        (title, options) -> {
          page.section(title.toUpperCase(Locale.ROOT));
          prose(title);
          for (CommandTree.Option option : options) {
            option(option, title);
          }
        });
  }

  private void option(CommandTree.Option option, String title) {
    StringBuilder tag = new StringBuilder();
    for (String name : option.names()) {
      tag.append(tag.isEmpty() ? "" : ", ").append(Roff.bold(name));
      if (option.hasValue()) {
        tag.append(' ').append(Roff.italic(option.label()));
      }
    }
    String meaning = manual.meaning(option, title);
    page.taggedEntry(tag.toString(), meaning.isEmpty() ? option.summary() : meaning);
  }

  /** A section of the manual without what is told with the options. */
  private void prose(String title) {
    for (Block block : manual.section(title)) {
      if (!(block instanceof Block.Table table && table.ofOptions())) {
        page.block(block);
      }
    }
  }

  private void manualSection(String title) {
    if (!manual.section(title).isEmpty()) {
      page.section(
          title.equals("Environment variables") ? "ENVIRONMENT" : title.toUpperCase(Locale.ROOT));
      prose(title);
    }
  }

  /** The sections that a section refers to, and that aren't commands or said anyway. */
  private Set<String> references(List<Block> blocks) {
    Set<String> titles = new LinkedHashSet<>();
    for (Block block : blocks) {
      Matcher link = REFERENCE.matcher(block.toString());
      while (link.find()) {
        String title = manual.titleOf(link.group(1));
        if (!title.isEmpty() && !title.startsWith("dthinlto ") && !LAST.contains(title)) {
          titles.add(title);
        }
      }
    }
    for (CommandTree leaf : leaves()) {
      for (CommandTree.Option option : leaf.options()) {
        titles.remove(manual.sectionOf(option, command.name()));
      }
    }
    return titles;
  }

  private boolean has(String option) {
    for (CommandTree leaf : leaves()) {
      for (CommandTree.Option one : leaf.options()) {
        if (one.names().contains(option)) {
          return true;
        }
      }
    }
    return false;
  }

  private void environment() {
    page.section("ENVIRONMENT");
    Map<String, String> variables = new LinkedHashMap<>();
    for (CommandTree leaf : leaves()) {
      for (CommandTree.Option option : leaf.options()) {
        if (!option.variable().isEmpty()) {
          variables.put(option.variable(), option.name());
        }
      }
    }
    if (!variables.isEmpty()) {
      page.block(new Block.Paragraph("Each stands for an option; the command line wins."));
      variables.forEach(
          (variable, option) -> page.taggedEntry(Roff.bold(variable), "`" + option + "`"));
    }
    page.raw("Those that all commands heed are in " + Roff.bold(name(dthinlto)) + "(1).");
  }

  private void seeAlso() {
    page.section("SEE ALSO");
    List<String> others = new ArrayList<>();
    if (!command.equals(dthinlto)) {
      others.add(Roff.bold(name(dthinlto)) + "(1)");
    }
    for (CommandTree one : dthinlto.commands()) {
      if (!one.equals(command)) {
        others.add(Roff.bold(name(one)) + "(1)");
      }
    }
    others.add(Roff.bold("clang") + "(1)");
    others.add(Roff.bold("ld.lld") + "(1)");
    page.raw(String.join(", ", others));
  }

  /** A command's section of the manual, taken apart for the sections of its page. */
  private static final class Parts {

    final List<Block> description = new ArrayList<>();
    final List<Block> aboutOptions = new ArrayList<>();
    final List<Block> examples = new ArrayList<>();

    Parts(List<Block> blocks) {
      List<Block> into = description;
      boolean first = true;
      for (int i = 0; i < blocks.size(); i++) {
        Block block = blocks.get(i);
        if (block instanceof Block.Heading heading) {
          first = false;
          into =
              heading.text().equals("Examples")
                  ? examples
                  : tellsOfOptions(blocks, i + 1) ? aboutOptions : description;
          if (into == description) {
            into.add(block);
          }
        } else if (block instanceof Block.Code code && first && code.language().equals("sh")) {
          examples.add(block);
        } else if (!(block instanceof Block.Table table && table.ofOptions())
            && !isSynopsis(block, i)) {
          into.add(block);
        }
      }
    }

    private static boolean isSynopsis(Block block, int at) {
      return at == 0 && block instanceof Block.Code;
    }

    private static boolean tellsOfOptions(List<Block> blocks, int from) {
      for (Block block : blocks.subList(from, blocks.size())) {
        if (block instanceof Block.Heading) {
          return false;
        }
        if (block instanceof Block.Table table && table.ofOptions()) {
          return true;
        }
      }
      return false;
    }
  }
}
