package org.dthinlto.e2e;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The same inputs give the same bytes, and a change changes no more than it must. */
@Execution(ExecutionMode.CONCURRENT)
class DeterminismE2eTest {

  private static void example(TestSpace space) {
    space.thin("main.o", "int a(int), b(int), c(int); int main(void) { return a(1) + c(2); }");
    // Not inlined: so nothing is imported, and a change of one is no change of the others.
    for (String name : List.of("a", "b", "c", "d")) {
      space.thin(
          name + ".o",
          "__attribute__((noinline)) int %s(int x) { return x * 3 + %d; }"
              .formatted(name, name.charAt(0) - '`'));
    }
    space.elf("n.o", "int n(int x) { return x; }");
    space.archive("lib.a", "a.o", "b.o", "n.o", "c.o");
  }

  @Llvm.Ends
  void numberOfJobsAndFolderMakeNoDifference(TestSpace space) {
    example(space);
    space.write("very/much/deeper/main.o", space.read("main.o"));
    space.write("very/much/deeper/lib.a", space.read("lib.a"));
    space.link("main.o", "lib.a").options("-j1").jobs(3).same();
    byte[] one = space.read("out");
    space.remove("out");
    space.link("main.o", "lib.a").options("--jobs", "2").jobs(3).same();
    assertArrayEquals(one, space.read("out"));
    List<String> command = space.link("main.o", "lib.a").command();
    command.set(0, "cd very/much/deeper && exec " + command.get(0));
    space.sh(String.join(" ", command)).exits(0);
    assertArrayEquals(one, space.read("very/much/deeper/out"));
  }

  @Llvm.Newest
  void spellingOfThePathsMakesNoDifference(TestSpace space) {
    example(space);
    space.link("main.o", "lib.a").jobs(3).same();
    byte[] plain = space.read("out");
    space.remove("out");
    space.link(space.path("main.o").toString(), space.path("lib.a").toString()).jobs(3).same();
    assertArrayEquals(plain, space.read("out"));
  }

  /** The shards in the kept tree, by their names there. */
  private static Map<String, String> shards(TestSpace space) throws Exception {
    Path tree = space.path("out.dthinlto");
    assertTrue(Files.isDirectory(tree), "--keep kept no out.dthinlto");
    Map<String, String> shards = new TreeMap<>();
    try (Stream<Path> files = Files.walk(tree)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        if (file.toString().endsWith(".thinlto.bc") && Files.size(file) > 0) {
          shards.put(tree.relativize(file).toString(), Snapshot.digest(file));
        }
      }
    }
    return shards;
  }

  // With lld's own names, offsets in the archive, all shards behind the change would be others.
  @Llvm.Newest
  void changeInAnArchiveLeavesOtherShardsAlone(TestSpace space) throws Exception {
    example(space);
    List<String> command = space.link("main.o", "lib.a").options("--keep").command();
    space.run(command).exits(0);
    Map<String, String> before = shards(space);
    assertTrue(before.size() >= 3, before::toString);
    space.run("rm", "-rf", "out.dthinlto", "out").exits(0);
    // The first member grows, and another, longer one is put before the rest.
    space.thin(
        "a.o",
        """
        __attribute__((noinline)) int grown(int x) { return x ^ 0x12345; }
        int extra_data[100] = {1};
        __attribute__((noinline)) int a(int x) { return grown(x) + extra_data[x & 7]; }
        """);
    space.archive("lib.a", "d.o", "a.o", "b.o", "n.o", "c.o");
    space.run(command).exits(0);
    Map<String, String> after = shards(space);
    List<String> changed = new ArrayList<>();
    for (Map.Entry<String, String> shard : before.entrySet()) {
      if (!shard.getValue().equals(after.get(shard.getKey()))) {
        changed.add(shard.getKey());
      }
    }
    assertEquals(1, changed.size(), () -> changed + "\n" + before + "\n" + after);
    assertTrue(changed.get(0).contains("a.o"), changed::toString);
  }

  @Llvm.Newest
  void keptTreeIsGoneAfterTheNextLinkWithoutKeep(TestSpace space) {
    example(space);
    space.run(space.link("main.o", "lib.a").options("--keep").command()).exits(0);
    assertTrue(space.exists("out.dthinlto"));
    space.run(space.link("main.o", "lib.a").command()).exits(0);
    assertFalse(space.exists("out.dthinlto"), "a tree with our marker was left");
  }
}
