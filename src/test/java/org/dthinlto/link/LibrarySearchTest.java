package org.dthinlto.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Libraries found where real lld finds them, spelled as it spells them (its --trace says). */
final class LibrarySearchTest {

  @TempDir static Path folder;

  @BeforeAll
  static void makeLibraries() throws IOException {
    Tools.compile(folder, "m.o", "", "int sym;");
    for (String name :
        List.of("libx.a", "one/libx.a", "two/libx.a", "one/libonly.a", "one/odd.name")) {
      archive(name);
    }
    for (String name :
        List.of("sys/lib/libx.a", "sys/lib/libs.a", "other/lib/libs.a", "a b/libsp.a")) {
      archive(name);
    }
    shared("two/libx.so");
    shared("three/libonly.so");
    Files.createSymbolicLink(folder.resolve("linked"), folder.resolve("one"));
  }

  private static void archive(String name) throws IOException {
    Files.createDirectories(folder.resolve(name).getParent());
    Tools.succeed(folder, "llvm-ar-22", "rcs", name, "m.o");
  }

  private static void shared(String name) throws IOException {
    Files.createDirectories(folder.resolve(name).getParent());
    Tools.succeed(folder, "ld.lld-22", "-shared", "m.o", "-o", name);
  }

  /** The line's last library by our search; "" if there is none. */
  private static String ours(List<String> words) {
    List<LinkerArg> args = LldOptions.load().parse(words);
    LibrarySearch search = new LibrarySearch(folder, args);
    boolean onlyStatic = false;
    String found = "";
    for (LinkerArg arg : args) {
      onlyStatic = arg.is("Bstatic") || (onlyStatic && !arg.is("Bdynamic"));
      found = arg.is("library") ? search.library(arg.value(), onlyStatic) : found;
    }
    return found;
  }

  /** What lld loads for the symbol, and nothing else is on the line. */
  private static String llds(String version, List<String> words) {
    List<String> argv =
        new ArrayList<>(List.of("ld.lld-" + version, "-m", "elf_x86_64", "-u", "sym"));
    argv.addAll(words);
    argv.addAll(List.of("--trace", "-e", "sym", "-o", "out"));
    Tools.Outcome outcome = Tools.run(folder, argv);
    String text = outcome.text().strip();
    if (outcome.status() != 0) {
      assertTrue(text.contains("unable to find library"), text);
      return "";
    }
    return text.replace("(m.o)", "");
  }

  static Stream<List<String>> lines() {
    return Stream.of(
            "-Lone -Ltwo -lx",
            "-Ltwo -Lone -lx",
            "-lx -Ltwo -Lone",
            "-Lone -lx -Ltwo",
            "-Lnothere -Lone -lx",
            "-Lone -lnothere",
            "-lx",
            "-L. -lx",
            "-L one -l x",
            "--library-path=one --library=x",
            "--library-path one --library x",
            "-Lone/ -lx",
            "-Lone// -lx",
            "-L./one -lx",
            "-Lone/../two -lx",
            "-Llinked -lx",
            "-Bstatic -Ltwo -lx",
            "-Ltwo -static -lx",
            "-Ltwo -dn -lx",
            "-Bstatic -Bdynamic -Ltwo -lx",
            "-Bstatic -Lthree -lonly",
            "-Bstatic -Lthree -Lone -lonly",
            "-Lthree -Lone -lonly",
            "-Lone -Ltwo -l:libx.a",
            "-Ltwo -Lone -l:libx.a",
            "-Ltwo -l:libx.so",
            "-Lone -l:odd.name",
            "-L. -l:one/libx.a",
            "-Lone -l:nothere.a",
            "-L=/lib --sysroot=sys -ls",
            "--sysroot=sys -L=/lib -ls",
            "--sysroot=sys -L=lib -ls",
            "--sysroot=sys/ -L=/lib/ -ls",
            "--sysroot=sys/ -L=lib -ls",
            "--sysroot sys -L =/lib -ls",
            "--sysroot=sys --sysroot=other -L=/lib -ls",
            "-L=/lib --sysroot=nothere -ls",
            "-L=one -lx",
            "--sysroot=sys -L/lib -lx -Lone",
            "--sysroot=sys -L= -l:lib/libs.a")
        .map(line -> List.of(line.split(" ")));
  }

  @ParameterizedTest
  @MethodSource("lines")
  void theSameFileAsLld(List<String> words) {
    for (String version : Tools.REQUIRED) {
      assertEquals(llds(version, words), ours(words), version);
    }
  }

  @Test
  void valuesWithBlanksAndNone() {
    for (List<String> words :
        List.of(List.of("-La b", "-lsp"), List.of("-L", "", "-lx"), List.of("-L=", "-lx"))) {
      assertEquals(llds("22", words), ours(words), () -> words.toString());
    }
  }

  @Test
  void absoluteFolders() {
    List<String> words = List.of("-L" + folder.resolve("one"), "-lx");
    assertEquals(folder + "/one/libx.a", ours(words));
    assertEquals(llds("14", words), ours(words));
    List<String> equals = List.of("-L=" + folder.resolve("one"), "-lx");
    assertEquals(llds("14", equals), ours(equals));
  }

  // Below: files that linker scripts name.

  @TempDir Path scripts;

  private void object(String name, String symbol) throws IOException {
    Tools.compile(scripts, name, "", "int " + symbol + ";");
  }

