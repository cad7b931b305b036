package org.dthinlto.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Patterns as LLVM reads them. */
final class GlobTest {

  @ParameterizedTest
  @CsvSource({
    "*.o, a/b.o, true",
    "*.o, a/b.os, false",
    "*, '', true",
    "?.o, a.o, true",
    "?.o, .o, false",
    "lib[a-f]?.a, libfg.a, true",
    "lib[^a-f]?.a, libfg.a, false",
    "lib[!a-f]?.a, libxg.a, true",
    "[]x].o, ].o, true",
    "a\\*b*, a*bc, true",
    "a\\*b*, axbc, false",
    "*a*b*, xxaxxbxx, true",
    "*a*b*, xxbxxaxx, false",
    "*ab, aab, true",
  })
  void fits(String pattern, String text, boolean expected) {
    assertEquals(expected, Glob.of(pattern).matches(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"[a", "[]", "a\\", "[z-a]"})
  void refused(String pattern) {
    assertThrows(IllegalArgumentException.class, () -> Glob.of(pattern));
  }
}
