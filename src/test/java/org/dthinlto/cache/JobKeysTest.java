package org.dthinlto.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dthinlto.plan.BackendJob;
import org.junit.jupiter.api.Test;

/** Each ingredient of a key changes it, and nothing else does. */
final class JobKeysTest {

  private static final Digest CLANG = digest("clang");
  private static final List<String> ARGV = List.of("/usr/bin/clang", "-O2", "-x", "ir", "m.o");
  private static final List<String> INPUTS = List.of("m.o", "_index/m.o.thinlto.bc", "n.o");
  private static final List<String> OUTPUTS = List.of("_native/m.o");

  private static final Map<String, Digest> CONTENTS =
      Map.of(
          "m.o", digest("module"),
          "_index/m.o.thinlto.bc", digest("shard"),
          "n.o", digest("import"));

  private static Digest digest(String text) {
    return Digest.of(text.getBytes(StandardCharsets.UTF_8));
  }

  private record Known(Map<String, Digest> contents) implements JobKeys.Inputs {
    @Override
    public Digest digest(String name) throws IOException {
      Digest found = contents.get(name);
      if (found == null) {
        throw new IOException(name);
      }
      return found;
    }

    @Override
    public boolean areUnchanged(List<String> names) {
      return true;
    }
  }

  private static BackendJob job(List<String> argv, List<String> inputs, List<String> outputs) {
    return new BackendJob("m.o", "m.o", argv, inputs, outputs, "x86_64-pc-linux-gnu", 10);
  }

  private static Digest key(Digest clang, String around, Map<String, Digest> known, BackendJob job)
      throws IOException {
    return new JobKeys(clang, around, new Known(known)).of(job).key();
  }

  private static Digest key(List<String> argv, List<String> inputs, List<String> outputs)
      throws IOException {
    return key(CLANG, "A=1\n", CONTENTS, job(argv, inputs, outputs));
  }

  private static Digest withContent(String name, String content) throws IOException {
    Map<String, Digest> known = new java.util.HashMap<>(CONTENTS);
    known.put(name, digest(content));
    return key(CLANG, "A=1\n", known, job(ARGV, INPUTS, OUTPUTS));
  }

  @Test
  void sameIngredients_sameKey() throws IOException {
    assertEquals(key(ARGV, INPUTS, OUTPUTS), key(List.copyOf(ARGV), INPUTS, OUTPUTS));
    assertEquals(key(ARGV, INPUTS, OUTPUTS), withContent("other.o", "of no matter"));
  }

  @Test
  void placeOfTheCompilerAndNamesForUsers_areNoIngredients() throws IOException {
    List<String> elsewhere = List.of("/opt/bin/clang", "-O2", "-x", "ir", "m.o");
    assertEquals(key(ARGV, INPUTS, OUTPUTS), key(elsewhere, INPUTS, OUTPUTS));
    BackendJob other = new BackendJob("m.o", "lib.a(m.o)", ARGV, INPUTS, OUTPUTS, "any", 99);
    assertEquals(key(ARGV, INPUTS, OUTPUTS), key(CLANG, "A=1\n", CONTENTS, other));
  }

  @Test
  void anyOtherIngredient_anotherKey() throws IOException {
    BackendJob job = job(ARGV, INPUTS, OUTPUTS);
    Set<Digest> keys = new HashSet<>();
    List<Digest> all =
        List.of(
            key(ARGV, INPUTS, OUTPUTS),
            key(digest("another clang"), "A=1\n", CONTENTS, job),
            key(CLANG, "A=2\n", CONTENTS, job),
            key(CLANG, "", CONTENTS, job),
            key(List.of("clang", "-O3", "-x", "ir", "m.o"), INPUTS, OUTPUTS),
            key(List.of("clang", "-x", "-O2", "ir", "m.o"), INPUTS, OUTPUTS),
            key(List.of("clang", "-O2-x", "ir", "m.o"), INPUTS, OUTPUTS),
            key(List.of("clang", "-O2", "-x", "ir", "m.o", ""), INPUTS, OUTPUTS),
            key(ARGV, INPUTS, List.of("_native/n.o")),
            key(ARGV, INPUTS, List.of("_native/m.o", "_side/dwo/1.dwo")),
            withContent("m.o", "another module"),
            withContent("_index/m.o.thinlto.bc", "another shard"),
            withContent("n.o", "another import"),
            key(ARGV, List.of("m.o", "_index/m.o.thinlto.bc"), OUTPUTS),
            key(ARGV, List.of("m.o", "n.o", "_index/m.o.thinlto.bc"), OUTPUTS));
    keys.addAll(all);
    assertEquals(all.size(), keys.size(), () -> "some are the same: " + all);
  }

  /** Another file of the same content is another import. */
  @Test
  void nameOfAnInput_isAnIngredient() throws IOException {
    Map<String, Digest> known = new java.util.HashMap<>(CONTENTS);
    known.put("o.o", digest("import"));
    BackendJob other = job(ARGV, List.of("m.o", "_index/m.o.thinlto.bc", "o.o"), OUTPUTS);
    assertNotEquals(key(ARGV, INPUTS, OUTPUTS), key(CLANG, "A=1\n", known, other));
  }

  @Test
  void wordsDontMoveFromListToList() throws IOException {
    Digest first = key(List.of("clang", "a"), List.of(), List.of("b"));
    assertNotEquals(first, key(List.of("clang", "a", "b"), List.of(), List.of()));
    assertNotEquals(first, key(List.of("clang"), List.of(), List.of("a", "b")));
  }

  @Test
  void ingredients_areKeptInTheirOrder() throws IOException {
    JobKeys keys = new JobKeys(CLANG, "", new Known(CONTENTS));
    assertEquals(
        List.of(digest("module"), digest("shard"), digest("import")),
        keys.of(job(ARGV, INPUTS, OUTPUTS)).inputs());
  }

  @Test
  void missingInput_noKey() {
    BackendJob job = job(ARGV, List.of("m.o", "gone"), OUTPUTS);
    assertThrows(IOException.class, () -> key(CLANG, "", CONTENTS, job));
  }
}
