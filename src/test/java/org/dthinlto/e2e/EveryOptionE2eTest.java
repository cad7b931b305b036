package org.dthinlto.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Walks all options that an lld shows in its help: one that changes what lld's own backends make
 * must change ours in the same way, or be reported, or make the link go in process. None is lost.
 */
class EveryOptionE2eTest {

  /** An option in the help: {@code --Map=<value>}, {@code -o <path>}, {@code --lto-O<level>}. */
  private static final Pattern ENTRY = Pattern.compile("(?m)^  (-\\S+)( <\\S+>)?(?:$| {1,}.*$)");

  private static final String MAIN =
      """
      extern int f(int), g(int *, int), tiny(int), data, weakf(int) __attribute__((weak));
      extern __thread int tls;
      __thread int mine = 3;
      __attribute__((visibility("hidden"))) int hidden = 5;
      int common[4];
      int exported(int x) { return tiny(x) * 7 + data + common[x & 3]; }
      static int table(int x) {
        switch (x) {
          case 0: return f(1);
          case 1: return f(9);
          case 2: return g(&data, 3);
          case 3: return f(70);
          case 4: return data;
          case 5: return hidden;
          default: return 2;
        }
      }
      float a[100];
      void scale(int n) { for (int i = 0; i < n; i++) a[i] = a[i] * 3 + 1; }
      int start(int c) {
        scale(c);
        return table(c) + tls + mine + (weakf ? weakf(c) : 0) + exported(c);
      }
      volatile int sink;
      void _start(void) { sink = start(sink); sink = (int) a[sink]; }
      """;

  private static final String LIBRARY =
      """
      __thread int tls = 4;
      int data = 9;
      int f(int x) { int s = 0; for (int i = 0; i < x; i++) s += i * i; return s; }
      int tiny(int x) { return x + 1; }
      int g(int *p, int n) { int s = 0; for (int i = 0; i < n; i++) s += p[i & 0]; return s; }
      """;

  private static final List<String> INPUTS = List.of("main.o", "sub/lib.o");

  private static void example(TestSpace space) {
    space.thin("main.o", MAIN, "-g", "-fPIC", "-fwhole-program-vtables");
    space.thin("sub/lib.o", LIBRARY, "-g", "-fPIC", "-fwhole-program-vtables");
    space.elf("native.o", "int __wrap_f(int x) { return x; }");
    space.write("layout.ld", "SECTIONS { .text : { *(.text*) } .data : { *(.data*) } }\n");
    space.write("dynamic.list", "{ f; };\n");
    space.write("version.map", "{ global: exported; local: *; };\n");
    space.write("retain.txt", "exported\n");
    space.write("calls.txt", "f g 4\n");
    space.write("remap.txt", "nothing.o=main.o\n");
    space.write("sample.prof", "f:1000:100\n 1: 100\n");
    space.write("cs.proftext", ":ir\n:csir\n");
    space.write("empty.proftext", ":ir\n");
    for (String name : List.of("cs", "empty")) {
      space
          .run(
              "/usr/bin/llvm-profdata-" + space.llvm.version(),
              "merge",
              name + ".proftext",
              "-o",
              name + ".profdata")
          .exits(0);
    }
  }

  @Llvm.Ends
  void noneIsLost(TestSpace space) {
    example(space);
    Map<String, byte[]> without = lldsObjects(space, List.of());
    assertEquals(3, without.size(), "the merged object and one for each module");
    List<String> untried = new ArrayList<>();
    List<String> lost = new ArrayList<>();
    List<String> carried = new ArrayList<>();
    Map<String, List<String>> samples = samples();
    for (Map.Entry<String, Boolean> option : options(space).entrySet()) {
      List<String> words = samples.get(option.getKey());
      if (words == null) {
        String one = option.getKey() + (option.getKey().endsWith("=") ? "1" : "");
        words = option.getValue() ? List.of(option.getKey(), "1") : List.of(one);
      }
      if (words.get(0).equals("!")) {
        continue;
      }
      Map<String, byte[]> with = lldsObjects(space, words);
      if (with.isEmpty()) {
        untried.add(option.getKey() + ": " + words);
      } else if (!same(with, without)) {
        String fate = fate(space, words, with);
        (fate.equals("lost") ? lost : carried).add(words + ": " + fate);
      }
    }
    assertEquals(List.of(), untried, "option-samples.txt lacks good values for these");
    assertEquals(List.of(), lost, "lld's backends obey these, and ours don't");
    assertTrue(carried.size() > 10, () -> "these change something: " + carried);
  }

