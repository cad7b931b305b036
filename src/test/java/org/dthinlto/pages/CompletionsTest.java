package org.dthinlto.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Asks real shells what they offer behind a command line. */
final class CompletionsTest {

  /** Calls the function as bash does at a tab; the words are cut where bash cuts them. */
  private static final String BASH =
      """
      [ -z "$BASE" ] || . /usr/share/bash-completion/bash_completion
      . "$SHARE/bash-completion/completions/dthinlto"
      compopt() { :; }
      COMP_WORDS=("$@")
      COMP_CWORD=$(($# - 1))
      COMP_LINE="$*"
      COMP_POINT=${#COMP_LINE}
      _dthinlto
      printf '%s\\n' "${COMPREPLY[@]}"
      """;

  /**
   * Types the line into an interactive zsh on a terminal of its own and lists. What ends it is
   * written in two parts, since a slow zsh echoes what it is sent.
   */
  private static final String ZSH =
      """
      zmodload zsh/zpty
      zpty z zsh -f -i
      {
        zpty -w z 'stty columns 200 rows 500 -echo'
        zpty -w z 'PS1=; fpath=($SHARE/zsh/site-functions $fpath); autoload -Uz compinit; compinit -u -D'
        zpty -w z 'LISTMAX=9999; setopt no_beep; bindkey "^I" list-choices'
        zpty -w z 'zle_done() { zle -M ${:-ALL}DONE }; zle -N zle_done; bindkey "^T" zle_done; print ${:-REA}DY'
        while zpty -r z line; do [[ $line == READY* ]] && break; done
        zpty -w -n z "$1"$'\\t\\C-t'
        out=
        while zpty -r -t z part || sleep 0.1; do
          out+=$part
          part=
          [[ $out == *ALLDONE* ]] && break
        done
        print -r -- "$out"
      } always { zpty -d z }
      """;

  enum Shell {
    BASH,
    BASH_ALONE,
    ZSH,
    FISH
  }

  @TempDir private static Path folder;

  private static Path share;
  private static Path work;

  @BeforeAll
  static void make() throws IOException {
    share = Pages.make(folder);
    work = Files.createDirectory(folder.resolve("w"));
    Files.createDirectory(work.resolve("folder"));
    Files.createDirectory(folder.resolve("home"));
    for (String name : List.of("main.o", "lib.a", "list.txt")) {
      Files.writeString(work.resolve(name), "");
    }
    // Commands to be found; fish completes nothing for a command that isn't there.
    Path bin = Files.createDirectory(folder.resolve("bin"));
    for (String name : List.of("dthinlto", "mainframe-clang")) {
      assertTrue(Files.createFile(bin.resolve(name)).toFile().setExecutable(true));
    }
  }

  /** What the shell offers in place of the last word, or writes when asked, one a line. */
  private static String offered(Shell shell, String line) throws Exception {
    Map<String, String> environment =
        Map.of(
            "SHARE",
            share.toString(),
            "XDG_DATA_DIRS",
            share + ":/usr/share",
            "HOME",
            folder.resolve("home").toString(),
            "PATH",
            folder.resolve("bin") + ":/usr/bin:/bin",
            "BASE",
            shell == Shell.BASH ? "yes" : "",
            "TERM",
            "dumb",
            "LC_ALL",
            "C.UTF-8");
    return switch (shell) {
      case BASH, BASH_ALONE -> {
        List<String> command = new ArrayList<>(List.of("bash", "--norc", "-c", BASH, "bash"));
        command.addAll(List.of(line.replace("=", " = ").split(" ", -1)));
        if (line.endsWith("=")) {
          command.remove(command.size() - 1);
        }
        yield Pages.run(work, environment, command);
      }
      case ZSH -> Pages.run(work, environment, List.of("zsh", "-f", "-c", ZSH, "zsh", line));
      case FISH ->
          Pages.run(work, environment, List.of("fish", "-c", "complete -C \"$argv\"", line));
    };
  }

  private static void assertOffers(Shell shell, String line, String... words) throws Exception {
    String offered = offered(shell, line).replaceAll("(?m)(\t|  +-- ).*$", "");
    for (String word : words) {
      boolean unwanted = word.startsWith("!");
      String plain = unwanted ? word.substring(1) : word;
      boolean there = offered.matches("(?s).*(?<![\\w.-])" + plain + "(?![\\w.-]).*");
      assertEquals(!unwanted, there, shell + ", " + line + ", " + word + ":\n" + offered);
    }
  }

