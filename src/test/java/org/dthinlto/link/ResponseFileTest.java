package org.dthinlto.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Response files, read as lld reads them and written so that lld reads the same words back. */
final class ResponseFileTest {

  @TempDir Path folder;

  private List<String> expand(String... words) throws IOException {
    return ResponseFile.expand(List.of(words), folder);
  }

  private void write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  /** The words as lld sees them: it complains of every one, for none is a file. */
  private List<String> asLldReads(String version, String file) {
    String text = Tools.run(folder, List.of("ld.lld-" + version, "@" + file)).text();
    List<String> words = new ArrayList<>();
    String end = ": No such file or directory";
    for (String line : text.split("\n")) {
      int at = line.indexOf("error: cannot open ");
      if (at >= 0 && line.endsWith(end)) {
        words.add(line.substring(at + 19, line.length() - end.length()));
      }
    }
    return words;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a b c",
        "a\tb\nc\r\nd\n",
        "  a  \n\n  b",
        "'a b' \"c d\" e",
        "a'b c'd",
        "a\"b c\"d'e f'",
        "\"it's\" 'say \"so\"'",
        "a\\ b c\\\\d \\'e \\\"f",
        "\"a\\\"b\" 'a\\'b' 'a\\b'",
        "\"a\\nb\"",
        "end\\",
        "'not closed",
        "\"not closed either",
        "a '' b \"\" c",
        "''",
        "x''y",
        "# no comment",
        "lib.a(m.o at 94)",
        "'lib.a(m.o at 94)'",
        "n\u00e4ive \u6587.o",
        "\\",
      })
  void wordsAreThoseOfLld(String text) throws IOException {
    write("rsp", text);
    List<String> words = expand("@rsp");
    for (String version : Tools.REQUIRED) {
      assertEquals(asLldReads(version, "rsp"), words, version);
    }
  }

  @Test
  void quotedWordsOfADriver_keepEmptyOnes() {
    assertEquals(List.of("a", "", "b c", ""), ResponseFile.tokens("\"a\" \"\" \"b c\" ''"));
  }

  @Test
  void nested_namesAreRelativeToTheWorkingDirectory() throws IOException {
    write("rsp", "a @sub/rsp d");
    write("sub/rsp", "b @sub/more @more");
    write("sub/more", "c");
    assertEquals(List.of("x", "a", "b", "c", "@more", "d", "y"), expand("x", "@rsp", "y"));
    assertEquals(List.of("a", "b", "c", "@more", "d"), asLldReads("22", "rsp"));
  }

  @Test
  void whatIsNoFileStaysAsItStands() throws IOException {
    Files.createDirectory(folder.resolve("dir"));
    List<String> words = List.of("@missing", "@", "@dir", "a@rsp", "main.o");
    assertEquals(words, ResponseFile.expand(words, folder));
    List<String> none = List.of("main.o");
    assertSame(none, ResponseFile.expand(none, folder));
  }

  @Test
  void absoluteNamesAndEmptyFiles() throws IOException {
    write("rsp", "a");
    write("empty", "\n");
    assertEquals(List.of("a"), expand("@" + folder.resolve("rsp"), "@empty"));
  }

  @Test
  void aFileThatNamesItselfEnds() throws IOException {
    write("rsp", "a @rsp");
    List<String> words = expand("@rsp");
    assertEquals("@rsp", words.get(words.size() - 1));
    assertEquals("a", words.get(0));
  }

  @Test
  void aFileThatNamesItselfTwiceEndsSoon() throws IOException {
    write("rsp", "@rsp @rsp a");
    assertEquals(List.of("@rsp", "@rsp", "a"), expand("@rsp"));
  }

  @Test
  void whatIsWrittenIsReadBack() throws IOException {
    List<String> words =
        List.of(
            "main.o",
            "a b",
            "lib.a(m.o at 94)",
            "q\"u'o\\te",
            "\\",
            "tab\there",
            "new\nline",
            "$HOME",
            "`x`",
            "*",
            "na\u00efve \u6587 \ud83d\ude00",
            "--thinlto-prefix-replace=;_index/");
    assertEquals(words, ResponseFile.tokens(ResponseFile.text(words)));
    List<String> files = new ArrayList<>(words);
    files.remove("new\nline");
    files.remove("--thinlto-prefix-replace=;_index/");
    write("rsp", ResponseFile.text(files));
    assertEquals(files, asLldReads("22", "rsp"));
    assertEquals(files, asLldReads("14", "rsp"));
  }

  @Test
  void anyWordsAreReadBack() {
    Random random = new Random(1);
    String letters = "ab \t\n\r\\\"'@-\u00e9";
    for (int round = 0; round < 2000; round++) {
      List<String> words = new ArrayList<>();
      for (int i = random.nextInt(5); i >= 0; i--) {
        StringBuilder word = new StringBuilder();
        for (int n = random.nextInt(6); n >= 0; n--) {
          word.append(letters.charAt(random.nextInt(letters.length())));
        }
        words.add(word.toString());
      }
      assertEquals(words, ResponseFile.tokens(ResponseFile.text(words)));
    }
    assertNotEquals(List.of("a b"), ResponseFile.tokens("a b"));
  }
}
