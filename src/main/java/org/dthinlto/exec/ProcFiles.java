package org.dthinlto.exec;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads what Linux tells of processes in {@code /proc}. What can't be read is empty, or 0. */
final class ProcFiles {

  private ProcFiles() {}

  static String text(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }

  /** The rest of the line that begins with this label, without the blanks around it. */
  static String field(Path file, String label) {
    return field(text(file), label);
  }

  /** The same of a text. */
  static String field(String text, String label) {
    int at = text.startsWith(label) ? 0 : text.indexOf("\n" + label);
    if (at < 0) {
      return "";
    }
    int from = text.indexOf(label, at) + label.length();
    int end = text.indexOf('\n', from);
    return text.substring(from, end < 0 ? text.length() : end).trim();
  }

  /** The number that a text begins with; 0 if it begins with none. */
  static long number(String text) {
    long number = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9' || number > Long.MAX_VALUE / 10 - 10) {
        break;
      }
      number = number * 10 + (c - '0');
    }
    return number;
  }

  /** The parent of a process, of {@code self} too; 0 if there is none. */
  static long parent(String process) {
    String stat = text(Path.of("/proc/" + process + "/stat"));
    // PID (NAME) STATE PARENT …, and the name may hold anything.
    int name = stat.lastIndexOf(") ");
    int state = name < 0 ? -1 : stat.indexOf(' ', name + 2);
    return state < 0 ? 0 : number(stat.substring(state + 1));
  }
}
