package org.dthinlto.link;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * An implicit linker script: text in the place of a library that names other files. Knows which
 * files it names, not where they are.
 *
 * @param inputs the files, in order
 * @param onlyInputs whether it says nothing else that counts, so that the files can stand in its
 *     place
 */
record LinkerScript(List<Input> inputs, boolean onlyInputs) {

  /** A longer text is no linker script of the kind that stands for a library. */
  private static final long LARGEST = 1 << 20;

  /**
   * A file that the script names.
   *
   * @param name as written: a path, {@code =path} or {@code -lname}
   * @param asNeeded whether it stands in AS_NEEDED
   */
  record Input(String name, boolean asNeeded) {}

  static LinkerScript read(Path file) throws IOException {
    if (Files.size(file) > LARGEST) {
      return new LinkerScript(List.of(), false);
    }
    return parse(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
  }

  static LinkerScript parse(String text) {
    List<String> tokens = tokens(text);
    List<Input> inputs = new ArrayList<>();
    boolean only = true;
    for (int i = 0; i < tokens.size(); ) {
      String token = tokens.get(i++);
      boolean open = i < tokens.size() && tokens.get(i).equals("(");
      if (open && (token.equals("GROUP") || token.equals("INPUT"))) {
        i = readInputs(tokens, i + 1, false, inputs);
      } else if (open && token.equals("OUTPUT_FORMAT")) {
        while (i < tokens.size() && !tokens.get(i++).equals(")")) {}
      } else if (!token.equals(";")) {
        only = false;
      }
    }
    return new LinkerScript(inputs, only);
  }

  private static int readInputs(List<String> tokens, int at, boolean asNeeded, List<Input> inputs) {
    int i = at;
    while (i < tokens.size()) {
      String token = tokens.get(i++);
      if (token.equals(")")) {
        return i;
      }
      if (token.equals("AS_NEEDED") && i < tokens.size() && tokens.get(i).equals("(")) {
        i = readInputs(tokens, i + 1, true, inputs);
      } else {
        inputs.add(new Input(token, asNeeded)); // a comma too: lld looks for a file of that name
      }
    }
    return i;
  }

  /** Words, quoted names without their quotes, and the punctuation ( ) , ; each by itself. */
  private static List<String> tokens(String text) {
    List<String> tokens = new ArrayList<>();
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
        tokens.add(text.substring(i + 1, end));
        i = end + 1;
      } else if ("(),;".indexOf(c) >= 0) {
        tokens.add(String.valueOf(c));
        i++;
      } else {
        int end = i;
        while (end < text.length()
            && text.charAt(end) > ' '
            && "(),;\"".indexOf(text.charAt(end)) < 0) {
          end++;
        }
        tokens.add(text.substring(i, end));
        i = end;
      }
    }
    return tokens;
  }
}
