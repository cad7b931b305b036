package org.dthinlto.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class MakeWriterTest {

  @Test
  void aliasesArePlainAndDiffer() {
    Set<String> seen = new HashSet<>();
    for (String path :
        List.of(
            "a.o", "a+.o", "a 1.o", "a(1).o", "a+20+1.o", "d/a.o", "d%2Fa.o", "lib.a(x at 1)")) {
      String alias = MakeWriter.alias(path);
      assertTrue(alias.matches("[A-Za-z0-9._+/-]+"), alias);
      assertTrue(seen.add(alias), alias);
    }
    assertEquals("d/a.o", MakeWriter.alias("d/a.o"));
    assertEquals("lib.a+28+x+20+at+20+1+29+", MakeWriter.alias("lib.a(x at 1)"));
  }

  @Test
  void longNamesFit() {
    String alias = MakeWriter.alias("(".repeat(230));
    for (String part : alias.split("/")) {
      assertTrue(part.length() <= 255, part);
    }
    assertTrue(MakeWriter.alias("(".repeat(229)).length() < alias.length());
  }
}
