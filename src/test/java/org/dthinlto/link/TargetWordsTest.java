package org.dthinlto.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetWordsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x86_64-pc-linux-gnu",
        "x86_64-unknown-linux-gnu",
        "x86_64-unknown-linux-gnux32",
        "i386-pc-linux-gnu",
        "i686-unknown-linux-musl"
      })
  void usualX86_byTheDriver(String triple) {
    assertEquals(List.of("--target=" + triple), TargetWords.of(triple, "x86-64"));
    assertEquals(
        List.of("--target=" + triple, "-march=haswell"), TargetWords.of(triple, "haswell"));
    assertFalse(TargetWords.isToBeTried(triple));
  }

  @ParameterizedTest
  @CsvSource({
    "aarch64-unknown-linux-gnu, ''",
    "riscv64-unknown-linux-gnu, generic-rv64",
    "armv7-unknown-linux-gnueabihf, generic",
    "x86_64-unknown-linux-android, x86-64",
    "i686-unknown-linux-android, ''",
    "x86_64-unknown-openbsd, x86-64",
    "x86_64-unknown-fuchsia, ''",
  })
  void allOthers_byTheCompilerProper(String triple, String processor) {
    assertEquals(
        "--target=i386-none-elf -Xclang -triple -Xclang "
            + triple
            + " -Xclang -target-cpu -Xclang "
            + processor
            + " -Xclang -tune-cpu -Xclang ",
        String.join(" ", TargetWords.of(triple, processor)));
    assertTrue(TargetWords.isToBeTried(triple));
  }

  @Test
  void noTriple_leftToClang() {
    assertEquals(List.of(), TargetWords.of("", ""));
    assertFalse(TargetWords.isToBeTried(""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x86_64-pc-linux-gnu", "i386-pc-linux-gnu", "aarch64_be-unknown-linux-gnu",
        "thumbv7m-none-eabi", "armebv7-unknown-linux-gnueabihf", "riscv32-unknown-elf",
        "powerpc64le-unknown-linux-gnu", "s390x-unknown-linux-gnu", "loongarch64-unknown-linux-gnu",
        "sparcv9-unknown-linux-gnu", "hexagon-unknown-elf", "avr"
      })
  void tried(String triple) {
    assertEquals("", TargetWords.obstacle(triple));
  }

  @ParameterizedTest
  @CsvSource({
    "mips-unknown-linux-gnu, instruction set",
    "mips64el-unknown-linux-gnuabi64, instruction set",
    "mipsisa32r6-unknown-linux-gnu, instruction set",
    "amdgcn-amd-amdhsa, not tried",
    "sparc-unknown-linux-gnu, not tried",
    "i3866-pc-linux-gnu, not tried",
    "'', not tried",
  })
  void obstacles(String triple, String why) {
    assertTrue(TargetWords.obstacle(triple).contains(why), TargetWords.obstacle(triple));
  }
}