  @Llvm.Newest
  void aLostOptionIsFound(TestSpace space) {
    example(space);
    Map<String, byte[]> with = lldsObjects(space, List.of("--lto-O1"));
    assertNotEquals(true, same(with, lldsObjects(space, List.of())), "the options do something");
    assertEquals("lost", fate(space, List.of("--lto-O3"), with));
  }

  private static boolean same(Map<String, byte[]> a, Map<String, byte[]> b) {
    if (!a.keySet().equals(b.keySet())) {
      return false;
    }
    for (Map.Entry<String, byte[]> entry : a.entrySet()) {
      if (!Arrays.equals(entry.getValue(), b.get(entry.getKey()))) {
        return false;
      }
    }
    return true;
  }

  /** What lld's own backends make; empty if there is no link with these words. */
  private static Map<String, byte[]> lldsObjects(TestSpace space, List<String> words) {
    Path folder = space.root.resolve("ref");
    delete(folder);
    space.mkdir("../ref");
    Ran ran = space.run(command(List.of(space.llvm.lld()), words, folder, "natives"));
    return ran.status() == 0 ? read(folder, "natives*") : Map.of();
  }

  private static List<String> command(
      List<String> linker, List<String> words, Path folder, String objects) {
    List<String> command = new ArrayList<>(linker);
    command.addAll(INPUTS);
    command.add("--unresolved-symbols=ignore-all");
    command.addAll(words);
    command.addAll(List.of("-o", folder.resolve("out").toString()));
    if (!objects.isEmpty()) {
      command.add("--lto-obj-path=" + folder.resolve(objects));
    }
    return command;
  }

  /** What dthinlto does with options that give these objects in process. */
  private static String fate(TestSpace space, List<String> words, Map<String, byte[]> expected) {
    Path folder = space.root.resolve("ref");
    Path summary = space.root.resolve("log/summary.json");
    Path work = space.root.resolve("tmp/work");
    delete(work);
    List<String> linker =
        List.of(
            TestSpace.launcher().toString(),
            "link",
            "-q",
            "--keep",
            "--work-dir=" + work,
            "--summary=" + summary,
            "--",
            space.llvm.lld());
    Ran ran = space.run(command(linker, words, folder, ""));
    if (ran.status() != 0) {
      return "lost"; // lld links it
    }
    Summary told = Summary.read(summary);
    if (!told.outcome().equals("distributed")) {
      return told.outcome();
    }
    if (told.json().contains("\"notCarriedOver\":[\"")) {
      return "reported";
    }
    Map<String, byte[]> ours = new TreeMap<>();
    Path tree = work.resolve("tree/_native");
    ours.putAll(read(tree, "main.o"));
    ours.putAll(read(tree.resolve("sub"), "lib.o"));
    Map<String, byte[]> lld = new TreeMap<>();
    lld.put("main.o", expected.getOrDefault("natives1", new byte[0]));
    lld.put("lib.o", expected.getOrDefault("natives2", new byte[0]));
    return same(lld, ours) ? "carried" : "lost";
  }

  /** Options of the help by their spelling, with whether their value is a word of its own. */
  private static Map<String, Boolean> options(TestSpace space) {
    String help = space.run(space.llvm.lld(), "--help").exits(0).out();
    Map<String, Boolean> options = new TreeMap<>();
    for (Matcher entry = ENTRY.matcher(help); entry.find(); ) {
      String word = entry.group(1);
      int end = word.length();
      for (String value : List.of("<", "[", "=file", "=glob")) {
        int at = word.indexOf(value);
        end = at > 1 ? Math.min(end, value.startsWith("=") ? at + 1 : at) : end;
      }
      options.put(word.substring(0, end), entry.group(2) != null);
    }
    assertTrue(options.size() > 250, "the help was not understood");
    return options;
  }

  private static Map<String, List<String>> samples() {
    Map<String, List<String>> samples = new HashMap<>();
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                EveryOptionE2eTest.class.getResourceAsStream("option-samples.txt"),
                StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        List<String> words = List.of(line.split(" "));
        if (!line.isBlank() && !line.startsWith("#")) {
          samples.put(words.get(0), words.subList(1, words.size()));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return samples;
  }

  private static Map<String, byte[]> read(Path folder, String pattern) {
    Map<String, byte[]> files = new TreeMap<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, pattern)) {
      for (Path file : found) {
        files.put(String.valueOf(file.getFileName()), Files.readAllBytes(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files;
  }

  private static void delete(Path folder) {
    try {
      if (Files.isDirectory(folder)) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
          for (Path file : files) {
            delete(file);
          }
        }
        Files.delete(folder);
      } else {
        Files.deleteIfExists(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
