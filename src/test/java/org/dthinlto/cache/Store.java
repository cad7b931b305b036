package org.dthinlto.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/** A cache in a test's folder, jobs that write what the test says, and looks at what is left. */
final class Store {

  final Path space;
  final CacheFolder folder;
  final ResultStore results;
  private int trees;

  Store(Path space) {
    this(space, new CacheFolder(space.resolve("cache")));
  }

  Store(Path space, CacheFolder folder) {
    this.space = space;
    this.folder = folder;
    this.results = new ResultStore(folder);
  }

  static Digest key(String name) {
    return Digest.of(name.getBytes(StandardCharsets.UTF_8));
  }

  /** A new folder with places for so many outputs, none of which is there. */
  List<Path> places(int count) throws IOException {
    trees++;
    Path tree = Files.createDirectories(space.resolve("tree" + trees));
    List<Path> places = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      places.add(tree.resolve("out" + i));
    }
    return places;
  }

  /** Stores outputs; an empty text is one that the job didn't write. */
  long put(String key, String... texts) throws IOException {
    List<Path> places = places(texts.length);
    for (int i = 0; i < texts.length; i++) {
      if (!texts[i].isEmpty()) {
        Files.writeString(places.get(i), texts[i]);
      }
    }
    return results.put(key(key), places, "said " + key, 17).bytes();
  }

  /** Looks up, and wants the outputs to be these. */
  void hits(String key, String... texts) throws IOException {
    List<Path> places = places(texts.length);
    ResultStore.Found found = results.get(key(key), places);
    KeyWriter contents = new KeyWriter("dthinlto-outputs-1");
    for (String text : texts) {
      contents.add(text.isEmpty() ? Digest.NONE : Digest.of(text.getBytes(StandardCharsets.UTF_8)));
    }
    assertEquals(new ResultStore.Found.Hit("said " + key, 17, contents.key()), found);
    for (int i = 0; i < texts.length; i++) {
      assertEquals(!texts[i].isEmpty(), Files.exists(places.get(i)), "output " + i);
      if (!texts[i].isEmpty()) {
        assertEquals(texts[i], Files.readString(places.get(i)));
      }
    }
  }

  /** Looks up, and wants nothing, and nothing left in the places. */
  ResultStore.Found missesSomehow(String key, int outputs) throws IOException {
    List<Path> places = places(outputs);
    ResultStore.Found found = results.get(key(key), places);
    assertFalse(found instanceof ResultStore.Found.Hit, found.toString());
    for (Path place : places) {
      assertFalse(Files.exists(place), place.toString());
    }
    return found;
  }

  void misses(String key, int outputs) throws IOException {
    assertEquals(new ResultStore.Found.Miss(), missesSomehow(key, outputs));
  }

  /** Looks up, and wants to be told of damage; after that it must be a miss. */
  String damaged(String key, int outputs) throws IOException {
    ResultStore.Found.Damaged found =
        assertInstanceOf(ResultStore.Found.Damaged.class, missesSomehow(key, outputs));
    misses(key, outputs);
    return found.why();
  }

  Path entry(String key) {
    return ResultStore.entry(folder, key(key).hex());
  }

  /** The stored file of an output. */
  Path output(String key, int number) throws IOException {
    String start = entry(key).getFileName() + "." + number + "-";
    for (String name : files()) {
      if (name.contains(start)) {
        return folder.path().resolve(name);
      }
    }
    throw new AssertionError(start + " in " + files());
  }

  /** All files of the cache. */
  NavigableSet<String> files() throws IOException {
    return files("");
  }

  /** Files whose names contain a text. */
  NavigableSet<String> files(String part) throws IOException {
    NavigableSet<String> names = new TreeSet<>();
    if (Files.isDirectory(folder.path())) {
      try (Stream<Path> all = Files.walk(folder.path())) {
        all.filter(Files::isRegularFile)
            .map(file -> folder.path().relativize(file).toString())
            .filter(name -> name.contains(part))
            .forEach(names::add);
      }
    }
    return names;
  }
}
