package org.dthinlto.bitcode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class NativeObjectTest {

  private static final String HOST = "x86_64-pc-linux-gnu";
  private static final String FUNCTION = "int f(int x) { return x + 1; }\n";

  @TempDir Path folder;

  private Path object(String triple) throws Exception {
    return Clang.newest().compile(folder, "object", FUNCTION, "--target=" + triple);
  }

  @Test
  void everyClangMakesGoodObjects() throws Exception {
    for (Clang clang : Clang.all()) {
      Path object = clang.compile(folder, "f", FUNCTION, "--target=" + HOST);
      assertEquals("", NativeObject.check(object, HOST));
      assertEquals(
          "is for x86_64, not aarch64", NativeObject.check(object, "aarch64-unknown-linux-gnu"));
    }
  }

  /**
   * The triple that clang puts into bitcode, and the object that it makes for it, belong together.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "x86_64-linux-gnu",
        "x86_64-linux-gnux32",
        "x86_64-linux-muslx32",
        "x86_64-unknown-freebsd",
        "i386-linux-gnu",
        "i586-linux-gnu",
        "i686-pc-linux-gnu",
        "i386-unknown-elfiamcu",
        "aarch64-linux-gnu",
        "aarch64-linux-android21",
        "aarch64_be-linux-gnu",
        "aarch64-linux-gnu_ilp32",
        "arm-linux-gnueabi",
        "armv7-linux-gnueabihf",
        "armebv7r-none-eabi",
        "thumbv7m-none-eabi",
        "thumbebv7r-none-eabi",
        "riscv32-unknown-elf",
        "riscv64-linux-gnu",
        "powerpc-linux-gnu",
        "powerpcle-linux-gnu",
        "powerpc64-linux-gnu",
        "powerpc64le-linux-gnu",
        "mips-linux-gnu",
        "mipsel-linux-gnu",
        "mips64-linux-gnuabi64",
        "mips64el-linux-gnuabi64",
        "mips64-linux-gnuabin32",
        "mipsisa64r6el-linux-gnuabi64",
        "s390x-linux-gnu",
        "loongarch32-unknown-elf",
        "loongarch64-linux-gnu",
        "sparc-linux-gnu",
        "sparcel-unknown-elf",
        "sparcv9-linux-gnu",
        "hexagon-unknown-elf",
        "avr-unknown-unknown",
        "msp430-unknown-elf",
        "amdgcn-amd-amdhsa",
        "ve-unknown-linux-gnu",
        "bpf",
        "bpfeb",
        "lanai-unknown-elf",
        "m68k-linux-gnu",
        "xtensa-unknown-elf",
      })
  void theObjectOfATripleIsRightForIt(String triple) throws Exception {
    String[] options = {"-flto", "-ffat-lto-objects", "--target=" + triple};
    Path object = Clang.newest().compile(folder, "object", FUNCTION, options);
    String ofModule = FileKinds.of(Slice.whole(object), true).bitcodeInfo().triple();
    assertEquals("", NativeObject.check(object, ofModule), ofModule);
    Target target = Target.of(ofModule);
    assertEquals(true, target.machine() != Target.ANY, ofModule);
    String other = target.machine() == 62 ? "s390x-linux-gnu" : HOST;
    String arch = other.substring(0, other.indexOf('-'));
    String reason = NativeObject.check(object, other);
    assertEquals(true, reason.matches("is for [a-z0-9_]+, not " + arch), reason);
  }

  @Test
  void widthAndByteOrderCount() throws Exception {
    Path x32 = object("x86_64-linux-gnux32");
    assertEquals("is a 32-bit object, not a 64-bit one", NativeObject.check(x32, HOST));
    Path x64 = object(HOST);
    assertEquals(
        "is a 64-bit object, not a 32-bit one",
        NativeObject.check(x64, "x86_64-unknown-linux-muslx32"));
    Path little = object("aarch64-linux-gnu");
    assertEquals(
        "is little-endian, not big-endian",
        NativeObject.check(little, "aarch64_be-unknown-linux-gnu"));
    Path big = object("armebv7r-none-eabi");
    assertEquals("is big-endian, not little-endian", NativeObject.check(big, "armv7r-none-eabi"));
    assertEquals("", NativeObject.check(big, "thumbv7reb-none-eabi"));
    Path riscv = object("riscv32-unknown-elf");
    assertEquals(
        "is a 32-bit object, not a 64-bit one", NativeObject.check(riscv, "riscv64-unknown-elf"));
    assertEquals(
        "is little-endian, not big-endian", NativeObject.check(riscv, "riscv32be-unknown-elf"));
  }

  @Test
  void sparcV8PlusIsSparc() throws Exception {
    byte[] bytes = Files.readAllBytes(object("sparc-linux-gnu"));
    bytes[19] = 18;
    Path plus = Files.write(folder.resolve("plus.o"), bytes);
    assertEquals("", NativeObject.check(plus, "sparc-unknown-linux-gnu"));
    assertEquals("is for sparc, not sparcv9", NativeObject.check(plus, "sparcv9-sun-solaris"));
  }

  @Test
  void ofAnUnknownOrMissingArchitectureNothingIsExpected() throws Exception {
    Path object = object(HOST);
    assertEquals("", NativeObject.check(object, ""));
    assertEquals("", NativeObject.check(object, "futurechip-unknown-linux-gnu"));
    assertEquals("", NativeObject.check(object, "i28-unknown-linux-gnu"));
    assertEquals("is for x86_64, not i486", NativeObject.check(object, "i486-unknown-linux-gnu"));
    byte[] bytes = Files.readAllBytes(object);
    bytes[18] = (byte) 222;
    Path strange = Files.write(folder.resolve("strange.o"), bytes);
    assertEquals("is for machine 222, not x86_64", NativeObject.check(strange, HOST));
  }

  @Test
  void whatIsNoObjectIsSaid() throws Exception {
    assertEquals("is missing", NativeObject.check(folder.resolve("no.o"), HOST));
    Path file = folder.resolve("file");
    Files.write(file, new byte[0]);
    assertEquals("is empty", NativeObject.check(file, HOST));
    Files.writeString(file, "hello");
    assertEquals("is no ELF object", NativeObject.check(file, HOST));
    Files.writeString(file, "!<arch>\n");
    assertEquals("is no ELF object", NativeObject.check(file, HOST));
    Clang clang = Clang.newest();
    Path bitcode = clang.compile(folder, "thin", FUNCTION, "-flto=thin");
    assertEquals("is bitcode, no ELF object", NativeObject.check(bitcode, HOST));
    clang.compile(folder, "f", FUNCTION, "-fPIC", "--target=" + HOST);
    clang.tool(folder, "clang", "-shared", "-nostdlib", "f.o", "-o", "libf.so");
    assertEquals("is no relocatable object", NativeObject.check(folder.resolve("libf.so"), HOST));
    assertThrows(FileSystemException.class, () -> NativeObject.check(folder, HOST));
  }

  @Test
  void anObjectCutAnywhereIsNoGood() throws Exception {
    byte[] bytes = Files.readAllBytes(object(HOST));
    Path cut = folder.resolve("cut.o");
    for (int size = bytes.length - 1; size > 0; size--) {
      Files.write(cut, Arrays.copyOf(bytes, size));
      String reason = NativeObject.check(cut, HOST);
      String expected = "is a damaged ELF file: ";
      assertEquals(expected, size < 4 ? expected : reason.substring(0, expected.length()));
      assertEquals(size < 4, reason.equals("is no ELF object"), reason);
    }
    Files.write(cut, bytes);
    assertEquals("", NativeObject.check(cut, HOST), "whole again");
    assertEquals(
        "is a damaged ELF file: not all of its section headers are there", checkCutByOne(bytes));
  }

  private String checkCutByOne(byte[] bytes) throws IOException {
    Path cut = Files.write(folder.resolve("cut.o"), Arrays.copyOf(bytes, bytes.length - 1));
    return NativeObject.check(cut, HOST);
  }
}
