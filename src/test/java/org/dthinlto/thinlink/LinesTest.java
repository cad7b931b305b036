package org.dthinlto.thinlink;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Texts split without empty parts. */
final class LinesTest {

  @Test
  void lines() {
    assertEquals(List.of("a", "b c", " d"), Lines.of("a\nb c\n\n d\n"));
    assertEquals(List.of("a"), Lines.of("a"));
    assertEquals(List.of(), Lines.of("\n\n"));
    assertEquals(List.of(), Lines.of(""));
    assertEquals(List.of("a\r"), Lines.of("a\r\n"), "a name may end so");
  }

  @Test
  void parts() {
    assertEquals(List.of("/bin", "/usr/bin"), Lines.split(":/bin::/usr/bin:", ':'));
    assertEquals(List.of("a:b"), Lines.split("a:b", ';'));
  }
}
