package org.dthinlto.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assertions;

/**
 * What {@code --summary FILE} wrote, read by name. Doesn't use the JSON library that wrote it.
 *
 * @param json the text of the file
 */
record Summary(String json) {

  static Summary read(Path file) {
    try {
      if (!Files.exists(file)) {
        Assertions.fail("--summary wrote no file");
      }
      return new Summary(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int number(String name) {
    return Integer.parseInt(find(name, "(-?[0-9]+)"));
  }

  String text(String name) {
    return find(name, "\"((?:[^\"\\\\]|\\\\.)*)\"");
  }

  String outcome() {
    return text("outcome");
  }

  int jobs() {
    return number("jobs");
  }

  int modules() {
    return number("modules");
  }

  private String find(String name, String value) {
    Matcher matcher = Pattern.compile("\"" + name + "\"\\s*:\\s*" + value).matcher(json);
    if (!matcher.find()) {
      Assertions.fail("the summary has no '" + name + "': " + json);
    }
    return matcher.group(1);
  }
}
