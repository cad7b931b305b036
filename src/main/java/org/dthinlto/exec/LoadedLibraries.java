package org.dthinlto.exec;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Asks the system's loader which shared libraries a program would load, directly or for others.
 * Reads no ELF file itself.
 */
public final class LoadedLibraries {

  private static final String ARROW = " => ";

  private LoadedLibraries() {}

  /**
   * One library.
   *
   * @param name by which the program asks for it: {@code libLLVM.so.22.1}
   * @param file absolute; empty if the loader doesn't find it
   */
  public record Library(String name, String file) {}

  /**
   * Those of a program, in the order in which they are loaded; none if it is linked statically.
   * What is loaded by its path and not by a name isn't told, the loader itself neither.
   *
   * <p>A loader that knows {@code LD_TRACE_LOADED_OBJECTS} (glibc's) tells it in place of running
   * the program. A static program has no loader and tells its version.
   */
  public static List<Library> of(Path program, Path folder, ProcessRunner runner)
      throws IOException, InterruptedException {
    ProcessResult answer =
        runner.run(
            Command.of(List.of(program.toString(), "--version"), folder)
                .withVariables(Map.of("LD_TRACE_LOADED_OBJECTS", "1")));
    return parse(answer.stdout());
  }

  /** Reads lines such as {@code NAME => /FILE (0xADDRESS)} and {@code NAME => not found}. */
  static List<Library> parse(String said) {
    List<Library> libraries = new ArrayList<>();
    int from = 0;
    while (from < said.length()) {
      int newline = said.indexOf('\n', from);
      String line = said.substring(from, newline < 0 ? said.length() : newline).strip();
      from = newline < 0 ? said.length() : newline + 1;
      int arrow = line.indexOf(ARROW);
      if (arrow < 0) {
        continue;
      }
      String name = line.substring(0, arrow);
      String file = line.substring(arrow + ARROW.length());
      int end = file.lastIndexOf(" (0x");
      if (file.startsWith("/") && end > 0) {
        libraries.add(new Library(name, file.substring(0, end)));
      } else if (file.equals("not found")) {
        libraries.add(new Library(name, ""));
      }
    }
    return libraries;
  }
}
