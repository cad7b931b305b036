package org.dthinlto.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RawWordsTest {

  private static final byte[] NAME = {'f', (byte) 0xff, '%', '\'', '\n'};
  private static final String LOST = new String(NAME, StandardCharsets.UTF_8);

  /** What Linux keeps of a command line. */
  private static byte[] commandLine(Object... words) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (Object word : words) {
      bytes.writeBytes(
          word instanceof byte[] raw ? raw : word.toString().getBytes(StandardCharsets.UTF_8));
      bytes.write(0);
    }
    return bytes.toByteArray();
  }

  /** Runs a command and gives the bytes that it wrote. */
  private static byte[] run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    byte[] written = process.getInputStream().readAllBytes();
    assertEquals(0, process.waitFor(), new String(written, StandardCharsets.UTF_8));
    return written;
  }

  @Test
  void lineThatIsUtf8RunsAsItIs() throws Exception {
    List<String> argv = List.of("clang", "-fuse-ld=lld", "größe.o", "");
    assertSame(argv, RawWords.command(argv, new LinkLine("clang", List.of("größe.o", ""), true)));
    RawWords.requireUtf8(argv);
  }

  @Test
  void lostNameIsNoReasonToLinkPlainly() {
    NotDistributable e =
        assertThrows(
            NotDistributable.class, () -> RawWords.requireUtf8(List.of("a.o", "f\uFFFD.o")));
    assertEquals("'f\uFFFD.o': the name is not UTF-8", e.reason());
    assertTrue(!e.isPlain());
  }

  @Test
  void allWordsArriveWithTheirBytesAndEndsAndBlanks() throws Exception {
    List<String> words = List.of("%s|", "a b", LOST, "", "=x", "%y", "größe\n", "$HOME `id`", LOST);
    List<String> argv = new ArrayList<>(List.of("printf", "%s|"));
    argv.addAll(words);
    byte[] line =
        commandLine(
            "java",
            "-cp",
            "x.jar",
            "org.dthinlto.Main",
            "link",
            "--",
            "printf",
            "%s|",
            "a b",
            NAME,
            "",
            "=x",
            "%y",
            "größe\n",
            "$HOME `id`",
            NAME);
    List<String> command = RawWords.command(argv, new LinkLine("printf", words, true), line);
    for (String word : command) {
      assertTrue(word.indexOf('\uFFFD') < 0, command::toString);
    }
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    for (Object word : List.of("%s|", "a b", NAME, "", "=x", "%y", "größe\n", "$HOME `id`", NAME)) {
      expected.writeBytes(
          word instanceof byte[] raw ? raw : word.toString().getBytes(StandardCharsets.UTF_8));
      expected.write('|');
    }
    assertEquals(
        expected.toString(StandardCharsets.ISO_8859_1),
        new String(run(command), StandardCharsets.ISO_8859_1));
  }

  @Test
  void programIsOfTheLineIfItWasNamed() throws Exception {
    LinkLine named = new LinkLine(LOST, List.of("a.o"), true);
    byte[] line = commandLine("java", "Main", "link", NAME, "a.o");
    String program = RawWords.command(List.of(LOST, "-fuse-ld=lld", "a.o"), named, line).get(4);
    assertEquals("%\\0146\\0377\\0045\\0047\\0012", program);
    // The default driver is no word of the line, and has to be spelt right.
    LinkLine unnamed = new LinkLine(LOST, List.of("a.o"), false);
    List<String> words = RawWords.command(List.of(LOST, "a.o"), unnamed, line);
    assertEquals(List.of("=" + LOST, "=a.o"), words.subList(4, 6));
  }

  @Test
  void commandLineOfAnotherProcessIsAnError() {
    LinkLine line = new LinkLine("clang", List.of(LOST), true);
    List<String> argv = List.of("clang", LOST);
    assertThrows(IOException.class, () -> RawWords.command(argv, line, commandLine("clang", "x")));
    assertThrows(IOException.class, () -> RawWords.command(argv, line, commandLine()));
    // This JVM's own command line, which holds no such word.
    assertThrows(IOException.class, () -> RawWords.command(argv, line));
  }
}
