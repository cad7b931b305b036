package org.dthinlto.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever happens to the files of a cache, nobody gets wrong outputs. */
final class DamageTest {

  private static final String[] OUTPUTS = {"the object", "", "remarks"};

  @TempDir Path temporary;
  private Store store;

  @BeforeEach
  void open() throws IOException {
    store = new Store(temporary);
    store.put("a", OUTPUTS);
    store.put("b", "bbb object", "", "rEmarks");
  }

  private void putAgainWorks() throws IOException {
    store.put("a", OUTPUTS);
    store.hits("a", OUTPUTS);
    store.hits("b", "bbb object", "", "rEmarks");
  }

  @Test
  void everyBitOfAnEntryCounts() throws IOException {
    byte[] whole = Files.readAllBytes(store.entry("a"));
    for (int i = 0; i < whole.length; i++) {
      byte[] flipped = whole.clone();
      flipped[i] ^= (byte) (1 << i % 8);
      Files.write(store.entry("a"), flipped);
      store.damaged("a", OUTPUTS.length);
    }
    putAgainWorks();
  }

  @Test
  void everyLengthOfAnEntryCounts() throws IOException {
    byte[] whole = Files.readAllBytes(store.entry("a"));
    for (int length = 0; length < whole.length; length++) {
      Files.write(store.entry("a"), Arrays.copyOf(whole, length));
      String why = store.damaged("a", OUTPUTS.length);
      assertEquals(length == 0, why.equals("it is empty"), why);
    }
    Files.write(store.entry("a"), Arrays.copyOf(whole, whole.length + 1));
    store.damaged("a", OUTPUTS.length);
    Files.write(store.entry("a"), new byte[whole.length]);
    store.damaged("a", OUTPUTS.length);
    putAgainWorks();
  }

  @Test
  void everyOutputIsChecked() throws IOException {
    for (int number : List.of(0, 2)) {
      for (byte[] other :
          List.of(
              new byte[0],
              "the objec".getBytes(StandardCharsets.UTF_8),
              "the objekt".getBytes(StandardCharsets.UTF_8),
              "remarks and more".getBytes(StandardCharsets.UTF_8))) {
        store.put("a", OUTPUTS);
        replace(store.output("a", number), other);
        assertEquals("a file of it was changed", store.damaged("a", OUTPUTS.length));
        assertFalse(Files.exists(store.entry("a")));
        putAgainWorks();
      }
    }
  }

  @Test
  void largeOutputsAreCheckedToTheirEnd() throws IOException {
    String large = "x".repeat(1_000_000);
    store.put("a", large, large);
    store.hits("a", large, large);
    for (int number : List.of(0, 1)) {
      store.put("a", large, large);
      replace(
          store.output("a", number), (large.substring(1) + "y").getBytes(StandardCharsets.UTF_8));
      store.damaged("a", 2);
    }
  }

  @Test
  void missingOutputIsAMiss() throws IOException {
    for (int number : List.of(0, 2)) {
      store.put("a", OUTPUTS);
      Files.delete(store.output("a", number));
      store.misses("a", OUTPUTS.length);
      assertFalse(Files.exists(store.entry("a")));
    }
    putAgainWorks();
  }

  @Test
  void swappedFilesAreFound() throws IOException {
    Files.copy(store.entry("b"), store.entry("a"), StandardCopyOption.REPLACE_EXISTING);
    assertEquals("it belongs to another job", store.damaged("a", OUTPUTS.length));
    store.put("a", OUTPUTS);
    replace(store.output("a", 0), Files.readAllBytes(store.output("b", 0)));
    store.damaged("a", OUTPUTS.length);
    putAgainWorks();
  }

  @Test
  void anotherNumberOfOutputsIsAnotherJob() throws IOException {
    assertEquals("it belongs to another job", store.damaged("a", 2));
    putAgainWorks();
  }

  @Test
  void folderInAnEntrysPlaceIsNoResult() throws IOException {
    Files.delete(store.entry("a"));
    Files.createDirectory(store.entry("a"));
    store.missesSomehow("a", OUTPUTS.length);
    putAgainWorks();
  }

  @Test
  void outputThatIsChangedInTheTreeIsFound() throws IOException {
    List<Path> places = store.places(3);
    store.results.get(Store.key("a"), places);
    Files.writeString(places.get(0), "stripped"); // in place, and the cache has the same file
    store.damaged("a", OUTPUTS.length);
    putAgainWorks();
  }

  @Test
  void formOfAResultIsHeldToItsLengths() throws IOException {
    Digest key = Store.key("a");
    Result result = new Result(key, List.of(new Result.Content(3, -7)), Store.key("b"), "text", 5);
    assertEquals(result, Result.of(result.bytes()));
    Result without = new Result(key, List.of(), Digest.NONE, "", 0);
    assertEquals(without, Result.of(without.bytes()));
    // Lengths that are wrong although the checksum is right come from a mistake of ours.
    byte[] bytes = result.bytes();
    int count = "dthinlto-result-1\n".length() + 64 + 8;
    for (int wrong : List.of(0, 2, -1, Integer.MAX_VALUE)) {
      byte[] other = bytes.clone();
      java.nio.ByteBuffer.wrap(other).putInt(count, wrong);
      IOException e = assertThrows(IOException.class, () -> Result.of(sealed(other)));
      assertEquals("its lengths are wrong", e.getMessage());
    }
  }

  private static byte[] sealed(byte[] bytes) {
    java.util.zip.CRC32 sum = new java.util.zip.CRC32();
    sum.update(bytes, 0, bytes.length - 4);
    java.nio.ByteBuffer.wrap(bytes).putInt(bytes.length - 4, (int) sum.getValue());
    return bytes;
  }

  @Test
  void verifyFindsEachAndTakesItAway() throws IOException {
    store.put("c", "c");
    store.put("d", "d");
    assertEquals(List.of(), Verification.of(store.folder).damaged());
    assertEquals(4, Verification.of(store.folder).results());
    replace(store.output("a", 2), new byte[] {1});
    Files.copy(store.entry("c"), store.entry("b"), StandardCopyOption.REPLACE_EXISTING);
    Files.write(store.entry("c"), new byte[] {1});
    Files.delete(store.output("d", 0));
    List<String> damaged = Verification.of(store.folder).damaged();
    assertEquals(4, damaged.size(), damaged.toString());
    for (String key : List.of("a", "b", "c", "d")) {
      String name = "'" + store.entry(key) + "': ";
      assertTrue(damaged.stream().anyMatch(line -> line.startsWith(name)), name + damaged);
      store.misses(key, 3);
    }
    assertEquals(new Verification(0, List.of()), Verification.of(store.folder));
    assertEquals(0, store.files("results").size(), store.files().toString());
    putAgain();
  }

  private void putAgain() throws IOException {
    store.put("b", "bbb object", "", "rEmarks");
    putAgainWorks();
  }

  /** A new file, as other links hold the old one. */
  private static void replace(Path file, byte[] content) throws IOException {
    Files.delete(file);
    Files.write(file, content);
  }
}