  @ParameterizedTest
  @EnumSource
  void commands(Shell shell) throws Exception {
    assertOffers(shell, "dthinlto ", "link", "cache", "archive", "!prune", "!lib.a");
    assertOffers(shell, "dthinlto cache ", "stats", "prune", "clear", "verify", "!archive");
  }

  @ParameterizedTest
  @EnumSource
  void optionsOfTheCommandAndOfNoOther(Shell shell) throws Exception {
    assertOffers(shell, "dthinlto link --", "--jobs", "--work-dir", "--remote-ca", "!--age");
    assertOffers(shell, "dthinlto cache prune --", "--age", "--cache-dir", "!--jobs");
    assertOffers(shell, "dthinlto link -j 2 --summary s.json --k", "--keep", "!--age");
  }

  @ParameterizedTest
  @EnumSource
  void values(Shell shell) throws Exception {
    assertOffers(shell, "dthinlto link --progress ", "auto", "plain", "terminal", "!lib.a");
    assertOffers(shell, "dthinlto link --progress=p", "(--progress=)?plain", "!terminal");
    assertOffers(shell, "dthinlto link --work-dir ", "folder/?", "!lib.a");
    assertOffers(shell, "dthinlto link --summary l", "lib.a", "list.txt", "!folder");
    assertOffers(shell, "dthinlto link --clang mainf", "mainframe-clang", "!main.o");
    assertOffers(shell, "dthinlto backends --format ", "lines", "rsp", "!lib.a");
  }

  @ParameterizedTest
  @EnumSource
  void files(Shell shell) throws Exception {
    assertOffers(shell, "dthinlto archive list li", "lib.a", "list.txt", "!main.o");
  }

  @ParameterizedTest
  @EnumSource
  void theFirstWordOfALinkLine(Shell shell) throws Exception {
    assertOffers(shell, "dthinlto link main", "main.o", "mainframe-clang", "!lib.a");
    assertOffers(shell, "dthinlto link -j 2 -- main", "main.o", "mainframe-clang", "!lib.a");
  }

  @ParameterizedTest
  @EnumSource
  void theLinkLineIsNoneOfOurs(Shell shell) throws Exception {
    assertOffers(shell, "dthinlto link --keep mainframe-clang -O2 li", "lib.a", "!main.o");
    assertOffers(shell, "dthinlto link -- mainframe-clang -O2 li", "lib.a", "!main.o");
    assertOffers(shell, "dthinlto link mainframe-clang --ke", "!--keep");
  }

  /** A link line is completed as the command in it is. */
  @ParameterizedTest
  @EnumSource(names = "BASH_ALONE", mode = EnumSource.Mode.EXCLUDE)
  void theLinkLineIsCompletedByItsOwnRules(Shell shell) throws Exception {
    assertOffers(shell, "dthinlto link ls --colo", "--color");
    assertOffers(shell, "dthinlto link -j2 -- ls --colo", "--color");
  }

  /** All of it once as people do it, on a terminal. */
  @Test
  void bashCompletesAtATab() throws Exception {
    Path keys = Files.writeString(folder.resolve("keys"), "dthinlto cache pr\t--ag\t\nexit\n");
    Path rc =
        Files.writeString(
            folder.resolve("rc"),
            "PS1=; . '"
                + share
                + "/bash-completion/completions/dthinlto'\n"
                + "dthinlto() { echo \"<$*>\"; }\n");
    String shell = "script -qc 'bash --rcfile " + rc + " -i' /dev/null <" + keys;
    String out = Pages.run(work, Map.of("TERM", "dumb"), List.of("sh", "-c", shell));
    assertTrue(out.contains("<cache prune --age>"), out);
    assertFalse(out.contains("<cache pr" + "--ag>"), out);
  }

  @Test
  void shellsFindNoMistakeInThem() throws Exception {
    assertEquals("", check("bash", "bash-completion/completions/dthinlto"));
    assertEquals("", check("zsh", "zsh/site-functions/_dthinlto"));
    assertEquals("", check("fish", "fish/vendor_completions.d/dthinlto.fish"));
  }

  private static String check(String shell, String file) throws Exception {
    return Pages.run(work, Map.of(), List.of(shell, "-n", share.resolve(file).toString()));
  }
}
