package org.dthinlto.bitcode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ObjectNamesTest {

  private static final String HOST = "--target=x86_64-pc-linux-gnu";

  private static final String SOURCE =
      """
      int outside(void), here;
      static int own(void) { return outside(); }
      int there(void) { return own() + here; }
      """;

  @TempDir Path folder;

  private static List<String> names(Path file) throws Exception {
    List<String> defined = new ArrayList<>();
    List<String> undefined = new ArrayList<>();
    ObjectNames.read(Slice.whole(file), defined, undefined);
    defined.sort(null);
    undefined.sort(null);
    defined.add("|");
    defined.addAll(undefined);
    return defined;
  }

  @Test
  void readsWhatClangsObjectsDefineAndMention() throws Exception {
    for (Clang clang : Clang.all()) {
      Path object = clang.compile(folder, "o" + clang.suffix(), SOURCE, HOST, "-O2", "-fPIC");
      List<String> found = names(object);
      found.remove("_GLOBAL_OFFSET_TABLE_"); // LLVM 14 mentions it
      assertEquals(List.of("here", "there", "|", "outside"), found, clang.toString());
    }
  }

  @Test
  void readsNothingOfAnotherMachine() throws Exception {
    Path object =
        Clang.newest().compile(folder, "other", SOURCE, "--target=aarch64-linux-gnu", "-O2");
    assertEquals(List.of("|"), names(object));
  }

  @Test
  void whatItWritesItReads() throws Exception {
    List<String> names = List.of("z", "a", "_ZN1xE", "n\u00e4me");
    Path object = Files.write(folder.resolve("names.o"), ObjectNames.write(names));
    List<String> undefined = new ArrayList<>();
    ObjectNames.read(Slice.whole(object), new ArrayList<>(), undefined);
    assertEquals(names, undefined);
    assertEquals("", NativeObject.check(object, "x86_64-pc-linux-gnu"));
  }

  @Test
  void damageIsRefused() throws Exception {
    byte[] good = ObjectNames.write(List.of("name", "other"));
    int refused = 0;
    for (int at = 0; at < good.length; at++) {
      byte[] bad = good.clone();
      bad[at] ^= (byte) 0x91;
      Path file = Files.write(folder.resolve("bad.o"), bad);
      try {
        names(file);
      } catch (MalformedFileException e) {
        refused++;
      }
    }
    assertTrue(refused > 20, refused + " of " + good.length);
    Path cut = Files.write(folder.resolve("cut.o"), java.util.Arrays.copyOf(good, 200));
    assertThrows(MalformedFileException.class, () -> names(cut));
  }
}
