package org.dthinlto.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A generated C program of many ThinLTO modules, which can be edited one function at a time. Knows
 * who imports from whom, nothing of caches.
 *
 * <p>Modules 0 to {@link #LOOSE}-1 are objects on the line, the others are members of archives.
 * Each has {@code body_I}, which isn't for inlining, so that nobody imports it. Module {@link
 * #SHARED} has {@code small}, which {@link #IMPORTERS} call and import. The first archive has a
 * native member.
 */
final class CacheProgram {

  static final int LOOSE = 4;

  /** In an archive. */
  static final int SHARED = 6;

  /** In each kind of place. */
  static final List<Integer> IMPORTERS = List.of(1, 7, 12, 13, 20);

  private static final String KEPT = "__attribute__((noinline)) ";

  private final TestSpace space;
  private final int modules;
  private final int archives;
  private final Map<Integer, String> bodies = new TreeMap<>();
  private final Map<Integer, String> comments = new TreeMap<>();
  private String small = "x * 5 + 1";
  private final List<String> flags = new ArrayList<>(List.of("-O2", "-flto=thin"));

  CacheProgram(TestSpace space, int modules, int archives, String... flags) {
    this.space = space;
    this.modules = modules;
    this.archives = archives;
    this.flags.addAll(Arrays.asList(flags));
  }

  /** Makes all of it. */
  CacheProgram build() {
    space.write(
        "src/main.c",
        """
        int printf(const char *, ...); int body_0(int); int native(int);
        int main(void) { printf("%d\\n", body_0(1) + native(2)); return 0; }
        """);
    space.elf("obj/native.o", "int native(int x) { return x + 1; }");
    List<String> sources = new ArrayList<>(List.of("main"));
    for (int i = 0; i < modules; i++) {
      space.write("src/m" + i + ".c", source(i));
      sources.add("m" + i);
    }
    compile(sources);
    for (int archive = 0; archive < archives; archive++) {
      archive(archive);
    }
    return this;
  }

  private String source(int i) {
    StringBuilder text = new StringBuilder();
    text.append("// ").append(comments.getOrDefault(i, "as it was")).append('\n');
    text.append("int small(int);\n");
    List<Integer> children = new ArrayList<>();
    for (int child = 2 * i + 1; child <= 2 * i + 2 && child < modules; child++) {
      children.add(child);
      text.append("int body_").append(child).append("(int);\n");
    }
    if (i == SHARED) {
      text.append("int small(int x) { return ").append(small).append("; }\n");
    }
    text.append(KEPT).append("int body_").append(i).append("(int x) {\n  int y = ");
    text.append(bodies.getOrDefault(i, "x ^ " + (1000 + i))).append(";\n");
    if (IMPORTERS.contains(i)) {
      text.append("  y += small(y);\n");
    }
    for (int child : children) {
      text.append("  y += body_").append(child).append("(y);\n");
    }
    return text.append("  return y;\n}\n").toString();
  }

  private void compile(List<String> names) {
    List<String> command = new ArrayList<>(List.of(space.llvm.clang()));
    command.addAll(flags);
    command.add("-c");
    for (String name : names) {
      command.add("../src/" + name + ".c");
    }
    space.mkdir("obj");
    Ran.run(command, space.path("obj"), space.env, space.root.resolve("log")).exits(0);
  }

  private int archiveOf(int module) {
    return (module - LOOSE) * archives / (modules - LOOSE);
  }

  private void archive(int archive) {
    List<String> members = new ArrayList<>();
    if (archive == 0) {
      members.add("obj/native.o");
    }
    for (int i = LOOSE; i < modules; i++) {
      if (archiveOf(i) == archive) {
        members.add("obj/m" + i + ".o");
      }
    }
    space.archive("lib/lib" + archive + ".a", members.toArray(new String[0]));
  }

  private void make(int module) {
    space.write("src/m" + module + ".c", source(module));
    compile(List.of("m" + module));
    if (module >= LOOSE) {
      archive(archiveOf(module));
    }
  }

  /** Changes what a function does that nobody imports. */
  void editBody(int module, String expression) {
    bodies.put(module, expression);
    make(module);
  }

  /** Changes what {@code small} does, which {@link #IMPORTERS} import. */
  void editSmall(String expression) {
    small = expression;
    make(SHARED);
  }

  /** Changes a source in such a way that the bitcode stays the same, and builds it. */
  void editComment(int module, String comment) {
    comments.put(module, comment);
    make(module);
  }

  /** All objects and archives get a new time, and the same contents by a rename. */
  void touch() {
    try {
      for (String folder : List.of("obj", "lib")) {
        try (var files = Files.newDirectoryStream(space.path(folder))) {
          for (Path file : files) {
            Path other = file.resolveSibling(file.getFileName() + ".new");
            Files.copy(file, other);
            Files.move(other, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The files of the link line, in their order. */
  List<String> words() {
    List<String> words = new ArrayList<>(List.of("obj/main.o"));
    for (int i = 0; i < LOOSE; i++) {
      words.add("obj/m" + i + ".o");
    }
    for (int archive = 0; archive < archives; archive++) {
      words.add("lib/lib" + archive + ".a");
    }
    return words;
  }

  /** Modules with main, all of which are linked. */
  int jobs() {
    return modules + 1;
  }
}
