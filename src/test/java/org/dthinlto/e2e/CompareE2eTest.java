package org.dthinlto.e2e;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * {@code --compare}: what it says of programs that agree, of those that don't, and what it leaves.
 */
@Execution(ExecutionMode.CONCURRENT)
class CompareE2eTest {

  private static final String MAIN =
      """
      #include <stdio.h>
      int sorted(int *, int);
      int native_part(int);
      __attribute__((constructor)) static void of_main(void) { puts("main"); }
      int main(int argc, char **argv) {
        int a[] = {3, 1, argc};
        printf("%d %d\\n", sorted(a, 3), native_part(argc));
        return 0;
      }
      """;

  private static final String LIB =
      """
      #include <stdlib.h>
      static int order(const void *a, const void *b) { return *(int *)a - *(int *)b; }
      int weight(int i);
      int sorted(int *a, int n) {
        int sum = 0;
        qsort(a, n, sizeof *a, order);
        for (int i = 0; i < n; i++) sum += a[i] * weight(i);
        return sum;
      }
      """;

  private static final String WEIGHT =
      """
      const char *names[] = {"one", "two", "three"};
      int weight(int i) { return names[i % 3][0] + i; }
      """;

  private static final String NATIVE =
      """
      #include <stdio.h>
      int native_part(int x) { return x + 41; }
      __attribute__((constructor)) static void of_native(void) { puts("native"); }
      """;

  private static void sources(TestSpace space, String... flags) {
    space.thin("main.o", MAIN, flags);
    space.thin("sorted.o", LIB, flags);
    space.thin("weight.o", WEIGHT, flags);
    space.elf("native.o", NATIVE, flags);
    space.archive("lib.a", "sorted.o", "weight.o", "native.o");
  }

  private static Ran compare(TestSpace space, List<String> options, String... line) {
    List<String> command = new ArrayList<>(List.of("link", "--compare"));
    command.addAll(options);
    command.add("--");
    command.addAll(space.llvm.driver());
    command.addAll(Arrays.asList(line));
    return space.dthinlto(command);
  }

  private static void assertSays(Ran ran, String... texts) {
    for (String text : texts) {
      assertTrue(ran.out().contains(text), () -> "lacks: " + text + "\n" + ran);
    }
  }

  @Llvm.Ends
  void programsAgreeButForTheOrderOfConstructors(TestSpace space) {
    sources(space);
    String[] line = {"main.o", "lib.a", "-o", "out"};
    List<String> plain = new ArrayList<>(List.of("link", "--strict", "--"));
    plain.addAll(space.llvm.driver());
    plain.addAll(Arrays.asList(line));
    space.dthinlto(plain).exits(0);
    byte[] expected = space.read("out");
    Snapshot before = space.snapshot();
    Ran ran = compare(space, List.of("--strict"), line).exits(0);
    assertEquals("", ran.err());
    assertTrue(
        ran.out()
            .startsWith("'out': agrees with the link in process, but for what differs by nature\n"),
        ran::toString);
    assertSays(ran, ", all the same\n", "in another order", "here:", " of_main of_native\n");
    assertSays(ran, "in process:", " of_native of_main\n", "as a whole    the same\n");
    assertArrayEquals(expected, space.read("out"), "--compare changes the output");
    List<String> changes = before.changesTo(space.snapshot());
    changes.remove("~w/out");
    assertEquals(List.of(), changes, ran::toString);
  }

  @Llvm.Ends
  void functionsThatDifferAreNamed(TestSpace space) {
    sources(space);
    String json = "cmp.json";
    Ran ran =
        compare(
                space,
                List.of("--backend-arg", "-O1", "--compare-json", json),
                "main.o",
                "lib.a",
                "-o",
                "out")
            .exits(1);
    assertEquals("", ran.err());
    assertTrue(ran.out().startsWith("'out': differs from the link in process\n"), ran::toString);
    assertSays(ran, " the same (", "    sorted: ", "bytes");
    String text = new String(space.read(json), StandardCharsets.UTF_8);
    assertTrue(text.startsWith("{\"version\":1,\"verdict\":\"differ\","), text);
    assertTrue(text.contains("\"outcome\":\"distributed\""), text);
    assertTrue(text.contains("{\"name\":\"sorted\",\"why\":\""), text);
    assertTrue(text.contains("\"table\":\"constructors\",\"verdict\":\"order\""), text);
    assertTrue(text.contains("\"exports\":{\"total\":0,\"same\":0,\"differing\":[]}"), text);
    assertTrue(space.exists("out"), "the link itself was done");
    space.run("./out").exits(0);
  }

  @Llvm.Ends
  void sharedLibrariesAreComparedByTheirExports(TestSpace space) {
    sources(space, "-fPIC");
    String[] line = {
      "-shared",
      "-Wl,--whole-archive",
      "lib.a",
      "-Wl,--no-whole-archive",
      "-Wl,-soname,libx.so.1",
      "-o",
      "libx.so"
    };
    Ran ran = compare(space, List.of("--strict", "--compare-json", "cmp.json"), line).exits(0);
    String text = new String(space.read("cmp.json"), StandardCharsets.UTF_8);
    assertTrue(text.startsWith("{\"version\":1,\"verdict\":\"agree\","), text);
    assertSays(ran, "  exports       4, all the same\n");
  }

