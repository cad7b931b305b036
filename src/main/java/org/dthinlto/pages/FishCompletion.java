package org.dthinlto.pages;

import java.util.ArrayList;
import java.util.List;
import org.dthinlto.cli.CommandTree;

/** Writes the completion for fish: one rule for each option of each command, and where it holds. */
final class FishCompletion {

  private static final String FUNCTIONS =
      """
      # The command that the cursor is in, as 'dthinlto cache prune'; behind the options of one that
      # takes a link line, 'line' and the words of that line before the cursor.
      function __dthinlto_where
          set -l words (commandline -opc)
          set -l path dthinlto
          set -l i 2
          while test $i -le (count $words)
              set -l word $words[$i]
              set -l has (__dthinlto_command $path)
              if test "$word" = -- -a "$has[3]" = yes
                  printf '%s\\n' line $words[(math $i + 1)..]
                  return
              else if contains -- $word (string split ' ' -- $has[2])
                  set i (math $i + 2)
                  continue
              else if string match -q -- '-*' $word
              else if contains -- $word (string split ' ' -- $has[1])
                  set path "$path $word"
              else if test "$has[3]" = yes
                  printf '%s\\n' line $words[$i..]
                  return
              end
              set i (math $i + 1)
          end
          echo $path
      end

      function __dthinlto_in
          set -l where (__dthinlto_where)
          test "$where[1]" = "$argv[1]"
      end

      # The words of a link line are completed as if they stood alone.
      function __dthinlto_line
          set -l words (__dthinlto_where)[2..]
          if test (count $words) -eq 0
              __fish_complete_command
              __fish_complete_path (commandline -ct)
          else
              complete -C (string join ' ' -- (string escape -- $words) (commandline -ct))
          end
      end

      complete -c dthinlto -n '__dthinlto_in line' -f -a '(__dthinlto_line)'
      """;

  private FishCompletion() {}

  static String of(CommandTree dthinlto) {
    StringBuilder table = new StringBuilder();
    StringBuilder rules = new StringBuilder();
    add(dthinlto, table, rules);
    return "# Completion of dthinlto's words for fish, made in its build.\n\n"
        + "# What the command with that name has: commands, options with a value, a link line.\n"
        + "function __dthinlto_command\n    switch \"$argv\"\n"
        + table
        + "    end\nend\n\n"
        + FUNCTIONS
        + rules;
  }

  private static void add(CommandTree command, StringBuilder table, StringBuilder rules) {
    List<String> valued = new ArrayList<>();
    for (CommandTree.Option option : command.options()) {
      if (option.hasValue()) {
        valued.addAll(option.names());
      }
    }
    List<String> below = new ArrayList<>();
    for (CommandTree one : command.commands()) {
      below.add(one.word());
    }
    table
        .append("        case ")
        .append(quoted(command.name()))
        .append("\n            printf '%s\\n' ");
    table.append(quoted(String.join(" ", below))).append(' ');
    table.append(quoted(String.join(" ", valued))).append(' ');
    table.append(command.takesLinkLine() ? "yes" : "no").append('\n');
    String head = "complete -c dthinlto -n " + quoted("__dthinlto_in " + quoted(command.name()));
    rules.append('\n');
    if (command.takesLinkLine()) {
      rules.append(head).append(" -a '(__fish_complete_command)'\n");
    } else if (command.operands().isEmpty()) {
      rules.append(head).append(" -f\n");
    }
    for (CommandTree one : command.commands()) {
      rules.append(head).append(" -a ").append(one.word());
      rules.append(" -d ").append(quoted(one.summary())).append('\n');
    }
    for (CommandTree.Option option : command.options()) {
      rules.append(head);
      for (String name : option.names()) {
        rules.append(name.startsWith("--") ? " -l " : " -s ").append(name.replaceFirst("^-+", ""));
      }
      rules.append(value(option)).append(" -d ").append(quoted(option.summary())).append('\n');
    }
    for (CommandTree one : command.commands()) {
      add(one, table, rules);
    }
  }

  private static String value(CommandTree.Option option) {
    if (!option.hasValue()) {
      return "";
    }
    return switch (ValueKind.of(option)) {
      case CHOICE -> " -x -a " + quoted(String.join(" ", option.choices()));
      case FILE -> " -r -F";
      case FOLDER -> " -x -a '(__fish_complete_directories)'";
      case PROGRAM -> " -x -a '(__fish_complete_command)'";
      case FREE -> " -x";
    };
  }

  private static String quoted(String words) {
    return "'" + words.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
