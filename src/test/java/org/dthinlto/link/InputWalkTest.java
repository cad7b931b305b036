package org.dthinlto.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dthinlto.thinlink.LineItem;
import org.dthinlto.thinlink.StagedNames;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The words of a linker line, walked over: what becomes of each, and in which state it stands. */
final class InputWalkTest {

  @TempDir static Path folder;

  @BeforeAll
  static void makeInputs() throws IOException {
    Tools.compile(folder, "t.o", "thin", "int t(void) { return 1; }");
    Tools.compile(folder, "full.o", "full", "int full(void) { return 1; }");
    Tools.compile(folder, "n.o", "", "int n(void) { return 1; }");
    Tools.succeed(folder, "llvm-ar-22", "rcs", "lib.a", "t.o", "n.o");
    Tools.succeed(folder, "llvm-ar-22", "rcs", "libn.a", "n.o");
    Tools.succeed(folder, "llvm-ar-22", "rcsT", "libthin.a", "t.o");
    Tools.succeed(folder, "ld.lld-22", "-shared", "n.o", "-o", "libx.so");
    Files.createDirectories(folder.resolve("sub"));
    Files.copy(folder.resolve("lib.a"), folder.resolve("sub/libx.a"));
    Files.writeString(folder.resolve("data.txt"), "no script\n");
    Files.writeString(folder.resolve("v.map"), "{ global: *; };\n");
    Files.writeString(folder.resolve("sub/searched.map"), "{ global: *; };\n");
    Files.createFile(folder.resolve("empty"));
  }

  private InputWalk walk;

  private List<LineItem> items(String... words) throws NotDistributable, IOException {
    List<LinkerArg> args = LldOptions.load().parse(List.of(words));
    walk =
        new InputWalk(
            folder,
            args,
            new InputFiles(new StagedNames(folder, ""), false, false, SuffixReplacement.NONE));
    return walk.walk(args);
  }

  /** One text an item: {@code t.o}, {@code (t.o)} if lazy, {@code lib.a whole again native}. */
  private List<String> shown(String... words) throws NotDistributable, IOException {
    List<String> shown = new ArrayList<>();
    for (LineItem item : items(words)) {
      if (item instanceof LineItem.Loose loose) {
        String name = loose.object().userName();
        shown.add(loose.lazy() ? "(" + name + ")" : name);
      } else if (item instanceof LineItem.Library library) {
        shown.add(
            library.path()
                + (library.whole() ? " whole" : "")
                + (library.again() ? " again" : "")
                + (library.expanded() ? "" : " native"));
      } else if (item instanceof LineItem.Words plain) {
        shown.add(
            String.join(" ", plain.thin()).replace(folder.toString(), "$D")
                + " | "
                + String.join(" ", plain.last()).replace(folder.toString(), "$D"));
      }
    }
    return shown;
  }

  @Test
  void inputsOfEveryKind() throws Exception {
    assertEquals(
        List.of("t.o", "full.o", "n.o", "lib.a", "libn.a native", "libthin.a"),
        shown("t.o", "full.o", "n.o", "lib.a", "libn.a", "libthin.a"));
    assertEquals(List.of("$D/libx.so | libx.so"), shown("libx.so"));
    assertEquals(List.of("$D/data.txt | data.txt"), shown("data.txt"));
    assertEquals(List.of("$D/empty | empty"), shown("empty"));
    assertEquals(List.of("$D/nothere.o | nothere.o"), shown("nothere.o"));
    assertEquals(List.of("$D/sub | sub"), shown("sub"));
    assertEquals("", walk.obstacle());
  }

