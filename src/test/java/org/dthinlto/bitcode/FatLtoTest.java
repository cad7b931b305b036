package org.dthinlto.bitcode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Objects that carry bitcode in a section. */
final class FatLtoTest {

  @TempDir Path folder;

  static List<Clang> clangs() throws IOException, InterruptedException {
    return Clang.fat();
  }

  private static byte[] bytes(Slice slice) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    slice.copyTo(Channels.newChannel(out));
    return out.toByteArray();
  }

  private static FileInfo fat(Path file) throws IOException {
    return FileKinds.of(Slice.whole(file), true);
  }

  /** An object whose section {@code .llvm.lto} holds a file. */
  private Path assemble(String target, String flags, Path contents, String more) throws Exception {
    String source = "#asm.section .llvm.lto,\"" + flags + "\"\n.incbin \"" + contents + "\"\n";
    return Clang.newest().compile(folder, "fat", source + more, "--target=" + target);
  }

  private Path thinBitcode() throws Exception {
    return Clang.newest().compile(folder, "thin", Clang.PLAIN, "-flto=thin");
  }

  @ParameterizedTest
  @MethodSource("clangs")
  void theSectionIsFoundAndHoldsWhatObjcopySays(Clang clang) throws Exception {
    for (String mode : new String[] {"thin", "full"}) {
      String[] options = {"-flto=" + mode, "-ffat-lto-objects"};
      Path file = clang.compile(folder, mode, Clang.PLAIN, options);
      FileInfo info = fat(file);
      assertEquals(FileKind.ELF_FAT_LTO, info.kind());
      assertEquals(new ElfHeader(64, false, ElfHeader.RELOCATABLE, 62), info.elf());
      assertEquals(mode.equals("thin"), info.bitcodeInfo().thin());
      assertTrue(info.bitcodeInfo().producer().startsWith("LLVM" + clang.major()));
      String dump = "--dump-section=.llvm.lto=section.bc";
      clang.tool(folder, "llvm-objcopy", dump, file.toString(), "copy.o");
      Path section = folder.resolve("section.bc");
      assertArrayEquals(Files.readAllBytes(section), bytes(info.bitcode()));
      assertEquals(fat(section).bitcodeInfo(), info.bitcodeInfo());

      FileInfo unasked = FileKinds.of(Slice.whole(file), false);
      assertEquals(FileKind.ELF_RELOCATABLE, unasked.kind());
      assertEquals(BitcodeInfo.NONE, unasked.bitcodeInfo());
      assertEquals(0, unasked.bitcode().size());
    }
  }

  @Test
  void anObjectWithoutTheSectionHasNoBitcode() throws Exception {
    FileInfo info = fat(Clang.newest().compile(folder, "native", Clang.PLAIN, "-g"));
    assertEquals(FileKind.ELF_RELOCATABLE, info.kind());
    assertEquals(0, info.bitcode().size());
    Path thin = thinBitcode();
    Path other = folder.resolve("other.S");
    Files.writeString(other, "");
    String name = ".section .llvm.lto2,\"e\"\n.incbin \"" + thin + "\"\n";
    assertEquals(
        FileKind.ELF_RELOCATABLE, fat(assemble("x86_64-linux-gnu", "e", other, name)).kind());
    assertEquals(
        FileKind.ELF_RELOCATABLE,
        fat(assemble("x86_64-linux-gnu", "e", other, ".byte 1\n")).kind(),
        "one byte is none");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"x86_64-linux-gnu", "i386-linux-gnu", "powerpc64-linux-gnu", "powerpc-linux-gnu"})
  void bothWidthsAndByteOrders(String target) throws Exception {
    Path thin = thinBitcode();
    FileInfo info = fat(assemble(target, "e", thin, ""));
    assertEquals(FileKind.ELF_FAT_LTO, info.kind());
    assertArrayEquals(Files.readAllBytes(thin), bytes(info.bitcode()));
    assertTrue(info.bitcodeInfo().thin());
    assertEquals(target.contains("64") ? 64 : 32, info.elf().bits());
    assertEquals(target.startsWith("powerpc"), info.elf().bigEndian());
  }

  @Test
  void aNameThatIsTheTailOfAnotherOneIsFound() throws Exception {
    Path thin = thinBitcode();
    FileInfo info =
        fat(assemble("x86_64-linux-gnu", "e", thin, ".section .x.llvm.lto,\"\"\n.byte 1\n"));
    assertArrayEquals(Files.readAllBytes(thin), bytes(info.bitcode()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"x86_64-linux-gnu", "powerpc-linux-gnu"})
  void moreSectionsThanTheHeaderCanCount(String target) throws Exception {
    Path thin = thinBitcode();
    StringBuilder sections = new StringBuilder();
    for (int i = 0; i < 66_000; i++) {
      sections.append(".section .s").append(i).append(",\"\"\n");
    }
    sections.append(".section .llvm.lto,\"e\"\n.incbin \"").append(thin).append("\"\n");
    Path file = Clang.newest().compile(folder, "many", "#asm" + sections, "--target=" + target);
    FileInfo info = fat(file);
    assertEquals(FileKind.ELF_FAT_LTO, info.kind());
    assertArrayEquals(Files.readAllBytes(thin), bytes(info.bitcode()));
    assertEquals("", NativeObject.check(file, target));
  }

  @Test
  void damagedSectionHeadersAreMalformedWhereTheyAreLookedAt() throws Exception {
    Path file = assemble("x86_64-linux-gnu", "e", thinBitcode(), "");
    byte[] bytes = Files.readAllBytes(file);
    ByteBuffer elf = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    long table = elf.getLong(40);
    int count = elf.getShort(60);
    check(bytes, 58, (short) 63, "has section headers of 63 bytes");
    check(bytes, 60, (short) (count + 1), "not all of its section headers are there");
    check(bytes, 62, (short) count, "has its section names in section " + count);
    check(bytes, 40, (short) (table + 64), "not all of its section headers are there");
    check(bytes, 46, (short) 0x8000, "its section headers are missing");
    check(bytes, 46, (short) 1, "its section headers are missing");
    for (int i = 1; i < count; i++) {
      int section = (int) table + i * 64;
      boolean found = elf.getInt(section + 4) == 0x6fff4c0c || elf.getInt(section + 4) == 3;
      if (found && (elf.getLong(section + 8) & 2) == 0) {
        check(bytes, section + 24 + 6, (short) 0x7fff, "has a section that goes on behind its end");
        check(bytes, section + 32 + 6, (short) 0x7fff, "has a section that goes on behind its end");
        check(bytes, section + 32 + 6, (short) -1, "has a section that goes on behind its end");
      }
    }
  }

  private void check(byte[] bytes, int position, short value, String what) throws IOException {
    byte[] copy = bytes.clone();
    ByteBuffer.wrap(copy).order(ByteOrder.LITTLE_ENDIAN).putShort(position, value);
    Path file = Files.write(folder.resolve("damaged.o"), copy);
    MalformedFileException e = assertThrows(MalformedFileException.class, () -> fat(file));
    assertEquals("damaged ELF file: " + what, e.what());
    assertEquals(FileKind.ELF_RELOCATABLE, FileKinds.of(Slice.whole(file), false).kind());
  }

  @Test
  void noSectionTableIsNoBitcode() throws Exception {
    byte[] bytes = Files.readAllBytes(assemble("x86_64-linux-gnu", "e", thinBitcode(), ""));
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(40, 0);
    Path file = Files.write(folder.resolve("no-table.o"), bytes);
    assertEquals(FileKind.ELF_RELOCATABLE, fat(file).kind());
    assertEquals("has no sections", NativeObject.check(file, "x86_64-pc-linux-gnu"));
    bytes = Files.readAllBytes(folder.resolve("fat.o"));
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putShort(62, (short) 0);
    Path unnamed = Files.write(folder.resolve("no-names.o"), bytes);
    assertEquals(FileKind.ELF_RELOCATABLE, fat(unnamed).kind());
  }

  @Test
  void damagedBitcodeInTheSectionIsMalformed() throws Exception {
    Path junk = Files.writeString(folder.resolve("junk"), "no bitcode at all ...");
    Path file = assemble("x86_64-linux-gnu", "e", junk, "");
    assertThrows(MalformedFileException.class, () -> fat(file));
    assertEquals(FileKind.ELF_RELOCATABLE, FileKinds.of(Slice.whole(file), false).kind());
  }
}
