package org.dthinlto.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ResultStoreTest {

  @TempDir Path temporary;
  private Store store;

  @BeforeEach
  void open() {
    store = new Store(temporary);
  }

  @Test
  void whatWasPutIsFoundWithAllItsOutputs() throws IOException {
    store.misses("a", 1);
    long bytes = store.put("a", "object", "", "remarks");
    store.hits("a", "object", "", "remarks");
    assertTrue(bytes > "objectremarks".length(), "bytes: " + bytes);
    store.misses("b", 3);
    store.put("b", "other");
    store.hits("b", "other");
    store.hits("a", "object", "", "remarks");
  }

  @Test
  void emptyOutputsAndOddDiagnosticsAreKept() throws IOException {
    List<Path> places = store.places(2);
    Files.createFile(places.get(0));
    String said = "ld.lld: warning: ä\n\u0000 €\ud83d\ude00";
    store.results.put(Store.key("a"), places, said, Long.MAX_VALUE);
    List<Path> wanted = store.places(2);
    ResultStore.Found.Hit hit =
        assertInstanceOf(ResultStore.Found.Hit.class, store.results.get(Store.key("a"), wanted));
    assertEquals(said, hit.diagnostics());
    assertEquals(Long.MAX_VALUE, hit.millis());
    assertEquals(0, Files.size(wanted.get(0)));
    assertFalse(Files.exists(wanted.get(1)));
  }

  @Test
  void objectIsLinkedAndTheOthersAreCopied() throws IOException {
    store.put("a", "object", "remarks");
    List<Path> places = store.places(2);
    store.results.get(Store.key("a"), places);
    assertTrue(Files.isSameFile(store.output("a", 0), places.get(0)), "the object");
    assertFalse(Files.isSameFile(store.output("a", 1), places.get(1)), "the remarks");
    // What becomes the user's may be changed by him, in the tree where it was made as well.
    Files.writeString(places.get(1), "mine");
    Files.writeString(temporary.resolve("tree1/out1"), "mine");
    store.hits("a", "object", "remarks");
  }

  @Test
  void copiesHaveTheModeOfNewFiles() throws IOException {
    List<Path> places = store.places(2);
    for (Path place : places) {
      Files.writeString(place, "x");
      Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwx------"));
    }
    store.results.put(Store.key("a"), places, "", 0);
    List<Path> wanted = store.places(2);
    store.results.get(Store.key("a"), wanted);
    Path fresh = Files.createFile(temporary.resolve("fresh"));
    assertEquals(
        Files.getPosixFilePermissions(fresh), Files.getPosixFilePermissions(wanted.get(1)));
    assertNotEquals(
        Files.getPosixFilePermissions(fresh), Files.getPosixFilePermissions(wanted.get(0)));
  }

  @Test
  void whatLiesInThePlacesIsReplacedAndMissingFoldersAreMade() throws IOException {
    store.put("a", "object", "remarks");
    List<Path> places = store.places(2);
    for (Path place : places) {
      Files.writeString(place, "old");
    }
    store.results.get(Store.key("a"), places);
    assertEquals("object", Files.readString(places.get(0)));
    assertEquals("remarks", Files.readString(places.get(1)));
    Path deep = temporary.resolve("no/such/folder");
    List<Path> below = List.of(deep.resolve("o"), deep.resolve("side/r"));
    assertTrue(store.results.get(Store.key("a"), below) instanceof ResultStore.Found.Hit);
    assertEquals("remarks", Files.readString(below.get(1)));
    store.hits("a", "object", "remarks");
  }

  @Test
  void placeThatCannotBeWrittenIsAMissAndCostsTheCacheNothing() throws IOException {
    store.put("a", "object", "remarks");
    Path file = Files.createFile(temporary.resolve("file"));
    for (List<Path> places :
        List.of(
            List.of(file.resolve("o"), file.resolve("r")),
            List.of(temporary.resolve("o"), file.resolve("r")))) {
      assertEquals(
          new ResultStore.Found.Miss(), store.results.get(Store.key("a"), places), "" + places);
    }
    assertFalse(Files.exists(temporary.resolve("o")));
    store.hits("a", "object", "remarks");
  }

  @Test
  void linkToAnotherFileSystemIsACopy() throws IOException {
    Path elsewhere = Path.of("/dev/shm");
    Path tree = Files.createTempDirectory(elsewhere, "dthinlto-test");
    Path output = tree.resolve("o");
    try {
      assertNotEquals(
          Files.getFileStore(tree), Files.getFileStore(temporary), "needs two file systems");
      Files.writeString(output, "object");
      for (String key : List.of("a", "b")) {
        store.results.put(Store.key(key), List.of(output), "said " + key, 17);
      }
      Files.delete(output);
      for (String key : List.of("a", "b")) {
        store.results.get(Store.key(key), List.of(output));
        assertEquals("object", Files.readString(output));
        Files.delete(output);
      }
      store.hits("a", "object");
    } finally {
      Files.deleteIfExists(output);
      Files.delete(tree);
    }
  }

  @Test
  void hitMarksTheResultAsUsed() throws IOException {
    store.put("a", "object");
    FileTime old = FileTime.fromMillis(System.currentTimeMillis() - 7_200_000);
    Files.setLastModifiedTime(store.entry("a"), old);
    store.hits("a", "object");
    FileTime used = Files.getLastModifiedTime(store.entry("a"));
    assertTrue(used.compareTo(old) > 0, used.toString());
    // Not each time, though.
    FileTime lately = FileTime.fromMillis(System.currentTimeMillis() - 600_000);
    Files.setLastModifiedTime(store.entry("a"), lately);
    store.hits("a", "object");
    assertEquals(lately, Files.getLastModifiedTime(store.entry("a")));
    // A clock that was wrong doesn't keep a result for ever.
    FileTime future = FileTime.fromMillis(System.currentTimeMillis() + 1_000_000_000);
    Files.setLastModifiedTime(store.entry("a"), future);
    store.hits("a", "object");
    assertTrue(Files.getLastModifiedTime(store.entry("a")).compareTo(future) < 0);
  }

  @Test
  void putReplacesWhatIsThere() throws IOException {
    store.put("a", "one", "1");
    store.put("a", "two", "2");
    store.hits("a", "two", "2");
  }

  @Test
  void cacheThatVanishesIsAMissAndComesBack() throws IOException {
    store.put("a", "object");
    Trees.delete(store.folder.path());
    store.misses("a", 1);
    store.put("a", "object");
    store.hits("a", "object");
    Trees.delete(store.folder.file("results"));
    store.put("a", "object");
    Trees.delete(store.folder.file("tmp"));
    store.put("b", "other");
    store.hits("a", "object");
    store.hits("b", "other");
    assertTrue(CacheFolder.isOurs(store.folder.root()), "marked again");
  }

  @Test
  void fileInTheFoldersPlaceMeansMissesAndAnError() throws IOException {
    Files.createFile(temporary.resolve("cache"));
    store.misses("a", 1);
    IOException e = assertThrows(IOException.class, () -> store.put("a", "object"));
    assertTrue(String.valueOf(e.getMessage()).contains("cache"), e.toString());
    Store proc = new Store(temporary, new CacheFolder(Path.of("/proc/dthinlto")));
    proc.misses("a", 1);
    assertThrows(IOException.class, () -> proc.put("a", "object"));
  }

  @Test
  void folderOfOtherThingsIsNotUsed() throws IOException {
    Files.createDirectories(store.folder.root());
    Path file = Files.writeString(store.folder.file("mine"), "mine");
    IOException e = assertThrows(IOException.class, () -> store.put("a", "object"));
    assertTrue(String.valueOf(e.getMessage()).contains("no cache of dthinlto"), e.toString());
    Files.delete(file);
    store.put("a", "object");
    store.hits("a", "object");
  }

  @Test
  void putThatFailsHalfWayLeavesNothing() throws IOException {
    store.put("b", "x");
    // The entry can't get its name, as a folder with something in it has it.
    Files.createDirectories(store.entry("a").resolve("x"));
    assertThrows(IOException.class, () -> store.put("a", "object", "remarks"));
    Trees.delete(store.entry("a"));
    store.misses("a", 2);
    // The second output can't be read.
    List<Path> places = store.places(2);
    Files.writeString(places.get(0), "object");
    Files.createDirectory(places.get(1));
    assertThrows(IOException.class, () -> store.results.put(Store.key("a"), places, "", 0));
    store.misses("a", 2);
    String name = String.valueOf(store.entry("a").getFileName());
    assertEquals(0, store.files("tmp/").size(), store.files().toString());
    assertEquals(1, store.files(name).size(), store.files().toString()); // of the first attempt
    store.put("a", "object", "remarks");
    store.hits("a", "object", "remarks");
  }

  @Test
  void usualFolderIsThatOfXdg() {
    assertEquals("/x/dthinlto", CacheFolder.usual(Map.of("XDG_CACHE_HOME", "/x", "HOME", "/h")));
    assertEquals("/h/.cache/dthinlto", CacheFolder.usual(Map.of("HOME", "/h")));
    assertEquals(
        "/h/.cache/dthinlto", CacheFolder.usual(Map.of("XDG_CACHE_HOME", "x", "HOME", "/h")));
    assertEquals("", CacheFolder.usual(Map.of("HOME", "")));
    assertEquals("", CacheFolder.usual(Map.of()));
  }

  @Test
  void recordsAreWrittenWholeAndReplaced() throws IOException {
    Path record = store.folder.file("links/ab/record");
    store.folder.write(record, new byte[] {1, 2});
    store.folder.write(record, new byte[] {3});
    assertEquals(3, Files.readAllBytes(record)[0]);
    assertEquals(0, store.files("tmp/").size());
  }
}
