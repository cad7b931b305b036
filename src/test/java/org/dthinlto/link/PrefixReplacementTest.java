package org.dthinlto.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class PrefixReplacementTest {

  @Test
  void withoutOneLinesAreModuleIds() {
    assertEquals("a/b.o", PrefixReplacement.NONE.moduleId("a/b.o"));
    assertEquals("a/b.o", PrefixReplacement.NONE.indexName("a/b.o"));
    assertEquals(PrefixReplacement.NONE, PrefixReplacement.of(";"));
  }

  @Test
  void twoPartsReplaceTextNotFolders() {
    PrefixReplacement both = PrefixReplacement.of("in;out");
    assertEquals("in/main.o", both.moduleId("out/main.o"));
    assertEquals("out/main.o", both.indexName("out/main.o"));
    assertEquals("inside.o", both.moduleId("outside.o"));
    assertEquals("lib.a(m.o at 94)", both.moduleId("lib.a(m.o at 94)"));
    assertEquals("/abs/m.o", PrefixReplacement.of(";ix/").moduleId("ix//abs/m.o"));
  }

  @Test
  void threePartsTellTheListFromTheIndex() {
    PrefixReplacement all = PrefixReplacement.of("in/;ix/;nat/");
    assertEquals("in/main.o", all.moduleId("nat/main.o"));
    assertEquals("ix/main.o", all.indexName("nat/main.o"));
    assertEquals("ix/main.o", all.moduleId("ix/main.o"));
    assertEquals("main.o", all.indexName("main.o"));
  }

  @Test
  void otherNumbersOfPartsAreErrors() {
    assertThrows(IllegalArgumentException.class, () -> PrefixReplacement.of("in"));
    assertThrows(IllegalArgumentException.class, () -> PrefixReplacement.of(""));
    assertThrows(IllegalArgumentException.class, () -> PrefixReplacement.of("a;b;c;d"));
  }
}
