package org.dthinlto.bitcode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileKindsTest {

  @TempDir Path folder;

  private static FileKind kind(Path file) throws IOException {
    return FileKinds.of(Slice.whole(file), true).kind();
  }

  private FileKind kind(String contents) throws IOException {
    return kind(contents.getBytes(StandardCharsets.ISO_8859_1));
  }

  private FileKind kind(byte[] contents) throws IOException {
    return kind(Files.write(folder.resolve("contents"), contents));
  }

  @Test
  void elfFiles() throws Exception {
    for (Clang clang : Clang.all()) {
      Path object = clang.compile(folder, "f", "int f(void) { return 1; }\n", "-fPIC");
      FileInfo info = FileKinds.of(Slice.whole(object), true);
      assertEquals(FileKind.ELF_RELOCATABLE, info.kind());
      assertEquals(ElfHeader.RELOCATABLE, info.elf().type());
      assertFalse(info.kind().isBitcode());
      String[] link = {"-nostdlib", "-Wl,--entry=f", "f.o", "-o"};
      clang.tool(folder, "clang", with(link, "libf.so", "-shared"));
      assertEquals(FileKind.ELF_SHARED, kind(folder.resolve("libf.so")));
      clang.tool(folder, "clang", with(link, "pie", "-pie"));
      assertEquals(FileKind.ELF_SHARED, kind(folder.resolve("pie")));
      clang.tool(folder, "clang", with(link, "fixed", "-no-pie"));
      assertEquals(FileKind.ELF_EXECUTABLE, kind(folder.resolve("fixed")));
    }
  }

  private static String[] with(String[] line, String... more) {
    String[] all = Arrays.copyOf(line, line.length + more.length);
    System.arraycopy(more, 0, all, line.length, more.length);
    return all;
  }

  @Test
  void otherElfTypesAreOther() throws IOException {
    byte[] core = new byte[64];
    System.arraycopy(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1}, 0, core, 0, 7);
    core[16] = 4;
    assertEquals(FileKind.OTHER, kind(core));
    core[16] = 2;
    assertEquals(FileKind.ELF_EXECUTABLE, kind(core));
    core[17] = 1;
    assertEquals(FileKind.OTHER, kind(core));
  }

  @Test
  void damagedElfHeadersAreMalformed() throws IOException {
    byte[] elf = new byte[64];
    System.arraycopy(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1}, 0, elf, 0, 7);
    assertEquals(FileKind.OTHER, kind(elf));
    assertThrows(MalformedFileException.class, () -> kind(Arrays.copyOf(elf, 63)));
    assertThrows(MalformedFileException.class, () -> kind(Arrays.copyOf(elf, 4)));
    elf[4] = 3;
    assertThrows(MalformedFileException.class, () -> kind(elf));
    elf[4] = 1;
    assertEquals(FileKind.OTHER, kind(Arrays.copyOf(elf, 52)));
    assertThrows(MalformedFileException.class, () -> kind(Arrays.copyOf(elf, 51)));
    elf[5] = 0;
    assertThrows(MalformedFileException.class, () -> kind(elf));
  }

  @Test
  void archives() throws Exception {
    for (Clang clang : Clang.all()) {
      clang.compile(folder, "f", Clang.PLAIN, "-flto=thin");
      Files.deleteIfExists(folder.resolve("libf.a"));
      clang.tool(folder, "llvm-ar", "rc", "libf.a", "f.o");
      assertEquals(FileKind.ARCHIVE, kind(folder.resolve("libf.a")));
      Files.deleteIfExists(folder.resolve("libt.a"));
      clang.tool(folder, "llvm-ar", "rcT", "libt.a", "f.o");
      FileInfo thin = FileKinds.of(Slice.whole(folder.resolve("libt.a")), true);
      assertEquals(FileKind.THIN_ARCHIVE, thin.kind());
      assertTrue(thin.kind().isArchive());
      assertEquals(0, thin.bitcode().size());
    }
    assertEquals(FileKind.ARCHIVE, kind("!<arch>\n"));
    assertEquals(FileKind.THIN_ARCHIVE, kind("!<thin>\n"));
    assertEquals(FileKind.TEXT, kind("!<arch>"));
  }

  @Test
  void textAndTheRest() throws IOException {
    assertEquals(FileKind.EMPTY, kind(""));
    assertEquals(FileKind.TEXT, kind("x"));
    assertEquals(FileKind.TEXT, kind("/* GNU ld script */\r\n\tGROUP ( libc.so.6 )\f\n"));
    assertEquals(FileKind.TEXT, kind("INPUT(\u00c3\u00a4.o)"));
    assertEquals(FileKind.TEXT, kind("x".repeat(10_000)));
    assertEquals(FileKind.OTHER, kind("\0asm\1\0\0\0"));
    assertEquals(FileKind.OTHER, kind("INPUT(a.o)\0"));
    assertEquals(FileKind.OTHER, kind("\33[0m"));
    byte[] macho = {(byte) 0xcf, (byte) 0xfa, (byte) 0xed, (byte) 0xfe, 7, 0, 0, 1};
    assertEquals(FileKind.OTHER, kind(macho));
  }

  @Test
  void aMemberIsReadWhereItLies() throws Exception {
    Clang clang = Clang.newest();
    Path thin = clang.compile(folder, "thin", Clang.PLAIN, "-flto=thin");
    Path full = clang.compile(folder, "full", Clang.PLAIN, "-flto");
    Path fat = clang.compile(folder, "fat", Clang.PLAIN, "-flto=thin", "-ffat-lto-objects");
    byte[][] parts = {
      "x".repeat(10_001).getBytes(StandardCharsets.US_ASCII),
      Files.readAllBytes(thin),
      {1, 2, 3},
      Files.readAllBytes(full),
      Files.readAllBytes(fat),
      new byte[1000]
    };
    FileKind[] kinds = {
      FileKind.TEXT,
      FileKind.THIN_BITCODE,
      FileKind.OTHER,
      FileKind.FULL_BITCODE,
      FileKind.ELF_FAT_LTO,
      FileKind.OTHER
    };
    Path all = folder.resolve("all");
    for (byte[] part : parts) {
      Files.write(all, part, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
    try (FileChannel channel = FileChannel.open(all)) {
      long offset = 0;
      for (int i = 0; i < parts.length; i++) {
        Slice slice = new Slice(all, offset, parts[i].length);
        FileInfo info = FileKinds.of(channel, slice, true);
        assertEquals(kinds[i], info.kind());
        assertEquals(info, FileKinds.of(slice, true));
        if (info.kind() == FileKind.ELF_FAT_LTO) {
          Slice alone = FileKinds.of(Slice.whole(fat), true).bitcode();
          assertEquals(new Slice(all, offset + alone.offset(), alone.size()), info.bitcode());
        }
        offset += parts[i].length;
      }
      assertEquals(FileKind.EMPTY, FileKinds.of(channel, new Slice(all, 5, 0), true).kind());
      assertEquals(0, channel.position());
      assertTrue(channel.isOpen());
    }
  }

  @Test
  void whatIsNotThereIsSaidByTheSystem() {
    Slice slice = new Slice(folder.resolve("no"), 0, 10);
    assertThrows(NoSuchFileException.class, () -> FileKinds.of(slice, true));
  }
}
