package org.dthinlto.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers of real drivers to -###, recorded (folders shortened) and live. */
final class DriverExpansionTest {

  @TempDir Path folder;

  static List<String> versions() {
    return Tools.versions();
  }

  private static String recorded(String name) throws IOException {
    try (InputStream in =
        DriverExpansionTest.class.getResourceAsStream("/link/driver/" + name + ".txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static void assertFollows(List<String> words, String... expected) {
    int at = words.indexOf(expected[0]);
    assertTrue(at >= 0, () -> "no '" + expected[0] + "' in " + words);
    assertEquals(List.of(expected), words.subList(at, at + expected.length));
  }

  @ParameterizedTest
  @ValueSource(strings = {"14", "22"})
  void clang_objects(String version) throws IOException {
    DriverExpansion answer = DriverExpansion.parse(recorded("clang-" + version + "-objects"));
    assertTrue(answer.version().contains("clang version " + version + "."), answer.version());
    assertEquals(List.of(), answer.before());
    assertEquals(List.of(), answer.after());
    assertEquals("ld.lld", LinkLine.baseName(answer.linker().get(0)));
    assertFollows(answer.linker(), "-o", "out put", "/lib/x86_64-linux-gnu/Scrt1.o");
    assertFollows(answer.linker(), "obj.o", "a b.o", "$x\"\\.o", "-z", "now", "-rpath");
    assertFollows(answer.linker(), "-rpath", "$ORIGIN/../lib", "-lgcc");
  }

  @ParameterizedTest
  @ValueSource(strings = {"14", "22"})
  void clang_sourcesComeFirst(String version) throws IOException {
    DriverExpansion answer = DriverExpansion.parse(recorded("clang-" + version + "-sources"));
    assertEquals(2, answer.before().size());
    List<String> first = answer.before().get(0);
    assertEquals("-cc1", first.get(1));
    assertEquals("main.c", first.get(first.size() - 1));
    List<String> second = answer.before().get(1);
    assertEquals("sub/main.c", second.get(second.size() - 1));
    String one = first.get(first.lastIndexOf("-o") + 1);
    String two = second.get(second.lastIndexOf("-o") + 1);
    assertFollows(answer.linker(), one, "obj.o", two, "quoted name.o", "-rpath", "/opt/foo");
  }

  @ParameterizedTest
  @ValueSource(strings = {"14", "22"})
  void clang_noLink(String version) throws IOException {
    DriverExpansion answer = DriverExpansion.parse(recorded("clang-" + version + "-no-link"));
    assertEquals(List.of(), answer.linker());
    assertEquals(1, answer.before().size());
  }

  @Test
  void gcc_objects() throws IOException {
    DriverExpansion answer = DriverExpansion.parse(recorded("gcc-12-objects"));
    assertEquals("", answer.version());
    assertEquals(List.of(), answer.before());
    assertEquals("collect2", LinkLine.baseName(answer.linker().get(0)));
    assertFollows(answer.linker(), "obj.o", "a b.o", "$x\"\\.o", "-lgcc");
    assertFollows(answer.linker(), "--build-id", "--eh-frame-hdr", "-m", "elf_x86_64");
    assertTrue(answer.linker().contains("--hash-style=gnu"), "quoted by gcc");
  }

  @Test
  void gcc_sourcesGoThroughAnAssembler() throws IOException {
    DriverExpansion answer = DriverExpansion.parse(recorded("gcc-12-sources"));
    assertEquals(2, answer.before().size());
    assertEquals("cc1", LinkLine.baseName(answer.before().get(0).get(0)));
    assertEquals("as", answer.before().get(1).get(0));
    String object = answer.before().get(1).get(3);
    assertFollows(answer.linker(), object, "obj.o");
  }

  @Test
  void otherLinkersAreKnownByName() {
    for (String linker : List.of("ld", "ld.gold", "ld.bfd", "ld.mold", "mold", "wild", "ld64")) {
      String text =
          " \"/usr/bin/clang\" \"-cc1\"\n \"/opt/x86_64-elf/bin/" + linker + "\" \"a.o\"\n";
      boolean known = !linker.equals("ld64");
      assertEquals(known, !DriverExpansion.parse(text).linker().isEmpty(), linker);
    }
  }

  @Test
  void commandsBehindTheLinkerAreKept() {
    DriverExpansion answer =
        DriverExpansion.parse(
            "clang version 22.1.8\n \"cc1\" \"a.c\"\n \"/x/ld.lld\" \"a.o\"\n \"dsymutil\" \"a\"\n");
    assertEquals(List.of(List.of("cc1", "a.c")), answer.before());
    assertEquals(List.of("/x/ld.lld", "a.o"), answer.linker());
    assertEquals(List.of(List.of("dsymutil", "a")), answer.after());
  }

  @Test
  void notesAreNoCommands() {
    DriverExpansion answer =
        DriverExpansion.parse(
            "clang version 22.1.8\nclang: warning: a \" alone\n (in-process)\n \"ld.lld\" \"a.o\"");
    assertEquals(List.of(), answer.before());
    assertEquals(List.of("ld.lld", "a.o"), answer.linker());
    assertEquals(List.of(), DriverExpansion.parse("").linker());
  }

  /** The answer of the installed drivers, for names that need quoting. */
  @ParameterizedTest
  @MethodSource("versions")
  void live_everyWordArrives(String version) throws IOException {
    List<String> names =
        List.of(
            "a b.o", "q\"uo'te.o", "$HOME.o", "back\\slash.o", "`x`.o", "na\u00efve.o", "n\nl.o");
    for (String name : names) {
      Files.createFile(folder.resolve(name));
    }
    List<String> argv = new ArrayList<>(List.of("clang-" + version, "-###", "-fuse-ld=lld"));
    argv.addAll(names);
    String text = Tools.run(folder, argv).text();
    List<String> linker = DriverExpansion.parse(text).linker();
    assertFollows(linker, names.toArray(String[]::new));
  }

  /** A response file of the driver's, longer than a kernel takes as one word. */
  @ParameterizedTest
  @MethodSource("versions")
  void live_longLine(String version) throws IOException {
    StringBuilder rsp = new StringBuilder("main.o\n");
    for (int i = 0; i < 9000; i++) {
      rsp.append("-Wl,-u,some_symbol_with_a_long_name_").append(i).append('\n');
    }
    assertTrue(rsp.length() > 256 * 1024);
    Files.writeString(folder.resolve("rsp"), rsp.toString());
    Files.createFile(folder.resolve("main.o"));
    String text =
        Tools.run(folder, List.of("clang-" + version, "-###", "-fuse-ld=lld", "@rsp")).text();
    List<String> linker = DriverExpansion.parse(text).linker();
    assertFollows(linker, "main.o", "-u", "some_symbol_with_a_long_name_0", "-u");
    assertTrue(linker.contains("some_symbol_with_a_long_name_8999"), "lld is given all words");
    assertFalse(linker.contains("some_symbol_with_a_long_name_9000"));
  }

  @Test
  void live_gcc() throws IOException {
    assertTrue(Tools.onPath("gcc"), "gcc must be installed to run the tests");
    Files.createFile(folder.resolve("a b.o"));
    String text =
        Tools.run(folder, List.of("gcc", "-###", "-fuse-ld=lld", "a b.o", "-Wl,-z,now")).text();
    DriverExpansion answer = DriverExpansion.parse(text);
    assertEquals("collect2", LinkLine.baseName(answer.linker().get(0)));
    assertFollows(answer.linker(), "a b.o", "-z", "now");
  }
}
