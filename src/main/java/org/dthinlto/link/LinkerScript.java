package org.dthinlto.link;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A linker script as far as it names other files; what else it says is kept as text. Knows which
 * files it names, not where they are.
 *
 * @param inputs the files, and folders to look for later ones in, in order
 * @param onlyInputs whether it says nothing else that counts, so that the files can stand in its
 *     place
 * @param rest the script without INPUT and GROUP, with as many lines
 * @param includes whether it goes on in another file
 * @param opaque whether what it says changes how the line is read: the output, the format of inputs
 */
record LinkerScript(
    List<Input> inputs, boolean onlyInputs, String rest, boolean includes, boolean opaque) {

  /** A longer text is no linker script of the kind that stands for a library. */
  private static final long LARGEST = 1 << 20;

  /** What ends a word; lld's own list is longer, but these are no parts of file names. */
  private static final String PUNCTUATION = "(),;{}";

  /**
   * A file that the script names.
   *
   * @param name as written: a path, {@code =path} or {@code -lname}
   * @param asNeeded whether it stands in AS_NEEDED
   * @param folder whether it is a folder to search, of SEARCH_DIR
   */
  record Input(String name, boolean asNeeded, boolean folder) {}

  /** A word, a quoted text without its quotes, or a sign. */
  private record Token(String text, int from, int to) {
    boolean is(String other) {
      return text.equals(other);
    }
  }

  static LinkerScript read(Path file) throws IOException {
    if (Files.size(file) > LARGEST) {
      return new LinkerScript(List.of(), false, "", false, true);
    }
    return parse(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
  }

  static LinkerScript parse(String text) {
    List<Token> tokens = tokens(text);
    List<Input> inputs = new ArrayList<>();
    StringBuilder rest = new StringBuilder(text);
    boolean only = true;
    boolean includes = false;
    boolean opaque = false;
    int depth = 0;
    for (int i = 0; i < tokens.size(); ) {
      Token token = tokens.get(i++);
      boolean open = depth == 0 && i < tokens.size() && tokens.get(i).is("(");
      includes |= token.is("INCLUDE");
      if (open && (token.is("GROUP") || token.is("INPUT"))) {
        i = readInputs(tokens, i + 1, false, inputs);
        blank(rest, token.from, i < tokens.size() ? tokens.get(i - 1).to : text.length());
      } else if (open && token.is("OUTPUT_FORMAT")) {
        while (i < tokens.size() && !tokens.get(i++).is(")")) {}
      } else if (!token.is(";")) {
        only = false;
        opaque |= open && (token.is("OUTPUT") || token.is("TARGET"));
        if (open && token.is("SEARCH_DIR") && i + 1 < tokens.size()) {
          inputs.add(new Input(tokens.get(i + 1).text, false, true));
        }
        depth += token.is("(") || token.is("{") ? 1 : 0;
        depth -= depth > 0 && (token.is(")") || token.is("}")) ? 1 : 0;
      }
    }
    return new LinkerScript(inputs, only, rest.toString(), includes, opaque);
  }

  /** Takes text out; the lines behind it keep their numbers. */
  private static void blank(StringBuilder text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (text.charAt(i) != '\n') {
        text.setCharAt(i, ' ');
      }
    }
  }

  private static int readInputs(List<Token> tokens, int at, boolean asNeeded, List<Input> inputs) {
    int i = at;
    while (i < tokens.size()) {
      Token token = tokens.get(i++);
      if (token.is(")")) {
        return i;
      }
      if (token.is("AS_NEEDED") && i < tokens.size() && tokens.get(i).is("(")) {
        i = readInputs(tokens, i + 1, true, inputs);
      } else {
        // A comma too: lld looks for a file of that name.
        inputs.add(new Input(token.text, asNeeded, false));
      }
    }
    return i;
  }

  private static List<Token> tokens(String text) {
    List<Token> tokens = new ArrayList<>();
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (c <= ' ') {
        i++;
      } else if (text.startsWith("/*", i)) {
        int end = text.indexOf("*/", i + 2);
        i = end < 0 ? text.length() : end + 2;
      } else if (c == '#') {
        int end = text.indexOf('\n', i);
        i = end < 0 ? text.length() : end;
      } else if (c == '"') {
        int end = text.indexOf('"', i + 1);
        end = end < 0 ? text.length() : end;
        tokens.add(new Token(text.substring(i + 1, end), i, end));
        i = end + 1;
      } else if (PUNCTUATION.indexOf(c) >= 0) {
        tokens.add(new Token(String.valueOf(c), i, i + 1));
        i++;
      } else {
        int end = i;
        while (end < text.length()
            && text.charAt(end) > ' '
            && text.charAt(end) != '"'
            && PUNCTUATION.indexOf(text.charAt(end)) < 0) {
          end++;
        }
        tokens.add(new Token(text.substring(i, end), i, end));
        i = end;
      }
    }
    return tokens;
  }
}
