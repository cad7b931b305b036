package org.dthinlto.link;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.dthinlto.exec.Command;

/**
 * Reads and writes response files in the GNU quoting of LLVM's tools. Knows no options.
 *
 * <p>As in lld, names inside a response file are relative to the working directory, a file that is
 * missing leaves its {@code @name} as it stands, and files may name further files.
 */
final class ResponseFile {

  /** Longer command lines go into a response file. */
  private static final int LONGEST_LINE = 64 * 1024;

  private ResponseFile() {}

  /**
   * A command whose words lie in files if they are too long for a command line.
   *
   * @param program and the words that have to stand behind it
   * @param file where words go; a number is added to its name
   */
  static Command shorten(List<String> program, List<String> words, Path directory, Path file)
      throws IOException {
    List<String> argv = new ArrayList<>(program);
    int length = 0;
    for (String word : words) {
      length += word.length() + 1;
    }
    if (length <= LONGEST_LINE) {
      argv.addAll(words);
      return Command.of(argv, directory);
    }
    // LLVM's tokenizer drops an empty word, so those stay outside, between response files.
    int from = 0;
    for (int to = 0; to <= words.size(); to++) {
      if (to == words.size() || words.get(to).isEmpty()) {
        Path part = file.resolveSibling(file.getFileName() + "." + from);
        Files.writeString(part, text(words.subList(from, to)));
        argv.add("@" + part);
        argv.addAll(to == words.size() ? List.of() : List.of(""));
        from = to + 1;
      }
    }
    return Command.of(argv, directory);
  }

  /** The words with every {@code @file} replaced by its contents. */
  static List<String> expand(List<String> words, Path folder) throws IOException {
    boolean any = false;
    for (String word : words) {
      any |= word.startsWith("@");
    }
    if (!any) {
      return words;
    }
    List<String> out = new ArrayList<>();
    expandInto(words, folder, new ArrayDeque<>(), out);
    return out;
  }

  private static void expandInto(
      List<String> words, Path folder, Deque<Path> open, List<String> out) throws IOException {
    for (String word : words) {
      Path file =
          word.length() > 1 && word.charAt(0) == '@' ? folder.resolve(word.substring(1)) : folder;
      if (word.isEmpty() && !open.isEmpty()) {
        continue; // LLVM loses it
      }
      // A file that names itself stays for lld to complain of.
      if (file == folder || open.contains(file) || !Files.isRegularFile(file)) {
        out.add(word);
      } else {
        byte[] bytes = Files.readAllBytes(file);
        open.push(file);
        expandInto(tokens(new String(bytes, StandardCharsets.UTF_8)), folder, open, out);
        open.pop();
      }
    }
  }

  /**
   * Splits text as LLVM's GNU tokenizer does, a backslash takes the next character as it is; but
   * empty words stay, which a driver's answer to -### may have.
   */
  static List<String> tokens(String text) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean inWord = false;
    char quote = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && i + 1 < text.length()) {
        word.append(text.charAt(++i));
        inWord = true;
      } else if (quote != 0) {
        if (c == quote) {
          quote = 0;
        } else {
          word.append(c);
        }
      } else if (c == '"' || c == '\'') {
        quote = c;
        inWord = true;
      } else if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
        if (inWord) {
          words.add(word.toString());
          word.setLength(0);
          inWord = false;
        }
      } else {
        word.append(c);
        inWord = true;
      }
    }
    if (inWord) {
      words.add(word.toString());
    }
    return words;
  }

  /** One word a line, quoted so that {@link #tokens} gives the same words back. */
  static String text(List<String> words) {
    StringBuilder out = new StringBuilder();
    for (String word : words) {
      appendQuoted(word, out);
      out.append('\n');
    }
    return out.toString();
  }

  private static void appendQuoted(String word, StringBuilder out) {
    boolean plain = !word.isEmpty();
    for (int i = 0; i < word.length() && plain; i++) {
      char c = word.charAt(i);
      plain = c > ' ' && c != '"' && c != '\'' && c != '\\';
    }
    if (plain) {
      out.append(word);
      return;
    }
    out.append('"');
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\');
      }
      out.append(c);
    }
    out.append('"');
  }
}
