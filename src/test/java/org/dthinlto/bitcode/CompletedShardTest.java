package org.dthinlto.bitcode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dthinlto.plan.BackendJob;
import org.dthinlto.thinlink.Candidate;
import org.dthinlto.thinlink.Shards;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What backends make of completed shards is what lld's own make in process. */
final class CompletedShardTest {

  private static final String MAIN =
      """
      int lib(int);
      VISIBLE __attribute__((noinline)) int later(int x) { __asm__ volatile(""); return x * 3; }
      __attribute__((noinline)) int apart(int x) { __asm__ volatile(""); return x * 7; }
      int start(int x) { return lib(x) + later(x) + apart(x); }
      """;

  /** Uses later, which may not be there, and has a copy of both only for inlining it. */
  private static final String LIB =
      """
      __attribute__((weak)) extern int later(int);
      extern int far(int);
      extern int (*where(void))(int);
      extern inline __attribute__((gnu_inline)) int both(int x) { return x + 5; }
      extern int (*use)(int);
      int lib(int x) { use = both; return (later ? later(x) : 1) + far(x) + where()(x); }
      """;

  /** Where is imported, and with it that apart is mentioned. */
  private static final String FAR =
      """
      extern int apart(int);
      int (*use)(int);
      int (*where(void))(int) { return apart; }
      __attribute__((noinline)) int far(int x) { __asm__ volatile(""); return use(x); }
      __attribute__((noinline)) int both(int x) { __asm__ volatile(""); return x + 5; }
      """;

  private static final List<String> MODULES = List.of("main", "lib", "far");

  @TempDir Path folder;

  /** One link: its modules, and for each what lld made of it in process. */
  private record Build(Clang clang, Path folder, boolean shared, List<String> inProcess) {

    List<BackendJob> jobs() throws Exception {
      List<BackendJob> jobs = new ArrayList<>();
      for (String module : MODULES) {
        String id = module + ".o";
        List<String> inputs = new ArrayList<>(List.of(id, id + ".thinlto.bc"));
        inputs.addAll(Files.readAllLines(folder.resolve(id + ".imports")));
        jobs.add(new BackendJob(id, id, List.of(), inputs, List.of(module + ".native.o"), "", 1));
      }
      return jobs;
    }

    Map<String, Candidate> objects() throws Exception {
      Map<String, Candidate> objects = new HashMap<>();
      for (String module : MODULES) {
        String id = module + ".o";
        Slice content = Slice.whole(folder.resolve(id));
        objects.put(
            id, new Candidate(id, id, id, content, true, Candidate.Kind.THIN, "", id + ".native"));
      }
      return objects;
    }

    void complete() throws Exception {
      new Shards(folder, objects(), jobs()).complete(2);
    }

    byte[] shard(String module) throws Exception {
      return Files.readAllBytes(folder.resolve(module + ".o.thinlto.bc"));
    }

    byte[] backend(String module) throws Exception {
      String id = module + ".o";
      List<String> line = new ArrayList<>(List.of("-O2", "-x", "ir", id, "-c", "-o", "backend.o"));
      line.add("-fthinlto-index=" + id + ".thinlto.bc");
      line.add("-ffunction-sections");
      line.add("-fdata-sections");
      if (shared) {
        line.add("-fPIC");
      }
      clang.tool(folder, "clang", line.toArray(String[]::new));
      return Files.readAllBytes(folder.resolve("backend.o"));
    }

    byte[] lld(String module) throws Exception {
      return Files.readAllBytes(folder.resolve(inProcess.get(MODULES.indexOf(module))));
    }
  }

