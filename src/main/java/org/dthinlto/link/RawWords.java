package org.dthinlto.link;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Words of the command line as bytes. Java reads them as UTF-8 and has U+FFFD where they are not,
 * so that it can neither open a file of that name nor give the word to another program. Linux keeps
 * the bytes of the whole command line; they go through a shell. Knows no options.
 */
final class RawWords {

  private static final char LOST = '\uFFFD';
  private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");

  /**
   * Puts the words that come behind it together again and runs them: those that begin with % have
   * their bytes as octal escapes, the others begin with = and are as they are. The underscore keeps
   * line feeds at the end of a word.
   */
  private static final String SHELL =
      "for w do shift; case $w in"
          + " %*) w=$(printf %b_ \"${w#%}\"); w=${w%_} ;;"
          + " *) w=${w#=} ;;"
          + " esac; set -- \"$@\" \"$w\"; done; exec \"$@\"";

  private RawWords() {}

  /**
   * Checks that Java has all words as they are.
   *
   * @throws NotDistributable if it hasn't; {@link #command} can run them all the same
   */
  static void requireUtf8(List<String> words) throws NotDistributable {
    for (String word : words) {
      if (word.indexOf(LOST) >= 0) {
        throw NotDistributable.inProcess("'" + word + "': the name is not UTF-8");
      }
    }
  }

  /**
   * The command that runs {@code argv} with the bytes that the user gave.
   *
   * @param argv ends with all words of the line, behind its program if that was named
   */
  static List<String> command(List<String> argv, LinkLine line) throws IOException {
    boolean lost = false;
    for (String word : argv) {
      lost |= word.indexOf(LOST) >= 0;
    }
    return lost ? command(argv, line, Files.readAllBytes(COMMAND_LINE)) : argv;
  }

  /**
   * The same with the command line of this process given.
   *
   * @param commandLine its words, a byte 0 behind each
   */
  static List<String> command(List<String> argv, LinkLine line, byte[] commandLine)
      throws IOException {
    List<byte[]> raw = split(commandLine);
    int words = line.words().size();
    List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", SHELL, "sh"));
    for (int i = 0; i < argv.size(); i++) {
      int fromEnd = argv.size() - i;
      // The program comes first, but the driver may have got words of ours behind it.
      boolean program = i == 0 && line.named();
      boolean ofLine = program || fromEnd <= words;
      String word = argv.get(i);
      if (!ofLine || word.indexOf(LOST) < 0) {
        command.add("=" + word);
        continue;
      }
      int at = raw.size() - (program ? words + 1 : fromEnd);
      byte[] bytes = at < 0 ? new byte[0] : raw.get(at);
      if (!new String(bytes, StandardCharsets.UTF_8).equals(word)) {
        throw new IOException("'" + word + "': the name is not UTF-8, and its bytes are lost");
      }
      command.add(escaped(bytes));
    }
    return command;
  }

  private static List<byte[]> split(byte[] commandLine) {
    List<byte[]> words = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < commandLine.length; i++) {
      if (commandLine[i] == 0) {
        words.add(Arrays.copyOfRange(commandLine, from, i));
        from = i + 1;
      }
    }
    return words;
  }

  private static String escaped(byte[] bytes) {
    StringBuilder word = new StringBuilder("%");
    for (byte b : bytes) {
      int value = b & 0xff;
      word.append("\\0").append((char) ('0' + (value >> 6)));
      word.append((char) ('0' + (value >> 3 & 7))).append((char) ('0' + (value & 7)));
    }
    return word.toString();
  }
}
