package org.dthinlto.e2e;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * One line of lld, linked in process and by {@code dthinlto link --strict} in the same folder, with
 * the native objects of the ThinLTO modules and all other files that each way writes.
 *
 * @param lldsObjects lld's own, in link order
 * @param objects of the backend jobs, in link order
 * @param lldsFiles name to bytes, without the output
 * @param files the same of dthinlto
 * @param lld what the link in process said
 * @param tool what dthinlto said
 */
record BothWays(
    List<byte[]> lldsObjects,
    List<byte[]> objects,
    Map<String, byte[]> lldsFiles,
    Map<String, byte[]> files,
    Ran lld,
    Ran tool) {

  /**
   * Links.
   *
   * @param thin the ThinLTO objects of the line
   * @param more options and other inputs
   */
  static BothWays link(TestSpace space, List<String> thin, String... more) {
    List<String> line = new ArrayList<>(List.of(space.llvm.lld()));
    line.addAll(List.of("-pie", "-e", "main", "--unresolved-symbols=ignore-all", "-o", "out"));
    line.addAll(thin);
    line.addAll(Arrays.asList(more));
    Map<String, byte[]> before = files(space);
    Ran lld = space.run(line).exits(0);
    Map<String, byte[]> lldsFiles = taken(space, before);
    line.add("--lto-obj-path=nat");
    space.run(line).exits(0);
    line.remove(line.size() - 1);
    List<byte[]> lldsObjects = new ArrayList<>();
    for (int i = 1; lldsObjects.size() < thin.size(); i++) {
      if (space.exists("nat" + i)) {
        byte[] object = space.read("nat" + i);
        // Parts of full LTO come first, empty ones too.
        lldsObjects.add(object);
      }
      if (i > 100) {
        throw new AssertionError("lld wrote " + lldsObjects.size() + " objects");
      }
    }
    taken(space, before);
    List<String> command = new ArrayList<>(List.of(TestSpace.launcher().toString(), "link"));
    command.addAll(List.of("--strict", "--keep", "--work-dir", "wd", "--"));
    command.addAll(line);
    Ran tool = space.run(command).exits(0);
    List<byte[]> objects = new ArrayList<>();
    for (String object : thin) {
      objects.add(space.read("wd/tree/_native/" + object));
    }
    return new BothWays(lldsObjects, objects, lldsFiles, taken(space, before), lld, tool);
  }

  /** New files but for the output and what is kept; they are deleted. */
  private static Map<String, byte[]> taken(TestSpace space, Map<String, byte[]> before) {
    Map<String, byte[]> now = files(space);
    now.keySet().removeAll(before.keySet());
    space.sh("rm -rf out wd nat*").exits(0);
    now.keySet().forEach(name -> space.sh("rm -f '" + name + "'").exits(0));
    now.keySet().removeIf(name -> name.equals("out") || name.startsWith("wd/"));
    return now;
  }

  private static Map<String, byte[]> files(TestSpace space) {
    Map<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(space.work)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(space.work.relativize(file).toString(), Files.readAllBytes(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files;
  }

  /** Asserts that jobs and lld made the same objects. */
  BothWays sameObjects() {
    for (int i = 0; i < objects.size(); i++) {
      assertArrayEquals(lldsObjects.get(i), objects.get(i), "object " + (i + 1));
    }
    return this;
  }

  /** Asserts that both ways wrote files of these names and nothing else, and the same into them. */
  BothWays sameFiles(String... names) {
    sameNames(names);
    for (String name : names) {
      assertArrayEquals(lldsFiles.get(name), files.get(name), name);
    }
    return this;
  }

  BothWays sameNames(String... names) {
    assertEquals(List.of(names), List.copyOf(lldsFiles.keySet()), "lld's own");
    assertEquals(List.of(names), List.copyOf(files.keySet()), "dthinlto's");
    return this;
  }

  /** Asserts that the options had an effect on some object: it is another without them. */
  BothWays differsFrom(BothWays without) {
    boolean same = true;
    for (int i = 0; i < objects.size(); i++) {
      same &= Arrays.equals(objects.get(i), without.objects.get(i));
    }
    assertFalse(same, "the objects are the same with the options and without");
    return this;
  }
}
