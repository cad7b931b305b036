package org.dthinlto.plan;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Commands that can be pasted: a real shell reads the same words back. */
final class ShellWordsTest {

  /** What /bin/sh makes of a text: its words, each ended by a NUL. */
  private static List<String> read(String text) throws Exception {
    Process shell =
        new ProcessBuilder("/bin/sh", "-c", "printf '%s\\0' " + text)
            .redirectErrorStream(true)
            .start();
    shell.getOutputStream().close();
    String said = new String(shell.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, shell.waitFor(), said);
    List<String> words = new ArrayList<>();
    for (int from = 0; from < said.length(); ) {
      int to = said.indexOf('\0', from);
      words.add(said.substring(from, to));
      from = to + 1;
    }
    return words;
  }

  @ParameterizedTest
  @CsvSource({
    "main.o, main.o",
    "--thinlto-index-only=../selected, --thinlto-index-only=../selected",
    "/usr/lib/llvm-22/bin/clang++, /usr/lib/llvm-22/bin/clang++",
    "a@b:c%2B_d, a@b:c%2B_d",
    "a b, '''a b'''",
    "lib.a(m.o at 1), '''lib.a(m.o at 1)'''",
    "'', ''''''",
    "~x, '''~x'''",
    "a*, '''a*'''",
    "\u00fc, '''\u00fc'''",
  })
  void quotedOnlyWhereItMustBe(String word, String quoted) {
    assertEquals(quoted, ShellWords.join(List.of(word)));
  }

  @Test
  void aQuoteInAWord() {
    assertEquals("'it'\\''s'", ShellWords.join(List.of("it's")));
  }

  @Test
  void aRealShellReadsThemBack() throws Exception {
    List<String> words =
        List.of(
            "main.o",
            "a b",
            "",
            "it's",
            "'",
            "''",
            "\"",
            "$HOME",
            "`id`",
            "$(id)",
            "a\\b",
            "\\",
            "*",
            "?",
            "[a]",
            "~",
            "#x",
            "a=b",
            "!",
            "{a,b}",
            ";&|<>()",
            "tab\there",
            "two\nlines",
            "na\u00efve \u6587 \ud83d\ude00",
            "-n");
    assertEquals(words, read(ShellWords.join(words)));
  }

  @Test
  void anyWordsAreReadBack() throws Exception {
    Random random = new Random(2);
    String letters = "ab $'\"\\`*?~#=!;&|<>(){}[]^%+,-./:@_\n\t\u00e9";
    List<String> words = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      StringBuilder word = new StringBuilder();
      for (int n = random.nextInt(8); n > 0; n--) {
        word.append(letters.charAt(random.nextInt(letters.length())));
      }
      words.add(word.toString());
    }
    assertEquals(words, read(ShellWords.join(words)));
  }

  @Test
  void noWords() {
    assertEquals("", ShellWords.join(List.of()));
  }
}
