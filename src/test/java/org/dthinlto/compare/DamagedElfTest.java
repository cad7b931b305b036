package org.dthinlto.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.dthinlto.bitcode.Slice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged files give an error that names the file, or a result, and no other exception. */
final class DamagedElfTest {

  private static final String SOURCE =
      """
      int other(const char *);
      int data[3] = {1, 2, 3};
      int f(int x) { return other("text") + data[x]; }
      __attribute__((constructor)) static void c(void) { data[1] = 7; }
      """;

  @TempDir Path dir;

  private void comparedOrRefused(byte[] bytes, Programs.Linked intact, boolean object)
      throws IOException {
    Path damaged = dir.resolve("damaged");
    Files.write(damaged, bytes);
    Slice slice = Slice.whole(damaged);
    Programs.Linked linked =
        object
            ? new Programs.Linked(intact.program(), List.of(new Input("a.o", slice, true)), "")
            : new Programs.Linked(damaged, intact.inputs(), intact.map());
    try {
      Programs.compare(linked, intact);
      Programs.compare(intact, linked);
    } catch (IOException e) {
      assertTrue(e.getMessage().startsWith("'" + damaged + "': "), e.getMessage());
    }
  }

  private Programs.Linked intact() throws Exception {
    Builder builder = new Builder(dir, "x86_64-linux-gnu");
    Input a = builder.object("a", SOURCE, true, "-fPIC");
    Path script = dir.resolve("script");
    Files.writeString(script, "V1 { global: f; };\n");
    return builder.link("lib", List.of(a), "-shared", "--version-script=" + script);
  }

  @Test
  void cutAnywhere() throws Exception {
    Programs.Linked intact = intact();
    for (boolean object : new boolean[] {true, false}) {
      Path file = object ? intact.inputs().get(0).content().file() : intact.program();
      byte[] bytes = Files.readAllBytes(file);
      for (int size = 0; size < bytes.length; size += 13) {
        byte[] cut = Arrays.copyOf(bytes, size);
        Path damaged = dir.resolve("damaged");
        Files.write(damaged, cut);
        IOException e = assertThrows(IOException.class, () -> ElfFile.read(Slice.whole(damaged)));
        assertTrue(e.getMessage().startsWith("'" + damaged + "': "), e.getMessage());
      }
    }
  }

  @Test
  void wrongBytesAnywhere() throws Exception {
    Programs.Linked intact = intact();
    Random random = new Random(1);
    for (boolean object : new boolean[] {true, false}) {
      Path file = object ? intact.inputs().get(0).content().file() : intact.program();
      byte[] bytes = Files.readAllBytes(file);
      for (int i = 0; i < 800; i++) {
        byte[] wrong = bytes.clone();
        for (int j = 0; j < 1 + i % 3; j++) {
          wrong[random.nextInt(wrong.length)] = (byte) (i % 2 == 0 ? 0xff : random.nextInt(256));
        }
        comparedOrRefused(wrong, intact, object);
      }
    }
  }

  @Test
  void noElfFileAtAll() throws Exception {
    Path text = dir.resolve("text");
    Files.writeString(text, "This is longer than sixteen bytes.");
    IOException e = assertThrows(IOException.class, () -> ElfFile.read(Slice.whole(text)));
    assertEquals("'" + text + "': is no ELF file, at byte 0", e.getMessage());
  }
}
