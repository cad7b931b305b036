package org.dthinlto.bitcode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What clang's modules mention without defining it. */
final class MentionsTest {

  private static final String SOURCE =
      """
      typedef struct { int field[100]; } big;
      extern int outside(big), renamed(void) __asm__("other");
      __attribute__((weak)) extern int weak(void);
      extern __thread int thread;
      static int here(big b) { return outside(b) + thread; }
      int there(big *b) { return here(*b) + renamed() + (weak ? weak() : 0); }
      """;

  @TempDir Path folder;

  private static Set<Long> set(long... guids) {
    Set<Long> set = new TreeSet<>();
    for (long guid : guids) {
      set.add(guid);
    }
    return set;
  }

  @Test
  void areTheUndefinedSymbols() throws Exception {
    Set<Long> expected =
        set(
            GuidTest.of("outside"),
            GuidTest.of("other"),
            GuidTest.of("weak"),
            GuidTest.of("thread"));
    for (Clang clang : Clang.all()) {
      Path file = clang.compile(folder, "m" + clang.suffix(), SOURCE, "-flto=thin");
      // No llvm.memcpy among them, and none that the module defines.
      assertEquals(expected, set(new Mentions().of(Slice.whole(file))), clang.toString());
    }
  }

  @Test
  void aModuleWithoutTableMentionsNothing() throws Exception {
    Path file = folder.resolve("m.bc");
    BitWriter module = new BitWriter().end();
    Files.write(file, new BitWriter().magic().block(2, 8, module.bytes()).bytes());
    assertEquals(0, new Mentions().of(Slice.whole(file)).length);
  }

  @Test
  void whatIsNoBitcodeIsRefused() throws Exception {
    Path file = Files.write(folder.resolve("m.o"), new byte[64]);
    assertThrows(MalformedFileException.class, () -> new Mentions().of(Slice.whole(file)));
  }

  @Test
  void anyByteChanged() throws Exception {
    Path file = Clang.newest().compile(folder, "m", SOURCE, "-flto=thin");
    byte[] bytes = Files.readAllBytes(file);
    Random random = new Random(7);
    Path changed = Files.write(folder.resolve("changed"), bytes);
    int refused =
        assertTimeoutPreemptively(
            Duration.ofSeconds(60),
            () -> {
              int count = 0;
              try (RandomAccessFile out = new RandomAccessFile(changed.toFile(), "rw")) {
                for (int i = 0; i < bytes.length; i++) {
                  out.seek(i);
                  out.write(bytes[i] ^ (1 + random.nextInt(255)));
                  try {
                    new Mentions().of(Slice.whole(changed));
                  } catch (MalformedFileException e) {
                    count++;
                  }
                  out.seek(i);
                  out.write(bytes[i]);
                }
              }
              return count;
            });
    assertTrue(refused > 10 && refused < bytes.length / 2, refused + " of " + bytes.length);
    assertTrue(Arrays.equals(bytes, Files.readAllBytes(changed)));
  }
}