  private Build build(Clang clang, boolean shared, String visible) throws Exception {
    Path build =
        Files.createDirectories(folder.resolve(clang.major() + visible + (shared ? "so" : "pie")));
    String[] sources = {MAIN, LIB, FAR};
    List<String> line = new ArrayList<>(List.of(shared ? "-shared" : "-pie", "-e", "start"));
    for (int i = 0; i < sources.length; i++) {
      String model = shared ? "-fPIC" : "-fPIE";
      String define = "-DVISIBLE=" + visible;
      clang.compile(build, MODULES.get(i), sources[i], "-O2", "-flto=thin", model, define);
      line.add(MODULES.get(i) + ".o");
    }
    line.addAll(List.of("-o", "out", "--lto-obj-path=native"));
    clang.tool(build, "ld.lld", line.toArray(String[]::new));
    line.remove(line.size() - 1);
    line.add("--thinlto-index-only");
    line.add("--thinlto-emit-imports-files");
    clang.tool(build, "ld.lld", line.toArray(String[]::new));
    return new Build(clang, build, shared, List.of("native1", "native2", "native3"));
  }

  private static String text(Build build, String module) throws Exception {
    String file = module + ".o.thinlto.bc";
    return build.clang.tool(build.folder, "llvm-dis", "-o", "-", file);
  }

  private static boolean mentions(String shard, String symbol) {
    return shard.contains("(guid: " + Long.toUnsignedString(GuidTest.of(symbol)) + ",");
  }

  @Test
  void inAPieTheyAreTheSame() throws Exception {
    for (Clang clang : Clang.all()) {
      Build build = build(clang, false, "");
      String before = text(build, "lib");
      assertFalse(mentions(before, "later"), before);
      assertFalse(mentions(before, "apart"), before);
      assertFalse(Arrays.equals(build.lld("lib"), build.backend("lib")), clang.toString());
      build.complete();
      String after = text(build, "lib");
      assertTrue(mentions(after, "later"), after);
      assertTrue(mentions(after, "apart"), after);
      assertFalse(mentions(after, "start"), after);
      for (String module : MODULES) {
        assertArrayEquals(build.lld(module), build.backend(module), clang + ": " + module);
      }
    }
  }

  @Test
  void inASharedLibraryNothingChanges() throws Exception {
    for (Clang clang : Clang.all()) {
      Build build = build(clang, true, "");
      byte[] before = build.shard("lib");
      build.complete();
      assertArrayEquals(before, build.shard("lib"), clang.toString());
      // A hidden symbol is told of, but clang then uses the declaration as it is.
      Build hidden = build(clang, true, "__attribute__((visibility(\"hidden\")))");
      assertArrayEquals(hidden.lld("lib"), hidden.backend("lib"), clang.toString());
      hidden.complete();
      assertTrue(mentions(text(hidden, "lib"), "later"));
      assertArrayEquals(hidden.lld("lib"), hidden.backend("lib"), clang.toString());
    }
  }

  @Test
  void whatIsImportedStaysTheSame() throws Exception {
    for (Clang clang : Clang.all()) {
      Build build = build(clang, false, "");
      String before = clang.tool(build.folder, "llvm-nm", backendOf(build));
      build.complete();
      String after = clang.tool(build.folder, "llvm-nm", backendOf(build));
      assertEquals(before, after, clang.toString());
      assertTrue(after.contains(" both"), after);
    }
  }

  private static String backendOf(Build build) throws Exception {
    Files.write(build.folder.resolve("lib.native.o"), build.backend("lib"));
    return "lib.native.o";
  }

  @Test
  void completeOnesStayAsTheyAre() throws Exception {
    Build build = build(Clang.newest(), false, "");
    byte[] before = build.shard("lib");
    build.complete();
    byte[] once = build.shard("lib");
    assertFalse(Arrays.equals(before, once));
    build.complete();
    assertArrayEquals(once, build.shard("lib"));
  }

  @Test
  void whatCannotBeReadIsLeftAlone() throws Exception {
    Build build = build(Clang.newest(), false, "");
    Path far = build.folder.resolve("far.o.thinlto.bc");
    byte[] cut = Arrays.copyOf(Files.readAllBytes(far), 40);
    Files.write(far, cut);
    build.complete();
    assertArrayEquals(cut, Files.readAllBytes(far));
    assertTrue(mentions(text(build, "lib"), "later"));
    Files.delete(build.folder.resolve("main.o.thinlto.bc"));
    build.complete();
    assertFalse(Files.exists(build.folder.resolve("main.o.thinlto.bc")));
  }
}