  @ParameterizedTest
  @CsvSource({
    "--gc-sections, --gc-sections | --gc-sections",
    "--version-script=v.map, --version-script=$D/v.map | --version-script=v.map",
    "--trace, '--trace | '",
    "-t, '-t | '",
    "--why-extract=w, '--why-extract=$D/w | '",
    "--Map=m, ' | --Map=m'",
    "--cref, ' | --cref'",
    "--lto-O3, --lto-O3 | --lto-O3",
    "--lto-sample-profile=v.map, --lto-sample-profile=$D/v.map | --lto-sample-profile=v.map",
    "-plugin-opt=sample-profile=v.map, "
        + "-plugin-opt=sample-profile=$D/v.map | -plugin-opt=sample-profile=v.map",
    "--nosuchoption, --nosuchoption | --nosuchoption",
    "-Lsub, -L$D/sub | -Lsub",
    "-L=/lib, -L=/lib | -L=/lib",
    "--library-path=sub, --library-path=$D/sub | --library-path=sub",
    "--start-group, ' | --start-group'",
    "-), ' | -)'",
    "--whole-archive, --whole-archive | --whole-archive",
    "-lnothere, -lnothere | -lnothere",
  })
  void fates(String word, String expected) throws Exception {
    assertEquals(List.of(expected), shown(word));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-omain",
        "--output=main",
        "--fat-lto-objects",
        "--no-fat-lto-objects",
        "--thinlto-prefix-replace=a;b",
        "-plugin-opt=thinlto-emit-imports-files",
      })
  void whatIsOursToSayIsDropped(String word) throws Exception {
    assertEquals(List.of(), shown(word));
  }

  @Test
  void aFileToReadThatIsMissingIsLldsToFind() throws Exception {
    assertEquals(
        List.of(
            "-L$D/sub | -Lsub",
            "--version-script=searched.map | --version-script=searched.map",
            "-T searched.map | -T searched.map",
            "-T $D/v.map | -T v.map"),
        shown("-Lsub", "--version-script=searched.map", "-T", "searched.map", "-T", "v.map"));
  }

  @Test
  void wholeArchive() throws Exception {
    assertEquals(
        List.of(
            "--whole-archive | --whole-archive",
            "lib.a whole",
            "libn.a whole native",
            "--no-whole-archive | --no-whole-archive",
            "libthin.a"),
        shown("--whole-archive", "lib.a", "libn.a", "--no-whole-archive", "libthin.a"));
  }

  @Test
  void pushAndPopState() throws Exception {
    List<String> all =
        shown(
            "--whole-archive",
            "--push-state",
            "--no-whole-archive",
            "lib.a",
            "--push-state",
            "--whole-archive",
            "libn.a",
            "--pop-state",
            "libthin.a",
            "--pop-state",
            "sub/libx.a");
    all.removeIf(text -> text.contains("|"));
    assertEquals(List.of("lib.a", "libn.a whole native", "libthin.a", "sub/libx.a whole"), all);
  }

  @Test
  void popWithoutPushChangesNothing() throws Exception {
    List<String> all = shown("--whole-archive", "--pop-state", "lib.a");
    assertEquals("lib.a whole", all.get(2));
  }

  @Test
  void staticAndDynamicSearch() throws Exception {
    List<String> all =
        shown(
            "-Lsub",
            "-L.",
            "-Bstatic",
            "-lx",
            "-Bdynamic",
            "-lthin",
            "--push-state",
            "-Bstatic",
            "--pop-state",
            "-l:libx.so");
    assertTrue(all.contains("sub/libx.a"), () -> all.toString());
    assertTrue(all.contains("./libthin.a"), () -> all.toString());
    assertTrue(all.contains("$D/./libx.so | -l:libx.so"), () -> all.toString());
    List<String> dynamic = shown("-L.", "-Lsub", "-lx");
    assertTrue(dynamic.contains("$D/./libx.so | -lx"), () -> dynamic.toString());
    List<String> only = shown("-L.", "-Lsub", "--push-state", "-Bstatic", "-lx", "--pop-state");
    assertTrue(only.contains("sub/libx.a"), () -> only.toString());
  }

  @Test
  void startLib() throws Exception {
    assertEquals(
        List.of("t.o", "(full.o)", "(n.o)", "libn.a native", "t.o"),
        shown("t.o", "--start-lib", "full.o", "n.o", "libn.a", "--end-lib", "t.o"));
    assertEquals("", walk.obstacle());
  }

  @ParameterizedTest
  @ValueSource(strings = {"--end-lib", "--start-lib --start-lib", "--start-lib --end-lib -end-lib"})
  void startLibWhereLldExpectsNone(String words) throws Exception {
    shown(words.split(" "));
    String last = words.substring(words.lastIndexOf(' ') + 1);
    assertEquals("'" + last + "' where lld expects none", walk.obstacle());
  }

  @Test
  void binaryInputsAreNotLookedInto() throws Exception {
    assertEquals(
        List.of(
            "-b binary | -b binary",
            "$D/t.o | t.o",
            "$D/lib.a | lib.a",
            "--format=default | --format=default",
            "t.o"),
        shown("-b", "binary", "t.o", "lib.a", "--format=default", "t.o"));
  }

  @Test
  void anArchiveUnderTwoSpellingsIsOne() throws Exception {
    assertEquals(
        List.of("lib.a", "./lib.a again", "sub/../lib.a whole again", folder + "/lib.a again"),
        shown(
                "lib.a",
                "./lib.a",
                "--whole-archive",
                "sub/../lib.a",
                "--no-whole-archive",
                folder + "/lib.a")
            .stream()
            .filter(text -> !text.contains("|"))
            .toList());
    assertEquals(List.of("lib.a", "sub/libx.a"), shown("lib.a", "sub/libx.a"), "two files");
  }

  @Test
  void modulesAreCountedOnce() throws Exception {
    InputFiles files =
        new InputFiles(new StagedNames(folder, ""), false, false, SuffixReplacement.NONE);
    List<LinkerArg> args =
        LldOptions.load().parse(List.of("t.o", "full.o", "n.o", "lib.a", "lib.a", "libn.a"));
    new InputWalk(folder, args, files).walk(args);
    assertEquals(3, files.modules());
  }

  @Test
  void aScriptThatNamesBitcodeIsReplacedByWhatItNames() throws Exception {
    Files.writeString(folder.resolve("libs.so"), "GROUP(lib.a AS_NEEDED(libx.so) n.o)");
    assertEquals(
        List.of(
            "lib.a",
            "--as-needed | --as-needed",
            "$D/libx.so | libx.so",
            "--no-as-needed | --no-as-needed",
            "n.o"),
        shown("libs.so"));
    assertEquals(5, shown("libs.so").size());
    List<String> outside = shown("--as-needed", "libs.so", "libx.so");
    assertFalse(outside.contains("--no-as-needed | --no-as-needed"), "as-needed holds anyway");
  }

  @Test
  void aScriptsLibrariesStayLibraries() throws Exception {
    Files.writeString(folder.resolve("libs.so"), "GROUP(-lthin -lx)");
    assertEquals(
        List.of("-L$D/. | -L.", "./libthin.a", "$D/./libx.so | -lx"), shown("-L.", "libs.so"));
  }

  @Test
  void aScriptStandsInTheStateOfTheLine() throws Exception {
    Files.writeString(folder.resolve("libs.so"), "INPUT(lib.a t.o)");
    assertEquals(
        List.of("--whole-archive | --whole-archive", "lib.a whole", "t.o"),
        shown("--whole-archive", "libs.so"));
    assertEquals(List.of("lib.a", "(t.o)"), shown("--start-lib", "libs.so", "--end-lib"));
  }

  @Test
  void aScriptWithoutBitcodeStays() throws Exception {
    Files.writeString(
        folder.resolve("libs.so"), "GROUP(" + folder + "/libn.a " + folder + "/libx.so)");
    assertEquals(List.of("$D/libs.so | libs.so"), shown("libs.so"));
  }

  /** lld looks for them in its working directory too, which is another one in the thin link. */
  @Test
  void aScriptWithRelativeNamesIsReplaced() throws Exception {
    Files.writeString(folder.resolve("sub/libs.so"), "GROUP(libn.a libx.so)");
    assertEquals(List.of("libn.a native", "$D/libx.so | libx.so"), shown("sub/libs.so"));
    Files.writeString(folder.resolve("sub/libs.so"), "GROUP(libn.a) OUTPUT(x)");
    assertEquals(List.of("$D/sub/libs.so | sub/libs.so"), shown("sub/libs.so"));
  }

  @Test
  void aScriptsOtherWordsStandBeforeItsInputs() throws Exception {
    Files.writeString(folder.resolve("s.ld"), "x = 1; INPUT(lib.a) ENTRY(x)");
    List<LineItem> items = items("s.ld");
    assertEquals(2, items.size());
    LineItem.Script script = (LineItem.Script) items.get(0);
    assertEquals(List.of(), script.option());
    assertEquals("x = 1;              ENTRY(x)".replaceAll(" +", " "), tight(script.text()));
    assertEquals(script.text(), script.lastText());
    assertEquals(List.of("-T"), ((LineItem.Script) items("-T", "s.ld").get(0)).option());
    Files.writeString(folder.resolve("s.ld"), "SEARCH_DIR(sub) INPUT(-lx t.o)");
    LineItem.Script searches = (LineItem.Script) items("--script=s.ld").get(0);
    assertTrue(searches.text().contains("SEARCH_DIR(\"" + folder + "/sub\")"), searches::text);
    assertFalse(searches.lastText().contains(folder.toString()));
  }

  private static String tight(String text) {
    return text.replaceAll(" +", " ");
  }

  @Test
  void scriptsThatIncludeOthersSearchTheUsersFolder() throws Exception {
    Files.writeString(folder.resolve("s.ld"), "INCLUDE other.ld");
    assertEquals(List.of("$D/s.ld | s.ld", "-L$D | "), shown("s.ld"));
  }

  @Test
  void remappedInputsAreTheOtherFiles() throws Exception {
    assertEquals(List.of("n.o"), shownInputs("--remap-inputs=gone.o=n.o", "gone.o"), "an object");
    assertEquals(List.of("t.o"), shownInputs("--remap-inputs=?one.o=t.o", "gone.o"), "bitcode");
    assertEquals(
        List.of("gone.a"), shownInputs("--remap-inputs=*.a=lib.a", "gone.a"), "keeps its name");
    assertEquals(List.of("t.o"), shownInputs("--remap-inputs=./t.o=n.o", "t.o"), "another name");
  }

  private List<String> shownInputs(String... words) throws Exception {
    return shown(words).stream().filter(text -> !text.contains("--remap")).toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "INPUT(lib.a) OUTPUT(main)",
        "INPUT(lib.a nothere.a)",
        "INPUT(lib.a self.so)",
        "TARGET(binary) INPUT(t.o) ENTRY(main)",
      })
  void otherScriptsThatNameBitcodeGoInProcess(String text) throws IOException {
    Files.writeString(folder.resolve("self.so"), text);
    NotDistributable no = assertThrows(NotDistributable.class, () -> items("self.so"));
    assertFalse(no.isPlain());
    assertEquals("'self.so' is a linker script that pulls in bitcode", no.reason());
  }

  @ParameterizedTest
  @CsvSource({
    "--lto-CGO3, '''--lto-CGO3'' changes code generation and is not carried to the backends'",
    "--lto-newpm-passes=a, "
        + "'''--lto-newpm-passes=a'' changes code generation and is not carried to the backends'",
  })
  void codeGenerationThatIsNotCarried(String word, String reason) throws Exception {
    items(word, "t.o", "--lto-CGO1");
    assertEquals(reason, walk.obstacle(), "the first one is told");
  }

  @ParameterizedTest
  @CsvSource({
    "--help, false",
    "--version, false",
    "--lto-emit-llvm, true",
    "--thinlto-index-only=x, true",
    "--save-temps, true",
    "-plugin-opt=obj-path=x, true",
    "--reproduce=x.tar, true",
  })
  void linesThatRunAsTheyAre(String word, boolean wantsLld) {
    NotDistributable no = assertThrows(NotDistributable.class, () -> items("t.o", word));
    assertTrue(no.isPlain());
    assertEquals("'" + word + "'", no.reason());
    assertEquals(wantsLld, no.wantsLld());
  }

  /** The thin link knows the archive by another name, and would export what it shall not. */
  @ParameterizedTest
  @ValueSource(strings = {"lib\u00e4.a", "100%.a", "lib.a:\u6587.a"})
  void excludedArchivesByOddNames(String value) throws Exception {
    items("--exclude-libs", value, "t.o");
    assertEquals(
        "'" + value + "': '--exclude-libs' by a name that is not plain ASCII", walk.obstacle());
    items("--exclude-libs=lib (1).a,ALL", "-soname", value, "t.o");
    assertEquals("", walk.obstacle());
  }

  /** What is wrong with a file is for lld to say, so the line may go on. */
  @Test
  void aDamagedArchiveObstructs() throws Exception {
    Files.writeString(folder.resolve("damaged.a"), "!<arch>\nxxxx");
    assertEquals(List.of("$D/damaged.a | damaged.a"), shown("damaged.a"));
    assertTrue(walk.obstacle().startsWith("'damaged.a': "), walk.obstacle());
  }
}