  // What --compare must not do: write the files again that the line asks for, or speak twice.
  @Llvm.Ends
  void theLinkInProcessIsNotSeen(TestSpace space) {
    sources(space);
    space.write("dyn.txt", "{ sorted; };\n");
    String[] line = {
      "main.o",
      "lib.a",
      "-Wl,--trace,-Map=out.map,--dependency-file=out.d,--dynamic-list=dyn.txt",
      "-Wl,--warn-common,--defsym=other=sorted,--thinlto-cache-dir=cache",
      "-o",
      "out"
    };
    List<String> plain = new ArrayList<>(List.of("link", "--strict", "--"));
    plain.addAll(space.llvm.driver());
    plain.addAll(Arrays.asList(line));
    Ran reference = space.dthinlto(plain).exits(0);
    byte[] map = space.read("out.map");
    byte[] dependencies = space.read("out.d");
    Snapshot before = space.snapshot();
    Ran ran = compare(space, List.of("--strict"), line).exits(0);
    assertEquals(reference.err(), ran.err());
    assertTrue(ran.out().startsWith(reference.out()), ran::toString);
    assertTrue(ran.out().substring(reference.out().length()).startsWith("'out': agrees"));
    assertArrayEquals(map, space.read("out.map"));
    assertArrayEquals(dependencies, space.read("out.d"));
    List<String> changes = before.changesTo(space.snapshot());
    changes.removeAll(List.of("~w/out", "~w/out.map", "~w/out.d"));
    assertEquals(List.of(), changes, ran::toString);
  }

  @Llvm.Ends
  void otherKindsOfProgram(TestSpace space) {
    sources(space);
    for (List<String> words :
        List.of(
            List.of("-static"),
            List.of("-no-pie"),
            List.of("-s"),
            List.of("-r"),
            List.of("-Wl,--icf=all,--gc-sections"))) {
      List<String> line = new ArrayList<>(words);
      line.addAll(List.of("main.o", "lib.a", "-o", "out"));
      Ran ran = compare(space, List.of("--strict"), line.toArray(new String[0])).exits(0);
      assertTrue(ran.out().startsWith("'out': agrees"), ran::toString);
      Ran other =
          compare(space, List.of("--backend-arg", "-O1"), line.toArray(new String[0])).exits(1);
      assertTrue(other.out().startsWith("'out': differs"), other::toString);
    }
  }

  @Llvm.Newest
  void nothingToCompareWhereTheLineRunsUnchanged(TestSpace space) {
    sources(space);
    Ran plain =
        compare(space, List.of("--compare-json", "cmp.json"), "native.o", "-shared", "-o", "out")
            .exits(0);
    assertEquals("'out': nothing to compare, no bitcode on the line\n", plain.out());
    assertEquals(
        "{\"version\":1,\"verdict\":\"not-compared\",\"outcome\":\"plain\","
            + "\"reason\":\"no bitcode on the line\",\"output\":\"out\"}\n",
        new String(space.read("cmp.json"), StandardCharsets.UTF_8));
    Ran failed = compare(space, List.of(), "native.o", "-o", "out").exits(1);
    assertEquals("", failed.out());
  }

  @Llvm.Newest
  void variableAndDryRun(TestSpace space) {
    sources(space);
    List<String> line = new ArrayList<>(List.of("link", "-n", "--"));
    line.addAll(space.llvm.driver());
    line.addAll(List.of("main.o", "lib.a", "-o", "out"));
    space.env.putAll(Map.of("DTHINLTO_COMPARE", "1"));
    Ran dry = space.dthinlto(line).exits(0);
    assertFalse(dry.out().contains("'out':"), dry::toString);
    line.remove("-n");
    assertTrue(space.dthinlto(line).exits(0).out().startsWith("'out': agrees"));
    line.addAll(List.of("-o", "/dev/null"));
    Ran device = space.dthinlto(line).exits(1);
    assertEquals(
        List.of("dthinlto: error: '/dev/null': is no file that could be compared"),
        device.errors());
  }

  // A linker that fails the second time: the link is done, the comparison is not.
  @Llvm.Newest
  void failureOfTheLinkInProcessIsReported(TestSpace space) {
    sources(space);
    String lld =
        space
            .script(
                "ld.lld",
                "case \"$*\" in *in-process*) echo 'ld.lld: error: told to fail' >&2; exit 1;; esac\n"
                    + "exec "
                    + space.llvm.lld()
                    + " \"$@\"\n")
            .toString();
    Ran ran =
        compare(space, List.of(), "--ld-path=" + lld, "main.o", "lib.a", "-o", "out").exits(1);
    ran.says(
        "ld.lld: error: told to fail",
        "dthinlto: error: 'out': nothing to compare with, the link in process failed, lld exited"
            + " with status 1");
    assertEquals("", ran.out());
    space.run("./out").exits(0);
  }
}
