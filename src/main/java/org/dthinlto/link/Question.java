package org.dthinlto.link;

import java.io.IOException;
import java.nio.file.Path;
import org.dthinlto.cache.FileStamp;
import org.dthinlto.thinlink.Lines;

/**
 * What a link is asked to do, as one text: all that decides its result besides the contents of
 * files.
 */
final class Question {

  private static final String SCHEME = "dthinlto-question-1";

  /** What gcc tells lld of a temporary file, which lld doesn't look at. */
  private static final String RESOLUTION = "-plugin-opt=-fresolution=";

  private Question() {}

  /**
   * Makes it.
   *
   * @param compiler what the compiler says that it runs, if it is a script
   */
  static String of(
      LinkLine line, LinkerCommand asked, LinkSettings settings, Path folder, String compiler)
      throws IOException {
    StringBuilder text = new StringBuilder(SCHEME);
    add(ourselves(), text);
    add(folder.toString(), text);
    add(line.program(), text);
    add(String.valueOf(Programs.find(line.program(), folder)), text);
    add(asked.linker(), text);
    add(String.valueOf(Programs.find(asked.linker(), folder)), text);
    add(asked.clangVersion(), text);
    add(asked.said(), text);
    for (String word : asked.words()) {
      if (!word.startsWith(RESOLUTION)) {
        add(word, text);
      }
    }
    add("settings", text);
    add(settings.clang(), text);
    add(settings.root(), text);
    add(String.valueOf(settings.verbosity() < 0), text);
    for (String word : settings.backendArgs()) {
      add(word, text);
    }
    add(JobSurroundings.processor(ResponseFile.expand(settings.backendArgs(), folder)), text);
    add(compiler, text);
    add(Variables.ofLinks(System.getenv()), text);
    return text.toString();
  }

  /** With its length before it, so that no two lists of words give the same text. */
  static void add(String word, StringBuilder text) {
    text.append('\n').append(word.length()).append(' ').append(word);
  }

  /** Another dthinlto may do it otherwise. */
  private static String ourselves() throws IOException {
    String first = Lines.split(System.getProperty("java.class.path", ""), ':').get(0);
    if (!first.endsWith(".jar")) {
      return first;
    }
    FileStamp stamp = FileStamp.of(Path.of(first));
    return stamp.size() + " " + stamp.modified();
  }
}
