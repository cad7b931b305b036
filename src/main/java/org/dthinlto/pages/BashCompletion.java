package org.dthinlto.pages;

import java.util.ArrayList;
import java.util.List;
import org.dthinlto.cli.CommandTree;

/** Writes the completion for bash: two tables, and one function that goes by them. */
final class BashCompletion {

  private static final String FUNCTIONS =
      """
      # Offers what compgen lists, one candidate a line: names may have blanks.
      _dthinlto_offer() {
        mapfile -t COMPREPLY < <(compgen "$@" | sort -u)
      }

      # The link line, whose first word is COMP_WORDS[$1].
      _dthinlto_line() {
        local cur=${COMP_WORDS[COMP_CWORD]}
        if ((COMP_CWORD == $1)); then
          compopt -o filenames
          mapfile -t COMPREPLY < <({ compgen -f -- "$cur"; [[ ! $cur ]] || compgen -c -- "$cur"; } | sort -u)
        elif declare -F _comp_command_offset >/dev/null; then
          _comp_command_offset "$1"
        elif declare -F _command_offset >/dev/null; then
          _command_offset "$1"
        else
          compopt -o filenames
          _dthinlto_offer -f -- "$cur"
        fi
      }

      _dthinlto_is_in() { # _dthinlto_is_in WORD LIST
        [[ " $2 " == *" $1 "* ]]
      }

      _dthinlto() {
        local path=dthinlto commands flags valued line kind choices word value i=1
        local cur=${COMP_WORDS[COMP_CWORD]}
        COMPREPLY=()
        _dthinlto_command "$path"
        while ((i < COMP_CWORD)); do
          word=${COMP_WORDS[i]}
          if [[ $word == -- && $line ]]; then
            _dthinlto_line $((i + 1))
            return
          elif _dthinlto_is_in "$word" "$valued"; then
            # bash cuts '--name=value' into three words.
            value=$((i + 1))
            [[ ${COMP_WORDS[value]} != = ]] || value=$((value + 1))
            if ((COMP_CWORD <= value)); then
              cur=${cur#=}
              _dthinlto_value "$path $word"
              case $kind in
              choice) _dthinlto_offer -W "$choices" -- "$cur" ;;
              file) compopt -o filenames && _dthinlto_offer -f -- "$cur" ;;
              folder) compopt -o filenames && _dthinlto_offer -d -- "$cur" ;;
              program) compopt -o filenames && _dthinlto_offer -c -- "$cur" ;;
              esac
              return
            fi
            i=$((value + 1))
          elif [[ $word == -* ]]; then
            i=$((i + 1))
          elif _dthinlto_is_in "$word" "$commands"; then
            path="$path $word"
            _dthinlto_command "$path"
            i=$((i + 1))
          elif [[ $line ]]; then
            _dthinlto_line $i
            return
          else
            i=$((i + 1))
          fi
        done
        if [[ $cur == -* ]]; then
          _dthinlto_offer -W "$flags $valued" -- "$cur"
        elif [[ $commands ]]; then
          _dthinlto_offer -W "$commands" -- "$cur"
        elif [[ $line ]]; then
          _dthinlto_line $i
        else
          compopt -o filenames
          _dthinlto_offer -f -- "$cur"
        fi
      }

      complete -F _dthinlto dthinlto
      """;

  private BashCompletion() {}

  static String of(CommandTree dthinlto) {
    List<String> commands = new ArrayList<>();
    List<String> values = new ArrayList<>();
    add(dthinlto, commands, values);
    return "# Completion of dthinlto's words for bash, made in its build. -*- shell-script -*-\n\n"
        + "# What the command with that name has: commands, options without and with a value.\n"
        + function("_dthinlto_command", "commands= flags= valued= line=", commands)
        + "# What the value of that command's option is.\n"
        + function("_dthinlto_value", "kind= choices=", values)
        + FUNCTIONS;
  }

  private static String function(String name, String start, List<String> cases) {
    return name
        + "() {\n  "
        + start
        + "\n  case $1 in\n"
        + String.join("", cases)
        + "  esac\n}\n\n";
  }

  private static void add(CommandTree command, List<String> commands, List<String> values) {
    List<String> flags = new ArrayList<>();
    List<String> valued = new ArrayList<>();
    for (CommandTree.Option option : command.options()) {
      (option.hasValue() ? valued : flags).addAll(option.names());
      ValueKind kind = ValueKind.of(option);
      if (option.hasValue() && kind != ValueKind.FREE) {
        List<String> names = new ArrayList<>();
        for (String name : option.names()) {
          names.add("'" + command.name() + " " + name + "'");
        }
        String choices =
            option.choices().isEmpty()
                ? ""
                : " choices='" + String.join(" ", option.choices()) + "'";
        values.add(
            "  "
                + String.join(" | ", names)
                + ") kind="
                + kind.name().toLowerCase(java.util.Locale.ROOT)
                + choices
                + " ;;\n");
      }
    }
    List<String> below = new ArrayList<>();
    for (CommandTree one : command.commands()) {
      below.add(one.word());
    }
    commands.add(
        "  '"
            + command.name()
            + "')\n    commands='"
            + String.join(" ", below)
            + "'\n    flags='"
            + String.join(" ", flags)
            + "'\n    valued='"
            + String.join(" ", valued)
            + "'\n    line="
            + (command.takesLinkLine() ? "yes" : "")
            + "\n    ;;\n");
    for (CommandTree one : command.commands()) {
      add(one, commands, values);
    }
  }
}
