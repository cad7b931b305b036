package org.dthinlto.bitcode;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;

/**
 * The symbols of an ELF object or shared library, and a way to have an object mention more of them.
 * Knows nothing of sections but where symbols and their names are.
 */
public final class ElfSymbols {

  private static final int TYPE_SYMTAB = 2;
  private static final int TYPE_DYNSYM = 11;
  private static final int TYPE_SYMTAB_SHNDX = 18;
  private static final int BIND_GLOBAL = 1;
  private static final int BIND_WEAK = 2;
  private static final int VISIBILITY = 3;

  /** Files beyond this size are left unread. */
  private static final long MAX_FILE = 1 << 30;

  private final ByteBuffer file;
  private final boolean wide;
  private final int table;
  private final int count;
  private int symbols = -1;
  private boolean extended;

  /**
   * A symbol that an object is made to mention.
   *
   * @param visibility as in {@link SymbolVisitor}
   */
  public record Mention(String name, boolean weak, int visibility) {}

  private ElfSymbols(byte[] bytes) {
    this.file = ByteBuffer.wrap(bytes);
    file.order(bytes[5] == 2 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    this.wide = bytes[4] == 2;
    this.table = (int) address(wide ? 40 : 32);
    int sections = file.getShort(wide ? 60 : 48) & 0xffff;
    this.count = sections > 0 || table == 0 ? sections : (int) address(table + (wide ? 32 : 20));
    for (int i = 1; i < count; i++) {
      int type = file.getInt(header(i) + 4);
      extended |= type == TYPE_SYMTAB_SHNDX;
      if (type == TYPE_SYMTAB || (type == TYPE_DYNSYM && symbols < 0)) {
        symbols = i;
      }
    }
  }

  /**
   * Shows the symbols of an object, or those that a shared library shows others.
   *
   * @throws IOException if it can't be read as ELF
   */
  public static void of(Slice object, SymbolVisitor visitor) throws IOException {
    try {
      read(object).visit(visitor);
    } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
      throw new IOException("'" + object.file() + "': damaged ELF file", e);
    }
  }

  /**
   * Has an object mention symbols, as undefined ones. The file is replaced, not written to.
   *
   * @return false if the object is of a kind that isn't known; it is then as it was
   */
  public static boolean add(Path object, List<Mention> mentions) throws IOException {
    try {
      ElfSymbols elf = read(Slice.whole(object));
      if (elf.symbols < 0 || elf.extended) {
        return false;
      }
      Path other = object.resolveSibling(object.getFileName() + "~");
      Files.write(other, elf.with(mentions));
      Files.move(other, object, StandardCopyOption.REPLACE_EXISTING);
      return true;
    } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
      throw new IOException("'" + object + "': damaged ELF file", e);
    }
  }

  private static ElfSymbols read(Slice object) throws IOException {
    try (SliceReader in = SliceReader.open(object)) {
      if (in.size() < 64 || in.size() > MAX_FILE || (int) in.word(0) != Elf.MAGIC) {
        throw in.malformed(0, "no ELF file");
      }
      return new ElfSymbols(in.bytes(0, (int) in.size()));
    }
  }

  private void visit(SymbolVisitor visitor) {
    if (symbols < 0) {
      return;
    }
    int start = offset(symbols);
    int end = start + size(symbols);
    int names = offset(file.getInt(header(symbols) + (wide ? 40 : 24)));
    byte[] bytes = file.array();
    for (int at = start + entry(); at < end; at += entry()) {
      int info = file.get(at + (wide ? 4 : 12));
      int bind = (info & 0xff) >>> 4;
      if (bind != 0) {
        int name = names + file.getInt(at);
        int length = 0;
        while (bytes[name + length] != 0) {
          length++;
        }
        boolean defined = file.getShort(at + (wide ? 6 : 14)) != 0;
        int other = file.get(at + (wide ? 5 : 13)) & VISIBILITY;
        visitor.symbol(bytes, name, length, defined, bind == BIND_WEAK, other);
      }
    }
  }

  /** The file with new tables of symbols and of their names behind its end. */
  private byte[] with(List<Mention> mentions) {
    int strings = file.getInt(header(symbols) + (wide ? 40 : 24));
    int length = size(strings);
    int room = mentions.size() * entry();
    for (Mention mention : mentions) {
      room += mention.name().getBytes(StandardCharsets.UTF_8).length + 1;
    }
    int newSymbols = (file.limit() + 7) / 8 * 8;
    int newStrings = newSymbols + size(symbols) + mentions.size() * entry();
    byte[] bytes = Arrays.copyOf(file.array(), newSymbols + size(symbols) + length + room);
    ByteBuffer out = ByteBuffer.wrap(bytes).order(file.order());
    System.arraycopy(bytes, offset(symbols), bytes, newSymbols, size(symbols));
    System.arraycopy(bytes, offset(strings), bytes, newStrings, length);
    int at = newSymbols + size(symbols);
    int end = newStrings + length;
    for (Mention mention : mentions) {
      byte[] name = mention.name().getBytes(StandardCharsets.UTF_8);
      System.arraycopy(name, 0, bytes, end, name.length);
      out.putInt(at, end - newStrings);
      int bind = mention.weak() ? BIND_WEAK : BIND_GLOBAL;
      out.put(at + (wide ? 4 : 12), (byte) (bind << 4));
      out.put(at + (wide ? 5 : 13), (byte) mention.visibility());
      at += entry();
      end += name.length + 1;
    }
    place(out, symbols, newSymbols, at - newSymbols);
    place(out, strings, newStrings, end - newStrings);
    return bytes;
  }

  private void place(ByteBuffer out, int section, int offset, int size) {
    if (wide) {
      out.putLong(header(section) + 24, offset);
      out.putLong(header(section) + 32, size);
    } else {
      out.putInt(header(section) + 16, offset);
      out.putInt(header(section) + 20, size);
    }
  }

  private int entry() {
    return wide ? 24 : 16;
  }

  private int header(int section) {
    return table + section * (wide ? 64 : 40);
  }

  private int offset(int section) {
    return (int) address(header(section) + (wide ? 24 : 16));
  }

  private int size(int section) {
    return (int) address(header(section) + (wide ? 32 : 20));
  }

  private long address(int position) {
    return wide ? file.getLong(position) : Integer.toUnsignedLong(file.getInt(position));
  }
}
