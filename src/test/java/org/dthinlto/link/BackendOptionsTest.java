package org.dthinlto.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dthinlto.thinlink.StagedNames;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Options of lld's backends as words of clang's, and the files that go with them. */
final class BackendOptionsTest {

  @TempDir Path folder;

  @BeforeEach
  void files() throws Exception {
    Files.createDirectories(folder.resolve("p"));
    for (String name : List.of("p/one", "p/two", "all")) {
      Files.writeString(folder.resolve(name), "");
    }
  }

  private BackendOptions options(String line) throws Exception {
    List<String> words = line.isEmpty() ? List.of() : List.of(line.split(" "));
    StagedNames names = new StagedNames(folder, "");
    return BackendOptions.of(LldOptions.load().parse(words), folder, names);
  }

  @ParameterizedTest
  @CsvSource({
    "'', ''",
    "main.o -o main --lto-O3, ''",
    "--lto-debug-pass-manager, -Xclang -fdebug-pass-manager",
    "-plugin-opt=debug-pass-manager, -Xclang -fdebug-pass-manager",
    "--lto-legacy-pass-manager, -flegacy-pass-manager",
    "--lto-legacy-pass-manager -plugin-opt=new-pass-manager, ''",
    "--no-lto-legacy-pass-manager -plugin-opt=legacy-pass-manager, -flegacy-pass-manager",
    "--lto-basic-block-address-map, -fbasic-block-address-map",
    "--lto-basic-block-address-map --no-lto-basic-block-address-map, ''",
    "--lto-unique-basic-block-section-names, -funique-basic-block-section-names",
    "--no-lto-pgo-warn-mismatch, -Wno-backend-plugin",
    "--no-lto-pgo-warn-mismatch --lto-pgo-warn-mismatch, ''",
    "--lto-sample-profile=p/one, -Xclang -fprofile-sample-use=p/one",
    "--lto-sample-profile=p/one -plugin-opt=sample-profile=p/two,"
        + " -Xclang -fprofile-sample-use=p/two",
    "--lto-sample-profile=p/one --lto-sample-profile=, ''",
    "--lto-cs-profile-file=p/one, -fprofile-use=p/one",
    "-plugin-opt=cs-profile-path=p/one, -fprofile-use=p/one",
    "--lto-cs-profile-generate, -Xclang -fprofile-instrument=csllvm",
    "--lto-cs-profile-file=%m.raw -plugin-opt=cs-profile-generate,"
        + " -Xclang -fprofile-instrument-path=%m.raw -Xclang -fprofile-instrument=csllvm",
    "--lto-basic-block-sections=all, -fbasic-block-sections=all",
    "--lto-basic-block-sections=none, ''",
    "--lto-basic-block-sections=labels, ''",
    "--lto-basic-block-sections=p/two, -fbasic-block-sections=list=p/two",
    "--opt-remarks-passes inl --opt-remarks-format yaml,"
        + " -Xclang -opt-record-passes -Xclang inl -Xclang -opt-record-format -Xclang yaml",
    "-plugin-opt=opt-remarks-with-hotness, -fdiagnostics-show-hotness",
  })
  void words(String line, String words) throws Exception {
    assertEquals(words, String.join(" ", options(line).words(22)));
  }

  @Test
  void labelsAreAMatterOfTheRelease() throws Exception {
    BackendOptions labels = options("--lto-basic-block-sections=labels");
    assertEquals(List.of("-fbasic-block-sections=labels"), labels.words(19));
    assertEquals(List.of(), labels.words(20));
    assertEquals(List.of(), options("--lto-basic-block-sections=none").words(14));
  }

  @Test
  void filesAreStagedOnce() throws Exception {
    List<String> staged = new ArrayList<>();
    String line = "--lto-cs-profile-file=p/one --lto-sample-profile=./p/one";
    for (BackendOptions.Read read : options(line).reads()) {
      assertTrue(Files.isSameFile(folder.resolve("p/one"), read.file()));
      staged.add(read.staged());
    }
    assertEquals(List.of("p/one"), staged);
    assertEquals(List.of(), options("--lto-basic-block-sections=all").reads());
  }

  @ParameterizedTest
  @CsvSource({
    "--lto-sample-profile=none, none",
    "--lto-cs-profile-file=p/no, p/no",
    "--lto-basic-block-sections=al, al",
  })
  void whatIsNoFileIsForLldToSay(String line, String name) {
    NotDistributable no = assertThrows(NotDistributable.class, () -> options(line));
    assertEquals("'" + name + "': can't be read", no.reason());
  }

  /** Every row that goes to the backends has words, or code for it in the class under test. */
  @Test
  void everyRowForTheBackendsHasWords() throws Exception {
    List<String> inCode =
        List.of("lto-cs-profile-file", "lto-basic-block-sections", "plugin-opt=dwo_dir");
    String table;
    try (var in = LldOptions.class.getResourceAsStream("lld-options.tsv")) {
      table = new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    }
    int rows = 0;
    for (String row : table.split("\n")) {
      String[] columns = row.split("\t");
      if (row.startsWith("#") || columns.length < 4 || !columns[2].startsWith("back")) {
        continue;
      }
      rows++;
      String name = columns[3].replaceAll("^.*:|=$", "");
      boolean cancels = columns[3].contains(":") || name.startsWith("lto-pgo");
      assertTrue(columns.length == 5 || cancels || inCode.contains(name), row);
    }
    assertTrue(rows > 20, "rows: " + rows);
  }
}
