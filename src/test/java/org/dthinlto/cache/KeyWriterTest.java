package org.dthinlto.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KeyWriterTest {

  @TempDir Path temporary;

  private static String key(List<List<String>> lists) {
    KeyWriter writer = new KeyWriter("test-1");
    for (List<String> list : lists) {
      writer.add(list);
    }
    return writer.key().hex();
  }

  @Test
  void noTwoDifferentRowsOfListsHaveOneKey() {
    List<List<List<String>>> all =
        List.of(
            List.of(),
            List.of(List.of()),
            List.of(List.of(), List.of()),
            List.of(List.of("")),
            List.of(List.of("", "")),
            List.of(List.of("a", "b")),
            List.of(List.of("ab")),
            List.of(List.of("a"), List.of("b")),
            List.of(List.of("a", ""), List.of("b")),
            List.of(List.of("a"), List.of("", "b")),
            List.of(List.of("ab"), List.of()),
            List.of(List.of("a\0b")),
            List.of(List.of("\0\0\0\1a")),
            List.of(List.of("a", "\0\0\0\1b")),
            List.of(List.of("b", "a")));
    Map<String, List<List<String>>> seen = new HashMap<>();
    for (List<List<String>> lists : all) {
      assertEquals(null, seen.put(key(lists), lists), lists.toString());
      assertEquals(key(lists), key(lists));
    }
  }

  @Test
  void schemesKeepKeysApart() {
    assertNotEquals(new KeyWriter("a-1").key(), new KeyWriter("a-2").key());
    assertNotEquals(
        new KeyWriter("a").add("-1").key(), new KeyWriter("a-1").key(), "scheme and text");
    assertEquals(new KeyWriter("a").add("x").key(), new KeyWriter("a").add("x").key());
  }

  @Test
  void digestsAreThoseOfSha256() throws IOException {
    // FIPS 180-2, appendix B.1
    String abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    byte[] bytes = "abc".getBytes(StandardCharsets.US_ASCII);
    assertEquals(abc, Digest.of(bytes).hex());
    Path file = Files.write(temporary.resolve("f"), bytes);
    assertEquals(abc, Digest.of(file).hex());
    Path longer = Files.writeString(temporary.resolve("l"), "xxabcyy");
    try (FileChannel in = FileChannel.open(longer)) {
      assertEquals(abc, Digest.of(in, 2, 3).hex());
      assertNotEquals(abc, Digest.of(in, 1, 3).hex());
      assertThrows(IOException.class, () -> Digest.of(in, 5, 3));
    }
    byte[] large = new byte[200_001];
    Path largeFile = Files.write(temporary.resolve("large"), large);
    assertEquals(Digest.of(large), Digest.of(largeFile));
    assertThrows(IllegalArgumentException.class, () -> new Digest("ab"));
  }
}
