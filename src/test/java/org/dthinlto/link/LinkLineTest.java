package org.dthinlto.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which program a link line starts, and which words are its. */
final class LinkLineTest {

  private static LinkLine line(String... words) {
    return LinkLine.of(List.of(words), "clang++");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "clang",
        "clang++",
        "cc",
        "c++",
        "gcc",
        "g++",
        "clang-14",
        "clang++-22",
        "clang-22.1.8",
        "/usr/lib/llvm-22/bin/clang++",
        "./clang",
        "x86_64-linux-gnu-gcc-12",
        "aarch64-linux-gnu-clang++",
        "my-own-cc",
        "../a b/clang++-14",
      })
  void compilerDrivers(String program) {
    LinkLine line = line(program, "main.o", "-o", "main");
    assertEquals(program, line.program());
    assertEquals(List.of("main.o", "-o", "main"), line.words());
    assertTrue(line.named());
    assertFalse(line.isLinker());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ld",
        "ld.lld",
        "lld",
        "rust-lld",
        "ld.lld-14",
        "lld-22",
        "/usr/bin/ld.lld-22",
        "x86_64-linux-gnu-ld",
      })
  void linkers(String program) {
    LinkLine line = line(program, "main.o");
    assertEquals(program, line.program());
    assertTrue(line.named());
    assertTrue(line.isLinker());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "main.o",
        "-o",
        "ld.gold",
        "ld.bfd",
        "lld-link",
        "clang-cl",
        "clang-format",
        "clang++x",
        "gcc.o",
        "libgcc",
        "cc.a",
        "clang/main.o",
        "ccache",
        "",
        "@rsp",
        "clang-",
        "clang-x",
      })
  void anyOtherFirstWordBelongsToTheDefaultDriver(String word) {
    LinkLine line = line(word, "-o", "main");
    assertEquals("clang++", line.program());
    assertEquals(List.of(word, "-o", "main"), line.words());
    assertFalse(line.named());
    assertFalse(line.isLinker());
  }

  @Test
  void inProcess_lldIsChosenUnlessTheUserChose() {
    assertEquals(List.of("clang", "-fuse-ld=lld", "a.o"), line("clang", "a.o").inProcess());
    assertEquals(List.of("clang++", "-fuse-ld=lld", "a.o"), line("a.o").inProcess());
    for (String choice : List.of("-fuse-ld=gold", "-fuse-ld=lld", "--ld-path=/x/ld.lld")) {
      assertEquals(List.of("clang", "a.o", choice), line("clang", "a.o", choice).inProcess());
    }
    assertEquals(List.of("ld.lld", "a.o"), line("ld.lld", "a.o").inProcess());
  }

  @Test
  void plain_theUsersOwnLineIsNotTouched() {
    assertEquals(List.of("clang", "a.o"), line("clang", "a.o").plain());
    assertEquals(List.of("ld.lld", "a.o"), line("ld.lld", "a.o").plain());
    assertEquals(List.of("clang++", "-fuse-ld=lld", "a.o"), line("a.o").plain());
  }

  @Test
  void theDriverThatStandsInMayBeALinker() {
    LinkLine line = LinkLine.of(List.of("a.o"), "ld.lld-22");
    assertTrue(line.isLinker());
    assertFalse(line.named());
    assertEquals(List.of("ld.lld-22", "a.o"), line.plain());
  }

  @Test
  void baseName() {
    assertEquals("c", LinkLine.baseName("/a/b/c"));
    assertEquals("c", LinkLine.baseName("c"));
    assertEquals("", LinkLine.baseName("a/"));
  }
}
