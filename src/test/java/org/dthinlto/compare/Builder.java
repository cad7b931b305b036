package org.dthinlto.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.dthinlto.bitcode.Slice;

/**
 * Makes objects and programs by the newest clang and lld that are installed, for any machine. Knows
 * nothing of comparisons but what they need to be given.
 */
final class Builder {

  private static final String SUFFIX = newest();

  private final Path folder;
  private final String target;

  /** Builds below a folder for a target triple. */
  Builder(Path folder, String target) {
    this.folder = folder;
    this.target = target;
  }

  /** Compiles C, or assembles what begins with {@code #asm}. */
  Input object(String name, String source, boolean made, String... flags) throws Exception {
    boolean asm = source.startsWith("#asm");
    Path input = folder.resolve(name + (asm ? ".S" : ".c"));
    Files.writeString(input, asm ? source.substring(4) : source);
    Path output = folder.resolve(name + ".o");
    List<String> line = new ArrayList<>(List.of("clang" + SUFFIX, "--target=" + target, "-O2"));
    line.addAll(List.of("-ffunction-sections", "-fdata-sections", "-nostdlibinc"));
    line.addAll(Arrays.asList(flags));
    line.addAll(List.of("-c", input.toString(), "-o", output.toString()));
    run(line);
    return new Input(name + ".o", Slice.whole(output), made);
  }

  /** Links objects in their order, with lld's map. */
  Programs.Linked link(String name, List<Input> objects, String... flags) throws Exception {
    List<String> line = new ArrayList<>(List.of("ld.lld" + SUFFIX, "-o", name));
    line.addAll(Arrays.asList(flags));
    line.add("-Map=" + name + ".map");
    for (Input object : objects) {
      line.add(folder.relativize(object.content().file()).toString());
    }
    run(line);
    String map = Files.readString(folder.resolve(name + ".map"));
    return new Programs.Linked(folder.resolve(name), objects, map);
  }

  private void run(List<String> line) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(line).directory(folder.toFile()).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), String.join(" ", line) + "\n" + text);
  }

  private static String newest() {
    for (int major = 40; major >= 14; major--) {
      for (String path : System.getenv("PATH").split(File.pathSeparator)) {
        boolean linker = Files.isExecutable(Path.of(path, "ld.lld-" + major));
        if (linker && Files.isExecutable(Path.of(path, "clang-" + major))) {
          return "-" + major;
        }
      }
    }
    return "";
  }
}
