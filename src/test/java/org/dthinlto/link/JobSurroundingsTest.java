package org.dthinlto.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dthinlto.cache.FileDigests;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JobSurroundingsTest {

  @TempDir Path folder;

  private String of(String... words) throws IOException {
    return JobSurroundings.of(List.of(words), folder, new FileDigests());
  }

  @Test
  void filesThatWordsName() throws IOException {
    Path profile = Files.createDirectories(folder.resolve("prof"));
    Files.writeString(folder.resolve("more"), "-Xclang -load -Xclang plugin.so @inner");
    Files.writeString(folder.resolve("inner"), "-fsanitize-ignorelist=list");
    Set<Path> files =
        JobSurroundings.files(
            List.of("-fprofile-use=" + profile, "-fx=list=a.txt", "-mllvm=-f=b", "@more"), folder);
    for (String name :
        List.of("prof/default.profdata", "a.txt", "b", "more", "plugin.so", "list")) {
      assertTrue(files.contains(folder.resolve(name)), () -> name + " is not among " + files);
    }
    assertEquals(Set.of(), JobSurroundings.files(List.of("-O2", "-g"), folder));
  }

  @Test
  void contentsOfThese_count() throws IOException {
    Path file = Files.writeString(folder.resolve("p"), "one");
    for (String word : List.of("-fprofile-use=" + file, file.toString(), "p", "@" + file)) {
      Files.writeString(file, "-one");
      String before = of(word);
      assertEquals(before, of(word));
      Files.writeString(file, "-two");
      assertNotEquals(before, of(word), word);
      Files.delete(file);
      assertNotEquals(before, of(word), word);
    }
  }

  @Test
  void processor_countsWhereItIsAskedFor() throws IOException {
    assertEquals(of(), of("-march=x86-64-v3"));
    assertNotEquals(of(), of("-march=native"));
    assertEquals("", JobSurroundings.processor(List.of("-O2")));
    assertEquals(
        JobSurroundings.processor(List.of("-mcpu=native")),
        JobSurroundings.processor(List.of("-march=native", "-O2")));
  }

  @Test
  void variables() {
    for (String name :
        List.of(
            "SOURCE_DATE_EPOCH",
            "LD_LIBRARY_PATH",
            "LD_PRELOAD",
            "COMPILER_PATH",
            "GCC_EXEC_PREFIX",
            "QA_OVERRIDE_GCC3_OPTIONS",
            "CCC_OVERRIDE_OPTIONS",
            "CLANG_ANYTHING",
            "LLVM_ANYTHING",
            "LLD_ANYTHING")) {
      assertEquals(name + "=1\n", Variables.ofJobs(Map.of(name, "1")));
      assertEquals(name + "=1\n", Variables.ofLinks(Map.of(name, "1")));
    }
    for (String name : List.of("PATH", "HOME", "LIBRARY_PATH", "SDKROOT")) {
      assertEquals("", Variables.ofJobs(Map.of(name, "1")));
      assertEquals(name + "=1\n", Variables.ofLinks(Map.of(name, "1")));
    }
    assertEquals("", Variables.ofLinks(Map.of("LANG", "C", "USER", "me")));
    assertEquals("CLANG_A=1\nLLVM_B=2\n", Variables.ofJobs(Map.of("LLVM_B", "2", "CLANG_A", "1")));
  }
}
