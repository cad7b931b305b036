package org.dthinlto.bitcode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Indices with other paths and in another order say the same to clang. */
final class ModulePathsTest {

  /** Modules that main imports from. */
  private static final int MODULES = 24;

  @TempDir Path folder;

  /** Links main and its modules, whose files are called {@code m0SUFFIX}; returns main's index. */
  private Path indexOfMain(Clang clang, String suffix) throws Exception {
    Path build = Files.createDirectories(folder.resolve("link" + clang.suffix() + suffix));
    StringBuilder main = new StringBuilder();
    StringBuilder sum = new StringBuilder("0");
    List<String> line = new ArrayList<>(List.of("-e", "main", "main.o"));
    for (int i = 0; i < MODULES; i++) {
      Path object = folder.resolve("m" + i + clang.suffix() + ".o");
      if (!Files.exists(object)) {
        String source =
            "static int s; int v%1$d; int *p%1$d = &v%1$d; int f%1$d(int x) { s += x; return s"
                    .formatted(i)
                + " + *p"
                + i
                + "; }";
        Files.move(clang.compile(folder, "m", source, "-O2", "-flto=thin"), object);
      }
      Files.copy(object, build.resolve("m" + i + suffix));
      line.add("m" + i + suffix);
      main.append("int f").append(i).append("(int);\n");
      sum.append(" + f").append(i).append("(x)");
    }
    main.append("int main(int x) { return ").append(sum).append("; }\n");
    Path object = folder.resolve("main" + clang.suffix() + ".object");
    if (!Files.exists(object)) {
      // Once, since its path is in it.
      Files.move(clang.compile(folder, "main", main.toString(), "-O2", "-flto=thin"), object);
    }
    Files.copy(object, build.resolve("main.o"));
    line.addAll(List.of("-o", "out", "--thinlto-index-only"));
    clang.tool(build, "ld.lld", line.toArray(String[]::new));
    return build.resolve("main.o.thinlto.bc");
  }

  private static Map<String, String> names(String suffix, String other) {
    Map<String, String> names = new HashMap<>();
    for (int i = 0; i < MODULES; i++) {
      names.put("m" + i + suffix, "m" + i + other);
    }
    return names;
  }

  private static byte[] backend(Clang clang, Path index) throws Exception {
    clang.tool(
        index.getParent(),
        "clang",
        "-O2",
        "-x",
        "ir",
        "main.o",
        "-c",
        "-fthinlto-index=" + index.getFileName(),
        "-o",
        "native.o");
    return Files.readAllBytes(index.resolveSibling("native.o"));
  }

  @Test
  void objectsStayTheSame() throws Exception {
    for (Clang clang : Clang.all()) {
      Path index = indexOfMain(clang, ".o");
      byte[] expected = backend(clang, index);
      List<String> before = ModuleTable.read(index).paths();
      assertEquals(MODULES + 1, before.size());
      // Of any length, and with characters for which LLVM has other abbreviations.
      for (String other : List.of("", " (longer at 1).o", "." + "x".repeat(90) + ".o")) {
        Path changed = index.resolveSibling("changed.bc");
        Map<String, String> names = names(".o", other);
        Files.write(changed, ModulePaths.replaced(index, names));
        List<String> paths = new ArrayList<>();
        for (String path : before) {
          paths.add(names.getOrDefault(path, path));
        }
        assertEquals(paths, ModuleTable.read(changed).paths());
        assertEquals(
            ModuleTable.read(index).hash("m3.o"), ModuleTable.read(changed).hash("m3" + other));
        for (int i = 0; i < MODULES; i++) {
          Path module = index.resolveSibling("m" + i + ".o");
          Files.copy(module, index.resolveSibling("m" + i + other));
        }
        assertArrayEquals(expected, backend(clang, changed), clang + other);
        assertTrue(SummaryOrder.apply(changed), clang::toString);
        assertArrayEquals(expected, backend(clang, changed), clang + other + ", ordered");
        byte[] once = Files.readAllBytes(changed);
        assertTrue(SummaryOrder.apply(changed));
        assertArrayEquals(once, Files.readAllBytes(changed));
      }
    }
  }

  @Test
  void numbersOfAProcessLeaveNoTrace() throws Exception {
    Clang clang = Clang.newest();
    Set<String> raw = new HashSet<>();
    Set<String> canonical = new HashSet<>();
    for (int process = 9990; process < 10_020; process += 3) {
      String suffix = "." + Integer.toHexString(process).toUpperCase(java.util.Locale.ROOT) + ".o";
      Path index = indexOfMain(clang, suffix);
      Path changed = index.resolveSibling("changed.bc");
      raw.add(Arrays.toString(Files.readAllBytes(index)));
      Files.write(changed, ModulePaths.replaced(index, names(suffix, "")));
      assertTrue(SummaryOrder.apply(changed));
      canonical.add(Arrays.toString(Files.readAllBytes(changed)));
    }
    assertEquals(1, canonical.size());
    assertEquals(10, raw.size());
  }

  /** The same modules, in another order of their paths. */
  @Test
  void orderOfPathsLeavesNoTrace() throws Exception {
    Clang clang = Clang.newest();
    Path index = indexOfMain(clang, ".o");
    byte[] expected = backend(clang, index);
    Map<String, String> there = new HashMap<>();
    Map<String, String> back = new HashMap<>();
    for (int i = 0; i < MODULES; i++) {
      String other = (char) ('z' - i) + ".o";
      there.put("m" + i + ".o", other);
      back.put(other, "m" + i + ".o");
    }
    Path one = index.resolveSibling("one.bc");
    Files.write(one, ModulePaths.replaced(index, there));
    assertTrue(SummaryOrder.apply(one));
    Path two = index.resolveSibling("two.bc");
    Files.write(two, ModulePaths.replaced(one, back));
    assertFalse(ModuleTable.read(index).paths().equals(ModuleTable.read(two).paths()));
    assertTrue(SummaryOrder.apply(two));
    assertTrue(SummaryOrder.apply(index));
    assertArrayEquals(Files.readAllBytes(index), Files.readAllBytes(two));
    assertArrayEquals(expected, backend(clang, two));
  }

  @Test
  void whatIsNoIndex() throws Exception {
    Path file = folder.resolve("x.bc");
    Files.write(file, new byte[0]);
    assertEquals(0, ModulePaths.replaced(file, Map.of()).length);
    assertFalse(SummaryOrder.apply(file));
    Path index = indexOfMain(Clang.newest(), ".o");
    byte[] whole = Files.readAllBytes(index);
    for (int size : List.of(3, 8, 40, 200, whole.length / 2)) {
      byte[] cut = Arrays.copyOf(whole, size);
      Files.write(file, cut);
      assertThrows(MalformedFileException.class, () -> ModulePaths.replaced(file, Map.of()));
      assertFalse(SummaryOrder.apply(file));
      assertArrayEquals(cut, Files.readAllBytes(file));
    }
    Path module = index.resolveSibling("main.o");
    assertThrows(MalformedFileException.class, () -> ModulePaths.replaced(module, Map.of()));
  }
}
