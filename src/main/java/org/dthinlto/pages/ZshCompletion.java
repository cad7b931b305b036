package org.dthinlto.pages;

import java.util.ArrayList;
import java.util.List;
import org.dthinlto.cli.CommandTree;

/** Writes the completion for zsh: one function for each command, by its {@code _arguments}. */
final class ZshCompletion {

  private static final String FIRST =
      """
      # The first word of a link line.
      _dthinlto_first() {
        _alternative 'commands:driver or linker: _command_names -e' 'files:input:_files'
      }

      # The link line, completed as if it stood alone.
      _dthinlto_rest() {
        if [[ $words[1] == -- ]]; then
          shift words
          ((CURRENT--))
        fi
        if ((CURRENT == 1)); then
          _dthinlto_first
        else
          _normal
        fi
      }

      """;

  private ZshCompletion() {}

  static String of(CommandTree dthinlto) {
    StringBuilder text = new StringBuilder("#compdef dthinlto\n");
    text.append("# Completion of dthinlto's words for zsh, made in its build.\n\n").append(FIRST);
    add(dthinlto, text);
    return text.append("_dthinlto \"$@\"\n").toString();
  }

  private static String function(CommandTree command) {
    return "_" + command.name().replace(' ', '_').replace('-', '_');
  }

  private static void add(CommandTree command, StringBuilder text) {
    List<String> specs = new ArrayList<>();
    for (CommandTree.Option option : command.options()) {
      for (String name : option.names()) {
        specs.add(spec(option, name));
      }
    }
    text.append(function(command)).append("() {\n");
    if (!command.commands().isEmpty()) {
      text.append("  local curcontext=\"$curcontext\" state line\n  local -a below\n");
      specs.add("'1: :->command'");
      specs.add("'*:: :->words'");
      arguments("-C -S -A '-*'", specs, text);
      text.append("  case $state in\n  command)\n    below=(\n");
      for (CommandTree one : command.commands()) {
        String summary = quoted(one.summary()).replace(":", "\\:");
        text.append("      '").append(one.word()).append(':').append(summary).append("'\n");
      }
      text.append("    )\n    _describe command below\n    ;;\n  words)\n    case $words[1] in\n");
      for (CommandTree one : command.commands()) {
        text.append("    ").append(one.word()).append(") ").append(function(one)).append(" ;;\n");
      }
      text.append("    esac\n    ;;\n  esac\n");
    } else if (command.takesLinkLine()) {
      specs.add("'(-)1: :_dthinlto_first'");
      specs.add("'*::link line:_dthinlto_rest'");
      arguments("-S -A '-*'", specs, text);
    } else {
      int place = 0;
      for (String operand : command.operands()) {
        place++;
        String label = operand.replaceAll("[\\[\\].]", "");
        String colons = operand.startsWith("[") ? "::" : ":";
        specs.add("'" + place + colons + label + ":_files'");
      }
      arguments("-S", specs, text);
    }
    text.append("}\n\n");
    for (CommandTree one : command.commands()) {
      add(one, text);
    }
  }

  private static void arguments(String words, List<String> specs, StringBuilder text) {
    text.append("  _arguments ").append(words).append(" : \\\n    ");
    text.append(String.join(" \\\n    ", specs)).append('\n');
  }

  /** The option under one of its names; all may be repeated. */
  private static String spec(CommandTree.Option option, String name) {
    String summary = quoted(option.summary()).replaceAll("([\\[\\]:])", "\\\\$1");
    String head = "'*" + name;
    if (!option.hasValue()) {
      return head + "[" + summary + "]'";
    }
    String action =
        switch (ValueKind.of(option)) {
          case CHOICE -> "(" + String.join(" ", option.choices()) + ")";
          case FILE -> "_files";
          case FOLDER -> "_files -/";
          case PROGRAM -> " _command_names -e";
          case FREE -> " ";
        };
    String glue = name.startsWith("--") ? "=" : "+";
    return head + glue + "[" + summary + "]:" + quoted(option.label()) + ":" + action + "'";
  }

  private static String quoted(String words) {
    return words.replace("'", "'\\''");
  }
}
