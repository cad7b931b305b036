package org.dthinlto.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.dthinlto.exec.ProcessResult;
import org.dthinlto.plan.ShellWords;

/**
 * Compiles two small modules for ThinLTO, {@code main.o} and {@code lib.o} in the folder for
 * trials, that other checks link.
 */
final class ModuleCheck implements Check {

  /** What the program says that is linked of them. */
  static final String SAYS = "it works";

  /** No headers: these are another package. */
  private static final String MAIN =
      """
      int puts(const char *);
      const char *text(int);
      int main(void) { return puts(text(1)) < 0; }
      """;

  private static final String LIB =
      "const char *text(int n) { return n ? \"" + SAYS + "\" : \"\"; }\n";

  private final Machine machine;
  private final String compiler;
  private volatile boolean done;

  ModuleCheck(Machine machine, String compiler) {
    this.machine = machine;
    this.compiler = compiler;
  }

  /** Whether both are there. */
  boolean done() {
    return done;
  }

  @Override
  public List<Finding> look() throws IOException, InterruptedException {
    Path folder = machine.temp();
    Files.writeString(folder.resolve("main.c"), MAIN);
    Files.writeString(folder.resolve("lib.c"), LIB);
    for (String name : List.of("main", "lib")) {
      List<String> command =
          List.of(
              compiler,
              "-O2",
              "-flto=thin",
              "-fPIC",
              "-x",
              "c",
              "-c",
              name + ".c",
              "-o",
              name + ".o");
      ProcessResult said = machine.run(folder, command);
      Path object = folder.resolve(name + ".o");
      if (!said.ok() || !Files.exists(object) || Files.size(object) == 0) {
        String why = Machine.firstError(said.stderr());
        return List.of(
            Finding.failed(
                "modules",
                "'" + compiler + "' can't compile for ThinLTO: " + why,
                ShellWords.join(List.of(compiler, "-v", "-flto=thin", "-x", "c", "-c", "-"))));
      }
    }
    done = true;
    return List.of(Finding.ok("modules", "'" + compiler + "' compiles for ThinLTO"));
  }
}
