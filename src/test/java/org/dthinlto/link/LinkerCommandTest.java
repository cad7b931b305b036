package org.dthinlto.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dthinlto.exec.Command;
import org.dthinlto.exec.ProcessResult;
import org.dthinlto.exec.ProcessRunner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The linker's own words behind a link line; drivers are scripted or recorded. */
final class LinkerCommandTest {

  private static final Path OBJECTS = Path.of("/w/objects");

  @TempDir Path folder;

  /** Answers by the second word of a command, and remembers what it was asked. */
  private static final class Scripted implements ProcessRunner {
    final List<List<String>> asked = new ArrayList<>();
    final Map<String, ProcessResult> answers = new HashMap<>();

    @Override
    public ProcessResult run(Command command) {
      asked.add(command.argv());
      ProcessResult answer = answers.get(command.argv().get(1));
      assertTrue(answer != null, () -> "unexpected: " + command.argv());
      return answer;
    }
  }

  private final Scripted runner = new Scripted();

  private LinkerCommand command(String... words)
      throws NotDistributable, IOException, InterruptedException {
    return LinkerCommand.of(LinkLine.of(List.of(words), "clang++"), folder, runner);
  }

  private void answers(int status, String text) {
    runner.answers.put("-###", new ProcessResult(status, "", text));
  }

