package org.dthinlto.doctor;

import java.util.ArrayList;
import java.util.List;
import org.dthinlto.link.LinkLine;

/**
 * What links are to be examined: those of a line, or in general those of a driver.
 *
 * @param line the user's, or one without words by the driver that links would use
 * @param given whether the user gave a line
 * @param clang the backend compiler that the user wants; empty: as links find it
 * @param options words of dthinlto's own that the line is linked with
 * @param strict whether links in process are errors
 */
public record Subject(
    LinkLine line, boolean given, String clang, List<String> options, boolean strict) {

  private static final List<String> GLUED =
      List.of("-B", "-fuse-ld=", "--ld-path=", "--target=", "--sysroot=", "-stdlib=", "-rtlib=");

  private static final List<String> APART = List.of("-B", "-target", "-gcc-toolchain");

  public Subject {
    options = List.copyOf(options);
  }

  /** The line as a command. */
  List<String> command() {
    List<String> command = new ArrayList<>(List.of(line.program()));
    command.addAll(line.words());
    return command;
  }

  /** The words of the line that choose programs. */
  List<String> toolWords() {
    List<String> words = new ArrayList<>();
    if (line.isLinker()) {
      boolean flavor = line.words().size() > 1 && line.words().get(0).equals("-flavor");
      return flavor ? line.words().subList(0, 2) : words;
    }
    for (int i = 0; i < line.words().size(); i++) {
      String word = line.words().get(i);
      if (APART.contains(word) && i + 1 < line.words().size()) {
        words.add(word);
        words.add(line.words().get(++i));
        continue;
      }
      for (String prefix : GLUED) {
        if (word.startsWith(prefix)) {
          words.add(word);
          break;
        }
      }
    }
    return words;
  }

  /** Another line of the same programs. */
  LinkLine withWords(List<String> words) {
    List<String> all = new ArrayList<>(toolWords());
    all.addAll(words);
    return new LinkLine(line.program(), all, line.named());
  }

  /** Whether programs of the line can't be expected to run here. */
  boolean isCross() {
    for (String word : toolWords()) {
      if (word.startsWith("--target=") || word.equals("-target") || word.startsWith("--sysroot=")) {
        return true;
      }
    }
    return false;
  }
}
