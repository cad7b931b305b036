package org.dthinlto.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Words that may be meant for one another. */
final class EditDistanceTest {

  @ParameterizedTest
  @CsvSource({
    "'', '', 0",
    "a, '', 1",
    "ab, '', 2",
    "abc, abc, 0",
    "abc, abd, 1",
    "abc, xbz, 2",
    "abc, xyz, 3",
    "abc, acb, 1",
    "abcd, badc, 2",
    "abc, abcde, 2",
    "abc, abcdef, 3",
    "abcde, bcdef, 2",
    "--strict, --strct, 1",
    "--strict, --static, 3",
    "--hlep, --help, 1",
    "--hlep, --keep, 2",
  })
  void distances(String a, String b, int expected) {
    assertEquals(expected, EditDistance.of(a, b));
    assertEquals(expected, EditDistance.of(b, a));
  }

  @ParameterizedTest
  @CsvSource({
    "lnik, link",
    "links, link",
    "backend, backends",
    "archvie, archive",
    "lin, link",
    "plan, ''",
    "-, ''",
    "'', ''",
    "linking, ''",
  })
  void nearest(String word, String expected) {
    assertEquals(expected, EditDistance.nearest(word, List.of("link", "backends", "archive")));
  }

  @Test
  void theNearestIsNotTheFirstOneNearEnough() {
    assertEquals("--help", EditDistance.nearest("--hlep", List.of("--keep", "--help")));
    assertEquals("", EditDistance.nearest("-x", List.of("-j", "-v")));
    assertEquals("--keep", EditDistance.nearest("--keap", List.of("--help", "--keep")));
  }
}
