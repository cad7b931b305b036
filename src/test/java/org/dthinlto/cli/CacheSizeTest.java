package org.dthinlto.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

final class CacheSizeTest {

  @Test
  void readsSizes() throws UsageException {
    assertEquals(10L << 30, CacheSize.of("10G"));
    assertEquals(500L << 20, CacheSize.of("500M"));
    assertEquals(3L << 29, CacheSize.of("1.5GiB"));
    assertEquals(1 << 10, CacheSize.of("1k"));
    assertEquals(2L << 40, CacheSize.of("2TiB"));
    assertEquals(123_456_789_012L, CacheSize.of("123456789012"));
    assertEquals(7, CacheSize.of("7B"));
    assertEquals(112_743_940, CacheSize.of("107.521M"));
  }

  @Test
  void rejectsWhatIsNone() {
    List<String> wrong =
        List.of(
            "",
            "G",
            "0",
            "0G",
            "-1",
            "1.",
            ".5G",
            "1.5.5G",
            "10GB",
            "10 G",
            "10GiBs",
            "1e9",
            "10g b",
            "ten",
            "0.1",
            "9999999999999T",
            "9".repeat(400));
    for (String text : wrong) {
      UsageException e = assertThrows(UsageException.class, () -> CacheSize.of(text), text);
      assertEquals(
          "'--cache-size': '" + text + "' is no size, such as 10G, 1.5GiB, 500M or 100000000",
          e.getMessage());
    }
  }

  @Test
  void showsSizes() {
    assertEquals("0 B", CacheSize.text(0));
    assertEquals("1023 B", CacheSize.text(1023));
    assertEquals("1.0 KiB", CacheSize.text(1024));
    assertEquals("1.5 GiB", CacheSize.text(3L << 29));
    assertEquals("1.0 MiB", CacheSize.text((1 << 20) - 1));
    assertEquals("2048.0 TiB", CacheSize.text(2L << 50));
  }
}
