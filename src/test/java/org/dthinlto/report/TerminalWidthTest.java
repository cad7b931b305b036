package org.dthinlto.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.Map;
import org.dthinlto.exec.ProcessResult;
import org.dthinlto.exec.ProcessRunner;
import org.junit.jupiter.api.Test;

class TerminalWidthTest {

  private int asked;

  private TerminalWidth width(String columns, int status, String sttySays) {
    ProcessRunner runner =
        command -> {
          asked++;
          return new ProcessResult(status, sttySays, "");
        };
    return new TerminalWidth(Map.of("COLUMNS", columns), runner);
  }

  @Test
  void theVariableComesFirst() {
    assertEquals(132, width("132", 0, "24 90\n").columns());
    assertEquals(0, asked);
  }

  @Test
  void elseTheTerminalIsAskedOnce() {
    TerminalWidth width = width("", 0, "24 90\n");
    assertEquals(90, width.columns());
    assertEquals(90, width.columns());
    assertEquals(1, asked);
  }

  @Test
  void nonsenseGivesTheUsualWidth() {
    assertEquals(80, width("wide", 1, "24 90\n").columns());
    assertEquals(80, width("-5", 0, "0 0\n").columns());
    assertEquals(80, width("99999999999999", 0, "").columns());
  }

  @Test
  void aProgramThatCannotRunGivesTheUsualWidth() {
    ProcessRunner broken =
        command -> {
          throw new IOException("no sh");
        };
    assertEquals(80, new TerminalWidth(Map.of(), broken).columns());
  }
}
