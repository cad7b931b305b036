package org.dthinlto.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dthinlto.bitcode.Slice;
import org.dthinlto.link.BackendFlags.Model;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The rules by which a linker line becomes options of the backends. */
final class BackendFlagsTest {

  private static final String TRIPLE = "x86_64-pc-linux-gnu";

  @TempDir Path folder;

  static List<String> versions() {
    return Tools.versions();
  }

  private static BackendFlags flags(String line) throws NotDistributable {
    List<String> words = line.isEmpty() ? List.of() : List.of(line.split(" "));
    return BackendFlags.of(LldOptions.load().parse(words));
  }

  private static String words(String line) throws NotDistributable {
    return String.join(" ", flags(line).words(TRIPLE, false, ""));
  }

  private static String reason(String line) {
    NotDistributable no = assertThrows(NotDistributable.class, () -> flags(line));
    assertFalse(no.isPlain());
    return no.reason();
  }

  @Test
  void aPlainLine() throws NotDistributable {
    assertEquals(
        "--target=x86_64-pc-linux-gnu -O2 -ffunction-sections -fdata-sections -fno-pie"
            + " -Wno-override-module -Wno-linker-warnings -Wno-unused-command-line-argument",
        words("main.o -o main"));
    assertFalse(flags("").words("", false, "").get(0).startsWith("--target"));
  }

  @ParameterizedTest
  @CsvSource({
    "'', 2",
    "--lto-O1, 1",
    "--lto-O2, 2",
    "--lto-O3, 3",
    "-plugin-opt=O3, 3",
    "--plugin-opt=O1, 1",
    "--lto-O3 --lto-O1, 1",
    "-plugin-opt=O1 --lto-O3, 3",
    "-O3, 2",
    "-O 0, 2",
  })
  void level(String line, int level) throws NotDistributable {
    assertEquals(level, flags(line).level());
    assertTrue(words(line).contains(" -O" + level + " "));
    assertEquals(level == 1, words(line).contains(" -funroll-loops "), "off in clang at -O1");
  }

  @ParameterizedTest
  @CsvSource({"--lto-O4, 4", "--lto-Os, s", "--lto-O, ''", "--lto-O12, 12"})
  void otherLevels(String line, String level) {
    assertEquals("there is no LTO level 'O" + level + "'", reason(line));
  }

  @ParameterizedTest
  @CsvSource({
    "--lto-O0, --lto-O0",
    "-plugin-opt=O0, -plugin-opt=O0",
    "--lto-CGO3, --lto-CGO3",
    "--lto-CGO0 --lto-O2, --lto-CGO0",
    "--lto-O3 --lto-CGO2, --lto-CGO2",
    "--lto-O1 --lto-CGO3, --lto-CGO3",
    "--lto-frobnicate=1, --lto-frobnicate=1",
    "-thinlto-x, -thinlto-x",
    "--mllvmx, --mllvmx",
    "-lto-CGO3, ''",
    "--lto-O0 --lto-O1, ''",
    "--lto-CGO2, ''",
    "--lto-O3 --lto-CGO3, ''",
    "--lto-CGO3 --lto-CGO2, ''",
    "--frobnicate, ''",
  })
  void notCarried(String line, String word) throws NotDistributable {
    List<String> words = new ArrayList<>();
    for (BackendFlags.NotCarried option : flags(line).notCarried()) {
      words.add(option.word());
    }
    assertEquals(word.isEmpty() ? List.of() : List.of(word), words);
  }

  @ParameterizedTest
  @CsvSource({
    "'', STATIC",
    "-pie, PIC",
    "--pic-executable, PIC",
    "-no-pie, STATIC",
    "-pie -no-pie, STATIC",
    "-no-pie -pie, PIC",
    "-shared, PIC",
    "-Bshareable, PIC",
    "-shared -no-pie, PIC",
    "-static, STATIC",
    "-static -pie, PIC",
    "-r, AS_MODULE",
    "--relocatable, AS_MODULE",
  })
  void relocationModel(String line, Model model) throws NotDistributable {
    assertEquals(model, flags(line).model());
    boolean pic = model == Model.PIC;
    assertEquals(pic, words(line).contains(" -fPIC "));
    assertEquals(!pic, words(line).contains(" -fno-pie "));
  }

  @Test
  void relocatable_asTheModuleSays() throws NotDistributable {
    assertTrue(flags("-r").words(TRIPLE, true, "").contains("-fPIC"));
    assertTrue(flags("-r").words(TRIPLE, false, "").contains("-fno-pie"));
    assertTrue(flags("").words(TRIPLE, true, "").contains("-fno-pie"), "the kind of link counts");
  }

  @ParameterizedTest
  @CsvSource({"--lto-sample-profile=p.txt, p.txt", "-plugin-opt=sample-profile=a/p, a/p"})
  void sampleProfile(String line, String file) throws NotDistributable {
    assertEquals(file, flags(line).sampleProfile());
    List<String> words = flags(line).words(TRIPLE, false, "_root/p.txt");
    assertEquals("-fprofile-sample-use=_root/p.txt", words.get(words.size() - 1));
    assertFalse(words("").contains("-fprofile-sample-use"));
  }

  @Test
  void fullLto() throws NotDistributable {
    assertEquals("'--lto=full' asks for full LTO", reason("--lto=full"));
    assertEquals(2, flags("--lto=thin").level());
    assertEquals(2, flags("--lto=default").level());
  }

  /**
   * lld registers them all, clang takes none behind -mllvm, or none of them has an effect there.
   */
  @ParameterizedTest
  @MethodSource("versions")
  void wordsAreAcceptedByClang(String version) throws Exception {
    Tools.succeed(
        folder, "clang-" + version, "-flto=thin", "-O1", "-c", "-x", "c", "/dev/null", "-o", "t.o");
    for (String line : List.of("", "--lto-O1 -pie", "-r -mllvm -inline-threshold=3", "-shared")) {
      List<String> argv = new ArrayList<>(List.of("clang-" + version, "-Werror"));
      argv.addAll(flags(line).words(TRIPLE, true, ""));
      argv.addAll(flags(line).llvm().words(Integer.parseInt(version)));
      argv.addAll(List.of("-x", "ir", "t.o", "-c", "-o", "n.o"));
      assertEquals("", Tools.succeed(folder, argv.toArray(String[]::new)), line);
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void picLevelOfAModule(String version) throws Exception {
    for (String model : List.of("-fPIC", "-fpie", "-fno-pie")) {
      Tools.succeed(
          folder,
          "clang-" + version,
          "-flto=thin",
          "-O1",
          "-c",
          model,
          "-x",
          "c",
          "/dev/null",
          "-o",
          "t.o");
      Slice module = Slice.whole(folder.resolve("t.o"));
      assertEquals(!model.equals("-fno-pie"), PicLevel.isPic(module), model);
    }
  }
}