  private static String recorded(String name) throws IOException {
    try (InputStream in =
        LinkerCommandTest.class.getResourceAsStream("/link/driver/" + name + ".txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void aLinkerLineIsOneAlready() throws Exception {
    Files.writeString(folder.resolve("rsp"), "b.o 'c d.o'");
    LinkerCommand command = command("ld.lld-22", "a.o", "@rsp", "-o", "main");
    assertEquals("ld.lld-22", command.linker());
    assertEquals(List.of("a.o", "b.o", "c d.o", "-o", "main"), command.words());
    assertEquals(List.of(), command.before());
    assertEquals("", command.clangVersion());
    assertEquals(List.of(), runner.asked);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gnu", "ld.lld"})
  void flavorsForElf(String flavor) throws Exception {
    LinkerCommand command = command("rust-lld", "-flavor", flavor, "a.o");
    assertEquals(List.of("a.o"), command.words());
  }

  @ParameterizedTest
  @ValueSource(strings = {"link", "darwin", "wasm"})
  void otherFlavorsRunAsTheyAre(String flavor) {
    NotDistributable no =
        assertThrows(NotDistributable.class, () -> command("lld", "-flavor", flavor, "a.o"));
    assertTrue(no.isPlain());
    assertEquals("flavor '" + flavor + "'", no.reason());
  }

  @Test
  void aDriverIsAsked() throws Exception {
    answers(0, recorded("clang-22-objects"));
    LinkerCommand command = command("clang-22", "-flto=thin", "obj.o");
    assertEquals(
        List.of(List.of("clang-22", "-###", "-fuse-ld=lld", "-flto=thin", "obj.o")), runner.asked);
    assertEquals("/usr/lib/llvm-22/bin/ld.lld", command.linker());
    assertEquals("--hash-style=gnu", command.words().get(0));
    assertTrue(command.clangVersion().contains("clang version 22.1.8"));
    assertEquals("out put", command.output());
  }

  @Test
  void whatTheDriverObjectsToItSaysItself() {
    answers(1, "clang: error: no such file or directory: 'nothere.o'\n");
    NotDistributable no = assertThrows(NotDistributable.class, () -> command("clang", "nothere.o"));
    assertTrue(no.isPlain());
  }

  @Test
  void aDriverThatDoesNotLink() throws IOException {
    answers(0, recorded("clang-22-no-link"));
    NotDistributable no = assertThrows(NotDistributable.class, () -> command("clang", "-c", "a.c"));
    assertTrue(no.isPlain());
    assertEquals("no link", no.reason());
  }

  /** collect2 would start lld itself; what it keeps for itself, lld doesn't know. */
  @Test
  void gcc_lldGetsWhatCollect2WouldPassOn() throws Exception {
    answers(0, recorded("gcc-12-objects"));
    runner.answers.put("-print-prog-name=ld.lld", new ProcessResult(0, "/usr/bin/ld.lld\n", ""));
    LinkerCommand command = command("gcc", "-fuse-ld=lld", "obj.o");
    assertEquals("/usr/bin/ld.lld", command.linker());
    assertFalse(command.words().contains("-fuse-ld=lld"), () -> command.words().toString());
    for (LinkerArg arg : LldOptions.load().parse(command.words())) {
      assertNotEquals("<unknown>", arg.option().name(), () -> arg.words().toString());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"14", "22"})
  void temporaryObjectsGetNamesOfOurs(String version) throws Exception {
    answers(0, recorded("clang-" + version + "-sources"));
    LinkerCommand command = command("clang", "main.c").withObjectsIn(OBJECTS);
    List<List<String>> before = command.before();
    assertEquals("/w/objects/1/main.o", after(before.get(0), "-o"));
    assertEquals("/w/objects/2/main.o", after(before.get(1), "-o"));
    assertTrue(command.words().contains("/w/objects/1/main.o"));
    assertTrue(command.words().contains("/w/objects/2/main.o"));
    assertFalse(String.join(" ", command.words()).contains("/T/"), "the driver's own place");
    // What stands in both commands and is no object stays: here an include folder and an rpath.
    assertEquals("/opt/foo", after(before.get(0), "-I"));
    assertEquals("/opt/foo", after(command.words(), "-rpath"));
  }

  @Test
  void temporaryFilesBetweenCompilerAndAssemblerToo() throws Exception {
    answers(0, recorded("gcc-12-sources"));
    runner.answers.put("-print-prog-name=ld.lld", new ProcessResult(0, "ld.lld\n", ""));
    LinkerCommand command = command("gcc", "main.c").withObjectsIn(OBJECTS);
    String assembly = after(command.before().get(0), "-o");
    List<String> assembler = command.before().get(1);
    assertTrue(assembly.startsWith("/w/objects/1/"), assembly);
    assertEquals(assembly, assembler.get(assembler.size() - 1));
    assertTrue(after(assembler, "-o").startsWith("/w/objects/2/"));
    assertTrue(command.words().contains(after(assembler, "-o")));
  }

  @Test
  void foldersForThemAreMade() throws Exception {
    Path objects = folder.resolve("objects");
    answers(0, recorded("clang-22-sources"));
    command("clang", "main.c").withObjectsIn(objects).makeFolders(objects);
    assertTrue(Files.isDirectory(objects.resolve("1")));
    assertTrue(Files.isDirectory(objects.resolve("2")));
    assertFalse(Files.exists(objects.resolve("3")));
  }

  @Test
  void theLinkerForARunElsewhere() throws Exception {
    assertEquals(List.of("ld.lld"), command("ld.lld").linkerFor(Path.of("/x")));
    assertEquals(List.of("/x/bin/ld.lld"), command("bin/ld.lld").linkerFor(Path.of("/x")));
    assertEquals(List.of("/bin/ld.lld"), command("/bin/ld.lld").linkerFor(Path.of("/x")));
    List<String> generic = List.of("/x/bin/rust-lld", "-flavor", "gnu");
    assertEquals(generic, command("bin/rust-lld").linkerFor(Path.of("/x")));
  }

  private static String after(List<String> words, String word) {
    int at = words.lastIndexOf(word);
    assertTrue(at >= 0, () -> "no " + word + " in " + words);
    return words.get(at + 1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-o out",
        "-oout",
        "--output=out",
        "--output out",
        "-o no -o out",
        "-ono -o out",
        "-o out --orphan-handling=warn",
        "--oformat=binary -o out"
      })
  void outputIsTheLastOfAnySpelling(String words) {
    LinkerCommand command =
        new LinkerCommand(List.of(), "ld.lld", List.of(words.split(" ")), List.of(), "");
    assertEquals("out", command.output());
  }

  @Test
  void outputIsAOutIfTheLineHasNone() {
    LinkerCommand command =
        new LinkerCommand(List.of(), "ld.lld", List.of("a.o", "--omagic"), List.of(), "");
    assertEquals("a.out", command.output());
  }
}
