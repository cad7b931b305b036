package org.dthinlto.bitcode;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * The symbol table of a native object, and how symbols in it become less visible. Knows no sections
 * but those of symbols and their names.
 */
public final class ObjectSymbols {

  private static final int TYPE_SYMTAB = 2;

  private final byte[] bytes;
  private final ByteBuffer elf;
  private final boolean wide;

  private ObjectSymbols(byte[] bytes) {
    this.bytes = bytes;
    this.wide = bytes[4] == 2;
    this.elf =
        ByteBuffer.wrap(bytes)
            .order(bytes[5] == 2 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Gives the symbols that an object defines for others the visibility that they ought to have, if
   * theirs constrains less. The file is replaced, not written to: another may share its bytes.
   *
   * @throws MalformedFileException if it is no whole ELF object
   */
  public static void constrain(Path object, Visibilities wanted) throws IOException {
    byte[] bytes = Files.readAllBytes(object);
    boolean changed;
    try {
      changed = bytes.length > 64 && new ObjectSymbols(bytes).constrain(wanted);
    } catch (IndexOutOfBoundsException e) {
      throw new MalformedFileException(object, 0, "damaged ELF file: has symbols outside");
    }
    if (changed) {
      Path other = object.resolveSibling(object.getFileName() + "~");
      Files.write(other, bytes);
      Files.move(other, object, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private boolean constrain(Visibilities wanted) {
    int section = address(wide ? 40 : 32);
    int sectionSize = elf.getShort(wide ? 58 : 46);
    int sections = Short.toUnsignedInt(elf.getShort(wide ? 60 : 48));
    if (sections == 0 && section != 0) {
      sections = address(section + (wide ? 32 : 20));
    }
    boolean changed = false;
    for (int i = 0; i < sections; i++, section += sectionSize) {
      if (elf.getInt(section + 4) == TYPE_SYMTAB) {
        int names = address(wide ? 40 : 32) + elf.getInt(section + (wide ? 40 : 24)) * sectionSize;
        changed |= constrain(section, address(names + (wide ? 24 : 16)), wanted);
      }
    }
    return changed;
  }

  private boolean constrain(int section, int names, Visibilities wanted) {
    int table = address(section + (wide ? 24 : 16));
    int size = address(section + (wide ? 32 : 20));
    int firstGlobal = elf.getInt(section + (wide ? 44 : 28));
    int symbolSize = wide ? 24 : 16;
    boolean changed = false;
    for (int i = firstGlobal; i < size / symbolSize; i++) {
      int symbol = table + i * symbolSize;
      boolean undefined = elf.getShort(symbol + (wide ? 6 : 14)) == 0;
      int other = symbol + (wide ? 5 : 13);
      int has = bytes[other] & 3;
      int ought = undefined ? has : wanted.of(name(names + elf.getInt(symbol)), has);
      if (ought != has) {
        bytes[other] = (byte) ((bytes[other] & ~3) | ought);
        changed = true;
      }
    }
    return changed;
  }

  private String name(int from) {
    int to = from;
    while (bytes[to] != 0) {
      to++;
    }
    return new String(bytes, from, to - from, StandardCharsets.UTF_8);
  }

  private int address(int position) {
    return wide ? (int) elf.getLong(position) : elf.getInt(position);
  }
}