  /** The files that a script names, each with the words that the line has. */
  private void assertScriptInputs(String text, String script, String... words) throws IOException {
    Path file = scripts.resolve(script);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    List<String> line = List.of(words);
    LibrarySearch search = new LibrarySearch(scripts, LldOptions.load().parse(line));
    List<String> found = new ArrayList<>();
    for (LinkerScript.Input input : LinkerScript.parse(text).inputs()) {
      found.add(search.scriptInput(input.name(), script, false));
    }
    int missing = found.indexOf("");
    if (missing >= 0) {
      found = List.of(""); // lld reports it and loads nothing
    }
    for (String version : Tools.REQUIRED) {
      assertEquals(loaded(version, script, line), found, version);
    }
  }

  /** What lld loads for a script, in order; the list ends in "" where it gives up. */
  private List<String> loaded(String version, String script, List<String> words) {
    List<String> argv =
        new ArrayList<>(List.of("ld.lld-" + version, "-m", "elf_x86_64", "--trace"));
    argv.addAll(words);
    argv.addAll(List.of(script, "-e", "0", "-o", "out"));
    String text = Tools.run(scripts, argv).text();
    Set<String> files = new LinkedHashSet<>();
    for (String line : text.split("\n")) {
      if (line.contains(": error: ")) {
        assertTrue(line.contains("unable to find") || line.contains("cannot"), text);
        files.add("");
      } else if (!line.startsWith(">>>") && line.endsWith("o")) {
        files.add(line);
      }
    }
    return new ArrayList<>(files);
  }

  @Test
  void script_besideIt_thenInTheWorkingDirectory_thenInTheFolders() throws IOException {
    object("a.o", "here");
    object("sub/a.o", "beside");
    object("b.o", "b");
    object("lib/c.o", "c");
    assertScriptInputs("INPUT(a.o b.o c.o)", "sub/libs.so", "-Llib");
    assertScriptInputs("INPUT(a.o)", "libs.so");
    assertScriptInputs("INPUT(./a.o)", "sub/libs.so");
    assertScriptInputs("INPUT(../a.o)", "sub/libs.so");
    assertScriptInputs("INPUT(nothere.o)", "sub/libs.so", "-Llib");
  }

  @Test
  void script_libraries() throws IOException {
    object("m.o", "m");
    Files.createDirectories(scripts.resolve("lib"));
    Tools.succeed(scripts, "ld.lld-22", "-shared", "m.o", "-o", "lib/libm2.so");
    assertScriptInputs("GROUP(-lm2)", "libs.so", "-Llib");
    assertScriptInputs("GROUP ( AS_NEEDED ( -lm2 ) )", "libs.so", "-Llib", "-u", "m");
    assertScriptInputs("GROUP(-lnothere)", "libs.so", "-Llib");
  }

  @Test
  void script_absoluteAndSysroot() throws IOException {
    object("abs.o", "outside");
    object("sys/lib/in.o", "inside");
    object("sys/abs.o", "sysabs");
    String absolute = scripts + "/abs.o";
    assertScriptInputs("INPUT(" + absolute + ")", "libs.so");
    assertScriptInputs("INPUT(" + absolute + ")", "libs.so", "--sysroot=sys");
    assertScriptInputs("INPUT(" + absolute + ")", "sys/lib/libs.so", "--sysroot=sys");
    assertScriptInputs("INPUT(/lib/in.o)", "sys/lib/libs.so", "--sysroot=sys");
    assertScriptInputs("INPUT(/lib/in.o)", "sys/lib/libs.so", "--sysroot=./sys");
    assertScriptInputs("INPUT(/lib/in.o)", "./sys/lib/libs.so", "--sysroot=sys/");
    assertScriptInputs("INPUT(/lib/in.o)", "sys/lib/libs.so", "--sysroot=" + scripts + "/sys");
    assertScriptInputs("INPUT(=/lib/in.o)", "libs.so", "--sysroot=sys");
    assertScriptInputs("INPUT(=lib/in.o)", "libs.so", "--sysroot=sys");
    assertScriptInputs("INPUT(=" + absolute + ")", "libs.so");
  }

  @Test
  void script_sysrootUnderAnotherName() throws IOException {
    object("sys/lib/in.o", "inside");
    Files.createSymbolicLink(scripts.resolve("alias"), scripts.resolve("sys"));
    assertScriptInputs("INPUT(/lib/in.o)", "alias/lib/libs.so", "--sysroot=sys");
    assertScriptInputs("INPUT(/lib/in.o)", "sys/lib/libs.so", "--sysroot=alias");
    assertScriptInputs("INPUT(/lib/in.o)", "sys/lib/libs.so", "--sysroot=.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "INPUT(a.o b.o)",
        "INPUT ( a.o\n\tb.o )",
        "GROUP(a.o) INPUT(b.o)",
        "GROUP(a.o);INPUT(b.o);",
        "/* a comment (with) words */ INPUT(a.o /* b.o */ b.o)",
        "# a comment INPUT(x.o)\nINPUT(a.o b.o)",
        "INPUT(\"a.o\" b.o)",
        "INPUT(\"a b.o\")",
        "OUTPUT_FORMAT(elf64-x86-64)\nINPUT(a.o b.o)",
        "OUTPUT_FORMAT(elf64-x86-64, elf64-x86-64, elf64-x86-64) INPUT(a.o)",
        "INPUT(a.o, b.o)",
        "INPUT(a.o,b.o)",
        "INPUT() INPUT(a.o)",
        "GROUP(a.o AS_NEEDED(b.o))",
      })
  void script_texts(String text) throws IOException {
    object("a.o", "a");
    object("b.o", "b");
    object("a b.o", "ab");
    assertScriptInputs(text, "libs.so");
  }
}
