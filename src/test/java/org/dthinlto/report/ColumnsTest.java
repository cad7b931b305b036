package org.dthinlto.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;

class ColumnsTest {

  @Test
  void whatFitsStaysWhole() {
    assertEquals("abcdef", Columns.cut("abcdef", 6));
    assertEquals("", Columns.cut("", 0));
  }

  @Test
  void whatDoesNotFitEndsInDots() {
    assertEquals("ab...", Columns.cut("abcdef", 5));
    assertEquals("...", Columns.cut("abcdef", 3));
    assertEquals("", Columns.cut("abcdef", 2));
  }

  @Test
  void wideCharactersTakeTwoColumns() {
    assertEquals("日本語", Columns.cut("日本語", 6));
    assertEquals("日...", Columns.cut("日本語", 5));
    assertEquals("日...", Columns.cut("日本語x", 6));
    assertEquals("😀...", Columns.cut("😀😀😀", 5));
    assertEquals("öé", Columns.cut("öé", 2));
  }

  @Test
  void steeringCharactersBecomeQuestionMarks() {
    assertEquals("a?b?c?d?e", Columns.printable("a\033b\nc\u009bd\u202ee"));
    String plain = "obj/ünï (1).o";
    assertSame(plain, Columns.printable(plain));
  }
}
