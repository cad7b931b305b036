package org.dthinlto.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.dthinlto.exec.MachineMemory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemorySizeTest {

  @Test
  void sizesAndShares() throws Exception {
    assertEquals(0, MemorySize.of(""));
    assertEquals(8L << 30, MemorySize.of("8G"));
    assertEquals(MachineMemory.bytes() / 100 * 75, MemorySize.of("75%"));
    assertEquals(MachineMemory.bytes() / 100 * 100, MemorySize.of("100%"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0%", "101%", "%", "x%", "7.5%", "-1%", "0000001%", "8X", "0", "G", "-1"})
  void whatIsNeither(String text) {
    UsageException e = assertThrows(UsageException.class, () -> MemorySize.of(text));
    assertTrue(e.getMessage().startsWith("'--memory-limit': '" + text + "' is no "), e::getMessage);
  }
}
