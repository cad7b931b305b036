package org.dthinlto.bitcode;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged files give an answer or a {@link MalformedFileException}, soon, and nothing else. */
final class DamageTest {

  @TempDir Path folder;

  private List<Path> files() throws Exception {
    List<Path> files = new ArrayList<>();
    Clang newest = Clang.newest();
    for (Clang clang : Clang.all()) {
      String name = "thin" + clang.suffix();
      files.add(clang.compile(folder, name, Clang.PLAIN, "-flto=thin"));
    }
    String[] split = {
      "-flto=thin", "-fsplit-lto-unit", "-fwhole-program-vtables", "-fvisibility=hidden"
    };
    files.add(newest.compile(folder, "split", Clang.VTABLES, split));
    Path small = folder.resolve("min.o");
    String[] minimised = {"-flto=thin", "-Xclang", "-fthin-link-bitcode=" + small};
    newest.compile(folder, "whole", Clang.PLAIN, minimised);
    files.add(small);
    String[] darwin = {"-emit-llvm", "--target=x86_64-apple-macosx10.15"};
    files.add(newest.compile(folder, "darwin", Clang.PLAIN, darwin));
    for (String target : new String[] {"x86_64-linux-gnu", "powerpc-linux-gnu"}) {
      String[] fat = {"-flto=thin", "-ffat-lto-objects", "--target=" + target};
      files.add(newest.compile(folder, "fat-" + target, Clang.PLAIN, fat));
    }
    return files;
  }

  /** True if the slice was classified, false if it was found damaged. */
  private static boolean isClean(Slice slice) throws IOException {
    try {
      FileKinds.of(slice, true);
      return true;
    } catch (MalformedFileException e) {
      long end = slice.offset() + slice.size();
      assertTrue(e.offset() >= slice.offset() && e.offset() <= end, e.getMessage());
      assertTrue(e.what().startsWith("damaged "), e.getMessage());
      return false;
    }
  }

  @Test
  void aFileCutAnywhere() throws Exception {
    for (Path file : files()) {
      assertTimeoutPreemptively(
          Duration.ofSeconds(20),
          () -> {
            int damaged = 0;
            long size = Files.size(file);
            for (long length = 0; length < size; length++) {
              damaged += isClean(new Slice(file, 0, length)) ? 0 : 1;
            }
            assertTrue(isClean(new Slice(file, 0, size)), file.toString());
            assertTrue(damaged > size * 9 / 10, damaged + " of " + size + ": " + file);
          },
          file.toString());
    }
  }

  @Test
  void anyByteChanged() throws Exception {
    Random random = new Random(5);
    for (Path file : files()) {
      byte[] bytes = Files.readAllBytes(file);
      Path changed = Files.write(folder.resolve("changed"), bytes);
      assertTimeoutPreemptively(
          Duration.ofSeconds(60),
          () -> {
            int damaged = 0;
            try (RandomAccessFile out = new RandomAccessFile(changed.toFile(), "rw")) {
              for (int i = 0; i < bytes.length; i++) {
                out.seek(i);
                out.write(bytes[i] ^ (1 + random.nextInt(255)));
                damaged += isClean(new Slice(changed, 0, bytes.length)) ? 0 : 1;
                NativeObject.check(changed, "");
                out.seek(i);
                out.write(bytes[i]);
              }
            }
            assertTrue(damaged > 10, damaged + " of " + bytes.length + ": " + file);
          },
          file.toString());
    }
  }

  @Test
  void anyNoiseBehindAMagicNumber() throws Exception {
    Random random = new Random(6);
    Path noise = folder.resolve("noise");
    byte[][] magics = {
      {'B', 'C', (byte) 0xc0, (byte) 0xde},
      {(byte) 0xde, (byte) 0xc0, 0x17, 0x0b},
      {0x7f, 'E', 'L', 'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0},
      {0x7f, 'E', 'L', 'F', 1, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}
    };
    int piece = 2048;
    int pieces = 4000;
    byte[] bytes = new byte[piece * pieces];
    random.nextBytes(bytes);
    for (int i = 0; i < pieces; i++) {
      byte[] magic = magics[i % magics.length];
      System.arraycopy(magic, 0, bytes, i * piece, magic.length);
    }
    Files.write(noise, bytes);
    assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () -> {
          int damaged = 0;
          for (int i = 0; i < pieces; i++) {
            long size = 100 + random.nextInt(400) * 4L;
            damaged += isClean(new Slice(noise, (long) i * piece, size)) ? 0 : 1;
          }
          assertTrue(damaged > pieces * 3 / 4, damaged + " of " + pieces);
        });
  }

  @Test
  void noiseOfManyMegabytesIsRefusedSoon() throws Exception {
    Path noise = folder.resolve("noise");
    byte[] bytes = new byte[20_000_000];
    int damaged = 0;
    for (int seed = 0; seed < 8; seed++) {
      new Random(seed).nextBytes(bytes);
      // A module as long as the file, with IDs three bits wide.
      byte[] head =
          new BitWriter()
              .magic()
              .bits(2, 1)
              .vbr(8, 8)
              .vbr(4, 3)
              .align()
              .bits(32, bytes.length / 4 - 3)
              .bytes();
      System.arraycopy(head, 0, bytes, 0, head.length);
      Files.write(noise, bytes);
      boolean clean =
          assertTimeoutPreemptively(
              Duration.ofSeconds(10), () -> isClean(Slice.whole(noise)), "seed " + seed);
      damaged += clean ? 0 : 1;
    }
    assertTrue(damaged > 4, damaged + " of 8");
  }
}
